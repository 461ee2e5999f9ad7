#include "aggregator/answer.h"

#include "base/i18n.h"

enum { MAX_IN_FLIGHT = 8, VERDICTS_PER_ACK = 500 };

static error pack(arena *a, Tiendo__V1__AggregatorMessage *message, wire_bytes *out)
{
    return wire_pack(a, &message->base, out);
}

error answer_welcome(arena *a, const stream_state *stream, int64_t now_ms, int64_t skew_ms,
                     wire_bytes *out)
{
    Tiendo__V1__Welcome body;
    tiendo__v1__welcome__init(&body);
    Tiendo__V1__AggregatorMessage message;
    tiendo__v1__aggregator_message__init(&message);
    body.expected_sequence = stream->last_sequence + 1;
    body.server_time_ms = now_ms;
    body.clock_skew_ms = skew_ms;
    body.max_batch_reports = WIRE_BATCH_REPORTS_MAX;
    body.max_message_bytes = WIRE_FROM_COLLECTOR_MAX;
    body.max_batches_in_flight = MAX_IN_FLIGHT;
    body.unit = wire_shared(stream->unit);
    body.takes_compressed = true;
    message.body_case = TIENDO__V1__AGGREGATOR_MESSAGE__BODY_WELCOME;
    message.welcome = &body;
    return pack(a, &message, out);
}

typedef struct verdict_list {
    arena *memory;
    Tiendo__V1__Verdict *items[VERDICTS_PER_ACK];
    size_t count;
    bool failed;
} verdict_list;

static bool add_verdict(void *context, const stored_verdict *row)
{
    verdict_list *list = context;
    Tiendo__V1__Verdict *v = arena_alloc(list->memory, sizeof *v);
    if (!v) {
        list->failed = true;
        return false;
    }
    tiendo__v1__verdict__init(v);
    v->sequence = row->sequence;
    v->outcome = (Tiendo__V1__Outcome)row->outcome;
    v->code = arena_strdup(list->memory, row->code);
    v->message = arena_strdup(list->memory, row->message);
    list->failed = !v->code || !v->message;
    list->items[list->count++] = v;
    return !list->failed && list->count < VERDICTS_PER_ACK;
}

error answer_ack(arena *a, store *s, const void *stream_id, int64_t stream, uint64_t first,
                 uint64_t last, int64_t now_ms, uint64_t *last_answered, wire_bytes *out)
{
    verdict_list list = {.memory = a};
    if (s)
        TRY(store_verdicts(s, stream, first, last, add_verdict, &list));
    if (list.failed)
        return error_no_memory();
    bool full = list.count == VERDICTS_PER_ACK;
    *last_answered = full ? list.items[list.count - 1]->sequence : last;

    Tiendo__V1__Ack body;
    tiendo__v1__ack__init(&body);
    Tiendo__V1__AggregatorMessage message;
    tiendo__v1__aggregator_message__init(&message);
    uint8_t *id = arena_alloc(a, WIRE_STREAM_ID_SIZE);
    if (!id)
        return error_no_memory();
    for (int i = 0; i < WIRE_STREAM_ID_SIZE; i++)
        id[i] = ((const uint8_t *)stream_id)[i];
    body.stream_id = (ProtobufCBinaryData){WIRE_STREAM_ID_SIZE, id};
    body.first_sequence = first;
    body.last_sequence = *last_answered;
    body.n_verdicts = list.count;
    body.verdicts = list.items;
    body.committed_at_ms = now_ms;
    message.body_case = TIENDO__V1__AGGREGATOR_MESSAGE__BODY_ACK;
    message.ack = &body;
    return pack(a, &message, out);
}

error answer_error(arena *a, Tiendo__V1__ErrorCode code, const char *text, uint64_t expected,
                   uint32_t retry_after_ms, wire_bytes *out)
{
    Tiendo__V1__Error body;
    tiendo__v1__error__init(&body);
    Tiendo__V1__AggregatorMessage message;
    tiendo__v1__aggregator_message__init(&message);
    body.code = code;
    body.message = wire_shared(text);
    body.expected_sequence = expected;
    body.retry_after_ms = retry_after_ms;
    message.body_case = TIENDO__V1__AGGREGATOR_MESSAGE__BODY_ERROR;
    message.error = &body;
    return pack(a, &message, out);
}

