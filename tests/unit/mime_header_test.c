#include "unit_test.h"

#include "base/clock.h"
#include "notifier/delivery/mime_header.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum {
    LONGEST = 300,
    WORD_MAX = 75,   /* RFC 2047 section 2: of an encoded word, */
    FOLDED_MAX = 76, /* and of a line with one in it */
    ROUNDS = 20,
};

static const char PREFIX[] = "=?UTF-8?B?";
static const uint32_t SEED = 20240722;

/* Vietnamese letters of one, two and three bytes, what stands between them, and one of four. */
static const char *const LETTERS[] = {"a", "ă", "â", "đ",  "ê", "ô", "ơ",
                                      "ư", "ạ", "ắ", "ậ",  "ề", "ễ", "ộ",
                                      "ỡ", "ự", "ỵ", "Đ",  "Ứ", "Ể", "n",
                                      "g", "h", " ", " ",  ",", "-", "/",
                                      "[", "]", "?", "=?", "=", "_", "\xf0\x9f\x93\x8a"};

static arena *memory;

static int make_arena(void **state)
{
    (void)state;
    memory = arena_new(0);
    return memory && sodium_init() >= 0 ? 0 : -1;
}

static int free_arena(void **state)
{
    (void)state;
    arena_free(memory);
    return 0;
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

static void random_text(uint32_t *seed, int letters, char *out, size_t size)
{
    size_t n = 0;
    for (int i = 0; i < letters; i++) {
        const char *letter = LETTERS[next_random(seed) % (sizeof LETTERS / sizeof *LETTERS)];
        n += (size_t)snprintf(out + n, size - n, "%s", letter);
        assert_true(n < size);
    }
}

/* Decodes one encoded word of N characters behind OUT, checking it by itself. */
static size_t decode_word(const char *word, size_t n, char *out, size_t size)
{
    size_t prefix = strlen(PREFIX), decoded;
    assert_true(n <= WORD_MAX);
    assert_true(n > prefix + 2 && strncmp(word, PREFIX, prefix) == 0);
    assert_memory_equal(word + n - 2, "?=", 2);
    assert_int_equal(sodium_base642bin((unsigned char *)out, size, word + prefix, n - prefix - 2,
                                       NULL, &decoded, NULL, sodium_base64_VARIANT_ORIGINAL),
                     0);
    /* A character cut in two would show here as its second half. */
    assert_true(decoded > 0 && ((unsigned char)out[0] & 0xC0) != 0x80);
    return decoded;
}

/* What a mail program shows for VALUE, which stands behind "NAME: "; checks each line of it. */
static void decode(const char *name, const char *value, char *out, size_t size)
{
    size_t taken = strlen(name) + 2, n = 0;
    bool encoded = strncmp(value, PREFIX, strlen(PREFIX)) == 0;
    if (!encoded) {
        assert_null(strpbrk(value, "\r\n"));
        snprintf(out, size, "%s", value);
        return;
    }
    for (;;) {
        size_t word = strcspn(value, "\r");
        assert_true(taken + word <= FOLDED_MAX);
        n += decode_word(value, word, out + n, size - n);
        value += word;
        if (!*value)
            break;
        assert_memory_equal(value, "\r\n ", 3);
        value += 3;
        taken = 1;
    }
    out[n] = '\0';
}

static void check_text(const char *text)
{
    char shown[LONGEST * 4 + 1];
    char *value = mime_header_text(memory, text);
    assert_non_null(value);
    decode("Subject", value, shown, sizeof shown);
    assert_string_equal(shown, text);
    arena_reset(memory);
}

static void vietnamese_of_every_length_reads_back_as_it_was(void **state)
{
    (void)state;
    char text[LONGEST * 4 + 1];
    uint32_t seed = SEED;
    print_message("seed %u\n", (unsigned)seed);
    for (int letters = 1; letters <= LONGEST; letters++)
        for (int round = 0; round < ROUNDS; round++) {
            random_text(&seed, letters, text, sizeof text);
            check_text(text);
        }
}

static void a_digests_subject_reads_back_as_it_was(void **state)
{
    (void)state;
    check_text("[SỐ LIỆU MÔ PHỎNG] [BC nhanh CĐS - ĐA06] Tháng 7/2024: 3 chỉ tiêu quá hạn, 5 có "
               "nguy cơ chậm, 2 đơn vị chưa báo cáo");
}

static void short_printable_ascii_stays_as_it_is(void **state)
{
    (void)state;
    assert_string_equal(mime_header_text(memory, "Weekly digest 29/2024"), "Weekly digest 29/2024");
}

static void ascii_that_is_too_long_for_a_line_is_folded(void **state)
{
    (void)state;
    char text[LONGEST + 1];
    memset(text, 'x', LONGEST);
    text[LONGEST] = '\0';
    check_text(text);
    assert_non_null(strstr(mime_header_text(memory, text), "\r\n "));
}

static void ascii_that_looks_encoded_is_encoded(void **state)
{
    (void)state;
    assert_string_not_equal(mime_header_text(memory, "=?UTF-8?B?YQ==?="), "=?UTF-8?B?YQ==?=");
    check_text("=?UTF-8?B?YQ==?=");
}

/* The name alone, without the folded "<ADDRESS>" that must be all that follows. */
static char *name_part(const char *name)
{
    char *value = mime_header_address(memory, name, "a@b.vn");
    assert_non_null(value);
    char *rest = strstr(value, "\r\n <a@b.vn>");
    assert_non_null(rest);
    assert_string_equal(rest, "\r\n <a@b.vn>");
    *rest = '\0';
    return value;
}

static void a_hostile_name_adds_no_header_and_no_address(void **state)
{
    (void)state;
    static const char *const hostile[] = {"x\r\nBcc: thief@example.org",
                                          "x\nBcc: thief@example.org",
                                          "\"x\" <thief@example.org>",
                                          "x, thief@example.org",
                                          "x <thief@example.org>,",
                                          "x\r\n\r\nbody",
                                          "x\\\"",
                                          "(comment",
                                          "a:b;",
                                          "=?UTF-8?B?YQ==?=",
                                          "\"",
                                          "Chủ tịch\r\nSubject: y"};
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        char shown[200];
        const char *value = name_part(hostile[i]);
        assert_int_equal(strncmp(value, PREFIX, strlen(PREFIX)), 0);
        decode("To", value, shown, sizeof shown);
        assert_string_equal(shown, hostile[i]);
    }
}

