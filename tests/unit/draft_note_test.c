/* What stands ahead of a digest that waits for a word: to whom it goes, what to type, until when.
 */
#include "unit_test.h"

#include "base/arena.h"
#include "base/text.h"
#include "notifier/draft_note.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char text[] = "BÁO CÁO\nMường Lát: 0%.\n";
static const char page[] =
    "<!DOCTYPE html>\n<html><head><title>x</title></head>\n<body class=\"p\" style=\"a\">\n"
    "<p>Mường Lát</p></body></html>\n";
static const char pdf[] = "%PDF-1.5\0binary";

static message_part parts[] = {
    {"", "text/plain", "", text, sizeof text - 1},
    {"", "text/html", "", page, sizeof page - 1},
    {"ban-do.png", "image/png", "map", "\x89PNG", 4},
    {"tuan.pdf", "application/pdf", "", pdf, sizeof pdf - 1},
    {"ghi-chu.txt", "text/plain", "", text, sizeof text - 1},
};
enum { PARTS = sizeof parts / sizeof *parts };

static const message real = {.kind = MESSAGE_DIGEST,
                             .profile = "tuan",
                             .key = "1721606400000",
                             .subject = "[BC nhanh] Tháng 7/2024",
                             .frozen = "{}",
                             .parts = parts,
                             .part_count = PARTS};

/* At 07:00 on 22/07/2024. */
static const int64_t due_ms = INT64_C(1721606400000);

static message_address to[] = {{.name = "Chủ tịch UBND tỉnh"},
                               {.name = "Trưởng <Ban> & \"Chỉ đạo\""},
                               {.name = "Ba"},
                               {.name = "Bốn"},
                               {.name = "Năm"},
                               {.name = "Sáu"},
                               {.name = "Bảy"}};

static const draft_facts facts = {
    .number = 41, .to = to, .to_count = 2, .due_ms = due_ms, .sends_if_silent = true};

typedef struct draft {
    arena *memory;
    message message;
} draft;

static draft draft_of(const draft_facts *f)
{
    draft d = {.memory = arena_new(0)};
    assert_int_equal(draft_compose(d.memory, &real, f, &d.message).code, ERR_OK);
    return d;
}

static const char *body(const draft *d, size_t part)
{
    assert_int_equal(strlen(d->message.parts[part].data), d->message.parts[part].size);
    return d->message.parts[part].data;
}

/* Lines as one, so that assertions do not depend on where they break. */
static void assert_says(const char *body_text, const char *wanted)
{
    char *copy = strdup(body_text);
    for (char *p = copy; *p; p++)
        if (*p == '\n')
            *p = ' ';
    if (!strstr(copy, wanted))
        fail_msg("not said: %s\nin: %s", wanted, body_text);
    free(copy);
}

static void it_is_a_draft_in_subject_and_kind_and_is_not_kept_as_the_digest(void **state)
{
    (void)state;
    draft d = draft_of(&facts);
    assert_int_equal(d.message.kind, MESSAGE_DRAFT);
    assert_string_equal(d.message.subject, "[DỰ THẢO CHỜ DUYỆT] [BC nhanh] Tháng 7/2024");
    assert_string_equal(d.message.profile, "tuan");
    assert_string_equal(d.message.key, real.key);
    assert_string_equal(d.message.frozen, "");
    arena_free(d.memory);
}

static void both_bodies_say_it_ahead_and_keep_what_they_are(void **state)
{
    (void)state;
    draft d = draft_of(&facts);
    const char *plain = body(&d, 0), *html = body(&d, 1);
    assert_true(strlen(plain) > strlen(text));
    assert_string_equal(plain + strlen(plain) - strlen(text), text);
    const char *tag = strstr(html, "<body class=\"p\" style=\"a\">"),
               *note = strstr(html, "DỰ THẢO");
    assert_true(tag && note && tag < note && note < strstr(html, "<p>Mường Lát</p>"));
    assert_non_null(strstr(html, "<p>Mường Lát</p></body></html>\n"));
    arena_free(d.memory);
}

static void files_and_pictures_go_with_it_as_they_are(void **state)
{
    (void)state;
    draft d = draft_of(&facts);
    assert_int_equal(d.message.part_count, PARTS);
    for (size_t i = 2; i < PARTS; i++)
        assert_memory_equal(&d.message.parts[i], &parts[i], sizeof parts[i]);
    arena_free(d.memory);
}

