#include "settings_fixture.h"

static char password_file[64];

static int make_dir(void **state)
{
    int failed = make_fixture(state);
    snprintf(password_file, sizeof password_file, "%s/password", fixture_dir);
    return failed;
}

static int remove_dir(void **state)
{
    unlink(password_file);
    return remove_fixture(state);
}

#define TOP    "store = \"store.db\"; catalogue_dir = \"c\"; state_dir = \"/s\";\n"
#define SMTP   "smtp: { url = \"smtp://localhost:25\"; from = \"a@b.vn\"; };\n"
#define WEEKLY "FREQ=WEEKLY;BYDAY=MO;BYHOUR=7;BYMINUTE=0;BYSECOND=0"
#define DIGESTS                                                                                    \
    "digests = ( { name = \"tuan\"; schedule = \"" WEEKLY "\";\n"                                  \
    "  recipients = ( { name = \"Chủ tịch\"; address = \"c@b.vn\"; } ); } );\n"

static void a_short_configuration_is_enough(void **state)
{
    (void)state;
    char expected[64];
    assert_int_equal(load(TOP SMTP DIGESTS), ERR_OK);
    assert_string_equal(said, "");
    const notifier_options *o = notifier_settings_get(loaded);
    snprintf(expected, sizeof expected, "%s/store.db", fixture_dir);
    assert_string_equal(o->store, expected);
    assert_string_equal(o->state_dir, "/s");
    assert_int_equal(o->smtp->tls, SMTP_TLS_REQUIRED);
    assert_null(o->smtp->user);
    assert_null(o->feed_endpoint);
    assert_false(o->simulated);
    assert_int_equal(o->channels[0].policy.retry_first_ms, 60 * 1000);
    assert_int_equal(o->profile_count, 1);
    assert_string_equal(notifier_profile(o, "tuan")->to.items[0]->mailboxes[0].address, "c@b.vn");
    assert_null(notifier_profile(o, "thang"));
}

static void the_shipped_example_is_right(void **state)
{
    (void)state;
    assert_int_equal(
        notifier_settings_load(&loaded, TIENDO_SOURCE_DIR "/notifier/notifier.conf.example").code,
        ERR_OK);
    assert_int_equal(notifier_settings_get(loaded)->smtp->tls, SMTP_TLS_REQUIRED);
}

static void every_mistake_is_told_with_its_line_and_all_at_once(void **state)
{
    (void)state;
    assert_int_equal(load("store = 3;\n"
                          "stat_dir = \"/s\";\n"
                          "catalogue_dir = \"c\";\n"
                          "simulated = \"yes\";\n"
                          "feed: {\n"
                          "  endpoint = \"localhost\";\n"
                          "  server_key_file = \"k\"; };\n"
                          "smtp: {\n"
                          "  url = \"http://x\";\n"
                          "  from = \"nobody\";\n"
                          "  tls = \"off\";\n"
                          "  user = \"u\";\n"
                          "  retry_first_s = 60;\n"
                          "  retry_cap_s = 10;\n"
                          "  give_up_after_h = 0; };\n"
                          "digests = (\n"
                          "  { name = \"a\"; schedule = \"every day\";\n"
                          "    starts = \"soon\";\n"
                          "    recipients = ( { name = \"x\"; address = \"x@b.vn\"; },\n"
                          "                   { name = \"y\"; address = \"x@b.vn\"; },\n"
                          "                   { name = \"z\"; adress = \"z@b.vn\"; } ); },\n"
                          "  { name = \"a\"; schedule = \"" WEEKLY "\";\n"
                          "    recipients = (); } );\n"),
                     ERR_CONFIG);
    assert_said(1, "store");
    assert_said(2, "stat_dir");
    assert_said(4, "simulated");
    assert_said(5, "key_file");
    assert_said(6, "localhost");
    assert_said(9, "http://x");
    assert_said(10, "nobody");
    assert_said(11, "off");
    assert_said(12, "password_file");
    assert_said(14, "retry_cap_s");
    assert_said(15, "give_up_after_h");
    assert_said(17, "every day");
    assert_said(18, "soon");
    assert_said(20, "x@b.vn");
    assert_said(21, "adress");
    assert_said(22, "\"a\"");
    assert_said(23, "recipients");
    assert_non_null(strstr(said, "state_dir"));
    assert_null(loaded);
}

