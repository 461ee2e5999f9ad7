/* Roles and digests of the notifier's configuration. */
#include "settings_fixture.h"

#define TOP                                                                                        \
    "store = \"store.db\"; catalogue_dir = \"c\"; state_dir = \"/s\";\n"                           \
    "smtp: { url = \"smtp://localhost:25\"; from = \"a@b.vn\"; };\n"
#define ROLES                                                                                      \
    "roles = ( { code = \"chu-tich\"; name = \"Chủ tịch UBND tỉnh\";\n"                      \
    "    mailboxes = ( { address = \"tuan@b.vn\"; to = \"2025-09-23\"; },\n"                       \
    "                  { address = \"anh@b.vn\"; from = \"2025-09-24\"; } ); },\n"                 \
    "  { code = \"stttt\"; name = \"Sở TTTT\"; mailboxes = ( { address = \"s@b.vn\"; } ); } );\n"
#define WEEKLY "schedule = \"FREQ=WEEKLY;BYDAY=MO;BYHOUR=7;BYMINUTE=0;BYSECOND=0\"; "

static const profile *tuan(void)
{
    return notifier_profile(notifier_settings_get(loaded), "tuan");
}

static void a_digest_goes_to_roles_whose_mailboxes_have_dates(void **state)
{
    (void)state;
    assert_int_equal(load(TOP ROLES "digests = ( { name = \"tuan\"; " WEEKLY
                                    "to = [ \"stttt\", \"chu-tich\" ]; } );\n"),
                     ERR_OK);
    const profile *p = tuan();
    assert_int_equal(p->to.count, 2);
    assert_string_equal(p->to.items[1]->name, "Chủ tịch UBND tỉnh");
    assert_int_equal(p->to.items[1]->mailbox_count, 2);
    assert_int_equal(p->to.items[1]->mailboxes[0].to.year, 2025);
    assert_int_equal(p->to.items[1]->mailboxes[0].from.year, 0);
}

static void what_is_not_said_is_the_plain_full_digest(void **state)
{
    (void)state;
    assert_int_equal(
        load(TOP ROLES "digests = ( { name = \"tuan\"; " WEEKLY "to = [ \"stttt\" ]; } );\n"),
        ERR_OK);
    const profile *p = tuan();
    assert_int_equal(p->depth, DIGEST_FULL);
    assert_int_equal(p->sections, 0);
    assert_int_equal(p->most, 0);
    assert_int_equal(p->attachments, 0);
    assert_int_equal(p->approval.by.count, 0);
    assert_false(p->skips_nothing_new);
    assert_false(p->has_start);
    assert_int_equal(schedule_days_of(p->slots), SCHEDULE_EVERY_DAY);
    assert_string_equal(p->greeting, "");
    assert_string_equal(p->symbol, "");
}

static void everything_that_a_digest_may_say_is_taken(void **state)
{
    (void)state;
    assert_int_equal(
        load(TOP ROLES
             "digests = ( { name = \"tuan\"; " WEEKLY "starts = \"2024-07-15T07:00\";\n"
             " calendar = \"next_working_day\"; except = [ \"2024-12-30\" ];\n"
             " when_nothing_new = \"skip\"; to = [ \"chu-tich\" ];\n"
             " approval: { by = [ \"stttt\" ]; hours_before = 24; if_silent = \"wait\"; };\n"
             " depth = \"brief\"; sections = [ \"decisions\", \"concerns\", \"upcoming\" ];\n"
             " most = 5; attach = [ \"pdf\", \"json\" ]; fields = [ \"DX\" ]; units = [ \"384\" "
             "];\n"
             " title = \"Tình hình\"; issuer = \"Sở TTTT\"; symbol = \"BC-STTTT\"; place = \"Sầm "
             "Sơn\";\n"
             " greeting = \"Kính gửi\"; basis = \"Thực hiện\"; signature = [ \"GIÁM ĐỐC\" ];\n"
             " recipients_list = [ \"Như trên\", \"Lưu: VT\" ]; } );\n"),
        ERR_OK);
    const profile *p = tuan();
    assert_true(p->has_start && p->skips_nothing_new);
    assert_int_equal(schedule_days_of(p->slots), SCHEDULE_NEXT_WORKING_DAY);
    assert_string_equal(p->approval.by.items[0]->code, "stttt");
    assert_int_equal(p->approval.before_ms, 24 * 3600 * 1000);
    assert_false(p->approval.sends_if_silent);
    assert_int_equal(p->depth, DIGEST_BRIEF);
    assert_int_equal(p->sections, SECTION_DECISIONS | SECTION_CONCERNS | SECTION_UPCOMING);
    assert_int_equal(p->most, 5);
    assert_int_equal(p->attachments, ATTACH_PDF | ATTACH_JSON);
    assert_string_equal(p->fields.items[0], "DX");
    assert_string_equal(p->units.items[0], "384");
    assert_string_equal(p->title, "Tình hình");
    assert_string_equal(p->issuer, "Sở TTTT");
    assert_string_equal(p->symbol, "BC-STTTT");
    assert_string_equal(p->place, "Sầm Sơn");
    assert_string_equal(p->greeting, "Kính gửi");
    assert_string_equal(p->basis, "Thực hiện");
    assert_string_equal(p->signature.items[0], "GIÁM ĐỐC");
    assert_int_equal(p->recipients_list.count, 2);
}

