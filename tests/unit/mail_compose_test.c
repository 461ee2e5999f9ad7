#include "unit_test.h"

#include "notifier/delivery/mail_compose.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KILO = 1000, LINE_MOST = 76 };

static char BIG[300 * KILO], BIGGER[400 * KILO];
static const message_part TEXT = {"", "text/plain", "", "Dòng một\nDòng hai\n", 22};
static const message_part HTML = {"", "text/html", "", "<html><body><p>Chữ</p></body></html>", 38};
static const message_part PICTURE = {"", "image/png", "hinh", "\x89PNG", 4};
static const message_part PDF = {"bao-cao.pdf", "application/pdf", "", BIG, sizeof BIG};
static const message_part SHEET = {"Số liệu.xlsx", "application/vnd.ms-excel", "", BIGGER,
                                   sizeof BIGGER};
static const message_address TO = {"mail", "Chủ tịch", "chu-tich@example.vn",
                                   "<0123456789abcdef0123456789abcdef@example.vn>", NULL};
static const mail_form FORM = {
    .from = "tiendo@example.vn", .from_name = "Tiến độ", .max_bytes = 10 * KILO * KILO};

static mail made;

static int start(void **state)
{
    (void)state;
    made = (mail){0};
    return sodium_init() >= 0 ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    free(made.bytes);
    return 0;
}

static message with_parts(const message_part *parts, size_t count)
{
    return (message){.kind = MESSAGE_DIGEST,
                     .profile = "Tuần 1",
                     .key = "42",
                     .references = "",
                     .subject = "Tiến độ tuần này của các đơn vị",
                     .parts = parts,
                     .part_count = count,
                     .frozen = ""};
}

static void compose(const mail_form *form, const message *m)
{
    free(made.bytes);
    assert_int_equal(mail_compose(form, m, &TO, 1721606400000, &made).code, ERR_OK);
    assert_int_equal(strlen(made.bytes), made.size);
}

static void compose_parts(const mail_form *form, const message_part *parts, size_t count)
{
    const message m = with_parts(parts, count);
    compose(form, &m);
}

static bool has(const char *text)
{
    return strstr(made.bytes, text);
}

/* The TEXTS (ended by NULL) are there in this order. */
static void assert_order(const char *const *texts)
{
    const char *at = made.bytes;
    for (size_t i = 0; at && texts[i]; i++) {
        const char *found = strstr(at, texts[i]);
        if (!found)
            fail_msg("no \"%s\" in its place in:\n%.3000s", texts[i], made.bytes);
        at = found ? found + strlen(texts[i]) : NULL;
    }
}

/* Whether TEXT is in a part of the mail once base64 is undone. */
static bool says(const char *text)
{
    bool found = false;
    for (const char *at = made.bytes; !found && (at = strstr(at, "base64\r\n")); at++) {
        const char *from = strstr(at, "\r\n\r\n") + 4;
        size_t n = strcspn(from, "-"), size;
        char *plain = calloc(1, n + 1);
        assert_non_null(plain);
        assert_int_equal(sodium_base642bin((unsigned char *)plain, n, from, n, "\r\n", &size, NULL,
                                           sodium_base64_VARIANT_ORIGINAL),
                         0);
        found = strstr(plain, text);
        free(plain);
    }
    return found;
}

static void every_level_of_the_mail_stands_around_the_one_below(void **state)
{
    (void)state;
    const message_part parts[] = {TEXT, HTML, PDF, PICTURE, SHEET};
    compose_parts(&FORM, parts, 5);
    assert_order((const char *const[]){
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed;", "multipart/related;",
        "multipart/alternative;", "text/plain; charset=utf-8", "text/html; charset=utf-8", "_a--",
        "image/png", "Content-ID: <hinh.0123456789abcdef@example.vn>",
        "Content-Disposition: inline", "_r--", "application/pdf", "filename=\"bao-cao.pdf\"",
        "filename*=UTF-8''S%E1%BB%91%20li", "_m--\r\n", NULL});
    assert_int_equal(made.left_out, 0);
}

