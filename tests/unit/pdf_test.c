/* What the PDF of a digest is and says. */
#include "pdf_reading.h"

#include "notifier/digest/pdf_extras.h"

#include <sys/wait.h>

enum { PAGES_MAX = 100 };

/* ---- the file -------------------------------------------------------------------------------- */

static void it_is_a4_tagged_and_says_whose_it_is(void **state)
{
    (void)state;
    render(digest_sample());
    char *info = shown_by("TZ=UTC pdfinfo $PDF");
    assert_non_null(strstr(info, "Title:           Tình hình, tiến độ thực hiện các chỉ tiêu"));
    assert_non_null(strstr(info, "Author:          UBND tỉnh Thanh Hóa"));
    assert_non_null(strstr(info, "Tagged:          yes"));
    assert_non_null(strstr(info, "(A4)"));
    assert_non_null(strstr(info, "CreationDate:    Mon Jul 22 00:00:00 2024"));
    assert_null(strstr(info, "ModDate"));
    free(info);
}

static void every_font_is_in_it_with_its_characters(void **state)
{
    (void)state;
    render(digest_sample());
    char *fonts = shown_by("pdffonts $PDF | tail -n +3");
    size_t n = count_in(fonts, "\n");
    assert_true(n >= 4);
    assert_int_equal(count_in(fonts, "+Liberation"), n);
    assert_int_equal(count_in(fonts, "yes yes yes"), n); /* embedded, a subset, to Unicode */
    free(fonts);
}

static void the_same_digest_gives_the_same_bytes(void **state)
{
    (void)state;
    digest *d = digest_sample();
    unsigned char *first, *second;
    size_t n, m;
    assert_int_equal(digest_render_pdf(d, &first, &n).code, ERR_OK);
    assert_int_equal(digest_render_pdf(d, &second, &m).code, ERR_OK);
    assert_int_equal(n, m);
    assert_memory_equal(first, second, n);
    free(first);
    free(second);
    digest_free(d);
}

static void it_tells_its_language_and_what_its_pictures_show(void **state)
{
    (void)state;
    render(digest_sample());
    char *language = shown_by("grep -a -c '/Lang (vi)' $PDF");
    assert_string_equal(language, "1\n");
    free(language);
    char *structure = shown_by("pdfinfo -struct $PDF");
    assert_true(count_in(structure, "Figure") >= 4);
    assert_int_equal(count_in(structure, "Figure"), count_in(structure, "Figure (block)\n") +
                                                        count_in(structure, "Figure\n") +
                                                        count_in(structure, "Figure \""));
    free(structure);
    char *figures = shown_by("grep -a -c '/S /Figure' $PDF");
    char *words = shown_by("grep -a -c '/Alt <FEFF' $PDF");
    /* Each is there as cairo wrote it, and again with its text. */
    assert_int_equal(strtoul(figures, NULL, 10), 2 * strtoul(words, NULL, 10));
    free(figures);
    free(words);
}

static void a_table_is_a_table_for_programs_too(void **state)
{
    (void)state;
    render(digest_sample());
    char *structure = shown_by("pdfinfo -struct-text $PDF");
    const char *const wanted[] = {"Table", "TR", "TH", "\"Chỉ tiêu\"", "TR", "TD", "\"1\"", "TD"};
    assert_in_order(structure, wanted, sizeof wanted / sizeof *wanted);
    free(structure);
}

/* ---- what it says ---------------------------------------------------------------------------- */

