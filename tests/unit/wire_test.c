#include "unit_test.h"

#include "proto/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DEPTH_MAX = 4, MUTATIONS = 20000 };

static arena *memory;
static const uint8_t STREAM[WIRE_STREAM_ID_SIZE] = "0123456789abcdef";

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

/* ---- making messages ---------------------------------------------------------------------------
 */

static report some_report(report_kind kind, uint64_t sequence)
{
    report r = {.sequence = sequence,
                .kind = kind,
                .unit = "384",
                .obligation = "DX-XH-01",
                .period = "2024-M07",
                .breakdown = "",
                .observed_at_ms = 1721000000000,
                .source = "thang-07.csv:2",
                .text = "Ghi chú",
                .addressed_to = ""};
    if (kind == REPORT_FIGURE) {
        r.figure = (figure){.is_ratio = true, .value = 0, .denominator = 9800};
        r.breakdown = "luu_tru=khach_san;tuoi=tu_60";
    }
    if (kind == REPORT_TASK) {
        r.percent = 60;
        r.state = TASK_IN_PROGRESS;
    }
    if (kind == REPORT_DIFFICULTY)
        r.addressed_to = "STTTT";
    return r;
}

static wire_bytes pack_batch(const report *reports, size_t count)
{
    Tiendo__V1__CollectorMessage m = TIENDO__V1__COLLECTOR_MESSAGE__INIT;
    Tiendo__V1__ReportBatch b = TIENDO__V1__REPORT_BATCH__INIT;
    static Tiendo__V1__Report *items[WIRE_BATCH_REPORTS_MAX];
    uint8_t id[WIRE_STREAM_ID_SIZE];
    wire_bytes out = {0};
    memcpy(id, STREAM, sizeof id);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(wire_report_to(memory, &reports[i], &items[i]).code, ERR_OK);
    b.stream_id = (ProtobufCBinaryData){sizeof id, id};
    b.reports = items;
    b.n_reports = count;
    m.body_case = TIENDO__V1__COLLECTOR_MESSAGE__BODY_BATCH;
    m.batch = &b;
    assert_int_equal(wire_pack(memory, &m.base, &out).code, ERR_OK);
    return out;
}

static error unpack(wire_bytes bytes, Tiendo__V1__CollectorMessage **out)
{
    ProtobufCMessage *m = NULL;
    error err = wire_unpack(memory, &tiendo__v1__collector_message__descriptor, bytes, &m);
    *out = (Tiendo__V1__CollectorMessage *)m;
    return err;
}

static void assert_refused(const void *data, size_t size)
{
    Tiendo__V1__CollectorMessage *m;
    assert_int_not_equal(unpack((wire_bytes){data, size}, &m).code, ERR_OK);
}

/* BYTES with the first OLD replaced by NEW, of the same length. */
static wire_bytes with(wire_bytes bytes, const char *old, const char *new)
{
    size_t n = strlen(old);
    char *copy = arena_strndup(memory, bytes.data, bytes.size);
    char *at = memmem(copy, bytes.size, old, n);
    assert_non_null(at);
    memcpy(at, new, n);
    return (wire_bytes){copy, bytes.size};
}

/* ---- the schema --------------------------------------------------------------------------------
 */

static void assert_depth(const ProtobufCMessageDescriptor *d, int depth)
{
    assert_true(depth <= DEPTH_MAX); /* also ends a recursive schema */
    for (unsigned i = 0; i < d->n_fields; i++)
        if (d->fields[i].type == PROTOBUF_C_TYPE_MESSAGE)
            assert_depth(d->fields[i].descriptor, depth + 1);
}

static void no_message_is_recursive_or_deeper_than_4(void **state)
{
    (void)state;
    assert_depth(&tiendo__v1__collector_message__descriptor, 1);
    assert_depth(&tiendo__v1__aggregator_message__descriptor, 1);
    assert_depth(&tiendo__v1__feed_event__descriptor, 1);
}