/* Readers drop what folds two encoded words, so each space of the name is inside one of them. */
static void a_name_of_every_length_reads_back_as_it_was(void **state)
{
    (void)state;
    char name[LONGEST * 4 + 1], shown[LONGEST * 4 + 1];
    uint32_t seed = SEED;
    for (int letters = 1; letters <= LONGEST; letters++) {
        random_text(&seed, letters, name, sizeof name);
        decode("Reply-To", name_part(name), shown, sizeof shown);
        assert_string_equal(shown, name);
        arena_reset(memory);
    }
}

static void the_names_of_several_roles_read_back_wherever_the_cut_falls(void **state)
{
    (void)state;
    static const char roles[] = "Chủ tịch UBND tỉnh, Trưởng Ban Chỉ đạo, Giám đốc Sở TTTT";
    for (int before = 0; before < FOLDED_MAX; before++) {
        char name[LONGEST], shown[LONGEST];
        memset(name, 'x', (size_t)before);
        strcpy(name + before, roles);
        decode("Reply-To", name_part(name), shown, sizeof shown);
        assert_string_equal(shown, name);
    }
}

static void a_plain_name_stays_readable_and_none_leaves_the_address(void **state)
{
    (void)state;
    assert_string_equal(name_part("Van phong UBND"), "Van phong UBND");
    assert_string_equal(mime_header_address(memory, "", "a@b.vn"), "<a@b.vn>");
    assert_string_equal(mime_header_address(memory, NULL, "a@b.vn"), "<a@b.vn>");
}