static void a_picture_has_a_name_of_its_own_in_each_mail_and_the_page_shows_it_by_that(void **state)
{
    (void)state;
    message_part page = HTML, other = PICTURE;
    page.data = "<img src=\"cid:hinh\"><img src=\"cid:hinh2\"><img src=\"cid:hinh\">";
    page.size = strlen(page.data);
    other.content_id = "hinh2";
    const message_part parts[] = {TEXT, page, PICTURE, other};
    compose_parts(&FORM, parts, 4);
    assert_true(has("Content-ID: <hinh.0123456789abcdef@example.vn>\r\n"));
    assert_true(has("Content-ID: <hinh2.0123456789abcdef@example.vn>\r\n"));
    assert_true(says("<img src=\"cid:hinh.0123456789abcdef@example.vn\">"
                     "<img src=\"cid:hinh2.0123456789abcdef@example.vn\">"
                     "<img src=\"cid:hinh.0123456789abcdef@example.vn\">"));
}

static void a_level_with_nothing_in_it_is_left_out(void **state)
{
    (void)state;
    const message_part parts[] = {TEXT, HTML};
    compose_parts(&FORM, parts, 2);
    assert_true(has("MIME-Version: 1.0\r\nContent-Type: multipart/alternative;"));
    assert_false(has("mixed"));
    assert_false(has("related"));
    compose_parts(&FORM, parts, 1);
    assert_true(has("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"));
    assert_false(has("multipart"));
    compose_parts(&FORM, NULL, 0);
    assert_true(has("text/plain"));
}

static void all_of_it_is_ascii_in_short_lines_that_end_in_crlf(void **state)
{
    (void)state;
    message_part named = PDF;
    named.name = "Báo cáo tình hình thực hiện nhiệm vụ chuyển đổi số và Đề án 06 của các huyện, "
                 "thị xã, thành phố tháng 7 năm 2024.pdf";
    const message_part parts[] = {TEXT, HTML, named, PICTURE};
    message m = with_parts(parts, 4);
    m.references = "41";
    compose(&FORM, &m);
    for (const char *line = made.bytes; *line;) {
        const char *end = strstr(line, "\r\n");
        assert_non_null(end);
        if (end - line > LINE_MOST)
            fail_msg("%d characters: %.*s", (int)(end - line), (int)(end - line), line);
        for (const char *p = line; p < end; p++)
            assert_true(*p >= ' ' && *p <= '~');
        line = end + 2;
    }
}

static void lines_of_texts_end_in_crlf_before_they_are_encoded(void **state)
{
    (void)state;
    message_part twice = TEXT;
    twice.data = "một\r\nhai\n";
    twice.size = strlen(twice.data);
    compose_parts(&FORM, &TEXT, 1);
    assert_true(says("Dòng một\r\nDòng hai\r\n"));
    compose_parts(&FORM, &twice, 1);
    assert_true(says("một\r\nhai\r\n"));
    assert_false(says("\r\r"));
}

static void the_same_mail_is_the_same_bytes(void **state)
{
    (void)state;
    const message_part parts[] = {TEXT, HTML, PICTURE};
    compose_parts(&FORM, parts, 3);
    char *first = strdup(made.bytes);
    compose_parts(&FORM, parts, 3);
    assert_string_equal(first, made.bytes);
    free(first);
}

static void programs_are_told_that_a_program_wrote_to_a_list(void **state)
{
    (void)state;
    compose_parts(&FORM, &TEXT, 1);
    assert_true(has("Auto-Submitted: auto-generated\r\n"));
    assert_true(has("List-Id: <tuan-1.digest.example.vn>\r\n"));
    assert_true(has("List-Unsubscribe: <mailto:tiendo@example.vn?subject="));
    assert_false(has("X-Priority"));
    message m = with_parts(&TEXT, 1);
    m.kind = MESSAGE_TEST;
    compose(&FORM, &m);
    assert_false(has("List-"));
}

