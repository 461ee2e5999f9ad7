#include "unit_test.h"

#include "notifier/channel_settings.h"
#include "notifier/delivery/folder.h"
#include "notifier/delivery/webhook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SMTP    "smtp: { url = \"smtp://localhost:25\"; from = \"a@b.vn\"; };\n"
#define SECRET  "secret = \"0123456789abcdef\";"
#define WEBHOOK "name = \"ioc\"; url = \"https://ioc.example.vn/\"; "

static char dir[] = "/tmp/tiendo-channels-XXXXXX";
static char conf[64], said[8192];
static settings *file;
static channel_settings *loaded;
static const channel *all;
static size_t count;

static const settings_key ROOT_KEYS[] = {
    {"smtp", SETTINGS_CHILD, offsetof(channel_groups, smtp), false, 0, 0, NULL},
    {"webhooks", SETTINGS_LIST, offsetof(channel_groups, webhooks), false, 0, 0, NULL},
    {"folders", SETTINGS_LIST, offsetof(channel_groups, folders), false, 0, 0, NULL},
};

static int make_dir(void **state)
{
    (void)state;
    strcpy(dir + strlen(dir) - 6, "XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    snprintf(conf, sizeof conf, "%s/x.conf", dir);
    return 0;
}

static void forget(void)
{
    channel_settings_free(loaded);
    settings_close(file);
    loaded = NULL;
    file = NULL;
}

static int remove_dir(void **state)
{
    char path[80];
    (void)state;
    forget();
    unlink(conf);
    snprintf(path, sizeof path, "%s/secret", dir);
    unlink(path);
    return rmdir(dir);
}

static void write_file(const char *path, const char *text)
{
    FILE *to = fopen(path, "w");
    assert_non_null(to);
    assert_true(fputs(text, to) >= 0);
    assert_int_equal(fclose(to), 0);
}

/* Reads CONTENT; how many problems there are. What they are is in `said`. */
static size_t load(const char *content)
{
    channel_groups groups = {0};
    problems *found = problems_new();
    forget();
    write_file(conf, content);
    assert_non_null(found);
    assert_int_equal(settings_open(&file, conf, found).code, ERR_OK);
    settings_read(settings_root(file), ROOT_KEYS, SETTINGS_COUNT(ROOT_KEYS), &groups, found);
    loaded = channel_settings_read(&groups, found);
    assert_non_null(loaded);
    all = channel_settings_all(loaded, &count);
    FILE *to = fmemopen(said, sizeof said, "w");
    problems_print(found, to);
    fclose(to);
    size_t n = problems_count(found);
    problems_free(found);
    return n;
}

static void assert_problem(const char *content, const char *part)
{
    if (load(content) != 1 || !strstr(said, part))
        fail_msg("not one problem with \"%s\" but:\n%s", part, said);
}

static void the_mail_server_is_the_first_channel_and_has_its_defaults(void **state)
{
    (void)state;
    assert_int_equal(load("webhooks = ( { " WEBHOOK SECRET " } );\n" SMTP), 0);
    assert_int_equal(count, 2);
    assert_string_equal(all[0].name, "mail");
    assert_ptr_equal(all[0].kind, &channel_mail);
    assert_int_equal(all[0].most_per_minute, 60);
    assert_int_equal(all[0].policy.retry_first_ms, 60000);
    assert_int_equal(all[0].policy.give_up_ms, 72LL * 3600 * 1000);
    assert_int_equal(channel_settings_smtp(loaded)->form.max_bytes, 10 * 1000 * 1000);
    assert_null(channel_settings_smtp(loaded)->form.signer);
}

static void webhooks_and_folders_are_read_as_they_are_written(void **state)
{
    (void)state;
    assert_int_equal(load(SMTP "webhooks = ( { " WEBHOOK SECRET " most_per_minute = 5;\n"
                               " retry_first_s = 10; allow = [ \"10.0.0.0/8\", \"fd00::/8\" ]; } );"
                               "folders = ( { name = \"chia-se\"; path = \"x\"; } );"),
                     0);
    assert_int_equal(count, 3);
    const webhook_options *hook = all[1].options;
    assert_string_equal(all[1].name, "ioc");
    assert_string_equal(hook->url, "https://ioc.example.vn/");
    assert_string_equal(hook->secret, "0123456789abcdef");
    assert_int_equal(hook->allowed_count, 2);
    assert_int_equal(hook->allowed[1].bits, 8);
    assert_int_equal(all[1].most_per_minute, 5);
    assert_int_equal(all[1].policy.retry_first_ms, 10000);
    const folder_options *folder = all[2].options;
    char expected[80];
    snprintf(expected, sizeof expected, "%s/x", dir);
    assert_string_equal(folder->path, expected);
    assert_int_equal(all[2].most_per_minute, 0);
}

static void a_webhook_goes_nowhere_but_to_https(void **state)
{
    (void)state;
    assert_problem(SMTP "webhooks = ( { name = \"ioc\"; url = \"http://x/\"; " SECRET " } );",
                   "http://x/");
    assert_problem(SMTP "webhooks = ( { name = \"ioc\"; url = \"HTTPS://x/\"; " SECRET " } );",
                   "HTTPS://x/");
}

static void a_webhook_signs_with_a_secret_that_is_long_enough(void **state)
{
    (void)state;
    char path[80];
    snprintf(path, sizeof path, "%s/secret", dir);
    assert_problem(SMTP "webhooks = ( { " WEBHOOK " } );", "secret_file");
    assert_problem(SMTP "webhooks = ( { " WEBHOOK "secret = \"short\"; } );", "16");
    write_file(path, "ngắn\n");
    assert_problem(SMTP "webhooks = ( { " WEBHOOK "secret_file = \"secret\"; } );", "16");
    write_file(path, "một bí mật đủ dài\n");
    assert_int_equal(load(SMTP "webhooks = ( { " WEBHOOK "secret_file = \"secret\"; } );"), 0);
    assert_string_equal(((const webhook_options *)all[1].options)->secret, "một bí mật đủ dài");
}

static void a_range_that_is_none_is_told(void **state)
{
    (void)state;
    assert_problem(SMTP "webhooks = ( { " WEBHOOK SECRET " allow = [ \"10.0.0.0/40\" ]; } );",
                   "10.0.0.0/40");
}

static void a_channels_name_is_plain_and_its_own(void **state)
{
    (void)state;
    assert_problem(SMTP "folders = ( { name = \"Chia sẻ\"; path = \"x\"; } );", "Chia sẻ");
    assert_problem(SMTP "folders = ( { name = \"mail\"; path = \"x\"; } );", "mail");
    assert_problem(SMTP "webhooks = ( { " WEBHOOK SECRET " } );"
                        "folders = ( { name = \"ioc\"; path = \"x\"; } );",
                   "ioc");
}

static void answers_go_to_an_address_that_is_one(void **state)
{
    (void)state;
    assert_problem("smtp: { url = \"smtp://h:25\"; from = \"a@b.vn\"; reply_to = \"x\"; };",
                   "reply_to");
}

static void what_a_mail_may_have_is_bounded(void **state)
{
    (void)state;
    assert_problem("smtp: { url = \"smtp://h:25\"; from = \"a@b.vn\"; max_bytes = 10; };",
                   "max_bytes");
}

static void a_certificate_for_signing_that_cannot_be_read_is_told(void **state)
{
    (void)state;
    assert_problem("smtp: { url = \"smtp://h:25\"; from = \"a@b.vn\";\n"
                   " smime = { certificate_file = \"no.pem\"; key_file = \"no.key\"; }; };",
                   "no.pem");
    assert_problem("smtp: { url = \"smtp://h:25\"; from = \"a@b.vn\";\n"
                   " smime = { certificate_file = \"no.pem\"; }; };",
                   "key_file");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_dir, remove_dir)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_mail_server_is_the_first_channel_and_has_its_defaults),
        TEST(webhooks_and_folders_are_read_as_they_are_written),
        TEST(a_webhook_goes_nowhere_but_to_https),
        TEST(a_webhook_signs_with_a_secret_that_is_long_enough),
        TEST(a_range_that_is_none_is_told),
        TEST(a_channels_name_is_plain_and_its_own),
        TEST(answers_go_to_an_address_that_is_one),
        TEST(what_a_mail_may_have_is_bounded),
        TEST(a_certificate_for_signing_that_cannot_be_read_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
