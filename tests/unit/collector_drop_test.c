#include "collector_fixture.h"

#include "collector/drop.h"
#include "collector/files.h"
#include "collector/intake.h"
#include "collector/letter.h"
#include "collector/outbox_schema.h"
#include "collector/result.h"

#include <fcntl.h>
#include <sys/stat.h>

typedef struct drop_state {
    char *folder;
    outbox *box;
    catalogue *catalogue;
    drop *drop;
    intake intake;
    int64_t now_ms; /* monotonic, as the test wants it */
} drop_state;

static const char GOOD[] = "obligation,period,value\nDX-01,2024-M06,1\n";
static const char MIXED[] = "obligation,period,value\nDX-01,2024-M06,2\nDX-01,2024-M05,=1+1\n";

static int set_up(void **state)
{
    drop_state *s = calloc(1, sizeof *s);
    s->folder = fixture_folder();
    s->catalogue = fixture_catalogue();
    s->now_ms = 1000;
    assert_ok(outbox_open(&s->box, fixture_path(s->folder, ".outbox.db")));
    assert_ok(files_make_folder(fixture_path(s->folder, "done")));
    assert_ok(files_make_folder(fixture_path(s->folder, "rejected")));
    assert_ok(drop_open(&s->drop, s->folder));
    s->intake = (intake){s->box, s->catalogue, "384", s->folder};
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    drop_state *s = *state;
    drop_close(s->drop);
    outbox_close(s->box);
    catalogue_free(s->catalogue);
    fixture_remove(s->folder);
    free(s);
    return 0;
}

static bool take(void *context, const char *name, int fd)
{
    drop_state *s = context;
    return intake_file(&s->intake, name, fd, NOW_MS);
}

/* Sees the folder, and again when what it saw has stood still long enough. */
static void scan_twice(drop_state *s)
{
    assert_ok(drop_scan(s->drop, s->now_ms, take, s));
    s->now_ms += DROP_STILL_MS;
    assert_ok(drop_scan(s->drop, s->now_ms, take, s));
}

static void drop_in(drop_state *s, const char *name, const char *text)
{
    fixture_write(fixture_path(s->folder, name), text);
    scan_twice(s);
}

static bool there(drop_state *s, const char *name)
{
    return access(fixture_path(s->folder, name), F_OK) == 0;
}

static int64_t queued(drop_state *s)
{
    outbox_state now;
    assert_ok(outbox_read_state(s->box, &now));
    return (int64_t)now.last;
}

static void expect_in_file(drop_state *s, const char *name, const char *part)
{
    char *text = fixture_read(fixture_path(s->folder, name));
    if (!strstr(text, part))
        fail_msg("%s: \"%s\" is not in \"%s\"", name, part, text);
    free(text);
}

static void a_good_file_goes_to_done_with_its_result(void **state)
{
    drop_state *s = *state;
    drop_in(s, "thang-06.csv", GOOD);
    assert_true(there(s, "done/thang-06.csv"));
    assert_false(there(s, "thang-06.csv"));
    assert_int_equal(queued(s), 1);
    expect_in_file(s, "done/thang-06.csv.result.txt", "đang chờ tỉnh xác nhận");
    assert_false(there(s, "done/thang-06.csv.errors.csv"));
}

static void a_file_that_does_not_stand_still_is_left_alone(void **state)
{
    drop_state *s = *state;
    fixture_write(fixture_path(s->folder, "a.csv"), "obligation,period");
    assert_ok(drop_scan(s->drop, s->now_ms, take, s));
    fixture_write(fixture_path(s->folder, "a.csv"), GOOD);
    s->now_ms += DROP_STILL_MS;
    assert_ok(drop_scan(s->drop, s->now_ms, take, s));
    assert_true(there(s, "a.csv"));
    s->now_ms += DROP_STILL_MS;
    assert_ok(drop_scan(s->drop, s->now_ms, take, s));
    assert_true(there(s, "done/a.csv"));
}

static void a_file_held_open_for_writing_is_left_alone(void **state)
{
    drop_state *s = *state;
    fixture_write(fixture_path(s->folder, "a.csv"), GOOD);
    int writer = open(fixture_path(s->folder, "a.csv"), O_WRONLY | O_APPEND | O_CLOEXEC);
    scan_twice(s);
    assert_true(there(s, "a.csv"));
    assert_int_equal(queued(s), 0);
    close(writer);
    assert_ok(drop_scan(s->drop, s->now_ms, take, s));
    assert_true(there(s, "done/a.csv"));
}

