#include "unit_test.h"

#include "notifier/delivery/channel.h"
#include "notifier/delivery/folder.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[] = "/tmp/tiendo-folder-XXXXXX";
static folder_options options = {root};
static channel way;

static const message_part PARTS[] = {
    {"", "text/plain", "", "Nội dung\n", 11},
    {"", "text/html", "", "<body><img src=\"cid:hinh1\"><img src=\"cid:hinh10\"></body>", 56},
    {"", "image/png", "hinh1", "\x89PNG", 4},
    {"ban-do.png", "image/png", "hinh10", "\x89PN2", 4},
    {"bao-cao.pdf", "application/pdf", "", "%PDF", 4}};
static const message_address TO = {"chia-se", "Văn thư", "chia-se", "<3f2a91bc77@example.vn>",
                                   NULL};
static const char PLACE[] = "2024-07-22-0700-tuan-3f2a91bc";

static message a_message(void)
{
    return (message){.kind = MESSAGE_DIGEST,
                     .profile = "Tuần",
                     .key = "1",
                     .references = "",
                     .as_of_ms = 1721606400000,
                     .slot_ms = 1721606400000,
                     .subject = "Tiến độ",
                     .parts = PARTS,
                     .part_count = 5,
                     .frozen = "{\"so\": 1}"};
}

static int make_dir(void **state)
{
    (void)state;
    strcpy(root + strlen(root) - 6, "XXXXXX");
    way = (channel){.name = "chia-se", .kind = &channel_folder, .options = &options};
    return mkdtemp(root) ? 0 : -1;
}

static int remove_dir(void **state)
{
    (void)state;
    char command[200];
    snprintf(command, sizeof command, "rm -rf '%s'", root);
    return system(command);
}

static send_result send_it(const message *m)
{
    send_result r;
    assert_int_equal(way.kind->send(&way, m, &TO, 0, NULL, NULL, &r).code, ERR_OK);
    return r;
}

static const char *path_of(const char *name)
{
    static char path[300];
    snprintf(path, sizeof path, "%s/%s/%s", root, PLACE, name);
    return path;
}

static void assert_content(const char *name, const char *expected)
{
    char text[300] = "";
    FILE *file = fopen(path_of(name), "r");
    if (!file)
        fail_msg("%s is not there", name);
    size_t n = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    assert_int_equal(n, strlen(expected));
    assert_string_equal(text, expected);
}

static size_t entries(void)
{
    char command[200], text[20] = "";
    snprintf(command, sizeof command, "ls -A '%s' | wc -l", root);
    FILE *out = popen(command, "r");
    assert_non_null(out);
    assert_non_null(fgets(text, sizeof text, out));
    pclose(out);
    return (size_t)strtoul(text, NULL, 10);
}

static void a_message_is_a_folder_with_its_parts_and_an_envelope(void **state)
{
    (void)state;
    const message m = a_message();
    send_result r = send_it(&m);
    assert_int_equal(r.outcome, SEND_ACCEPTED);
    assert_non_null(strstr(r.said, PLACE));
    assert_content("digest.txt", "Nội dung\n");
    assert_content("bao-cao.pdf", "%PDF");
    assert_content("hinh1.png", "\x89PNG");
    assert_content("digest.json", "{\"so\": 1}");
    json_t *envelope = json_load_file(path_of("message.json"), 0, NULL);
    assert_non_null(envelope);
    assert_string_equal(json_string_value(json_object_get(envelope, "subject")), "Tiến độ");
    assert_string_equal(json_string_value(json_object_get(envelope, "message_id")),
                        "3f2a91bc77@example.vn");
    assert_int_equal(json_array_size(json_object_get(envelope, "files")), 6);
    json_decref(envelope);
    assert_int_equal(entries(), 1);
}

static void the_page_shows_the_pictures_beside_it(void **state)
{
    (void)state;
    const message m = a_message();
    send_it(&m);
    assert_content("digest.html", "<body><img src=\"hinh1.png\"><img src=\"ban-do.png\"></body>");
}

static void one_that_is_there_is_not_written_again(void **state)
{
    (void)state;
    struct stat before, after;
    const message m = a_message();
    send_it(&m);
    assert_int_equal(stat(path_of("digest.txt"), &before), 0);
    assert_int_equal(send_it(&m).outcome, SEND_ACCEPTED);
    assert_int_equal(stat(path_of("digest.txt"), &after), 0);
    assert_int_equal(before.st_ino, after.st_ino);
    assert_int_equal(entries(), 1);
}

static void what_a_crash_left_aside_is_written_anew(void **state)
{
    (void)state;
    char aside[200];
    const message m = a_message();
    snprintf(aside, sizeof aside, "%s/.%s.part", root, PLACE);
    assert_int_equal(mkdir(aside, 0755), 0);
    strcat(aside, "/digest.txt");
    FILE *half = fopen(aside, "w");
    assert_non_null(half);
    fputs("nửa", half);
    fclose(half);
    assert_int_equal(send_it(&m).outcome, SEND_ACCEPTED);
    assert_content("digest.txt", "Nội dung\n");
    assert_int_equal(entries(), 1);
}

static void a_folder_that_is_not_there_is_waited_for_and_not_made(void **state)
{
    (void)state;
    const message m = a_message();
    assert_int_equal(rmdir(root), 0);
    send_result r = send_it(&m);
    assert_int_equal(r.outcome, SEND_TRY_LATER);
    assert_non_null(strstr(r.said, root));
    assert_int_equal(access(root, F_OK), -1);
}

static void a_name_that_would_leave_the_folder_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"../x", "/etc/x", ".ẩn", "a/b"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const message_part part = {bad[i], "application/pdf", "", "x", 1};
        message m = a_message();
        m.parts = &part;
        m.part_count = 1;
        assert_int_equal(send_it(&m).outcome, SEND_TRY_LATER);
        assert_int_equal(entries(), 0);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_dir, remove_dir)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_message_is_a_folder_with_its_parts_and_an_envelope),
        TEST(the_page_shows_the_pictures_beside_it),
        TEST(one_that_is_there_is_not_written_again),
        TEST(what_a_crash_left_aside_is_written_anew),
        TEST(a_folder_that_is_not_there_is_waited_for_and_not_made),
        TEST(a_name_that_would_leave_the_folder_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
