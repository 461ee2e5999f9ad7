#include "mail_fixture.h"

#include <stdio.h>

enum { HTML_MAX = 100 * 1000, PICTURES_MAX = 200 * 1000 };

static digest_html html_of(const digest *d)
{
    digest_html out;
    error err = digest_render_html(d, &out);
    if (err.code)
        fail_msg("%s", err.text);
    return out;
}

static const char *entity(const char *at, size_t *n)
{
    static const struct {
        const char *name, *is;
    } entities[] = {{"&amp;", "&"},   {"&lt;", "<"},  {"&gt;", ">"},
                    {"&quot;", "\""}, {"&#39;", "'"}, {"&nbsp;", " "}};
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
        if (strncmp(at, entities[i].name, strlen(entities[i].name)) == 0) {
            *n = strlen(entities[i].name);
            return entities[i].is;
        }
    return NULL;
}

/* What a reader reads of HTML, on one line: block tags are spaces, the others nothing. */
static char *words_of(const char *html)
{
    char *out = malloc(strlen(html) + 1), *to = out;
    const char *at = strstr(html, "<body");
    while (at && *at) {
        size_t n = 1;
        const char *is = entity(at, &n);
        if (is) {
            to += sprintf(to, "%s", is);
        } else if (*at == '<') {
            n = strcspn(at, ">") + 1;
            bool within = strchr("sb", at[1 + (at[1] == '/')]) && strncmp(at, "<br", 3) != 0;
            if (!within)
                *to++ = ' ';
        } else {
            *to++ = *at;
        }
        at += n;
    }
    *to = '\0';
    return unwrap(out);
}

static const char *as_heading(const digest *d, const char *title)
{
    (void)d;
    static char heading[200];
    snprintf(heading, sizeof heading, ">%s</h2>", title);
    return heading;
}

static size_t count_of(const char *text, const char *piece)
{
    size_t n = 0;
    for (const char *at = text; (at = strstr(at, piece)); at += strlen(piece))
        n++;
    return n;
}

/* ---- tests ----------------------------------------------------------------------------------- */

static void every_part_says_all_that_it_has(void **state)
{
    (void)state;
    digest *d = digest_sample();
    digest_html h = html_of(d);
    char *words = words_of(h.html);
    assert_says_all(words, d);
    assert_silent_on(words, "… và 2 mục nữa");
    free(words);
    digest_html_free(&h);
    digest_free(d);
}

static void the_parts_are_in_the_order_of_a_mail(void **state)
{
    (void)state;
    digest *d = digest_sample();
    digest_html h = html_of(d);
    assert_in_order(h.html, d, as_heading);
    digest_html_free(&h);
    digest_free(d);
}

static void markup_in_a_text_stays_text(void **state)
{
    (void)state;
    digest *d = digest_sample();
    d->difficulties[0].unit.short_name = "\"><script>alert(1)</script>";
    d->difficulties[0].text = "a\" onmouseover=\"x' style='";
    d->language = "vi\" onload=\"x";
    digest_html h = html_of(d);
    assert_null(strstr(h.html, "<script"));
    assert_null(strstr(h.html, "<b>Lao"));
    assert_null(strstr(h.html, "\" onmouseover"));
    assert_null(strstr(h.html, "\" onload"));
    assert_non_null(strstr(h.html, "&lt;b&gt;Lao động đi làm ăn xa&lt;/b&gt; &amp; chưa"));
    digest_html_free(&h);
    digest_free(d);
}

static void nothing_is_fetched_or_run(void **state)
{
    (void)state;
    static const char *const never[] = {
        "http:",   "https:", "<script",   "<link",  "@import", "url(", "<form",
        "<iframe", "<a ",    "position:", "float:", "grid",    "flex", "onclick"};
    for (size_t i = 0; i < MAIL_DIGESTS; i++) {
        digest *d = mail_digests[i].make();
        digest_html h = html_of(d);
        for (size_t k = 0; k < sizeof never / sizeof *never; k++)
            assert_silent_on(h.html, never[k]);
        assert_int_equal(count_of(h.html, "src=\""), h.picture_count);
        assert_int_equal(count_of(h.html, "src=\"cid:"), h.picture_count);
        digest_html_free(&h);
        digest_free(d);
    }
}