static void the_same_file_twice_adds_nothing(void **state)
{
    drop_state *s = *state;
    drop_in(s, "a.csv", GOOD);
    drop_in(s, "b.csv", GOOD);
    assert_int_equal(queued(s), 1);
    expect_in_file(s, "done/b.csv.result.txt", "đã được nhận lúc 07:00 22/07/2024 với tên a.csv");
}

static void the_same_name_again_overwrites_nothing(void **state)
{
    drop_state *s = *state;
    drop_in(s, "a.csv", GOOD);
    drop_in(s, "a.csv", "obligation,period,value\nDX-01,2024-M06,9\n");
    assert_true(there(s, "done/a (2).csv"));
    expect_in_file(s, "done/a.csv", "2024-M06,1");
    expect_in_file(s, "done/a (2).csv.result.txt", "đính chính 1");
}

static void a_refused_row_sends_the_file_to_rejected_and_the_good_rows_on(void **state)
{
    drop_state *s = *state;
    drop_in(s, "a.csv", MIXED);
    assert_true(there(s, "rejected/a.csv"));
    assert_int_equal(queued(s), 1);
    expect_in_file(s, "rejected/a.csv.errors.csv",
                   "\xef\xbb\xbf"
                   "dòng,cột,giá trị,lỗi,cách sửa");
    expect_in_file(s, "rejected/a.csv.errors.csv", "\"3\",\"value\",\"'=1+1\",");
    expect_in_file(s, "rejected/a.csv.result.txt", "Dòng 3, cột \"value\", giá trị \"=1+1\"");
}

static void the_mended_file_adds_only_what_changed(void **state)
{
    drop_state *s = *state;
    drop_in(s, "a.csv", MIXED);
    drop_in(s, "a.csv", "obligation,period,value\nDX-01,2024-M06,2\nDX-01,2024-M05,2\n");
    assert_int_equal(queued(s), 2);
    expect_in_file(s, "done/a.csv.result.txt", "Không đổi:  1 dòng");
}

static void a_file_that_cannot_be_understood_is_refused_whole(void **state)
{
    drop_state *s = *state;
    drop_in(s, "a.csv", "obligation,period,valeu\nDX-01,2024-M06,1\n");
    assert_true(there(s, "rejected/a.csv"));
    assert_int_equal(queued(s), 0);
    expect_in_file(s, "rejected/a.csv.result.txt", "CẢ TỆP BỊ TỪ CHỐI");
    expect_in_file(s, "rejected/a.csv.errors.csv", "gần nhất là");
}

static void other_files_and_links_are_not_touched(void **state)
{
    drop_state *s = *state;
    fixture_write(fixture_path(s->folder, ".a.csv"), GOOD);
    fixture_write(fixture_path(s->folder, "~$a.csv"), GOOD);
    fixture_write(fixture_path(s->folder, "a.csv.tmp"), GOOD);
    fixture_write(fixture_path(s->folder, "a.xlsx"), GOOD);
    assert_int_equal(symlink("a.xlsx", fixture_path(s->folder, "lien-ket.csv")), 0);
    assert_int_equal(mkfifo(fixture_path(s->folder, "ong.csv"), 0600), 0);
    scan_twice(s);
    assert_int_equal(queued(s), 0);
    assert_true(there(s, "a.xlsx"));
    assert_true(there(s, "lien-ket.csv"));
}

static void an_upper_case_extension_is_taken(void **state)
{
    drop_in(*state, "A.CSV", GOOD);
    assert_true(there(*state, "done/A.CSV"));
}

static void without_a_catalogue_a_file_waits_and_says_so(void **state)
{
    drop_state *s = *state;
    s->intake.catalogue = NULL;
    drop_in(s, "a.csv", GOOD);
    assert_true(there(s, "a.csv"));
    expect_in_file(s, "a.csv.result.txt", "Chưa nhận được danh mục");
    s->intake.catalogue = s->catalogue;
    drop_retry(s->drop);
    assert_ok(drop_scan(s->drop, s->now_ms, take, s));
    assert_true(there(s, "done/a.csv"));
    assert_false(there(s, "a.csv.result.txt"));
}