static void it_says_to_whom_when_what_to_type_and_what_that_does(void **state)
{
    (void)state;
    draft d = draft_of(&facts);
    for (size_t i = 0; i < 2; i++) {
        const char *said = body(&d, i);
        assert_says(said, "DỰ THẢO CHỜ DUYỆT - SỐ 41");
        assert_says(said, "dự kiến gửi lúc 07:00 22/07/2024 tới: Chủ tịch UBND tỉnh");
        assert_says(said, "Đề nghị cho ý kiến trước 07:00 22/07/2024");
        assert_says(said, "Lệnh thứ nhất là duyệt; lệnh thứ hai là duyệt và thêm ý kiến");
        assert_says(said, "lệnh thứ ba là giữ lại, không gửi.");
    }
    assert_says(body(&d, 0), "  tiendo-notifier approve 41 --by '…' ");
    assert_says(body(&d, 0), "  tiendo-notifier approve 41 --by '…' --remark '…' ");
    assert_says(body(&d, 0), "  tiendo-notifier hold 41 --by '…' --reason '…' ");
    arena_free(d.memory);
}

static void what_silence_means_is_as_configured(void **state)
{
    (void)state;
    draft_facts f = facts;
    draft d = draft_of(&f);
    assert_says(body(&d, 0), "không có ý kiến, bản tin được gửi đi như dưới đây.");
    arena_free(d.memory);
    f.sends_if_silent = false;
    d = draft_of(&f);
    assert_says(body(&d, 0), "không có ý kiến, bản tin chưa được gửi mà chờ đến khi có ý kiến.");
    assert_says(body(&d, 1), "bản tin chưa được gửi mà chờ đến khi có ý kiến.");
    arena_free(d.memory);
}

static void of_many_recipients_five_are_named_and_the_rest_counted(void **state)
{
    (void)state;
    draft_facts f = facts;
    f.to_count = 5;
    draft d = draft_of(&f);
    assert_says(body(&d, 0), "Bốn; Năm.");
    arena_free(d.memory);
    f.to_count = 7;
    d = draft_of(&f);
    assert_says(body(&d, 0), "Bốn; Năm và 2 nơi nhận khác.");
    assert_null(strstr(body(&d, 0), "Sáu"));
    arena_free(d.memory);
}

static void names_are_text_in_the_page(void **state)
{
    (void)state;
    draft d = draft_of(&facts);
    assert_says(body(&d, 1), "Trưởng &lt;Ban&gt; &amp; &quot;Chỉ đạo&quot;");
    assert_null(strstr(body(&d, 1), "<Ban>"));
    assert_says(body(&d, 0), "Trưởng <Ban> & \"Chỉ đạo\"");
    arena_free(d.memory);
}

static void lines_are_at_most_80_columns_and_commands_stay_whole(void **state)
{
    (void)state;
    draft_facts f = facts;
    char name[400] = "";
    while (strlen(name) < 300)
        strcat(name, "Trưởng Ban ");
    message_address long_ones[] = {{.name = name}, {.name = name}, {.name = name}};
    f.to = long_ones;
    f.to_count = 3;
    f.number = INT64_MAX;
    draft d = draft_of(&f);
    char *copy = strdup(body(&d, 0));
    size_t commands = 0;
    for (char *line = strtok(copy, "\n"); line; line = strtok(NULL, "\n")) {
        assert_true(text_width(line) <= 80);
        commands += strncmp(line, "  tiendo-notifier ", 18) == 0;
    }
    assert_int_equal(commands, 3);
    free(copy);
    arena_free(d.memory);
}

static void a_page_without_a_body_has_it_at_its_beginning(void **state)
{
    (void)state;
    static const char bare[] = "<p>x</p>";
    message_part one = {"", "text/html", "", bare, sizeof bare - 1};
    message m = real;
    m.parts = &one;
    m.part_count = 1;
    draft d = {.memory = arena_new(0)};
    assert_int_equal(draft_compose(d.memory, &m, &facts, &d.message).code, ERR_OK);
    assert_true(strstr(body(&d, 0), "DỰ THẢO") < strstr(body(&d, 0), bare));
    arena_free(d.memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_a_draft_in_subject_and_kind_and_is_not_kept_as_the_digest),
        cmocka_unit_test(both_bodies_say_it_ahead_and_keep_what_they_are),
        cmocka_unit_test(files_and_pictures_go_with_it_as_they_are),
        cmocka_unit_test(it_says_to_whom_when_what_to_type_and_what_that_does),
        cmocka_unit_test(what_silence_means_is_as_configured),
        cmocka_unit_test(of_many_recipients_five_are_named_and_the_rest_counted),
        cmocka_unit_test(names_are_text_in_the_page),
        cmocka_unit_test(lines_are_at_most_80_columns_and_commands_stay_whole),
        cmocka_unit_test(a_page_without_a_body_has_it_at_its_beginning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
