/* What becomes of a digest on a machine without its fonts. A program of its own: fonts are looked
 * for once. */
#include "composed.h"
#include "digest_sample.h"

#include <stdio.h>

static const char no_pdf[] =
    "Không lập được báo cáo đầy đủ (PDF): máy chủ thiếu phông chữ hoặc chưa được cấu hình đúng.";
static const char no_charts[] =
    "Không lập được đủ biểu đồ trong thư: máy chủ thiếu phông chữ hoặc chưa được cấu hình đúng.";

static void charts_and_report_are_left_out_and_named(void **state)
{
    (void)state;
    composed c = compose_of(digest_sample(), ALL_FILES);
    assert_null(part_of(&c, pdf_type));
    assert_null(part_of(&c, "image/png"));
    assert_gap(&c, no_pdf);
    assert_gap(&c, no_charts);
    release(&c);
}

static void the_page_and_the_other_files_are_whole(void **state)
{
    (void)state;
    composed c = compose_of(digest_sample(), ALL_FILES);
    assert_body_says(&c, "text/html", "Mường Lát");
    assert_body_silent_on(&c, "text/html", "cid:");
    assert_body_says(&c, "text/html",
                     "Chi tiết: bảng số liệu (XLSX), dữ liệu cho máy (JSON) gửi kèm");
    assert_made_again(&c, "text/plain", RENDER_TEXT);
    assert_made_again(&c, xlsx_type, RENDER_XLSX);
    assert_made_again(&c, json_type, RENDER_JSON);
    release(&c);
}

/* It has no charts, so there are none to miss. */
static void a_short_mail_misses_its_report_alone(void **state)
{
    (void)state;
    digest *d = digest_sample();
    d->depth = DIGEST_BRIEF;
    composed c = compose_of(d, ATTACH_PDF);
    assert_gap(&c, no_pdf);
    assert_body_silent_on(&c, "text/plain", "biểu đồ");
    assert_body_says(&c, "text/plain", "có trong bản tin đầy đủ");
    release(&c);
}

/* Whoever asks for one rendering gets the reason. */
static void alone_a_rendering_says_what_to_install(void **state)
{
    (void)state;
    unsigned char *out;
    size_t size;
    composed c = compose_of(digest_sample(), 0);
    const rendering_format needing[] = {RENDER_HTML, RENDER_PDF};
    for (size_t i = 0; i < 2; i++) {
        error err = render_frozen(c.message.frozen, needing[i], &out, &size);
        assert_int_equal(err.code, ERR_CONFIG);
        assert_non_null(strstr(err.text, "fonts-liberation"));
    }
    release(&c);
}

/* A fontconfig that knows of no folder with fonts. */
static int hide_fonts(void **state)
{
    static const char path[] = TIENDO_BINARY_DIR "/no-fonts.conf";
    (void)state;
    FILE *f = fopen(path, "w");
    if (!f || fputs("<fontconfig/>\n", f) < 0 || fclose(f) != 0)
        return -1;
    return setenv("FONTCONFIG_FILE", path, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(charts_and_report_are_left_out_and_named),
        cmocka_unit_test(the_page_and_the_other_files_are_whole),
        cmocka_unit_test(a_short_mail_misses_its_report_alone),
        cmocka_unit_test(alone_a_rendering_says_what_to_install),
    };
    return cmocka_run_group_tests(tests, hide_fonts, NULL);
}
