#include "unit_test.h"

#include "proto/wire.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zstd.h>

enum { DAMAGES = 5000 };

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

/* COUNT figures in a batch, each with NOTE. */
static Tiendo__V1__CollectorMessage *make_batch(size_t count, const char *note)
{
    Tiendo__V1__CollectorMessage *m = arena_alloc(memory, sizeof *m);
    Tiendo__V1__ReportBatch *b = arena_alloc(memory, sizeof *b);
    tiendo__v1__collector_message__init(m);
    tiendo__v1__report_batch__init(b);
    b->reports = arena_alloc(memory, count * sizeof *b->reports);
    b->n_reports = count;
    b->stream_id = (ProtobufCBinaryData){WIRE_STREAM_ID_SIZE,
                                         (uint8_t *)arena_strdup(memory, "0123456789abcdef")};
    for (size_t i = 0; i < count; i++) {
        const report r = {.sequence = i + 1,
                          .kind = REPORT_FIGURE,
                          .unit = "384",
                          .obligation = "DX-XH-01",
                          .period = "2024-M07",
                          .breakdown = "",
                          .source = "thang-07.csv",
                          .text = note,
                          .addressed_to = "",
                          .figure = {.value = (int64_t)i * 7919}};
        assert_int_equal(wire_report_to(memory, &r, &b->reports[i]).code, ERR_OK);
    }
    m->body_case = TIENDO__V1__COLLECTOR_MESSAGE__BODY_BATCH;
    m->batch = b;
    return m;
}

static error unpack(wire_bytes bytes, Tiendo__V1__CollectorMessage **out)
{
    ProtobufCMessage *m = NULL;
    error err = wire_unpack(memory, &tiendo__v1__collector_message__descriptor, bytes, &m);
    *out = (Tiendo__V1__CollectorMessage *)m;
    return err;
}

/* A message that says to hold SIZE bytes in FRAME. */
static wire_bytes claim(const void *frame, size_t length, uint32_t size)
{
    Tiendo__V1__Compressed inside = TIENDO__V1__COMPRESSED__INIT;
    Tiendo__V1__CollectorMessage m = TIENDO__V1__COLLECTOR_MESSAGE__INIT;
    inside.zstd = (ProtobufCBinaryData){length, (uint8_t *)arena_strndup(memory, frame, length)};
    inside.size = size;
    m.body_case = TIENDO__V1__COLLECTOR_MESSAGE__BODY_COMPRESSED;
    m.compressed = &inside;
    size_t n = tiendo__v1__collector_message__get_packed_size(&m);
    uint8_t *to = arena_alloc(memory, n);
    tiendo__v1__collector_message__pack(&m, to);
    return (wire_bytes){to, n};
}

static wire_bytes squeeze(wire_bytes plain)
{
    size_t room = ZSTD_compressBound(plain.size);
    void *to = arena_alloc(memory, room);
    size_t n = ZSTD_compress(to, room, plain.data, plain.size, 3);
    assert_false(ZSTD_isError(n));
    return (wire_bytes){to, n};
}

static void a_batch_in_fewer_bytes_comes_back_as_it_was(void **state)
{
    (void)state;
    Tiendo__V1__CollectorMessage *m = make_batch(WIRE_BATCH_REPORTS_MAX, ""), *back;
    wire_bytes plain, small, again;
    assert_int_equal(wire_pack(memory, &m->base, &plain).code, ERR_OK);
    assert_int_equal(wire_pack_small(memory, &m->base, &small).code, ERR_OK);
    assert_true(small.size < plain.size / 4);
    assert_int_equal(unpack(small, &back).code, ERR_OK);
    assert_int_equal(back->body_case, TIENDO__V1__COLLECTOR_MESSAGE__BODY_BATCH);
    assert_int_equal(wire_pack(memory, &back->base, &again).code, ERR_OK);
    assert_int_equal(again.size, plain.size);
    assert_memory_equal(again.data, plain.data, plain.size);
}

