/* What a digest's message is made of; and what becomes of it when a part cannot be made, each for
 * its real cause. That of missing fonts is in composition_fonts_test.c. */
#include "composed.h"
#include "digest_sample.h"
#include "worst_province.h"

#include <signal.h>
#include <sys/resource.h>

static digest *brief_sample(void)
{
    digest *d = digest_sample();
    d->depth = DIGEST_BRIEF;
    return d;
}

/* ---- whole ----------------------------------------------------------------------------------- */

static void parts_come_in_the_order_that_mail_programs_prefer(void **state)
{
    (void)state;
    composed c = compose_of(digest_sample(), ALL_FILES);
    const message *m = &c.message;
    assert_int_equal(m->part_count, 9);
    assert_string_equal(m->parts[0].type, "text/plain");
    assert_string_equal(m->parts[1].type, "text/html");
    for (size_t i = 2; i < 6; i++) {
        assert_string_equal(m->parts[i].type, "image/png");
        assert_true(*m->parts[i].content_id && *m->parts[i].name);
    }
    assert_string_equal(m->parts[6].type, pdf_type);
    assert_string_equal(m->parts[7].type, xlsx_type);
    assert_string_equal(m->parts[8].type, json_type);
    release(&c);
}

static void files_are_named_by_profile_and_day(void **state)
{
    (void)state;
    digest *d = digest_sample();
    d->profile = "tuần /../1";
    composed c = compose_of(d, ALL_FILES);
    assert_string_equal(part_of(&c, pdf_type)->name, "tu___n__.._1-2024-07-22.pdf");
    assert_string_equal(part_of(&c, xlsx_type)->name, "tu___n__.._1-2024-07-22.xlsx");
    assert_string_equal(part_of(&c, json_type)->name, "tu___n__.._1-2024-07-22.json");
    release(&c);
}

static void bodies_point_to_the_files_that_are_there_and_to_no_others(void **state)
{
    (void)state;
    composed c = compose_of(brief_sample(), ATTACH_PDF);
    assert_non_null(part_of(&c, pdf_type));
    assert_null(part_of(&c, xlsx_type));
    assert_null(part_of(&c, json_type));
    assert_body_says(&c, "text/plain", "báo cáo đầy đủ (PDF) gửi kèm");
    assert_body_says(&c, "text/html", "báo cáo đầy đủ (PDF) gửi kèm");
    assert_body_silent_on(&c, "text/plain", "XLSX");
    assert_body_silent_on(&c, "text/html", "XLSX");
    release(&c);
    c = compose_of(brief_sample(), 0);
    assert_body_silent_on(&c, "text/html", "gửi kèm");
    release(&c);
}

static void an_attachment_is_known_by_its_name(void **state)
{
    (void)state;
    assert_int_equal(attachment_of_name("tuan-2024-07-22.brief.pdf"), ATTACH_BRIEF);
    assert_int_equal(attachment_of_name("tuan-2024-07-22.pdf"), ATTACH_PDF);
    assert_int_equal(attachment_of_name("tuan-2024-07-22.xlsx"), ATTACH_XLSX);
    assert_int_equal(attachment_of_name("tuan-2024-07-22.json"), ATTACH_JSON);
    assert_int_equal(attachment_of_name(""), 0);
    assert_int_equal(attachment_of_name("progress.png"), 0);
    assert_int_equal(attachment_of_name("pdf"), 0);
}

static void a_report_of_two_sheets_can_go_beside_the_whole_one(void **state)
{
    (void)state;
    composed c = compose_of(brief_sample(), ATTACH_BRIEF | ATTACH_PDF);
    const message_part *brief = part_of(&c, pdf_type), *whole = brief + 1;
    assert_string_equal(brief->name, "tuan-2024-07-22.brief.pdf");
    assert_string_equal(whole->name, "tuan-2024-07-22.pdf");
    assert_true(2 * brief->size < whole->size); /* that it has two: pdf_test.c */
    assert_body_says(&c, "text/plain",
                     "báo cáo tóm tắt hai trang (PDF), báo cáo đầy đủ (PDF) gửi kèm");
    assert_made_again(&c, pdf_type, RENDER_BRIEF);
    release(&c);
}

static void communes_at_their_worst_get_a_digest_too(void **state)
{
    (void)state;
    composed c = compose_of(worst_digest_of(166, DIGEST_FULL), ATTACH_JSON);
    digest *d;
    assert_int_equal(digest_from_json(&d, c.message.frozen).code, ERR_OK);
    assert_int_equal(d->gaps.count, 0);
    assert_non_null(part_of(&c, json_type));
    digest_free(d);
    release(&c);
}

static void what_is_frozen_makes_the_same_parts_again(void **state)
{
    (void)state;
    composed c = compose_of(brief_sample(), ALL_FILES);
    assert_made_again(&c, "text/plain", RENDER_TEXT);
    assert_made_again(&c, pdf_type, RENDER_PDF);
    assert_made_again(&c, xlsx_type, RENDER_XLSX);
    assert_made_again(&c, json_type, RENDER_JSON);
    release(&c);
}