static void every_mistake_in_roles_is_told_at_its_line(void **state)
{
    (void)state;
    assert_int_equal(load("store = \"s\"; catalogue_dir = \"c\"; state_dir = \"/s\";\n"
                          "smtp: { url = \"smtp://localhost:25\"; from = \"a@b.vn\"; };\n"
                          "roles = (\n"
                          "  { code = \"a\"; name = \"A\"; mailbox = \"x\"; },\n"
                          "  { code = \"a\"; name = \"\"; mailboxes = (\n"
                          "      { address = \"x y@b.vn\"; },\n"
                          "      { address = \"x@b.vn\"; from = \"2025-02-30\"; },\n"
                          "      { address = \"y@b.vn\"; from = \"2025-03-01\";\n"
                          "        to = \"2025-02-01\"; },\n"
                          "      { address = \"z@b.vn\"; to = \"2025-02-01\"; },\n"
                          "      { address = \"Z@b.vn\"; from = \"2025-02-01\"; } ); } );\n"
                          "digests = ( { name = \"tuan\"; " WEEKLY "to = [ \"a\" ]; } );\n"),
                     ERR_CONFIG);
    assert_said(4, "mailboxes");
    assert_said(5, "\"a\"");
    assert_said(5, "name");
    assert_said(6, "x y@b.vn");
    assert_said(7, "from");
    assert_said(9, "2025-02-01");
    assert_said(11, "Z@b.vn");
    assert_int_equal(lines_said(), 7);
}

static void every_mistake_in_digests_is_told_at_its_line(void **state)
{
    (void)state;
    assert_int_equal(load(TOP ROLES
                          "digests = (\n"
                          "  { name = \"a\"; " WEEKLY "\n"
                          "    to = [ \"chu-tic\", \"stttt\", \"stttt\" ];\n"
                          "    calendar = \"working_days\";\n"
                          "    except = [ \"2024-13-01\" ];\n"
                          "    when_nothing_new = \"maybe\";\n"
                          "    depth = \"short\";\n"
                          "    sections = [ \"concern\" ];\n"
                          "    attach = [ \"doc\" ];\n"
                          "    most = 0;\n"
                          "    approval: { by = [ \"nobody\" ];\n"
                          "                hours_before = 0; }; },\n"
                          "  { name = \"b\"; " WEEKLY "},\n"
                          "  { name = \"c\"; " WEEKLY "to = [ \"stttt\" ];\n"
                          "    recipients = ( { name = \"x\"; address = \"x@b.vn\"; } );\n"
                          "    also = [ \"ioc\" ]; },\n"
                          "  { name = \"d\"; " WEEKLY "to = [ \"stttt\" ];\n"
                          "    approval: { by = []; if_silent = \"send\"; }; } );\n"),
                     ERR_CONFIG);
    assert_said(9, "gần nhất là \"chu-tich\"");
    assert_said(9, "\"stttt\" có hai lần");
    assert_said(10, "working_days_only");
    assert_said(11, "2024-13-01");
    assert_said(12, "maybe");
    assert_said(13, "short");
    assert_said(14, "gần nhất là \"concerns\"");
    assert_said(15, "doc");
    assert_said(16, "most");
    assert_said(17, "nobody");
    assert_said(17, "if_silent");
    assert_said(18, "hours_before");
    assert_said(19, "người nhận");
    assert_said(21, "recipients");
    assert_said(22, "ioc");
    assert_said(24, "chưa có ai duyệt");
}

