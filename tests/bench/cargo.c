#include "tests/bench/cargo.h"

#include "model/check.h"

#include <stdlib.h>
#include <string.h>

enum { RATIO_DENOMINATOR = 10000, ROUNDS = 1000, SMALLEST = 1000 };

typedef struct cargo_key {
    const obligation *obligation;
    char period[PERIOD_TEXT_MAX];
} cargo_key;

typedef struct unit_keys {
    const char *unit;
    cargo_key *keys;
    size_t count;
    struct unit_keys *next;
} unit_keys;

struct cargo {
    const catalogue *rules;
    int64_t now_ms;
    arena *memory, *scratch;
    unit_keys *units;
};

error cargo_new(cargo **out, const catalogue *c, int64_t now_ms)
{
    cargo *made = calloc(1, sizeof *made);
    if (!made)
        return error_no_memory();
    *made = (cargo){.rules = c, .now_ms = now_ms, .memory = arena_new(0), .scratch = wire_arena()};
    if (!made->memory || !made->scratch) {
        cargo_free(made);
        return error_no_memory();
    }
    *out = made;
    return OK;
}

void cargo_free(cargo *c)
{
    if (!c)
        return;
    arena_free(c->memory);
    arena_free(c->scratch);
    free(c);
}

/* An indicator that must not be below another's figure starts higher. */
static int64_t base_of(const cargo *from, const obligation *o)
{
    int64_t base = SMALLEST;
    for (size_t i = 0; i < catalogue_relation_count(from->rules); i++)
        if (strcmp(catalogue_relation_at(from->rules, i)->greater, o->code) == 0)
            base *= 3;
    return base;
}

static report report_of(const cargo *from, const char *unit, const cargo_key *key, uint64_t round)
{
    const obligation *o = key->obligation;
    int64_t value = base_of(from, o) + (int64_t)(round % ROUNDS);
    return (report){.kind = REPORT_FIGURE,
                    .unit = unit,
                    .obligation = o->code,
                    .period = key->period,
                    .breakdown = "",
                    .source = "fleet",
                    .text = "",
                    .addressed_to = "",
                    .figure = {.is_ratio = o->is_ratio,
                               .value = value,
                               .denominator = o->is_ratio ? RATIO_DENOMINATOR : 0}};
}

static bool is_welcome(const cargo *from, const char *unit, const cargo_key *key)
{
    const check_context context = {
        .catalogue = from->rules, .speaker = unit, .now_ms = from->now_ms, .judge_lateness = true};
    report first = report_of(from, unit, key, 0), last = report_of(from, unit, key, ROUNDS - 1);
    return check_report(&first, &context).outcome == ACCEPTED &&
           check_report(&last, &context).outcome == ACCEPTED;
}

/* Fills OUT (NULL: counts only). */
static size_t list_keys(const cargo *from, const char *unit, cargo_key *out)
{
    size_t n = 0;
    date today = clock_local_date(from->now_ms);
    for (size_t i = 0; i < catalogue_obligation_count(from->rules); i++) {
        cargo_key key = {.obligation = catalogue_obligation_at(from->rules, i)};
        period p = period_at(key.obligation->frequency, today);
        for (int back = 0; back < 2; back++, p = period_previous(p)) {
            period_format(p, key.period, sizeof key.period);
            if (!is_welcome(from, unit, &key))
                continue;
            if (out)
                out[n] = key;
            n++;
        }
    }
    return n;
}

static error keys_of(cargo *from, const char *unit, const unit_keys **out)
{
    for (unit_keys *u = from->units; u; u = u->next)
        if (strcmp(u->unit, unit) == 0) {
            *out = u;
            return OK;
        }
    unit_keys *made = arena_alloc(from->memory, sizeof *made);
    if (!made)
        return error_no_memory();
    made->unit = arena_strdup(from->memory, unit);
    made->count = list_keys(from, unit, NULL);
    made->keys = arena_alloc(from->memory, (made->count + 1) * sizeof *made->keys);
    if (!made->unit || !made->keys)
        return error_no_memory();
    if (!made->count)
        return error_make(ERR_NOT_FOUND, "%s has nothing to report at this time", unit);
    list_keys(from, unit, made->keys);
    made->next = from->units;
    from->units = made;
    *out = made;
    return OK;
}

error cargo_keys(cargo *from, const char *unit, size_t *count)
{
    const unit_keys *u;
    TRY(keys_of(from, unit, &u));
    *count = u->count;
    return OK;
}

error cargo_value(cargo *from, const char *unit, uint64_t sequence, report *out)
{
    const unit_keys *u;
    TRY(keys_of(from, unit, &u));
    *out = report_of(from, u->unit, &u->keys[(sequence - 1) % u->count], (sequence - 1) / u->count);
    out->sequence = sequence;
    return OK;
}

error cargo_pack(cargo *from, const crew_member *m, uint64_t first, size_t n, arena *a,
                 wire_bytes *out)
{
    Tiendo__V1__ReportBatch body = TIENDO__V1__REPORT_BATCH__INIT;
    Tiendo__V1__CollectorMessage message = TIENDO__V1__COLLECTOR_MESSAGE__INIT;
    uint8_t stream[WIRE_STREAM_ID_SIZE];
    arena_reset(from->scratch);
    Tiendo__V1__Report **reports = arena_alloc(from->scratch, n * sizeof *reports);
    if (!reports)
        return error_no_memory();
    for (size_t i = 0; i < n; i++) {
        report r;
        TRY(cargo_value(from, m->unit, first + i, &r));
        TRY(wire_report_to(from->scratch, &r, &reports[i]));
    }
    memcpy(stream, m->stream, sizeof stream);
    body.stream_id = (ProtobufCBinaryData){sizeof stream, stream};
    body.reports = reports;
    body.n_reports = n;
    message.body_case = TIENDO__V1__COLLECTOR_MESSAGE__BODY_BATCH;
    message.batch = &body;
    return wire_pack(a, &message.base, out);
}