/* ---- there and back ----------------------------------------------------------------------------
 */

static void assert_same(const report *a, const report *b)
{
    assert_int_equal(a->sequence, b->sequence);
    assert_int_equal(a->kind, b->kind);
    assert_string_equal(a->unit, b->unit);
    assert_string_equal(a->obligation, b->obligation);
    assert_string_equal(a->period, b->period);
    assert_string_equal(a->breakdown, b->breakdown);
    assert_int_equal(a->observed_at_ms, b->observed_at_ms);
    assert_string_equal(a->source, b->source);
    assert_string_equal(a->text, b->text);
    assert_string_equal(a->addressed_to, b->addressed_to);
    assert_int_equal(a->figure.is_ratio, b->figure.is_ratio);
    assert_int_equal(a->figure.value, b->figure.value);
    assert_int_equal(a->figure.denominator, b->figure.denominator);
    assert_int_equal(a->figure.decimals, b->figure.decimals);
    assert_int_equal(a->percent, b->percent);
    assert_int_equal(a->state, b->state);
    assert_int_equal(a->secret, b->secret);
}

static void every_kind_of_report_comes_back_as_it_went(void **state)
{
    (void)state;
    for (int kind = REPORT_FIGURE; kind <= REPORT_NOTHING; kind++) {
        report sent = some_report((report_kind)kind, 7), back;
        Tiendo__V1__CollectorMessage *m;
        memset(&back, 0, sizeof back);
        assert_int_equal(unpack(pack_batch(&sent, 1), &m).code, ERR_OK);
        assert_int_equal(wire_report_from(memory, m->batch->reports[0], &back).code, ERR_OK);
        assert_same(&sent, &back);
    }
}

static void a_declaration_of_secrecy_travels_and_its_absence_takes_no_byte(void **state)
{
    (void)state;
    report open = some_report(REPORT_NARRATIVE, 1), secret = open, back;
    secret.secret = true;
    Tiendo__V1__CollectorMessage *m;
    wire_bytes bytes = pack_batch(&secret, 1);
    assert_int_equal(unpack(bytes, &m).code, ERR_OK);
    assert_int_equal(wire_report_from(memory, m->batch->reports[0], &back).code, ERR_OK);
    assert_same(&secret, &back);
    assert_int_equal(bytes.size, pack_batch(&open, 1).size + 2);
}

static void a_reported_zero_differs_from_no_figure(void **state)
{
    (void)state;
    Tiendo__V1__Figure none, zero;
    Tiendo__V1__Report with_none, with_zero;
    report r;
    tiendo__v1__figure__init(&none);
    tiendo__v1__figure__init(&zero);
    tiendo__v1__report__init(&with_none);
    tiendo__v1__report__init(&with_zero);
    zero.measure_case = TIENDO__V1__FIGURE__MEASURE_VALUE;
    assert_int_not_equal(protobuf_c_message_get_packed_size(&none.base),
                         protobuf_c_message_get_packed_size(&zero.base));
    with_none.content_case = with_zero.content_case = TIENDO__V1__REPORT__CONTENT_FIGURE;
    with_none.figure = &none;
    with_zero.figure = &zero;
    assert_int_equal(wire_report_from(memory, &with_none, &r).code, ERR_OK);
    assert_int_equal(r.kind, 0);
    assert_int_equal(wire_report_from(memory, &with_zero, &r).code, ERR_OK);
    assert_int_equal(r.kind, REPORT_FIGURE);
    assert_int_equal(r.figure.value, 0);
    assert_false(r.figure.is_ratio);
}

/* ---- what is refused ---------------------------------------------------------------------------
 */