error answer_catalogue(arena *a, const catalogue *c, const char *unit, bool compressed,
                       int64_t now_ms, wire_bytes *out)
{
    Tiendo__V1__AggregatorMessage message;
    tiendo__v1__aggregator_message__init(&message);
    TRY(wire_catalogue_to(a, c, unit, clock_local_date(now_ms), &message.catalogue));
    message.body_case = TIENDO__V1__AGGREGATOR_MESSAGE__BODY_CATALOGUE;
    return compressed ? wire_pack_small(a, &message.base, out) : pack(a, &message, out);
}

uint64_t reminder_id(const reminder *r)
{
    return (((uint64_t)r->period.kind * 10000 + (uint64_t)r->period.year) * 100 +
            r->period.number) *
               100 +
           r->period.day;
}

period reminder_period(uint64_t id)
{
    period p = {.kind = (period_kind)(id / 100000000),
                .year = (int16_t)(id / 10000 % 10000),
                .number = (uint8_t)(id / 100 % 100),
                .day = (uint8_t)(id % 100)};
    char code[PERIOD_TEXT_MAX];
    period back;
    bool real = id / 100000000 >= PERIOD_DAY && id / 100000000 <= PERIOD_YEAR &&
                !period_parse(period_format(p, code, sizeof code), &back).code &&
                period_equal(p, back);
    return real ? p : (period){0};
}

static const char *reminder_text(arena *a, const catalogue *c, const char *unit, const reminder *r,
                                 int64_t now_ms)
{
    char name[PERIOD_NAME_MAX], due[16];
    period_name(r->period, name, sizeof name);
    date_format_vi(r->due, due, sizeof due);
    date today = clock_local_date(now_ms);
    const struct unit *u = catalogue_unit(c, unit, today);
    int64_t late = date_to_days(today) - date_to_days(r->due);
    return arena_printf(
        a,
        _("Kính gửi: %s\nĐến nay, đơn vị chưa gửi báo cáo kỳ %s (hạn %s, đã quá "
          "%d ngày; %u nội dung). Đề nghị đơn vị quan tâm chỉ đạo, cập nhật số "
          "liệu. Nếu trong kỳ không phát sinh, đề nghị báo cáo \"không phát sinh\". "
          "Trân trọng cảm ơn."),
        u ? u->name : unit, name, due, (int)late, r->missing);
}

error answer_reminder(arena *a, const catalogue *c, const char *unit, const reminder *r,
                      int64_t now_ms, wire_bytes *out)
{
    Tiendo__V1__Reminder body;
    tiendo__v1__reminder__init(&body);
    Tiendo__V1__AggregatorMessage message;
    tiendo__v1__aggregator_message__init(&message);
    char code[PERIOD_TEXT_MAX], due[16];
    date_format_iso(r->due, due, sizeof due);
    const char *text = reminder_text(a, c, unit, r, now_ms);
    if (!text)
        return error_no_memory();
    body.id = reminder_id(r);
    body.period = period_format(r->period, code, sizeof code);
    body.due_date = due;
    body.missing = r->missing;
    body.text = wire_shared(text);
    body.sent_at_ms = now_ms;
    message.body_case = TIENDO__V1__AGGREGATOR_MESSAGE__BODY_REMINDER;
    message.reminder = &body;
    return pack(a, &message, out);
}

error answer_directive(arena *a, const stored_directive *d, int64_t stream, wire_bytes *out)
{
    Tiendo__V1__Directive body;
    tiendo__v1__directive__init(&body);
    Tiendo__V1__AggregatorMessage message;
    tiendo__v1__aggregator_message__init(&message);
    body.id = (uint64_t)d->id;
    body.obligation = wire_shared(d->obligation);
    body.answers_sequence = d->stream == stream ? d->sequence : 0;
    body.from = wire_shared(d->sender);
    body.text = wire_shared(d->text);
    body.issued_at_ms = d->issued_at_ms;
    message.body_case = TIENDO__V1__AGGREGATOR_MESSAGE__BODY_DIRECTIVE;
    message.directive = &body;
    return pack(a, &message, out);
}