static void answers_go_where_the_form_says(void **state)
{
    (void)state;
    mail_form form = FORM;
    compose_parts(&form, &TEXT, 1);
    assert_false(has("Reply-To"));
    form.reply_to = "van-phong@example.vn";
    compose_parts(&form, &TEXT, 1);
    assert_true(has("<van-phong@example.vn>"));
    assert_true(has("<mailto:van-phong@example.vn?"));
}

static void what_follows_a_message_names_it_as_it_was_sent_to_the_same_address(void **state)
{
    (void)state;
    arena *a = arena_new(0);
    message m = with_parts(&TEXT, 1);
    compose(&FORM, &m);
    assert_false(has("References"));
    m.references = "41";
    compose(&FORM, &m);
    const char *id = message_id_make(a, m.kind, m.profile, "41", TO.address, FORM.from);
    assert_true(has(arena_printf(a, "In-Reply-To: %s\r\n", id)));
    assert_true(has(arena_printf(a, "References: %s\r\n", id)));
    arena_free(a);
}

static void above_the_limit_the_biggest_attachment_goes_first_and_both_bodies_say_so(void **state)
{
    (void)state;
    const message_part parts[] = {TEXT, HTML, PDF, PICTURE, SHEET};
    mail_form form = FORM;
    form.max_bytes = 600 * KILO;
    compose_parts(&form, parts, 5);
    assert_true(made.size <= 600 * KILO);
    assert_int_equal(made.left_out, 1);
    assert_true(has("bao-cao.pdf"));
    assert_false(has("ms-excel"));
    assert_true(says("Dòng hai\r\n\r\nThư này thiếu tệp Số liệu.xlsx"));
    assert_true(says("Số liệu.xlsx (khoảng 1 MB) vì vượt quá dung lượng cho phép của một thư"));
    assert_true(says("</strong></p></body></html>"));
}

static void pictures_go_after_all_attachments_and_bodies_never(void **state)
{
    (void)state;
    message_part shot = PICTURE;
    shot.data = BIG;
    shot.size = sizeof BIG;
    const message_part parts[] = {TEXT, HTML, shot, PDF};
    mail_form form = FORM;
    form.max_bytes = 450 * KILO;
    compose_parts(&form, parts, 4);
    assert_true(has("image/png"));
    assert_false(has("application/pdf"));
    form.max_bytes = 100;
    compose_parts(&form, parts, 4);
    assert_int_equal(made.left_out, 2);
    assert_false(has("image/png"));
    assert_true(says("thiếu một hình"));
    assert_true(says("Dòng một"));
    assert_true(says("<p>Chữ</p>"));
}

static void what_fits_says_nothing_of_a_limit(void **state)
{
    (void)state;
    const message_part parts[] = {TEXT, HTML, PDF};
    compose_parts(&FORM, parts, 3);
    assert_false(says("thiếu"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_level_of_the_mail_stands_around_the_one_below),
        TEST(a_picture_has_a_name_of_its_own_in_each_mail_and_the_page_shows_it_by_that),
        TEST(a_level_with_nothing_in_it_is_left_out),
        TEST(all_of_it_is_ascii_in_short_lines_that_end_in_crlf),
        TEST(lines_of_texts_end_in_crlf_before_they_are_encoded),
        TEST(the_same_mail_is_the_same_bytes),
        TEST(programs_are_told_that_a_program_wrote_to_a_list),
        TEST(answers_go_where_the_form_says),
        TEST(what_follows_a_message_names_it_as_it_was_sent_to_the_same_address),
        TEST(above_the_limit_the_biggest_attachment_goes_first_and_both_bodies_say_so),
        TEST(pictures_go_after_all_attachments_and_bodies_never),
        TEST(what_fits_says_nothing_of_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