static void empty_default_and_oversized_messages_are_refused(void **state)
{
    (void)state;
    static const char body_of_nothing[] = "\x12\x00"; /* batch {} */
    char *large = calloc(1, WIRE_FROM_COLLECTOR_MAX + 1);
    assert_refused("", 0);
    assert_refused(body_of_nothing, 2);
    assert_refused("\x0a\x00", 2); /* hello {} */
    assert_refused("\x1a\x00", 2); /* receipts {} */
    assert_refused(large, WIRE_FROM_COLLECTOR_MAX + 1);
    free(large);
}

static void a_hostile_text_is_refused_in_a_report_but_not_its_batch(void **state)
{
    (void)state;
    static const char *const bad[] = {"\xff\xfe\xfd", "a\x01z", "a\x7fz", "a\xc3z",
                                      "\xed\xa0\x80" /* a surrogate */};
    const report reports[] = {some_report(REPORT_NOTHING, 1), some_report(REPORT_NOTHING, 2)};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char replacement[4] = "";
        strncat(replacement, bad[i], 3);
        Tiendo__V1__CollectorMessage *m;
        wire_bytes bytes = with(pack_batch(reports, 2), "384", replacement);
        report r;
        assert_int_equal(unpack(bytes, &m).code, ERR_OK);
        assert_int_equal(wire_report_from(memory, m->batch->reports[0], &r).code, ERR_INVALID);
        assert_int_equal(r.sequence, 1);
        assert_int_equal(wire_report_from(memory, m->batch->reports[1], &r).code, ERR_OK);
    }
}

static void an_embedded_nul_does_not_pass_as_a_shorter_text(void **state)
{
    (void)state;
    const report sent = some_report(REPORT_NOTHING, 1);
    Tiendo__V1__CollectorMessage *m;
    report r;
    char *copy;
    wire_bytes bytes = pack_batch(&sent, 1);
    copy = arena_strndup(memory, bytes.data, bytes.size);
    char *at = memmem(copy, bytes.size, "384", 3);
    at[1] = '\0';
    assert_int_equal(unpack((wire_bytes){copy, bytes.size}, &m).code, ERR_OK);
    assert_int_equal(wire_report_from(memory, m->batch->reports[0], &r).code, ERR_INVALID);
}

static void decomposed_and_too_long_texts_do_not_leave(void **state)
{
    (void)state;
    char long_code[REPORT_CODE_MAX + 2];
    Tiendo__V1__Report *wire;
    wire_bytes out;
    report r = some_report(REPORT_NOTHING, 1);
    r.text = "Ho\xcc\x81"
             "a"; /* o + combining acute */
    assert_int_equal(wire_report_to(memory, &r, &wire).code, ERR_OK);
    assert_int_equal(wire_pack(memory, &wire->base, &out).code, ERR_INVALID);
    memset(long_code, 'x', sizeof long_code);
    long_code[REPORT_CODE_MAX + 1] = '\0';
    r.text = "";
    r.obligation = long_code;
    assert_int_equal(wire_report_to(memory, &r, &wire).code, ERR_OK);
    assert_int_equal(wire_pack(memory, &wire->base, &out).code, ERR_LIMIT);
}

static void an_unknown_enum_value_is_refused(void **state)
{
    (void)state;
    report sent = some_report(REPORT_TASK, 1), r;
    Tiendo__V1__Report *wire;
    wire_bytes out;
    sent.state = (task_state)99;
    assert_int_equal(wire_report_to(memory, &sent, &wire).code, ERR_OK);
    assert_int_equal(wire_pack(memory, &wire->base, &out).code, ERR_INVALID);
    assert_int_equal(wire_report_from(memory, wire, &r).code, ERR_INVALID);
}