/* ---- with the catalogue ---------------------------------------------------------------------- */

static error_code check_with_catalogue(const char *digest)
{
    char content[4096];
    catalogue *c;
    FILE *file;
    snprintf(content, sizeof content, TOP ROLES "digests = (\n  { name = \"tuan\"; %s } );\n",
             digest);
    assert_int_equal(load(content), ERR_OK);
    problems *found = problems_new();
    assert_int_equal(catalogue_load(&c, TIENDO_SOURCE_DIR "/config/thanh-hoa", found).code, ERR_OK);
    int kept = catch_stderr(&file);
    notifier_settings_check(loaded, c, found);
    error err = problems_finish(found, problems_result(found));
    caught(file, kept);
    catalogue_free(c);
    return err.code;
}

static void units_and_fields_are_those_of_the_catalogue(void **state)
{
    (void)state;
    assert_int_equal(check_with_catalogue(WEEKLY "to = [ \"stttt\" ]; fields = [ \"DX\", \"06\" ];"
                                                 " units = [ \"384\", \"STTTT\" ];"),
                     ERR_OK);
    notifier_settings_free(loaded);
    assert_int_equal(check_with_catalogue(WEEKLY "to = [ \"stttt\" ];\n fields = [ \"XX\" ];\n"
                                                 " units = [ \"384\", \"STTTTT\" ];"),
                     ERR_CONFIG);
    assert_said(9, "\"XX\"");
    assert_said(10, "gần nhất là \"STTTT\"");
    assert_int_equal(lines_said(), 2);
}

static void a_schedule_that_the_calendar_leaves_no_day_is_refused(void **state)
{
    (void)state;
    assert_int_equal(
        check_with_catalogue("schedule = \"FREQ=WEEKLY;BYDAY=SU;BYHOUR=7;BYMINUTE=0;BYSECOND=0\";\n"
                             "calendar = \"working_days_only\"; to = [ \"stttt\" ];"),
        ERR_CONFIG);
    assert_said(8, "không bao giờ đến hạn");
}

static void a_draft_that_would_come_before_the_digest_ahead_of_it_is_refused(void **state)
{
    (void)state;
    assert_int_equal(
        check_with_catalogue("schedule = \"FREQ=DAILY;BYHOUR=7;BYMINUTE=0;BYSECOND=0\";\n"
                             "to = [ \"stttt\" ];\n"
                             "approval: { by = [ \"stttt\" ]; hours_before = 24; if_silent = "
                             "\"send\"; };"),
        ERR_CONFIG);
    assert_said(10, "hours_before");
    notifier_settings_free(loaded);
    assert_int_equal(
        check_with_catalogue("schedule = \"FREQ=DAILY;BYHOUR=7;BYMINUTE=0;BYSECOND=0\";\n"
                             "to = [ \"stttt\" ];\n"
                             "approval: { by = [ \"stttt\" ]; hours_before = 23; if_silent = "
                             "\"send\"; };"),
        ERR_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_fixture, remove_fixture)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_digest_goes_to_roles_whose_mailboxes_have_dates),
        TEST(what_is_not_said_is_the_plain_full_digest),
        TEST(everything_that_a_digest_may_say_is_taken),
        TEST(every_mistake_in_roles_is_told_at_its_line),
        TEST(every_mistake_in_digests_is_told_at_its_line),
        TEST(units_and_fields_are_those_of_the_catalogue),
        TEST(a_schedule_that_the_calendar_leaves_no_day_is_refused),
        TEST(a_draft_that_would_come_before_the_digest_ahead_of_it_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
