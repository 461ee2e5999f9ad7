#include "collector_fixture.h"

typedef struct box_state {
    char *folder;
    outbox *box;
    arena *memory;
} box_state;

static int set_up(void **state)
{
    box_state *s = calloc(1, sizeof *s);
    s->folder = fixture_folder();
    s->memory = arena_new(0);
    assert_ok(outbox_open(&s->box, fixture_path(s->folder, "outbox.db")));
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    box_state *s = *state;
    outbox_close(s->box);
    arena_free(s->memory);
    fixture_remove(s->folder);
    free(s);
    return 0;
}

static outbox_tally append(box_state *s, report r)
{
    outbox_tally tally;
    assert_ok(outbox_append(s->box, &r, 1, NOW_MS, &tally));
    return tally;
}

static outbox_state state_of(box_state *s)
{
    outbox_state state;
    assert_ok(outbox_read_state(s->box, &state));
    return state;
}

static report pending(box_state *s, uint64_t sequence)
{
    wire_bytes *rows;
    size_t n;
    ProtobufCMessage *base;
    report r;
    assert_ok(outbox_pending(s->box, s->memory, sequence, 1, 1, &rows, &n));
    assert_int_equal(n, 1);
    assert_ok(wire_unpack(s->memory, &tiendo__v1__report__descriptor, rows[0], &base));
    assert_ok(wire_report_from(s->memory, (Tiendo__V1__Report *)base, &r));
    return r;
}

static bool count_row(void *context, const outbox_refusal *row)
{
    (void)row;
    ++*(int *)context;
    return true;
}

static int refusals(box_state *s)
{
    int n = 0;
    assert_ok(outbox_refusals(s->box, count_row, &n));
    return n;
}

static void reopen(box_state *s)
{
    outbox_close(s->box);
    assert_ok(outbox_open(&s->box, fixture_path(s->folder, "outbox.db")));
}

static void sequences_start_at_one_and_have_no_gap(void **state)
{
    for (uint64_t i = 1; i <= 3; i++)
        assert_int_equal(append(*state, fixture_figure((int64_t)i)).first_sequence, i);
    assert_int_equal(state_of(*state).pending, 3);
}

static void what_was_appended_is_there_after_opening_again(void **state)
{
    outbox_state before, after;
    append(*state, fixture_figure(0));
    before = state_of(*state);
    reopen(*state);
    after = state_of(*state);
    assert_memory_equal(before.stream, after.stream, sizeof before.stream);
    assert_int_equal(after.last, 1);
    report r = pending(*state, 1);
    assert_int_equal(r.kind, REPORT_FIGURE);
    assert_int_equal(r.figure.value, 0); /* a reported 0 */
}

static void the_same_again_adds_nothing(void **state)
{
    append(*state, fixture_figure(5));
    assert_int_equal(append(*state, fixture_figure(5)).unchanged, 1);
    assert_int_equal(state_of(*state).last, 1);
}

static void the_same_from_another_file_adds_nothing(void **state)
{
    report r = fixture_figure(5);
    append(*state, r);
    r.source = "khac.csv:9";
    assert_int_equal(append(*state, r).unchanged, 1);
}

static void a_changed_figure_corrects_the_earlier_one(void **state)
{
    append(*state, fixture_figure(5));
    outbox_tally tally = append(*state, fixture_figure(6));
    assert_int_equal(tally.corrections, 1);
    assert_int_equal(pending(*state, 2).corrects, 1);
}

static void another_difficulty_is_no_correction(void **state)
{
    report r = fixture_figure(0);
    r.kind = REPORT_DIFFICULTY;
    r.text = "Thiếu máy";
    append(*state, r);
    r.text = "Thiếu người";
    assert_int_equal(append(*state, r).corrections, 0);
    assert_int_equal(append(*state, r).unchanged, 1);
}

static void an_acknowledgement_removes_up_to_its_sequence(void **state)
{
    box_state *s = *state;
    for (int i = 1; i <= 3; i++)
        append(s, fixture_figure(i));
    assert_ok(outbox_ack(s->box, 2, NULL, 0, NOW_MS));
    outbox_state now = state_of(s);
    assert_int_equal(now.pending, 1);
    assert_int_equal(now.acknowledged, 2);
    assert_int_equal(now.acknowledged_at_ms, NOW_MS);
}

