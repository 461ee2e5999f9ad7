#include "aggregator/ingest.h"

#include "aggregator/greeting.h"
#include "aggregator/group.h"
#include "aggregator/streams.h"
#include "aggregator/writer.h"
#include "base/i18n.h"
#include "base/log.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Of one turn (Z17). */
enum { TURN_MESSAGES_MAX = 256, TURN_MS_MAX = 10 };

enum { GROUPS = 3 };

struct ingest {
    gate *gate;
    store *into, *reader;
    const catalogue *rules;
    standings *standings;
    streams *streams;
    editions *editions;
    writer *writer;
    arena *reopening_memory; /* of the periods that operators opened again */
    reopened *reopened;
    size_t reopened_count;
    arena *message; /* one unpacked message */
    /* One is being filled, one may be the writer's, and one that was written may be answered. */
    group *filling, *committing; /* COMMITTING is NULL when the writer has none */
    group *spare[GROUPS - 1];    /* empty ones */
    size_t spare_count;
    int64_t round_began_ms; /* monotonic: when statuses were last judged */
    ingest_counters counters;
};

static error prepare(ingest *in)
{
    in->reopening_memory = arena_new(0);
    in->message = wire_arena();
    in->editions = editions_new();
    in->filling = group_new();
    while (in->filling && in->spare_count < GROUPS - 1 &&
           (in->spare[in->spare_count] = group_new()))
        in->spare_count++;
    if (!in->reopening_memory || !in->message || !in->editions || in->spare_count < GROUPS - 1)
        return error_no_memory();
    TRY(streams_open(&in->streams, in->reader));
    TRY(ingest_read_reopenings(in));
    return writer_start(&in->writer, in->into);
}

error ingest_new(ingest **out, gate *from, store *into, store *reader, standings *st,
                 const catalogue *rules)
{
    ingest *in = calloc(1, sizeof *in);
    if (!in)
        return error_no_memory();
    *in = (ingest){.gate = from, .into = into, .reader = reader, .rules = rules, .standings = st};
    in->round_began_ms = -STANDINGS_LAG_MS;
    error err = prepare(in);
    if (err.code)
        ingest_free(in);
    else
        *out = in;
    return err;
}

void ingest_free(ingest *in)
{
    if (!in)
        return;
    writer_stop(in->writer);
    streams_close(in->streams);
    editions_free(in->editions);
    group_free(in->filling);
    while (in->spare_count)
        group_free(in->spare[--in->spare_count]);
    group_free(in->committing);
    arena_free(in->reopening_memory);
    arena_free(in->message);
    free(in);
}

void ingest_use_catalogue(ingest *in, const catalogue *rules)
{
    in->rules = rules;
    editions_forget(in->editions);
}

/* ---- periods that were opened again ---------------------------------------------------------- */

static bool count_reopening(void *context, const reopening *row)
{
    (void)row;
    ++*(size_t *)context;
    return true;
}

static bool keep_reopening(void *context, const reopening *row)
{
    ingest *in = context;
    reopened *r = &in->reopened[in->reopened_count];
    if (period_parse(row->period, &r->period).code || date_parse(row->until, &r->until).code)
        return true;
    r->unit = arena_strdup(in->reopening_memory, row->unit);
    r->obligation = arena_strdup(in->reopening_memory, row->obligation);
    if (!r->unit || !r->obligation)
        return false;
    in->reopened_count++;
    return true;
}

error ingest_read_reopenings(ingest *in)
{
    size_t n = 0;
    arena_reset(in->reopening_memory);
    in->reopened_count = 0;
    TRY(store_reopenings(in->reader, count_reopening, &n));
    in->reopened = arena_alloc(in->reopening_memory, (n + 1) * sizeof *in->reopened);
    if (!in->reopened)
        return error_no_memory();
    return store_reopenings(in->reader, keep_reopening, in);
}

ingest_counters ingest_count(const ingest *in)
{
    return in->counters;
}

/* ---- reports -------------------------------------------------------------------------------- */

static verdict judge(const ingest *in, const gate_peer *peer, const Tiendo__V1__Report *from,
                     report *r, int64_t now_ms)
{
    error err = wire_report_from(in->message, from, r);
    if (err.code)
        return verdict_reject("bad-text", PART_TEXT, "%s", err.text);
    if (!r->kind)
        return verdict_reject("content-missing", PART_NONE,
                              _("Báo cáo không có nội dung; cần số liệu, tiến độ, khó khăn, thuyết "
                                "minh hoặc \"không phát sinh\"."));
    const check_context context = {.catalogue = in->rules,
                                   .speaker = peer->who.name,
                                   .now_ms = now_ms,
                                   .judge_lateness = true,
                                   .reopened = in->reopened,
                                   .reopened_count = in->reopened_count,
                                   .board = standings_board(in->standings)};
    return check_report(r, &context);
}

static void count_verdict(ingest *in, const verdict *v)
{
    in->counters.reports++;
    in->counters.accepted += v->outcome == ACCEPTED;
    in->counters.warned += v->outcome == ACCEPTED_WITH_WARNING;
    in->counters.rejected += v->outcome == REJECTED;
}