static void a_batch_with_a_gap_or_a_bad_stream_is_refused(void **state)
{
    (void)state;
    Tiendo__V1__CollectorMessage m = TIENDO__V1__COLLECTOR_MESSAGE__INIT;
    Tiendo__V1__ReportBatch b = TIENDO__V1__REPORT_BATCH__INIT;
    Tiendo__V1__Report one, three;
    Tiendo__V1__Report *items[] = {&one, &three};
    uint8_t id[WIRE_STREAM_ID_SIZE] = {1}, zeros[WIRE_STREAM_ID_SIZE] = {0};
    wire_bytes out;
    tiendo__v1__report__init(&one);
    tiendo__v1__report__init(&three);
    one.sequence = 1;
    three.sequence = 3;
    b.stream_id = (ProtobufCBinaryData){sizeof id, id};
    b.reports = items;
    b.n_reports = 2;
    m.body_case = TIENDO__V1__COLLECTOR_MESSAGE__BODY_BATCH;
    m.batch = &b;
    assert_int_not_equal(wire_pack(memory, &m.base, &out).code, ERR_OK);
    three.sequence = 2;
    assert_int_equal(wire_pack(memory, &m.base, &out).code, ERR_OK);
    one.sequence = 0;
    three.sequence = 1;
    assert_int_not_equal(wire_pack(memory, &m.base, &out).code, ERR_OK);
    one.sequence = 1;
    b.n_reports = 1;
    b.stream_id.len = 15;
    assert_int_not_equal(wire_pack(memory, &m.base, &out).code, ERR_OK);
    b.stream_id = (ProtobufCBinaryData){sizeof zeros, zeros};
    assert_int_not_equal(wire_pack(memory, &m.base, &out).code, ERR_OK);
}

/* A good message, so that nothing but its appetite speaks against it, with the pair of bytes FILL
 * behind it up to the largest size. */
static void assert_too_hungry(wire_bytes good, const char *fill)
{
    static char data[WIRE_FROM_COLLECTOR_MAX];
    Tiendo__V1__CollectorMessage *m;
    assert_int_equal(unpack(good, &m).code, ERR_OK);
    memcpy(data, good.data, good.size);
    for (size_t i = good.size; i + 1 < sizeof data; i += 2)
        memcpy(data + i, fill, 2);
    size_t size = good.size + (sizeof data - good.size) / 2 * 2;
    assert_refused(data, size);
    assert_true(arena_used(memory) <= WIRE_UNPACK_BUDGET);
}

static void a_message_that_swells_in_memory_is_refused(void **state)
{
    (void)state;
    const report sent = some_report(REPORT_NOTHING, 1);
    assert_too_hungry(pack_batch(&sent, 1), "\x7a\x00"); /* empty unknown fields */
    arena_reset(memory);
    assert_too_hungry(pack_batch(&sent, 1), "\x12\x00"); /* empty batches, each merged into it */
}

static void a_batch_that_swells_in_memory_is_refused(void **state)
{
    (void)state;
    static char data[WIRE_FROM_COLLECTOR_MAX]; /* a batch of very many empty reports */
    const size_t inside = sizeof data - 4;
    static const char head[4] = {0x12, '\xfc', '\xff', 0x0f}; /* 262,140 bytes */
    memcpy(data, head, sizeof head);
    for (size_t i = 0; i < inside; i += 2)
        data[sizeof head + i] = 0x12;
    assert_refused(data, sizeof data);
    assert_true(arena_used(memory) <= WIRE_UNPACK_BUDGET);
}

static void the_largest_batch_allowed_fits_the_budget(void **state)
{
    (void)state;
    static report reports[WIRE_BATCH_REPORTS_MAX];
    char note[401];
    Tiendo__V1__CollectorMessage *m;
    memset(note, 'x', sizeof note - 1);
    note[sizeof note - 1] = '\0';
    for (size_t i = 0; i < WIRE_BATCH_REPORTS_MAX; i++) {
        reports[i] = some_report(REPORT_FIGURE, i + 1);
        reports[i].breakdown = "a=1;b=2;c=3;d=4";
        reports[i].text = note;
    }
    wire_bytes bytes = pack_batch(reports, WIRE_BATCH_REPORTS_MAX);
    assert_true(bytes.size > WIRE_FROM_COLLECTOR_MAX * 9 / 10);
    arena *budget = wire_arena(), *packing = memory;
    memory = budget;
    assert_int_equal(unpack(bytes, &m).code, ERR_OK);
    for (size_t i = 0; i < m->batch->n_reports; i++) {
        report r;
        assert_int_equal(wire_report_from(memory, m->batch->reports[i], &r).code, ERR_OK);
    }
    arena_free(budget);
    memory = packing;
}