static void an_acknowledgement_again_changes_nothing(void **state)
{
    box_state *s = *state;
    outbox_verdict v = {1, REJECTED, "out-of-range", "quá lớn"};
    append(s, fixture_figure(1));
    assert_ok(outbox_ack(s->box, 1, &v, 1, NOW_MS));
    assert_ok(outbox_ack(s->box, 1, &v, 1, NOW_MS));
    assert_int_equal(refusals(s), 1);
}

static void an_acknowledgement_of_what_never_was_is_refused(void **state)
{
    box_state *s = *state;
    append(s, fixture_figure(1));
    assert_int_equal(outbox_ack(s->box, 2, NULL, 0, NOW_MS).code, ERR_INVALID);
    assert_int_equal(state_of(s).pending, 1);
}

static void a_rejected_report_may_be_sent_again(void **state)
{
    box_state *s = *state;
    outbox_verdict v = {1, REJECTED, "unknown-obligation", "không có mã này"};
    append(s, fixture_figure(1));
    assert_ok(outbox_ack(s->box, 1, &v, 1, NOW_MS));
    assert_int_equal(append(s, fixture_figure(1)).queued, 1);
    assert_int_equal(pending(s, 2).corrects, 0);
    assert_int_equal(refusals(s), 0); /* dealt with */
}

static void a_warned_report_stays_said(void **state)
{
    box_state *s = *state;
    outbox_verdict v = {1, ACCEPTED_WITH_WARNING, "late", "muộn"};
    append(s, fixture_figure(1));
    assert_ok(outbox_ack(s->box, 1, &v, 1, NOW_MS));
    assert_int_equal(append(s, fixture_figure(1)).unchanged, 1);
    assert_int_equal(refusals(s), 1);
}

static outbox_file append_file(box_state *s, const char *content, report *reports, size_t n,
                               bool *again)
{
    unsigned char hash[OUTBOX_HASH_SIZE];
    outbox_file file = {.name = "thang-06.csv"};
    outbox_hash(content, strlen(content), hash);
    assert_ok(outbox_append_file(s->box, s->memory, &file, hash, reports, n, NOW_MS, again));
    return file;
}

static void the_same_file_again_adds_nothing(void **state)
{
    bool again;
    report r = fixture_figure(1), other = fixture_figure(2);
    outbox_file first = append_file(*state, "a", &r, 1, &again);
    assert_false(again);
    append_file(*state, "a", &other, 1, &again);
    assert_true(again);
    assert_int_equal(state_of(*state).last, 1);
    assert_int_equal(first.queued, 1);
}

static void answers_are_counted_per_file(void **state)
{
    box_state *s = *state;
    bool again, found;
    report rows[3] = {fixture_figure(1), fixture_figure(2), fixture_figure(3)};
    outbox_verdict v[2] = {{1, ACCEPTED_WITH_WARNING, "late", "muộn"},
                           {3, REJECTED, "out-of-range", "quá lớn"}};
    outbox_file file = append_file(s, "a", rows, 3, &again);
    assert_ok(outbox_file_moved(s->box, file.id, "/noi/khac.csv", "tóm tắt"));
    assert_ok(outbox_ack(s->box, 3, v, 2, NOW_MS));
    assert_ok(outbox_next_answered(s->box, s->memory, &file, &found));
    assert_true(found);
    assert_int_equal(file.accepted, 1);
    assert_int_equal(file.warned, 1);
    assert_int_equal(file.rejected, 1);
    assert_ok(outbox_file_told(s->box, file.id));
    assert_ok(outbox_next_answered(s->box, s->memory, &file, &found));
    assert_false(found);
}

static void a_new_stream_numbers_what_waits_from_one(void **state)
{
    box_state *s = *state;
    for (int i = 1; i <= 4; i++)
        append(s, fixture_figure(i));
    assert_ok(outbox_ack(s->box, 2, NULL, 0, NOW_MS));
    outbox_state before = state_of(s);
    assert_ok(outbox_new_stream(s->box, 0, "luồng mới"));
    outbox_state after = state_of(s);
    assert_memory_not_equal(before.stream, after.stream, sizeof before.stream);
    assert_int_equal(after.last, 2);
    assert_int_equal(after.acknowledged, 0);
    assert_int_equal(pending(s, 1).sequence, 1);
    assert_int_equal(pending(s, 1).figure.value, 3);
    assert_int_equal(pending(s, 2).corrects, 0);
    assert_int_equal(append(s, fixture_figure(4)).unchanged, 1);
    assert_int_equal(append(s, fixture_figure(5)).first_sequence, 3);
    assert_int_equal(pending(s, 3).corrects, 2);
}