/* What is refused for its sender's sake, or cannot be read, is kept under who really sent it: no
 * unit can fill another's list. */
static void attribute(const ingest *in, report *r, const verdict *v, const gate_peer *peer)
{
    bool foreign =
        v->outcome == REJECTED && !catalogue_unit_within(in->rules, r->unit, peer->who.name);
    if (foreign || !*r->unit)
        r->unit = peer->who.name;
    if (!r->kind)
        r->kind = REPORT_NOTHING; /* the row needs some kind */
}

/* What the system does not carry is not kept either: with a citizen's number in its words, a report
 * loses them; of a state secret only its unit, obligation and period stay. */
static void withhold(report *r, const verdict *v)
{
    if (!verdict_bars_content(v))
        return;
    r->text = "";
    if (strcmp(v->code, "secret-content") != 0)
        return;
    r->kind = REPORT_NOTHING;
    r->breakdown = r->source = r->addressed_to = "";
}

/* Takes an accepted report into the sums; one that would burst them is refused after all. */
static error take_into_sums(ingest *in, const report *r, verdict *v, int64_t now_ms)
{
    if (v->outcome == REJECTED)
        return OK;
    error err = standings_take(in->standings, r, v, now_ms);
    if (err.code != ERR_LIMIT)
        return err;
    *v = verdict_reject("sum-too-large", PART_VALUE, "%s", err.text);
    return OK;
}

/* *CLEAN: every report was plainly accepted. */
static error store_new(ingest *in, const gate_peer *peer, const Tiendo__V1__ReportBatch *batch,
                       stream_state *stream, int64_t now_ms, bool *clean)
{
    store_batch *into = group_batch(in->filling);
    for (size_t i = 0; i < batch->n_reports; i++) {
        if (batch->reports[i]->sequence <= stream->last_sequence) {
            in->counters.duplicates++;
            *clean = false; /* its verdict is in the store, or on its way there */
            continue;
        }
        report r;
        verdict v = judge(in, peer, batch->reports[i], &r, now_ms);
        attribute(in, &r, &v, peer);
        withhold(&r, &v);
        TRY(take_into_sums(in, &r, &v, now_ms));
        TRY(store_batch_report(into, stream->row, &r, &v, now_ms));
        count_verdict(in, &v);
        *clean = *clean && v.outcome == ACCEPTED;
        if (v.outcome == REJECTED)
            log_warn("report-rejected", "unit=%s claimed=%s obligation=%s code=%s", peer->who.name,
                     log_value(r.unit), log_value(r.obligation), v.code);
        stream->last_sequence = r.sequence;
    }
    return store_batch_advance(into, stream->row, stream->last_sequence, now_ms);
}

static error take_batch(ingest *in, const greeting *g, const Tiendo__V1__ReportBatch *batch)
{
    int64_t now_ms = clock_now_ms();
    uint64_t first = batch->reports[0]->sequence, last = first + batch->n_reports - 1;
    bool clean = true;
    stream_state *stream = streams_find(in->streams, batch->stream_id.data);
    if (!stream)
        return greeting_refuse(g, TIENDO__V1__ERROR_CODE__ERROR_CODE_HELLO_NEEDED, 0,
                               _("Cần thông điệp hello trước khi gửi báo cáo."));
    if (strcmp(stream->unit, g->peer->who.name) != 0) {
        log_warn("batch-for-another-unit", "unit=%s owner=%s", g->peer->who.name, stream->unit);
        return greeting_refuse(
            g, TIENDO__V1__ERROR_CODE__ERROR_CODE_STREAM_TAKEN, 0,
            _("Hộp gửi này thuộc đơn vị khác; xem lại cấu hình và thư mục dữ liệu."));
    }
    if (first > stream->last_sequence + 1)
        return greeting_refuse(g, TIENDO__V1__ERROR_CODE__ERROR_CODE_OUT_OF_SEQUENCE,
                               stream->last_sequence + 1,
                               _("Thiếu báo cáo trước đó; gửi lại từ số này."));
    if (last > stream->last_sequence) {
        TRY(store_new(in, g->peer, batch, stream, now_ms, &clean));
    } else {
        in->counters.duplicates += batch->n_reports;
        clean = false;
    }
    return group_acknowledge(in->filling, stream, first, last, clean, now_ms);
}

/* ---- taking messages ------------------------------------------------------------------------- */