static void the_parts_come_in_the_formal_order(void **state)
{
    (void)state;
    static const char *const wanted[] = {
        "ỦY BAN NHÂN DÂN",
        "SỞ THÔNG TIN",
        "/BC-STTTT",
        "BÁO CÁO",
        "Tình hình, tiến độ thực hiện các chỉ tiêu, nhiệm vụ chuyển đổi số,",
        "(Dự thảo do hệ thống tổng hợp, lúc 07:00 ngày 22/07/2024)",
        "Kính gửi: Đồng chí Chủ tịch UBND tỉnh",
        "Thực hiện nhiệm vụ được giao",
        "06-DL-02: số cộng vượt quá khả năng biểu diễn",
        "I. KẾT QUẢ THỰC HIỆN",
        "25/27 huyện, thị xã, thành phố đã gửi báo cáo tháng 7/2024",
        "412 số liệu mới của 25 đơn vị",
        "+1,2 điểm %",
        "DX-CQ-03): Toàn tỉnh hoàn thành",
        "II. TỒN TẠI, HẠN CHẾ",
        "Trong 62 chỉ tiêu, nhiệm vụ",
        "Đơn vị tự đánh giá: hoàn thành",
        "Chưa gửi báo cáo tháng 7/2024",
        "3.076.012 thẻ",
        "III. KHÓ KHĂN, VƯỚNG MẮC",
        "Thuộc thẩm quyền giải quyết của tỉnh",
        "Bản đồ địa chính",
        "Thuộc thẩm quyền giải quyết của Trung ương",
        "IV. NHIỆM VỤ KỲ TỚI",
        "15/08/2024",
        "Tham mưu giải pháp nâng tỷ lệ",
        "V. KIẾN NGHỊ, ĐỀ XUẤT",
        "2 đơn vị chưa gửi báo cáo tháng 7/2024: Mường Lát, Quan Sơn.",
        "Đôn đốc Mường Lát",
        "VI. Ý KIẾN CỦA CƠ QUAN THƯỜNG TRỰC",
        "Đã nhắc Mường Lát bằng điện thoại",
        "xem xét, chỉ đạo./.",
        "Phụ lục",
        "mức giao (100%)",
        "Quá hạn",
        "TX Bỉm Sơn",
        "không phải báo cáo",
        "Huyện Mường Lát",
        "không phải xếp hạng chính thức",
        "Thành phố Thanh Hóa",
    };
    render(digest_sample());
    char *text = shown_by("pdftotext -raw $PDF -");
    assert_in_order(text, wanted, sizeof wanted / sizeof *wanted);
    free(text);
    char *first = shown_by("pdftotext -raw -l 1 $PDF -");
    assert_non_null(strstr(first, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"));
    assert_non_null(strstr(first, "Độc lập - Tự do - Hạnh phúc"));
    assert_non_null(strstr(first, "Thanh Hóa, ngày"));
    free(first);
}

static void text_from_outside_is_shown_as_it_is(void **state)
{
    (void)state;
    digest *d = digest_sample();
    d->difficulties[0].text = "<b>&amp;</b> %s %n \\r </span> {{x}}";
    d->concerns[0].whole.reason = "<span size='99pt'>to</span>";
    d->title = "<u>Tiêu đề</u> (1) \\ )";
    render(d);
    char *text = shown_by("pdftotext -raw $PDF - | tr '\\n' ' '");
    assert_non_null(strstr(text, "<b>&amp;</b> %s %n \\r </span> {{x}}"));
    assert_non_null(strstr(text, "<span size='99pt'>to</span>"));
    assert_non_null(strstr(text, "=1+1 <b>Lao động đi làm ăn xa</b> & chưa liên lạc được"));
    assert_non_null(strstr(text, "<u>Tiêu đề</u> (1) \\ )"));
    free(text);
}

static void what_would_turn_text_around_or_is_no_text_is_taken_out(void **state)
{
    (void)state;
    digest *d = digest_sample();
    d->title = "Tiêu \xE2\x80\xAE"
               "đề \xFF\x1B[31m";
    d->difficulties[0].text = "trước\xE2\x80\xAE"
                              "sau\xC3(";
    d->indicators[0].about.name = "chỉ\xFFtiêu";
    render(d);
    char *info = shown_by("pdfinfo $PDF");
    assert_non_null(strstr(info, "Title:           Tiêu đề \xEF\xBF\xBD"));
    free(info);
    char *text = shown_by("pdftotext -raw $PDF -");
    assert_non_null(strstr(text, "trướcsau"));
    assert_null(strstr(text, "\xE2\x80\xAE"));
    free(text);
}

static void nobody_has_numbered_or_signed_it(void **state)
{
    (void)state;
    render(digest_sample());
    char *text = shown_by("pdftotext -layout $PDF -");
    const char *number = strstr(text, "Số:");
    assert_non_null(number);
    number += strlen("Số:");
    number += strspn(number, " \xC2\xA0");
    assert_memory_equal(number, "/BC-STTTT", strlen("/BC-STTTT"));
    const char *capacity = strstr(text, "GIÁM ĐỐC");
    assert_non_null(capacity);
    /* To its right and below it is nothing; the recipients are on the left. */
    const char *line = capacity;
    while (line > text && line[-1] != '\n')
        line--;
    assert_int_equal(capacity[strlen("GIÁM ĐỐC")], '\n');
    free(text);
}

static void made_up_figures_are_marked_on_every_sheet_and_real_ones_nowhere(void **state)
{
    (void)state;
    render(digest_sample());
    size_t pages = page_count();
    for (size_t i = 1; i <= pages; i++) {
        char command[64];
        snprintf(command, sizeof command, "pdftotext -f %zu -l %zu $PDF -", i, i);
        char *text = shown_by(command);
        assert_non_null(strstr(text, "SỐ LIỆU MÔ PHỎNG"));
        free(text);
    }
    digest *d = digest_sample();
    d->simulated = false;
    render(d);
    char *text = shown_by("pdftotext $PDF -");
    assert_null(strstr(text, "MÔ PHỎNG"));
    free(text);
}

static void what_was_not_asked_for_is_not_there(void **state)
{
    (void)state;
    digest *d = digest_sample();
    d->sections = SECTION_DECISIONS;
    render(d);
    char *text = shown_by("pdftotext $PDF -");
    assert_null(strstr(text, "TỒN TẠI"));
    assert_null(strstr(text, "Xếp hạng"));
    assert_non_null(strstr(text, "II. KHÓ KHĂN, VƯỚNG MẮC"));
    free(text);
}

static void an_empty_part_says_that_it_is_empty(void **state)
{
    (void)state;
    render(digest_sample_empty());
    char *text = shown_by("pdftotext $PDF -");
    assert_non_null(strstr(text, "Không có khó khăn, vướng mắc nào chờ trả lời."));
    assert_non_null(strstr(text, "Không có số liệu nào được đính chính."));
    assert_null(strstr(text, "Phụ lục"));
    free(text);
}

/* ---- how long -------------------------------------------------------------------------------- */

static void nothing_new_is_one_sheet(void **state)
{
    (void)state;
    render(digest_sample_quiet());
    assert_int_equal(page_count(), 1);
    char *text = shown_by("pdftotext $PDF -");
    assert_non_null(strstr(text, "Không có gì mới so với bản tin lúc 07:00 ngày 15/07/2024."));
    assert_null(strstr(text, "Phụ lục"));
    free(text);
}

static void a_brief_report_has_two_sheets_and_what_matters(void **state)
{
    (void)state;
    static const char *const wanted[] = {
        "I. KẾT QUẢ THỰC HIỆN",     "25/27 huyện", "II. TỒN TẠI, HẠN CHẾ (", "(II.2a)",
        "III. KHÓ KHĂN, VƯỚNG MẮC", "Mường Lát",   "V. KIẾN NGHỊ, ĐỀ XUẤT",  "chỉ đạo./."};
    render(digest_brief());
    assert_int_equal(page_count(), 2);
    char *text = shown_by("pdftotext -raw $PDF -");
    assert_in_order(text, wanted, sizeof wanted / sizeof *wanted);
    free(text);
}

static void a_brief_report_stays_brief_when_there_is_much_to_say(void **state)
{
    (void)state;
    digest *d = digest_large();
    char *much = arena_alloc(d->memory, 3000);
    memset(much, 'm', 2999);
    for (size_t i = 0; i < 2999; i += 7)
        much[i] = ' ';
    d->depth = DIGEST_BRIEF;
    for (size_t i = 0; i < d->difficulty_count; i++)
        d->difficulties[i].text = much;
    for (size_t i = 0; i < d->attention.count; i++)
        d->attention.items[i] = much;
    d->remarks[0].text = much;
    render(d);
    assert_true(page_count() <= 2);
}

static void the_largest_digest_has_bounded_sheets(void **state)
{
    (void)state;
    render(digest_large());
    size_t pages = page_count();
    assert_true(pages > 10 && pages < PAGES_MAX);
}

/* ---- errors ---------------------------------------------------------------------------------- */

static void what_cairo_did_not_write_is_left_alone(void **state)
{
    (void)state;
    static const char *const strange[] = {
        "", "%PDF-1.5\n",
        "trailer\n<<\n/Root 1 0 R\n/Info 2 0 R\n/Size 3\n>>\nstartxref\n0\n%%EOF\n",
        "trailer\n<<\n/Root 9 0 R /Info 2 0 R /Size 99999999 >>\nstartxref\n99999999\n%%EOF\n     "
        " ",
        "xref\n0 2\n9999999999 00000 n \n9999999999 00000 n \ntrailer\n<< /Root 1 0 R /Info 1 0 R "
        "/Size 2\n>>\nstartxref\n0\n%%EOF\n"};
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
        unsigned char *bytes = (unsigned char *)strdup(strange[i]);
        size_t size = strlen(strange[i]);
        assert_int_equal(pdf_extras_add(&bytes, &size, &(pdf_extras){.language = "vi"}).code,
                         ERR_INTERNAL);
        assert_int_equal(size, strlen(strange[i]));
        assert_memory_equal(bytes, strange[i], size);
        free(bytes);
    }
}

/* In a program of its own: fonts are looked for once. */
static void without_its_fonts_it_fails_and_says_what_to_install(void **state)
{
    (void)state;
    int status;
    char *out = output_of("mkdir -p $PDF.d && echo '<fontconfig/>' >$PDF.d/fonts.conf && "
                          "FONTCONFIG_FILE=$PDF.d/fonts.conf " TIENDO_BINARY_DIR
                          "/tests/unit/render_sample $PDF.d 2>&1; r=$?; rm -rf $PDF.d; exit $r",
                          &status);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
    assert_non_null(strstr(out, "full.pdf: "));
    assert_non_null(strstr(out, "fonts-liberation"));
    free(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_document(it_is_a4_tagged_and_says_whose_it_is),
        with_document(every_font_is_in_it_with_its_characters),
        with_document(the_same_digest_gives_the_same_bytes),
        with_document(it_tells_its_language_and_what_its_pictures_show),
        with_document(a_table_is_a_table_for_programs_too),
        with_document(the_parts_come_in_the_formal_order),
        with_document(text_from_outside_is_shown_as_it_is),
        with_document(what_would_turn_text_around_or_is_no_text_is_taken_out),
        with_document(nobody_has_numbered_or_signed_it),
        with_document(made_up_figures_are_marked_on_every_sheet_and_real_ones_nowhere),
        with_document(what_was_not_asked_for_is_not_there),
        with_document(an_empty_part_says_that_it_is_empty),
        with_document(nothing_new_is_one_sheet),
        with_document(a_brief_report_has_two_sheets_and_what_matters),
        with_document(a_brief_report_stays_brief_when_there_is_much_to_say),
        with_document(the_largest_digest_has_bounded_sheets),
        with_document(what_cairo_did_not_write_is_left_alone),
        with_document(without_its_fonts_it_fails_and_says_what_to_install),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