static void what_the_province_lost_may_be_said_again(void **state)
{
    box_state *s = *state;
    append(s, fixture_figure(1));
    assert_ok(outbox_ack(s->box, 1, NULL, 0, NOW_MS));
    assert_ok(outbox_new_stream(s->box, 1, "tỉnh mất báo cáo"));
    assert_int_equal(append(s, fixture_figure(1)).queued, 1);
}

static void two_processes_may_append(void **state)
{
    box_state *s = *state;
    outbox *other;
    report r = fixture_figure(2);
    outbox_tally tally;
    append(s, fixture_figure(1));
    assert_ok(outbox_open(&other, fixture_path(s->folder, "outbox.db")));
    assert_ok(outbox_append(other, &r, 1, NOW_MS, &tally));
    assert_int_equal(tally.first_sequence, 2);
    outbox_close(other);
    assert_int_equal(append(s, fixture_figure(3)).first_sequence, 3);
}

static void a_batch_keeps_within_its_bytes_but_has_at_least_one(void **state)
{
    box_state *s = *state;
    wire_bytes *rows;
    size_t n;
    for (int i = 1; i <= 5; i++)
        append(s, fixture_figure(i));
    assert_ok(outbox_pending(s->box, s->memory, 1, 5, 1, &rows, &n));
    assert_int_equal(n, 1);
    assert_ok(outbox_pending(s->box, s->memory, 1, 5, 2 * rows[0].size + 2, &rows, &n));
    assert_int_equal(n, 2);
    assert_ok(outbox_pending(s->box, s->memory, 2, 3, 100000, &rows, &n));
    assert_int_equal(n, 3);
}

static void a_letter_is_kept_once(void **state)
{
    box_state *s = *state;
    bool known;
    outbox_letter l = {"reminder", 7, NOW_MS, "2024-M06", "2024-07-16", "", "Đề nghị báo cáo"};
    assert_ok(outbox_has_letter(s->box, "reminder", 7, &known));
    assert_false(known);
    assert_ok(outbox_put_letter(s->box, &l));
    assert_ok(outbox_put_letter(s->box, &l));
    assert_ok(outbox_has_letter(s->box, "reminder", 7, &known));
    assert_true(known);
    assert_ok(outbox_has_letter(s->box, "directive", 7, &known));
    assert_false(known);
}

static void a_catalogue_comes_back_as_it_was_kept(void **state)
{
    box_state *s = *state;
    catalogue *c = fixture_catalogue(), *back;
    wire_bytes packed;
    Tiendo__V1__AggregatorMessage m = TIENDO__V1__AGGREGATOR_MESSAGE__INIT;
    assert_int_equal(outbox_catalogue(s->box, &back).code, ERR_NOT_FOUND);
    m.body_case = TIENDO__V1__AGGREGATOR_MESSAGE__BODY_CATALOGUE;
    assert_ok(wire_catalogue_to(s->memory, c, "384", clock_local_date(NOW_MS), &m.catalogue));
    assert_ok(wire_pack(s->memory, &m.base, &packed));
    assert_ok(outbox_put_catalogue(s->box, m.catalogue->version, packed, NOW_MS));
    assert_ok(outbox_catalogue(s->box, &back));
    assert_non_null(catalogue_obligation(back, "DX-02"));
    assert_int_equal(state_of(s).catalogue_version, m.catalogue->version);
    catalogue_free(back);
    catalogue_free(c);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(sequences_start_at_one_and_have_no_gap),
        TEST(what_was_appended_is_there_after_opening_again),
        TEST(the_same_again_adds_nothing),
        TEST(the_same_from_another_file_adds_nothing),
        TEST(a_changed_figure_corrects_the_earlier_one),
        TEST(another_difficulty_is_no_correction),
        TEST(an_acknowledgement_removes_up_to_its_sequence),
        TEST(an_acknowledgement_again_changes_nothing),
        TEST(an_acknowledgement_of_what_never_was_is_refused),
        TEST(a_rejected_report_may_be_sent_again),
        TEST(a_warned_report_stays_said),
        TEST(the_same_file_again_adds_nothing),
        TEST(answers_are_counted_per_file),
        TEST(a_new_stream_numbers_what_waits_from_one),
        TEST(what_the_province_lost_may_be_said_again),
        TEST(two_processes_may_append),
        TEST(a_batch_keeps_within_its_bytes_but_has_at_least_one),
        TEST(a_letter_is_kept_once),
        TEST(a_catalogue_comes_back_as_it_was_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