static error take_message(ingest *in, const gate_peer *peer, zmq_msg_t *raw)
{
    ProtobufCMessage *unpacked;
    wire_bytes bytes = {zmq_msg_data(raw), zmq_msg_size(raw)};
    const greeting g = {.into = in->filling,
                        .peer = peer,
                        .streams = in->streams,
                        .editions = in->editions,
                        .reader = in->reader,
                        .rules = in->rules};
    arena_reset(in->message);
    error err =
        wire_unpack(in->message, &tiendo__v1__collector_message__descriptor, bytes, &unpacked);
    if (err.code) {
        in->counters.malformed++;
        log_warn("message-malformed", "unit=%s reason=%s", peer->who.name, log_value(err.text));
        return greeting_refuse(&g, TIENDO__V1__ERROR_CODE__ERROR_CODE_MALFORMED, 0, err.text);
    }
    const Tiendo__V1__CollectorMessage *m = (const Tiendo__V1__CollectorMessage *)unpacked;
    switch (m->body_case) {
    case TIENDO__V1__COLLECTOR_MESSAGE__BODY_HELLO:
        return greeting_take(&g, m->hello);
    case TIENDO__V1__COLLECTOR_MESSAGE__BODY_BATCH:
        return take_batch(in, &g, m->batch);
    case TIENDO__V1__COLLECTOR_MESSAGE__BODY_RECEIPTS:
        return greeting_take_receipts(&g, m->receipts);
    default:
        return OK; /* wire_unpack() lets nothing else through */
    }
}

static error take_all(ingest *in)
{
    int64_t until = clock_monotonic_ms() + TURN_MS_MAX;
    for (int n = 0; n < TURN_MESSAGES_MAX && group_has_room(in->filling); n++) {
        zmq_msg_t raw;
        bool got;
        gate_peer *peer = group_next_peer(in->filling);
        TRY(gate_receive(in->gate, peer, &raw, &got));
        if (!got)
            return OK;
        group_keep_peer(in->filling);
        error err = take_message(in, peer, &raw);
        zmq_msg_close(&raw);
        TRY(err);
        if (clock_monotonic_ms() > until)
            return OK;
    }
    return OK;
}

/* ---- committing ------------------------------------------------------------------------------ */

static bool round_is_due(const ingest *in)
{
    return standings_wait(in->standings) &&
           clock_monotonic_ms() - in->round_began_ms >= STANDINGS_LAG_MS;
}

static bool judging_is_due(const ingest *in)
{
    return standings_in_round(in->standings) || round_is_due(in);
}

/* Hands the filled group to the writer, which is free. */
static error give(ingest *in)
{
    bool judge = judging_is_due(in);
    if (group_is_empty(in->filling) && !judge)
        return OK;
    if (judge && !standings_in_round(in->standings))
        in->round_began_ms = clock_monotonic_ms();
    TRY(standings_settle(in->standings, clock_now_ms(), judge ? JUDGE_SOME : JUDGE_NONE,
                         group_batch(in->filling)));
    in->committing = in->filling;
    in->filling = in->spare[--in->spare_count];
    writer_give(in->writer, group_batch(in->committing));
    return OK;
}

static void put_aside(ingest *in, group *done)
{
    group_reset(done);
    in->spare[in->spare_count++] = done;
}

/* The commit failed, and with it everything that was taken since. */
static error start_over(ingest *in, error why)
{
    bool may_go_on = why.code == ERR_FULL || why.code == ERR_BUSY;
    if (!may_go_on)
        return why;
    log_error("store-cannot-write", "reason=%s", log_value(why.text));
    group_send_retry_later(in->committing, in->gate);
    group_send_retry_later(in->filling, in->gate);
    group_reset(in->filling);
    put_aside(in, in->committing);
    in->committing = NULL;
    writer_rest(in->writer);
    TRY(streams_reload(in->streams));
    return standings_refill(in->standings, NULL);
}

/* Takes the writer's result, if there is one. The disk is busy again before the answers leave, but
 * they do not wait until statuses are judged. */
static error finish(ingest *in, bool *stored)
{
    error result;
    if (!in->committing || !writer_take_result(in->writer, &result))
        return OK;
    if (result.code)
        return start_over(in, result);
    group *done = in->committing;
    in->committing = NULL;
    in->counters.commits++;
    *stored = true;
    bool give_last = judging_is_due(in);
    error err = give_last ? OK : give(in);
    if (!err.code)
        err = group_send(done, in->gate, in->reader);
    if (!err.code && give_last)
        err = give(in);
    put_aside(in, done);
    return err;
}

int ingest_fd(const ingest *in)
{
    return writer_fd(in->writer);
}

bool ingest_has_room(const ingest *in)
{
    return group_has_room(in->filling);
}

int64_t ingest_busy_ms(const ingest *in)
{
    return writer_busy_ms(in->writer);
}

int64_t ingest_due_ms(const ingest *in)
{
    if (!standings_wait(in->standings) || in->committing)
        return -1;
    int64_t left = in->round_began_ms + STANDINGS_LAG_MS - clock_monotonic_ms();
    return left > 0 && !standings_in_round(in->standings) ? left : 0;
}

error ingest_turn(ingest *in, bool *stored)
{
    *stored = false;
    TRY(finish(in, stored));
    TRY(take_all(in));
    return in->committing ? OK : give(in);
}

error ingest_rest(ingest *in, bool *stored)
{
    *stored = false;
    do {
        writer_rest(in->writer);
        TRY(finish(in, stored));
        if (!in->committing)
            TRY(give(in));
    } while (in->committing);
    return OK;
}