static void a_batch_has_1_to_500_reports(void **state)
{
    (void)state;
    static Tiendo__V1__Report reports[WIRE_BATCH_REPORTS_MAX + 1];
    static Tiendo__V1__Report *items[WIRE_BATCH_REPORTS_MAX + 1];
    uint8_t id[WIRE_STREAM_ID_SIZE] = {1};
    Tiendo__V1__CollectorMessage m;
    Tiendo__V1__ReportBatch b;
    wire_bytes out;
    tiendo__v1__collector_message__init(&m);
    tiendo__v1__report_batch__init(&b);
    for (size_t i = 0; i <= WIRE_BATCH_REPORTS_MAX; i++) {
        tiendo__v1__report__init(&reports[i]);
        reports[i].sequence = i + 1;
        items[i] = &reports[i];
    }
    b.stream_id = (ProtobufCBinaryData){sizeof id, id};
    b.reports = items;
    m.body_case = TIENDO__V1__COLLECTOR_MESSAGE__BODY_BATCH;
    m.batch = &b;
    assert_int_equal(wire_pack(memory, &m.base, &out).code, ERR_LIMIT);
    b.n_reports = WIRE_BATCH_REPORTS_MAX;
    assert_int_equal(wire_pack(memory, &m.base, &out).code, ERR_OK);
    b.n_reports = WIRE_BATCH_REPORTS_MAX + 1;
    assert_int_equal(wire_pack(memory, &m.base, &out).code, ERR_LIMIT);
    /* The other side, too, should somebody send it. */
    uint8_t *raw = arena_alloc(memory, protobuf_c_message_get_packed_size(&m.base));
    assert_refused(raw, protobuf_c_message_pack(&m.base, raw));
}

/* Each says nothing: the field that it exists for is missing. */
static void an_empty_message_of_the_province_is_refused(void **state)
{
    (void)state;
    static const char *const bodies[] = {"\x0a", "\x12", "\x1a", "\x22", "\x2a", "\x32"};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        const char bytes[2] = {*bodies[i], 0};
        ProtobufCMessage *m;
        assert_int_equal(wire_unpack(memory, &tiendo__v1__aggregator_message__descriptor,
                                     (wire_bytes){bytes, 2}, &m)
                             .code,
                         ERR_INVALID);
    }
}

static void an_acknowledgement_of_no_sequence_is_refused(void **state)
{
    (void)state;
    uint8_t id[WIRE_STREAM_ID_SIZE] = {1};
    Tiendo__V1__AggregatorMessage m;
    Tiendo__V1__Ack ack;
    wire_bytes out;
    tiendo__v1__aggregator_message__init(&m);
    tiendo__v1__ack__init(&ack);
    ack.stream_id = (ProtobufCBinaryData){sizeof id, id};
    m.body_case = TIENDO__V1__AGGREGATOR_MESSAGE__BODY_ACK;
    m.ack = &ack;
    assert_int_equal(wire_pack(memory, &m.base, &out).code, ERR_INVALID);
    ack.first_sequence = ack.last_sequence = 5;
    assert_int_equal(wire_pack(memory, &m.base, &out).code, ERR_OK);
    ack.last_sequence = 4;
    assert_int_equal(wire_pack(memory, &m.base, &out).code, ERR_INVALID);
}