static void a_taking_cut_off_before_the_move_is_finished_without_adding(void **state)
{
    drop_state *s = *state;
    rmdir(fixture_path(s->folder, "done"));
    fixture_write(fixture_path(s->folder, "done"), "in the way");
    drop_in(s, "a.csv", GOOD);
    assert_true(there(s, "a.csv"));
    assert_int_equal(queued(s), 1);
    unlink(fixture_path(s->folder, "done"));
    drop_retry(s->drop);
    assert_ok(drop_scan(s->drop, s->now_ms, take, s));
    assert_true(there(s, "done/a.csv"));
    assert_int_equal(queued(s), 1);
    expect_in_file(s, "done/a.csv.result.txt", "Được nhận:  1 dòng");
}

static void the_result_is_rewritten_when_the_province_has_answered(void **state)
{
    drop_state *s = *state;
    drop_in(s, "a.csv", "obligation,period,value\nDX-01,2024-M06,1\nDX-01,2024-M05,1\n");
    outbox_verdict v = {2, REJECTED, "out-of-range", "giá trị 1 quá nhỏ; kiểm tra lại"};
    assert_ok(outbox_ack(s->box, 2, &v, 1, NOW_MS));
    assert_ok(result_refresh(s->box));
    expect_in_file(s, "done/a.csv.result.txt", "đã trả lời đủ 2 báo cáo");
    expect_in_file(s, "done/a.csv.result.txt",
                   "a.csv:3 (384, DX-01, 2024-M05): TỪ CHỐI: giá trị 1 quá nhỏ; kiểm tra lại");
}

static void a_full_outbox_leaves_the_file_and_says_so(void **state)
{
    drop_state *s = *state;
    char text[8000] = "obligation,period,difficulty\nII.2a,2024-M06,";
    memset(text + strlen(text), 'a', 3900);
    strcat(text, "\nII.2a,2024-M05,");
    memset(text + strlen(text), 'b', 3900);
    assert_ok(db_exec(s->box->db, "PRAGMA max_page_count = 1")); /* no more than it has now */
    drop_in(s, "a.csv", text);
    assert_true(there(s, "a.csv"));
    assert_int_equal(queued(s), 0);
    expect_in_file(s, "a.csv.result.txt", "đã đầy");
    assert_ok(db_exec(s->box->db, "PRAGMA max_page_count = 100000"));
    drop_retry(s->drop);
    assert_ok(drop_scan(s->drop, s->now_ms, take, s));
    assert_true(there(s, "done/a.csv"));
    assert_int_equal(queued(s), 2);
}

static void a_letter_of_the_province_is_found_in_the_inbox_once(void **state)
{
    drop_state *s = *state;
    outbox_letter l = {"directive",       7, NOW_MS, "II.2a", "2024-08-31", "Chủ tịch",
                       "Khẩn trương làm."};
    assert_ok(files_make_folder(fixture_path(s->folder, "inbox")));
    assert_ok(letter_take(s->box, s->folder, &l));
    expect_in_file(s, "inbox/directive-7.txt", "Ý KIẾN CHỈ ĐẠO");
    expect_in_file(s, "inbox/directive-7.txt", "Hạn: 2024-08-31");
    expect_in_file(s, "inbox/directive-7.txt", "Khẩn trương làm.");
    unlink(fixture_path(s->folder, "inbox/directive-7.txt"));
    assert_ok(letter_take(s->box, s->folder, &l));
    assert_false(there(s, "inbox/directive-7.txt"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_good_file_goes_to_done_with_its_result),
        TEST(a_file_that_does_not_stand_still_is_left_alone),
        TEST(a_file_held_open_for_writing_is_left_alone),
        TEST(the_same_file_twice_adds_nothing),
        TEST(the_same_name_again_overwrites_nothing),
        TEST(a_refused_row_sends_the_file_to_rejected_and_the_good_rows_on),
        TEST(the_mended_file_adds_only_what_changed),
        TEST(a_file_that_cannot_be_understood_is_refused_whole),
        TEST(other_files_and_links_are_not_touched),
        TEST(an_upper_case_extension_is_taken),
        TEST(without_a_catalogue_a_file_waits_and_says_so),
        TEST(a_taking_cut_off_before_the_move_is_finished_without_adding),
        TEST(the_result_is_rewritten_when_the_province_has_answered),
        TEST(a_full_outbox_leaves_the_file_and_says_so),
        TEST(a_letter_of_the_province_is_found_in_the_inbox_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