static void a_message_that_gains_nothing_stays_plain(void **state)
{
    (void)state;
    Tiendo__V1__CollectorMessage *m = make_batch(1, "");
    wire_bytes plain, small;
    assert_int_equal(wire_pack(memory, &m->base, &plain).code, ERR_OK);
    assert_int_equal(wire_pack_small(memory, &m->base, &small).code, ERR_OK);
    assert_int_equal(small.size, plain.size);
    assert_memory_equal(small.data, plain.data, plain.size);
}

static void the_largest_batch_fits_the_budget_compressed_too(void **state)
{
    (void)state;
    char note[401];
    memset(note, 'x', sizeof note - 1);
    note[sizeof note - 1] = '\0';
    Tiendo__V1__CollectorMessage *m = make_batch(WIRE_BATCH_REPORTS_MAX, note), *back;
    wire_bytes small;
    assert_int_equal(wire_pack_small(memory, &m->base, &small).code, ERR_OK);
    arena *packing = memory;
    memory = wire_arena();
    assert_int_equal(unpack(small, &back).code, ERR_OK);
    arena_free(memory);
    memory = packing;
}

static void a_bomb_is_refused_before_it_takes_memory(void **state)
{
    (void)state;
    static const char nothing[8 * 1024 * 1024];
    Tiendo__V1__CollectorMessage *m;
    arena *making = memory;
    memory = arena_new(0);
    wire_bytes frame = squeeze((wire_bytes){nothing, sizeof nothing});
    wire_bytes honest = claim(frame.data, frame.size, sizeof nothing);
    wire_bytes lying = claim(frame.data, frame.size, 1000);
    arena *all = memory;
    memory = making;
    assert_int_equal(unpack(honest, &m).code, ERR_LIMIT);
    assert_true(arena_used(memory) < 64 * 1024);
    assert_int_equal(unpack(lying, &m).code, ERR_INVALID);
    assert_true(arena_used(memory) < 64 * 1024);
    arena_free(all);
}

static void a_compressed_message_does_not_hold_another(void **state)
{
    (void)state;
    Tiendo__V1__CollectorMessage *m = make_batch(100, "");
    wire_bytes small, frame;
    assert_int_equal(wire_pack_small(memory, &m->base, &small).code, ERR_OK);
    frame = squeeze(small);
    assert_int_equal(unpack(claim(frame.data, frame.size, (uint32_t)small.size), &m).code,
                     ERR_INVALID);
    assert_int_equal(unpack(claim("", 0, 0), &m).code, ERR_LIMIT);
    assert_int_equal(unpack(claim("no frame", 8, 8), &m).code, ERR_INVALID);
}

static void damage_never_crashes(void **state)
{
    (void)state;
    const char *wanted = getenv("TIENDO_SEED");
    unsigned seed = wanted ? (unsigned)strtoul(wanted, NULL, 10) : (unsigned)time(NULL);
    Tiendo__V1__CollectorMessage *m = make_batch(100, "");
    wire_bytes small;
    print_message("seed %u\n", seed);
    srandom(seed);
    assert_int_equal(wire_pack_small(memory, &m->base, &small).code, ERR_OK);
    arena *packing = memory;
    memory = wire_arena();
    for (int i = 0; i < DAMAGES; i++) {
        arena_reset(memory);
        char *damaged = arena_strndup(memory, small.data, small.size);
        for (long n = random() % 4; n >= 0; n--)
            damaged[random() % (long)small.size] = (char)random();
        (void)unpack((wire_bytes){damaged, small.size - (size_t)(random() % 3)}, &m);
    }
    arena_free(memory);
    memory = packing;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, new_memory, free_memory)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_batch_in_fewer_bytes_comes_back_as_it_was),
        TEST(a_message_that_gains_nothing_stays_plain),
        TEST(the_largest_batch_fits_the_budget_compressed_too),
        TEST(a_bomb_is_refused_before_it_takes_memory),
        TEST(a_compressed_message_does_not_hold_another),
        TEST(damage_never_crashes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