static void a_field_from_a_newer_sender_is_tolerated(void **state)
{
    (void)state;
    const report sent = some_report(REPORT_NOTHING, 1);
    wire_bytes bytes = pack_batch(&sent, 1);
    static const uint8_t field_100[] = {0xa0, 0x06, 0x01};
    uint8_t *longer = arena_alloc(memory, bytes.size + sizeof field_100);
    memcpy(longer, bytes.data, bytes.size);
    memcpy(longer + bytes.size, field_100, sizeof field_100);
    Tiendo__V1__CollectorMessage *m;
    assert_int_equal(unpack((wire_bytes){longer, bytes.size + sizeof field_100}, &m).code, ERR_OK);
    assert_int_equal(m->batch->n_reports, 1);
}

/* Damages a copy of BYTES in TO (which has their size): some bytes, now and then the end too. */
static wire_bytes damage(wire_bytes bytes, char *to)
{
    size_t size = bytes.size - (random() % 8 == 0 ? (size_t)random() % bytes.size : 0);
    memcpy(to, bytes.data, size);
    for (long k = random() % 4; k >= 0; k--)
        to[(size_t)random() % size] = (char)random();
    return (wire_bytes){to, size};
}

static void assert_usable(const Tiendo__V1__ReportBatch *batch)
{
    for (size_t i = 0; i < batch->n_reports; i++) {
        report r;
        wire_bytes again;
        if (!wire_report_from(memory, batch->reports[i], &r).code)
            assert_int_equal(wire_pack(memory, &batch->reports[i]->base, &again).code, ERR_OK);
    }
}

/* Whatever a line or a peer makes of a message: no crash (the sanitizer build watches), and what
 * is let through is what could have been sent. TIENDO_SEED repeats a run. */
static void random_damage_never_crashes(void **state)
{
    (void)state;
    const report reports[] = {some_report(REPORT_FIGURE, 1), some_report(REPORT_TASK, 2),
                              some_report(REPORT_DIFFICULTY, 3), some_report(REPORT_NARRATIVE, 4),
                              some_report(REPORT_NOTHING, 5)};
    const char *wanted = getenv("TIENDO_SEED");
    unsigned seed = wanted ? (unsigned)strtoul(wanted, NULL, 10) : (unsigned)time(NULL);
    arena *batch_memory = memory;
    wire_bytes bytes = pack_batch(reports, 5);
    char damaged[1024];
    assert_true(bytes.size < sizeof damaged);
    print_message("seed %u\n", seed);
    srandom(seed);
    memory = wire_arena();
    for (int i = 0; i < MUTATIONS; i++) {
        Tiendo__V1__CollectorMessage *m;
        arena_reset(memory);
        if (!unpack(damage(bytes, damaged), &m).code &&
            m->body_case == TIENDO__V1__COLLECTOR_MESSAGE__BODY_BATCH)
            assert_usable(m->batch);
    }
    arena_free(memory);
    memory = batch_memory;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, new_memory, free_memory)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(no_message_is_recursive_or_deeper_than_4),
        TEST(every_kind_of_report_comes_back_as_it_went),
        TEST(a_declaration_of_secrecy_travels_and_its_absence_takes_no_byte),
        TEST(a_reported_zero_differs_from_no_figure),
        TEST(empty_default_and_oversized_messages_are_refused),
        TEST(a_hostile_text_is_refused_in_a_report_but_not_its_batch),
        TEST(an_embedded_nul_does_not_pass_as_a_shorter_text),
        TEST(decomposed_and_too_long_texts_do_not_leave),
        TEST(an_unknown_enum_value_is_refused),
        TEST(a_batch_with_a_gap_or_a_bad_stream_is_refused),
        TEST(a_message_that_swells_in_memory_is_refused),
        TEST(a_batch_that_swells_in_memory_is_refused),
        TEST(the_largest_batch_allowed_fits_the_budget),
        TEST(a_batch_has_1_to_500_reports),
        TEST(an_empty_message_of_the_province_is_refused),
        TEST(an_acknowledgement_of_no_sequence_is_refused),
        TEST(a_field_from_a_newer_sender_is_tolerated),
        TEST(random_damage_never_crashes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
