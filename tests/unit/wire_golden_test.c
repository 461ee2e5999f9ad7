#include "unit_test.h"

#include "proto/wire.h"

#include <stdio.h>
#include <string.h>

static arena *memory;

static int new_memory(void **state)
{
    (void)state;
    return (memory = wire_arena()) ? 0 : -1;
}

static int free_memory(void **state)
{
    (void)state;
    arena_free(memory);
    return 0;
}

/* The message in golden/NAME.bin; packing it again must give the same bytes. */
static void *read_golden(const char *name, const ProtobufCMessageDescriptor *descriptor)
{
    static char data[4096];
    char path[512];
    ProtobufCMessage *message = NULL;
    wire_bytes again;
    snprintf(path, sizeof path, "%s/tests/unit/golden/%s.bin", TIENDO_SOURCE_DIR, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(data, 1, sizeof data, file);
    fclose(file);
    error err = wire_unpack(memory, descriptor, (wire_bytes){data, size}, &message);
    if (err.code)
        fail_msg("%s: %s", name, err.text);
    assert_int_equal(wire_pack(memory, message, &again).code, ERR_OK);
    assert_int_equal(again.size, size);
    assert_memory_equal(again.data, data, size);
    return message;
}

static Tiendo__V1__CollectorMessage *from_collector(const char *name)
{
    return read_golden(name, &tiendo__v1__collector_message__descriptor);
}

static Tiendo__V1__AggregatorMessage *from_aggregator(const char *name)
{
    return read_golden(name, &tiendo__v1__aggregator_message__descriptor);
}

static void a_hello_reads_as_it_was_written(void **state)
{
    (void)state;
    const Tiendo__V1__CollectorMessage *m = from_collector("hello");
    assert_int_equal(m->body_case, TIENDO__V1__COLLECTOR_MESSAGE__BODY_HELLO);
    assert_int_equal(m->hello->protocol_version, 1);
    assert_string_equal(m->hello->program, "tiendo-collector/0.1.0");
    assert_int_equal(m->hello->stream_id.len, WIRE_STREAM_ID_SIZE);
    assert_memory_equal(m->hello->stream_id.data, "0123456789abcdef", WIRE_STREAM_ID_SIZE);
    assert_int_equal(m->hello->acknowledged_sequence, 41);
    assert_true(m->hello->catalogue_version == UINT64_MAX);
    assert_int_equal(m->hello->sent_at_ms, 1721610000000);
}

static const report REPORTS[] = {
    {.sequence = 1,
     .kind = REPORT_FIGURE,
     .obligation = "DX-XH-01",
     .period = "2024-M07",
     .breakdown = "",
     .observed_at_ms = 1721000000000,
     .source = "thang-07.csv:2",
     .text = "Không có hồ sơ",
     .addressed_to = ""},
    {.sequence = 2,
     .kind = REPORT_FIGURE,
     .obligation = "DX-XH-02",
     .period = "2024-M07",
     .breakdown = "luu_tru=khach_san;tuoi=tu_60",
     .source = "thang-07.csv:3",
     .corrects = 1,
     .figure = {.is_ratio = true, .value = -125, .denominator = 9800, .decimals = 2},
     .text = "",
     .addressed_to = ""},
    {.sequence = 3,
     .kind = REPORT_TASK,
     .obligation = "II.2a",
     .period = "2024-Q3",
     .breakdown = "",
     .source = "shell",
     .percent = 60,
     .state = TASK_IN_PROGRESS,
     .text = "Đã phê duyệt\nCòn nghiệm thu",
     .addressed_to = ""},
    {.sequence = 4,
     .kind = REPORT_DIFFICULTY,
     .obligation = "II.2a",
     .period = "2024-Q3",
     .breakdown = "",
     .source = "",
     .text = "Thiếu kinh phí",
     .addressed_to = "STTTT"},
    {.sequence = 5,
     .kind = REPORT_NARRATIVE,
     .obligation = "II.2a",
     .period = "2024-W26",
     .breakdown = "",
     .source = "",
     .text = "Đã tập huấn 25 xã",
     .addressed_to = ""},
    {.sequence = 6,
     .kind = REPORT_NOTHING,
     .obligation = "DX-XH-03",
     .period = "2024-06-22",
     .breakdown = "",
     .source = "",
     .text = "Không phát sinh",
     .addressed_to = ""},
};

static void assert_report(const report *expected, const report *r)
{
    assert_int_equal(r->sequence, expected->sequence);
    assert_int_equal(r->kind, expected->kind);
    assert_string_equal(r->unit, "384");
    assert_string_equal(r->obligation, expected->obligation);
    assert_string_equal(r->period, expected->period);
    assert_string_equal(r->breakdown, expected->breakdown);
    assert_int_equal(r->observed_at_ms, expected->observed_at_ms);
    assert_string_equal(r->source, expected->source);
    assert_int_equal(r->corrects, expected->corrects);
    assert_int_equal(r->figure.is_ratio, expected->figure.is_ratio);
    assert_int_equal(r->figure.value, expected->figure.value);
    assert_int_equal(r->figure.denominator, expected->figure.denominator);
    assert_int_equal(r->figure.decimals, expected->figure.decimals);
    assert_int_equal(r->percent, expected->percent);
    assert_int_equal(r->state, expected->state);
    assert_string_equal(r->text, expected->text);
    assert_string_equal(r->addressed_to, expected->addressed_to);
}

static void every_kind_of_report_reads_as_it_was_written_and_is_written_so(void **state)
{
    (void)state;
    const Tiendo__V1__CollectorMessage *m = from_collector("batch");
    assert_int_equal(m->body_case, TIENDO__V1__COLLECTOR_MESSAGE__BODY_BATCH);
    assert_int_equal(m->batch->n_reports, sizeof REPORTS / sizeof *REPORTS);
    for (size_t i = 0; i < m->batch->n_reports; i++) {
        report r;
        Tiendo__V1__Report *again;
        wire_bytes golden, own;
        assert_int_equal(wire_report_from(memory, m->batch->reports[i], &r).code, ERR_OK);
        assert_report(&REPORTS[i], &r);
        assert_int_equal(wire_report_to(memory, &r, &again).code, ERR_OK);
        assert_int_equal(wire_pack(memory, &m->batch->reports[i]->base, &golden).code, ERR_OK);
        assert_int_equal(wire_pack(memory, &again->base, &own).code, ERR_OK);
        assert_int_equal(own.size, golden.size);
        assert_memory_equal(own.data, golden.data, own.size);
    }
}

static void receipts_read_as_they_were_written(void **state)
{
    (void)state;
    const Tiendo__V1__CollectorMessage *m = from_collector("receipts");
    assert_int_equal(m->body_case, TIENDO__V1__COLLECTOR_MESSAGE__BODY_RECEIPTS);
    assert_int_equal(m->receipts->n_ids, 2);
    assert_int_equal(m->receipts->ids[0], 320240700);
    assert_int_equal(m->receipts->ids[1], 420240200);
    assert_int_equal(m->receipts->received_at_ms, 1721610000000);
}

static void a_welcome_reads_as_it_was_written(void **state)
{
    (void)state;
    const Tiendo__V1__AggregatorMessage *m = from_aggregator("welcome");
    assert_int_equal(m->body_case, TIENDO__V1__AGGREGATOR_MESSAGE__BODY_WELCOME);
    assert_int_equal(m->welcome->expected_sequence, 42);
    assert_int_equal(m->welcome->server_time_ms, 1721610000000);
    assert_int_equal(m->welcome->clock_skew_ms, -1500);
    assert_int_equal(m->welcome->max_batch_reports, 500);
    assert_int_equal(m->welcome->max_message_bytes, 262144);
    assert_int_equal(m->welcome->max_batches_in_flight, 8);
    assert_string_equal(m->welcome->unit, "384");
}

static void an_acknowledgement_reads_as_it_was_written(void **state)
{
    (void)state;
    const Tiendo__V1__AggregatorMessage *m = from_aggregator("ack");
    assert_int_equal(m->body_case, TIENDO__V1__AGGREGATOR_MESSAGE__BODY_ACK);
    assert_memory_equal(m->ack->stream_id.data, "0123456789abcdef", WIRE_STREAM_ID_SIZE);
    assert_int_equal(m->ack->first_sequence, 1);
    assert_int_equal(m->ack->last_sequence, 3);
    assert_int_equal(m->ack->n_verdicts, 2);
    assert_int_equal(m->ack->verdicts[0]->outcome, ACCEPTED_WITH_WARNING);
    assert_int_equal(m->ack->verdicts[1]->sequence, 3);
    assert_int_equal(m->ack->verdicts[1]->outcome, REJECTED);
    assert_string_equal(m->ack->verdicts[1]->code, "out-of-range");
    assert_string_equal(m->ack->verdicts[1]->message, "Giá trị lớn hơn mức cao nhất");
}

static void a_catalogue_reads_as_it_was_written(void **state)
{
    (void)state;
    const Tiendo__V1__AggregatorMessage *m = from_aggregator("catalogue");
    catalogue *c;
    assert_int_equal(m->body_case, TIENDO__V1__AGGREGATOR_MESSAGE__BODY_CATALOGUE);
    assert_int_equal(m->catalogue->version, 7);
    assert_int_equal(wire_catalogue_from(m->catalogue, &c).code, ERR_OK);
    const obligation *o = catalogue_obligation(c, "DX-XH-02");
    assert_non_null(o);
    assert_int_equal(o->kind, OBLIGATION_INDICATOR);
    assert_int_equal(o->frequency, PERIOD_MONTH);
    assert_int_equal(o->reporters, 1u << LEVEL_DISTRICT | 1u << LEVEL_COMMUNE);
    assert_int_equal(o->decimals, 2);
    assert_true(o->is_ratio && o->may_exceed_denominator);
    assert_int_equal(o->min, -1);
    assert_int_equal(o->max, 1000000);
    assert_int_equal(o->dimension_count, 1);
    assert_string_equal(o->dimensions[0].categories[1].code, "duoi_60");
    assert_string_equal(o->lead, "STTTT");
    const date day = {2024, 7, 22};
    assert_int_equal(catalogue_unit(c, "STTTT", day)->level, LEVEL_DEPARTMENT);
    catalogue_free(c);
}

static void letters_and_errors_read_as_they_were_written(void **state)
{
    (void)state;
    const Tiendo__V1__AggregatorMessage *m = from_aggregator("reminder");
    assert_int_equal(m->body_case, TIENDO__V1__AGGREGATOR_MESSAGE__BODY_REMINDER);
    assert_int_equal(m->reminder->id, 320240700);
    assert_string_equal(m->reminder->due_date, "2024-07-17");
    assert_int_equal(m->reminder->missing, 12);
    assert_string_equal(m->reminder->text, "Kính gửi: Huyện Hà Trung\nĐề nghị báo cáo.");
    m = from_aggregator("directive");
    assert_int_equal(m->body_case, TIENDO__V1__AGGREGATOR_MESSAGE__BODY_DIRECTIVE);
    assert_int_equal(m->directive->answers_sequence, 4);
    assert_string_equal(m->directive->from, "Chủ tịch UBND tỉnh");
    assert_string_equal(m->directive->deadline, "2024-08-31");
    m = from_aggregator("error");
    assert_int_equal(m->body_case, TIENDO__V1__AGGREGATOR_MESSAGE__BODY_ERROR);
    assert_int_equal(m->error->code, TIENDO__V1__ERROR_CODE__ERROR_CODE_OUT_OF_SEQUENCE);
    assert_int_equal(m->error->expected_sequence, 42);
    assert_int_equal(m->error->retry_after_ms, 15000);
}

static void an_event_of_the_feed_reads_as_it_was_written(void **state)
{
    (void)state;
    const Tiendo__V1__FeedEvent *e = read_golden("feed_event", &tiendo__v1__feed_event__descriptor);
    assert_int_equal(e->id, 12);
    assert_string_equal(e->kind, "figure");
    assert_string_equal(e->unit, "384");
    assert_string_equal(e->obligation, "DX-XH-01");
    assert_int_equal(e->at_ms, 1721610000000);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, new_memory, free_memory)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_hello_reads_as_it_was_written),
        TEST(every_kind_of_report_reads_as_it_was_written_and_is_written_so),
        TEST(receipts_read_as_they_were_written),
        TEST(a_welcome_reads_as_it_was_written),
        TEST(an_acknowledgement_reads_as_it_was_written),
        TEST(a_catalogue_reads_as_it_was_written),
        TEST(letters_and_errors_read_as_they_were_written),
        TEST(an_event_of_the_feed_reads_as_it_was_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