static void no_digest_makes_a_mail_that_is_cut_off(void **state)
{
    (void)state;
    for (size_t i = 0; i < MAIL_DIGESTS; i++) {
        digest *d = mail_digests[i].make();
        digest_html h = html_of(d);
        size_t pictures = 0;
        for (size_t k = 0; k < h.picture_count; k++)
            pictures += h.pictures[k].size;
        assert_in_range(strlen(h.html), 1, HTML_MAX);
        assert_in_range(pictures, 0, PICTURES_MAX);
        digest_html_free(&h);
        digest_free(d);
    }
}

static void what_does_not_fit_is_counted(void **state)
{
    (void)state;
    digest *d = mail_digest_monstrous();
    digest_html h = html_of(d);
    char *words = words_of(h.html);
    size_t shown = count_of(words, " trả lời, đã ");
    char left_out[80];
    snprintf(left_out, sizeof left_out, "… và %zu mục nữa", d->difficulty_count - shown);
    assert_says(words, left_out);
    assert_clean(h.html);
    free(words);
    digest_html_free(&h);
    digest_free(d);
}

static uint32_t big_endian(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void pictures_are_sharp_and_shown_at_their_size(void **state)
{
    (void)state;
    digest *d = digest_sample();
    digest_html h = html_of(d);
    assert_int_equal(h.picture_count, 4);
    for (size_t i = 0; i < h.picture_count; i++) {
        const digest_picture *it = &h.pictures[i];
        char tag[100];
        assert_memory_equal(it->png, "\x89PNG\r\n\x1a\n", 8);
        assert_int_equal(big_endian(it->png + 16), 2 * it->width);
        assert_int_equal(big_endian(it->png + 20), 2 * it->height);
        snprintf(tag, sizeof tag, "<img src=\"cid:%s\" width=\"%d\" height=\"%d\" alt=\"", it->id,
                 it->width, it->height);
        assert_non_null(strstr(h.html, tag));
    }
    digest_html_free(&h);
    digest_free(d);
}

static void a_picture_says_in_words_what_it_shows(void **state)
{
    (void)state;
    digest *d = digest_sample();
    digest_html h = html_of(d);
    assert_says(h.pictures[0].alternative,
                "06-LD-01 Tỷ lệ người lao động được thu thập, cập nhật thông tin: 61,3% / 100%, "
                "quá hạn.");
    assert_says(h.pictures[1].alternative, "06-LD-01: từ 44,47% (T8) đến 61,3% (T7).");
    assert_says(h.pictures[2].alternative, "Có nguy cơ chậm: TP Thanh Hóa, TX Bỉm Sơn.");
    assert_says(h.pictures[3].alternative, "kỳ gần nhất có 11/27 đơn vị gửi đủ. Chưa đủ: "
                                           "Mường Lát 0%, Thường Xuân 45%");
    digest_html_free(&h);
    digest_free(d);
}

static void simulated_figures_are_marked_on_the_page_and_in_each_picture(void **state)
{
    (void)state;
    digest *d = digest_sample();
    digest_html marked = html_of(d);
    d->simulated = false;
    digest_html plain = html_of(d);
    assert_int_equal(count_of(marked.html, "SỐ LIỆU MÔ PHỎNG, KHÔNG PHẢI SỐ LIỆU THẬT"), 2);
    assert_int_equal(count_of(plain.html, "SỐ LIỆU MÔ PHỎNG, KHÔNG PHẢI SỐ LIỆU THẬT"), 0);
    for (size_t i = 0; i < marked.picture_count; i++)
        assert_true(marked.pictures[i].height > plain.pictures[i].height);
    digest_html_free(&marked);
    digest_html_free(&plain);
    digest_free(d);
}

static void movement_is_told_to_those_who_listen(void **state)
{
    (void)state;
    digest *d = digest_sample();
    digest_html h = html_of(d);
    assert_non_null(strstr(h.html, "role=\"img\" aria-label=\"tăng 2 bậc\">▲2</span>"));
    assert_non_null(strstr(h.html, "role=\"img\" aria-label=\"giảm 1 bậc\">▼1</span>"));
    assert_non_null(strstr(h.html, "role=\"img\" aria-label=\"giữ nguyên\">=</span>"));
    digest_html_free(&h);
    digest_free(d);
}

static void tables_of_figures_have_headings_and_others_are_for_layout(void **state)
{
    (void)state;
    digest *d = digest_sample();
    digest_html h = html_of(d);
    for (const char *at = h.html; (at = strstr(at, "<table")); at++) {
        bool layout = strncmp(at, "<table role=\"presentation\"", 26) == 0;
        const char *end = strstr(at, "</table>"), *scope = strstr(at, "scope=\"col\"");
        assert_true(layout || (scope && scope < end));
    }
    digest_html_free(&h);
    digest_free(d);
}

static void nothing_new_is_one_line(void **state)
{
    (void)state;
    digest *d = digest_sample_quiet();
    digest_html h = html_of(d);
    char *words = words_of(h.html);
    assert_says(words, "Không có gì mới so với bản tin lúc 07:00 ngày 15/07/2024. Số liệu chốt đến "
                       "07:00 ngày 22/07/2024.");
    assert_silent_on(words, "Tóm tắt");
    assert_int_equal(h.picture_count, 0);
    free(words);
    digest_html_free(&h);
    digest_free(d);
}

static void a_short_digest_has_what_matters_and_where_the_rest_is(void **state)
{
    (void)state;
    digest *d = mail_digest_brief();
    digest_html h = html_of(d);
    char *words = words_of(h.html);
    assert_begins_with_changes(words, d);
    assert_says_lines(words, &d->summary);
    assert_says_lines(words, &d->attention);
    assert_says_lines(words, &d->gaps);
    assert_says(words, "báo cáo đầy đủ (PDF), số liệu (XLSX) gửi kèm thư này.");
    assert_silent_on(words, "Xếp hạng các đơn vị");
    assert_int_equal(h.picture_count, 0);
    free(words);
    digest_html_free(&h);
    digest_free(d);
}

static void what_nobody_asked_for_is_neither_told_nor_drawn(void **state)
{
    (void)state;
    digest *d = digest_sample();
    d->sections = SECTION_ALL & ~(unsigned)SECTION_RANKING;
    digest_html h = html_of(d);
    assert_null(strstr(h.html, "Xếp hạng các đơn vị"));
    assert_null(strstr(h.html, "cid:map"));
    assert_int_equal(h.picture_count, 3);
    digest_html_free(&h);
    digest_free(d);
}

/* TEXT up to PIECE, or to its end. */
static size_t until(const char *text, const char *piece)
{
    const char *at = strstr(text, piece);
    return at ? (size_t)(at - text) : strlen(text);
}

static void the_page_in_one_file_is_the_mail_with_its_pictures_in_it(void **state)
{
    (void)state;
    digest *d = digest_sample();
    digest_html h = html_of(d);
    char *page;
    assert_int_equal(digest_render_page(d, &page).code, ERR_OK);
    const char *a = h.html, *b = page;
    for (size_t i = 0; i <= h.picture_count; i++) {
        size_t n = until(a, "cid:"), m = until(b, "data:image/png;base64,");
        assert_int_equal(n, m);
        assert_memory_equal(a, b, n);
        a += n + strcspn(a + n, "\"");
        b += m + strcspn(b + m, "\"");
    }
    free(page);
    digest_html_free(&h);
    digest_free(d);
}

static void the_same_digest_gives_the_same_bytes(void **state)
{
    (void)state;
    digest *d = digest_sample(), *again = digest_sample();
    digest_html one = html_of(d), two = html_of(again);
    assert_string_equal(one.html, two.html);
    for (size_t i = 0; i < one.picture_count; i++) {
        assert_int_equal(one.pictures[i].size, two.pictures[i].size);
        assert_memory_equal(one.pictures[i].png, two.pictures[i].png, one.pictures[i].size);
    }
    digest_html_free(&one);
    digest_html_free(&two);
    digest_free(d);
    digest_free(again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_part_says_all_that_it_has),
        cmocka_unit_test(the_parts_are_in_the_order_of_a_mail),
        cmocka_unit_test(markup_in_a_text_stays_text),
        cmocka_unit_test(nothing_is_fetched_or_run),
        cmocka_unit_test(no_digest_makes_a_mail_that_is_cut_off),
        cmocka_unit_test(what_does_not_fit_is_counted),
        cmocka_unit_test(pictures_are_sharp_and_shown_at_their_size),
        cmocka_unit_test(a_picture_says_in_words_what_it_shows),
        cmocka_unit_test(simulated_figures_are_marked_on_the_page_and_in_each_picture),
        cmocka_unit_test(movement_is_told_to_those_who_listen),
        cmocka_unit_test(tables_of_figures_have_headings_and_others_are_for_layout),
        cmocka_unit_test(nothing_new_is_one_line),
        cmocka_unit_test(a_short_digest_has_what_matters_and_where_the_rest_is),
        cmocka_unit_test(what_nobody_asked_for_is_neither_told_nor_drawn),
        cmocka_unit_test(the_page_in_one_file_is_the_mail_with_its_pictures_in_it),
        cmocka_unit_test(the_same_digest_gives_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