static void a_date_is_written_in_english_in_vietnams_time(void **state)
{
    (void)state;
    int64_t ms;
    assert_int_equal(clock_parse_iso("2024-07-22T00:00:00Z", &ms).code, ERR_OK);
    assert_string_equal(mime_header_date(memory, ms), "Mon, 22 Jul 2024 07:00:00 +0700");
    assert_int_equal(clock_parse_iso("2024-12-31T23:59:59", &ms).code, ERR_OK);
    assert_string_equal(mime_header_date(memory, ms), "Tue, 31 Dec 2024 23:59:59 +0700");
}

/* Undoes RFC 2231: the pieces of parameter NAME in their order. */
static void decode_parameter(const char *folded, const char *name, char *out)
{
    char start[40];
    size_t n = 0;
    for (int i = 0; folded; i++) {
        snprintf(start, sizeof start, "%s*%d*=", name, i);
        const char *at = strstr(folded, start);
        if (!at && i == 0) {
            snprintf(start, sizeof start, "%s*=", name);
            at = strstr(folded, start);
        }
        if (!at)
            break;
        at += strlen(start);
        if (i == 0) {
            assert_memory_equal(at, "UTF-8''", 7);
            at += 7;
        }
        for (; *at && *at != ';'; at++) {
            unsigned byte = (unsigned char)*at;
            if (*at == '%') {
                assert_int_equal(sscanf(at + 1, "%2x", &byte), 1);
                at += 2;
            }
            out[n++] = (char)byte;
        }
    }
    out[n] = '\0';
}

static void a_short_ascii_parameter_is_quoted(void **state)
{
    (void)state;
    assert_string_equal(mime_header_parameter(memory, "filename", "bao cao.pdf"),
                        ";\r\n filename=\"bao cao.pdf\"");
}

static void any_parameter_comes_back_from_lines_that_are_short(void **state)
{
    (void)state;
    uint32_t seed = SEED;
    char text[LONGEST * 4 + 1], back[LONGEST * 4 + 1];
    for (int letters = 1; letters <= LONGEST; letters++) {
        random_text(&seed, letters, text, sizeof text);
        strcat(text, "ệ");
        arena_reset(memory);
        char *folded = mime_header_parameter(memory, "filename", text);
        assert_non_null(folded);
        for (const char *line = folded; line; line = strstr(line + 1, "\r\n"))
            assert_true(strcspn(line + 2, "\r") <= FOLDED_MAX);
        decode_parameter(folded, "filename", back);
        assert_string_equal(back, text);
    }
}

static void a_quote_in_a_parameter_is_encoded(void **state)
{
    (void)state;
    assert_string_equal(mime_header_parameter(memory, "filename", "a\"b"),
                        ";\r\n filename*=UTF-8''a%22b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vietnamese_of_every_length_reads_back_as_it_was),
        cmocka_unit_test(a_digests_subject_reads_back_as_it_was),
        cmocka_unit_test(short_printable_ascii_stays_as_it_is),
        cmocka_unit_test(ascii_that_is_too_long_for_a_line_is_folded),
        cmocka_unit_test(ascii_that_looks_encoded_is_encoded),
        cmocka_unit_test(a_hostile_name_adds_no_header_and_no_address),
        cmocka_unit_test(a_name_of_every_length_reads_back_as_it_was),
        cmocka_unit_test(the_names_of_several_roles_read_back_wherever_the_cut_falls),
        cmocka_unit_test(a_plain_name_stays_readable_and_none_leaves_the_address),
        cmocka_unit_test(a_date_is_written_in_english_in_vietnams_time),
        cmocka_unit_test(a_short_ascii_parameter_is_quoted),
        cmocka_unit_test(any_parameter_comes_back_from_lines_that_are_short),
        cmocka_unit_test(a_quote_in_a_parameter_is_encoded),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