static void what_is_missing_at_the_top_is_told_by_name(void **state)
{
    (void)state;
    static const char *const needed[] = {"store", "catalogue_dir", "state_dir", "smtp", "digests"};
    assert_int_equal(load("simulated = true;\n"), ERR_CONFIG);
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!strstr(said, needed[i]))
            fail_msg("%s is not in:\n%s", needed[i], said);
}

static void an_empty_list_of_digests_is_a_mistake(void **state)
{
    (void)state;
    assert_int_equal(load(TOP SMTP "digests = ();\n"), ERR_CONFIG);
    assert_said(3, "digests");
    assert_int_equal(lines_said(), 1);
}

/* ADDRESS as it stands between the quotes of a libconfig string. */
static void assert_address_refused(const char *address)
{
    char content[1024];
    snprintf(content, sizeof content,
             TOP "smtp: { url = \"smtp://localhost:25\";\n from = \"%s\"; };\n"
                 "digests = ( { name = \"tuan\"; schedule = \"" WEEKLY "\";\n"
                 "  recipients = ( { name = \"x\";\n address = \"%s\"; } ); } );\n",
             address, address);
    if (load(content) != ERR_CONFIG)
        fail_msg("\"%s\" was taken as an address", address);
    assert_said(3, "from");
    assert_said(6, "address");
}

static void an_address_that_could_break_out_of_a_command_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"a@b.vn\\r\\nRCPT TO:<x@y.vn>",
                                      "a@b.vn\\nDATA",
                                      "a@b.vn\\rDATA",
                                      "a b@c.vn",
                                      "a@b@c.vn",
                                      "a.b.vn",
                                      "@b.vn",
                                      "a@",
                                      "<a@b.vn>",
                                      "a@b.vn,c@d.vn",
                                      "a\\\"@b.vn",
                                      "chủ-tịch@b.vn"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_address_refused(bad[i]);
}

static void an_address_longer_than_smtp_allows_is_refused(void **state)
{
    (void)state;
    char address[300];
    memset(address, 'a', sizeof address);
    strcpy(address + 250, "@b.vn");
    assert_address_refused(address);
}

static void a_password_comes_from_its_file_without_the_line_end(void **state)
{
    (void)state;
    write_text(password_file, "bí mật\n");
    assert_int_equal(load(TOP "smtp: { url = \"smtps://h:465\"; from = \"a@b.vn\"; user = \"u\";"
                              " password_file = \"password\"; };\n" DIGESTS),
                     ERR_OK);
    assert_string_equal(notifier_settings_get(loaded)->smtp->password, "bí mật");
}

static void a_password_stands_in_one_place_only(void **state)
{
    (void)state;
    write_text(password_file, "x\n");
    assert_int_equal(load(TOP "smtp: { url = \"smtp://h:25\"; from = \"a@b.vn\"; user = \"u\";\n"
                              " password = \"y\";\n password_file = \"password\"; };\n" DIGESTS),
                     ERR_CONFIG);
    assert_said(3, "password_file");
    assert_int_equal(lines_said(), 1);
}

static void a_password_file_that_is_not_there_is_told(void **state)
{
    (void)state;
    assert_int_equal(load(TOP "smtp: { url = \"smtp://h:25\"; from = \"a@b.vn\"; user = \"u\";\n"
                              " password_file = \"password\"; };\n" DIGESTS),
                     ERR_CONFIG);
    assert_said(3, password_file);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_dir, remove_dir)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_short_configuration_is_enough),
        TEST(the_shipped_example_is_right),
        TEST(every_mistake_is_told_with_its_line_and_all_at_once),
        TEST(what_is_missing_at_the_top_is_told_by_name),
        TEST(an_empty_list_of_digests_is_a_mistake),
        TEST(an_address_that_could_break_out_of_a_command_is_refused),
        TEST(an_address_longer_than_smtp_allows_is_refused),
        TEST(a_password_comes_from_its_file_without_the_line_end),
        TEST(a_password_stands_in_one_place_only),
        TEST(a_password_file_that_is_not_there_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