static void a_short_mail_has_whole_files(void **state)
{
    (void)state;
    composed brief = compose_of(brief_sample(), ALL_FILES);
    composed full = compose_of(digest_sample(), ALL_FILES);
    assert_true(part_of(&brief, "text/plain")->size < part_of(&full, "text/plain")->size / 4);
    assert_int_equal(part_of(&brief, pdf_type)->size, part_of(&full, pdf_type)->size);
    assert_int_equal(part_of(&brief, xlsx_type)->size, part_of(&full, xlsx_type)->size);
    digest *d;
    assert_int_equal(digest_from_json(&d, brief.message.frozen).code, ERR_OK);
    digest *sample = digest_sample();
    assert_int_equal(d->concern_count, sample->concern_count);
    assert_int_equal(d->concerns_left_out, sample->concerns_left_out);
    digest_free(sample);
    digest_free(d);
    release(&full);
    release(&brief);
}

static void the_subject_is_the_digests(void **state)
{
    (void)state;
    digest *d = digest_sample();
    char *subject = strdup(d->subject);
    composed c = compose_of(d, 0);
    assert_string_equal(c.message.subject, subject);
    free(subject);
    release(&c);
}

static void without_news_there_is_a_line_and_no_picture(void **state)
{
    (void)state;
    composed c = compose_of(digest_sample_quiet(), 0);
    assert_int_equal(c.message.part_count, 2);
    assert_body_says(&c, "text/plain", "Không có gì mới so với bản tin");
    release(&c);
}

/* ---- parts that cannot be made --------------------------------------------------------------- */

/* As on a disk that has no room left: of any file only the first BYTES can be written. */
static int leave_room(rlim_t bytes)
{
    const struct rlimit limit = {bytes, RLIM_INFINITY};
    signal(SIGXFSZ, SIG_IGN);
    return setrlimit(RLIMIT_FSIZE, &limit);
}

static int fill_disk(void **state)
{
    (void)state;
    return leave_room(0);
}

static int empty_disk(void **state)
{
    (void)state;
    return leave_room(RLIM_INFINITY);
}

static const char no_workbook[] = "Không lập được bảng số liệu (XLSX): máy chủ hết chỗ trên đĩa.";

static void a_workbook_without_room_on_the_disk_is_left_out_and_named(void **state)
{
    (void)state;
    composed c = compose_of(digest_sample(), ALL_FILES);
    assert_null(part_of(&c, xlsx_type));
    assert_gap(&c, no_workbook);
    assert_body_silent_on(&c, "text/plain", "(XLSX) gửi kèm");
    assert_body_says(&c, "text/plain", "báo cáo đầy đủ (PDF), dữ liệu cho máy (JSON) gửi kèm");
    /* The PDF too was told of it: what is frozen is what went out. */
    assert_made_again(&c, pdf_type, RENDER_PDF);
    assert_made_again(&c, "text/plain", RENDER_TEXT);
    release(&c);
}

static void wherever_the_disk_ends_a_workbook_is_whole_or_not_there(void **state)
{
    (void)state;
    unsigned char *whole, *got;
    size_t whole_size, size;
    size_t made = 0;
    composed c = compose_of(digest_sample(), 0);
    assert_int_equal(render_frozen(c.message.frozen, RENDER_XLSX, &whole, &whole_size).code,
                     ERR_OK);
    for (rlim_t room = 1024; room < 2 * 1024 * 1024; room += room / 4) {
        leave_room(room);
        error err = render_frozen(c.message.frozen, RENDER_XLSX, &got, &size);
        leave_room(RLIM_INFINITY);
        if (err.code)
            continue;
        made++;
        if (size != whole_size || memcmp(got, whole, size) != 0)
            fail_msg("with %zu bytes: %zu of %zu", (size_t)room, size, whole_size);
        free(got);
    }
    assert_true(made > 0);
    free(whole);
    release(&c);
}

static void a_short_mail_names_what_is_missing_too(void **state)
{
    (void)state;
    composed c = compose_of(brief_sample(), ATTACH_XLSX);
    assert_null(part_of(&c, xlsx_type));
    assert_gap(&c, no_workbook);
    assert_body_says(&c, "text/html", "có trong bản tin đầy đủ");
    release(&c);
}

/* A remark is added, and all is made again: once missing is not twice named. */
static void what_is_missing_again_is_named_once(void **state)
{
    (void)state;
    digest *d;
    composed first = compose_of(digest_sample(), ATTACH_XLSX);
    assert_int_equal(digest_from_json(&d, first.message.frozen).code, ERR_OK);
    composed second = compose_of(d, ATTACH_XLSX);
    assert_gap(&second, no_workbook);
    release(&second);
    release(&first);
}

#define WITHOUT_DISK(f) cmocka_unit_test_setup_teardown(f, fill_disk, empty_disk)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_come_in_the_order_that_mail_programs_prefer),
        cmocka_unit_test(files_are_named_by_profile_and_day),
        cmocka_unit_test(bodies_point_to_the_files_that_are_there_and_to_no_others),
        cmocka_unit_test(an_attachment_is_known_by_its_name),
        cmocka_unit_test(a_report_of_two_sheets_can_go_beside_the_whole_one),
        cmocka_unit_test(communes_at_their_worst_get_a_digest_too),
        cmocka_unit_test(what_is_frozen_makes_the_same_parts_again),
        cmocka_unit_test(a_short_mail_has_whole_files),
        cmocka_unit_test(the_subject_is_the_digests),
        cmocka_unit_test(without_news_there_is_a_line_and_no_picture),
        WITHOUT_DISK(a_workbook_without_room_on_the_disk_is_left_out_and_named),
        cmocka_unit_test(wherever_the_disk_ends_a_workbook_is_whole_or_not_there),
        WITHOUT_DISK(a_short_mail_names_what_is_missing_too),
        WITHOUT_DISK(what_is_missing_again_is_named_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
