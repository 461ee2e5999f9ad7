#include "proto/wire.h"

#include "base/i18n.h"
#include "base/text.h"
#include "proto/wire_check.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* ---- limits of texts ---------------------------------------------------------------------- */

typedef struct text_limit {
    const ProtobufCMessageDescriptor *message;
    const char *field;
    size_t max;
} text_limit;

enum {
    SHORT_TEXT_MAX = 255,
    MESSAGE_TEXT_MAX = 4000,
    LEAST_TEXT_MAX = REPORT_CODE_MAX /* no limit is lower */
};

/* Texts that may be longer than SHORT_TEXT_MAX; they may also hold several lines. */
static const text_limit long_texts[] = {
    {&tiendo__v1__figure__descriptor, "note", REPORT_NOTE_MAX},
    {&tiendo__v1__task_progress__descriptor, "note", REPORT_TEXT_MAX},
    {&tiendo__v1__difficulty__descriptor, "text", REPORT_TEXT_MAX},
    {&tiendo__v1__narrative__descriptor, "text", REPORT_NARRATIVE_MAX},
    {&tiendo__v1__nothing_to_report__descriptor, "note", REPORT_NOTE_MAX},
    {&tiendo__v1__verdict__descriptor, "message", VERDICT_MESSAGE_MAX},
    {&tiendo__v1__error__descriptor, "message", VERDICT_MESSAGE_MAX},
    {&tiendo__v1__reminder__descriptor, "text", MESSAGE_TEXT_MAX},
    {&tiendo__v1__directive__descriptor, "text", MESSAGE_TEXT_MAX},
    {&tiendo__v1__catalogue_obligation__descriptor, "name", MESSAGE_TEXT_MAX},
};

static const text_limit code_texts[] = {
    {&tiendo__v1__report__descriptor, "unit", REPORT_CODE_MAX},
    {&tiendo__v1__report__descriptor, "obligation", REPORT_CODE_MAX},
    {&tiendo__v1__report__descriptor, "period", REPORT_CODE_MAX},
    {&tiendo__v1__difficulty__descriptor, "addressed_to", REPORT_CODE_MAX},
    {&tiendo__v1__hello__descriptor, "program", 64},
};

static const text_limit *find_limit(const text_limit *limits, size_t count,
                                    const ProtobufCMessageDescriptor *message, const char *field)
{
    for (size_t i = 0; i < count; i++)
        if (limits[i].message == message && strcmp(limits[i].field, field) == 0)
            return &limits[i];
    return NULL;
}

/* ---- memory ------------------------------------------------------------------------------- */

/* The generated struct of a text is a bare char *, so a NUL inside would cut it unseen. What is
 * allocated for it is its length plus 1; each block carries its size in front. */
typedef struct block_header {
    _Alignas(max_align_t) size_t size;
} block_header;

static void *allocate(void *context, size_t size)
{
    block_header *h = arena_alloc(context, sizeof *h + size);
    if (!h)
        return NULL;
    h->size = size;
    return h + 1;
}

static void release(void *context, void *block)
{
    (void)context;
    (void)block; /* goes with the arena */
}

static size_t allocated_size(const void *block)
{
    return ((const block_header *)block - 1)->size;
}

arena *wire_arena(void)
{
    return arena_new(WIRE_UNPACK_BUDGET);
}

/* ---- walking a message -------------------------------------------------------------------- */

typedef struct walk {
    bool unpacked;     /* texts come from wire_unpack(): their allocated size is known */
    bool into_reports; /* a report's inside is judged report by report when unpacked */
} walk;

static error check_message(const walk *w, const ProtobufCMessage *message);

static error check_string(const walk *w, const ProtobufCMessage *message,
                          const ProtobufCFieldDescriptor *field, const char *text)
{
    if (!text || text == protobuf_c_empty_string)
        return OK;
    size_t n = strlen(text);
    bool is_whole = !w->unpacked || allocated_size(text) == n + 1;
    if (is_whole && n <= LEAST_TEXT_MAX && text_is_plain(text, n))
        return OK; /* whatever its limit: most texts of a report */
    const ProtobufCMessageDescriptor *d = message->descriptor;
    const char *problem = NULL;
    const text_limit *limit =
        find_limit(long_texts, sizeof long_texts / sizeof *long_texts, d, field->name);
    bool multiline = limit != NULL;
    if (!limit)
        limit = find_limit(code_texts, sizeof code_texts / sizeof *code_texts, d, field->name);
    error err = text_check(text, n, limit ? limit->max : SHORT_TEXT_MAX, multiline);
    if (err.code)
        return error_make(err.code, "%s.%s: %s", d->short_name, field->name, err.text);
    if (!is_whole)
        problem = _("có ký tự NUL");
    else if (!text_is_nfc(text, n))
        problem = _("không ở dạng chuẩn NFC");
    return problem ? error_make(ERR_INVALID, "%s.%s: %s", d->short_name, field->name, problem) : OK;
}

static error check_value(const walk *w, const ProtobufCMessage *message,
                         const ProtobufCFieldDescriptor *field, const void *value)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return check_string(w, message, field, *(char *const *)value);
    case PROTOBUF_C_TYPE_ENUM:
        if (!protobuf_c_enum_descriptor_get_value(field->descriptor, *(const int *)value))
            return error_make(ERR_INVALID, _("%s.%s: giá trị %d không có trong danh sách"),
                              message->descriptor->short_name, field->name, *(const int *)value);
        return OK;
    case PROTOBUF_C_TYPE_MESSAGE: {
        const ProtobufCMessage *inner = *(ProtobufCMessage *const *)value;
        bool skipped =
            inner && inner->descriptor == &tiendo__v1__report__descriptor && !w->into_reports;
        return inner && !skipped ? check_message(w, inner) : OK;
    }
    default:
        return OK;
    }
}

static size_t value_size(const ProtobufCFieldDescriptor *field)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE:
        return sizeof(void *);
    case PROTOBUF_C_TYPE_ENUM:
        return sizeof(int);
    default:
        return 0; /* nothing to check inside */
    }
}

static error check_field(const walk *w, const ProtobufCMessage *message,
                         const ProtobufCFieldDescriptor *field)
{
    const char *base = (const char *)message;
    const void *value = base + field->offset;
    size_t size = value_size(field);
    if (size == 0)
        return OK;
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        size_t n = *(const size_t *)(base + field->quantifier_offset);
        const char *items = *(const char *const *)value;
        for (size_t i = 0; i < n; i++)
            TRY(check_value(w, message, field, items + i * size));
        return OK;
    }
    bool in_oneof = (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
    if (in_oneof && *(const uint32_t *)(base + field->quantifier_offset) != field->id)
        return OK;
    return check_value(w, message, field, value);
}

static error check_message(const walk *w, const ProtobufCMessage *message)
{
    for (unsigned i = 0; i < message->descriptor->n_fields; i++)
        TRY(check_field(w, message, &message->descriptor->fields[i]));
    return OK;
}

error wire_check_report_text(const Tiendo__V1__Report *in)
{
    const walk w = {.unpacked = true, .into_reports = true};
    return check_message(&w, &in->base);
}

/* ---- what each message must say ----------------------------------------------------------- */

static error says_nothing(const ProtobufCMessage *message)
{
    return error_make(ERR_INVALID, _("%s: thông điệp rỗng"), message->descriptor->short_name);
}

static error check_stream_id(ProtobufCBinaryData id)
{
    if (id.len != WIRE_STREAM_ID_SIZE)
        return error_make(ERR_INVALID, _("stream_id: dài %zu byte, cần %d"), id.len,
                          WIRE_STREAM_ID_SIZE);
    for (size_t i = 0; i < id.len; i++)
        if (id.data[i])
            return OK;
    return error_make(ERR_INVALID, _("stream_id: toàn số 0"));
}

static error check_batch(const Tiendo__V1__ReportBatch *b)
{
    TRY(check_stream_id(b->stream_id));
    if (b->n_reports == 0 || b->n_reports > WIRE_BATCH_REPORTS_MAX)
        return error_make(ERR_LIMIT, _("lô có %zu báo cáo; phải từ 1 đến %d"), b->n_reports,
                          WIRE_BATCH_REPORTS_MAX);
    uint64_t first = b->reports[0]->sequence;
    for (size_t i = 0; i < b->n_reports; i++)
        if (first == 0 || first > INT64_MAX - WIRE_BATCH_REPORTS_MAX ||
            b->reports[i]->sequence != first + i)
            return error_make(ERR_INVALID, _("lô: số thứ tự của báo cáo thứ %zu không liền mạch"),
                              i + 1);
    return OK;
}

static error check_from_collector(const Tiendo__V1__CollectorMessage *m)
{
    switch (m->body_case) {
    case TIENDO__V1__COLLECTOR_MESSAGE__BODY_HELLO:
        if (m->hello->protocol_version == 0)
            return error_make(ERR_INVALID, _("hello: thiếu phiên bản giao thức"));
        return check_stream_id(m->hello->stream_id);
    case TIENDO__V1__COLLECTOR_MESSAGE__BODY_BATCH:
        return check_batch(m->batch);
    case TIENDO__V1__COLLECTOR_MESSAGE__BODY_RECEIPTS:
        if (m->receipts->n_ids == 0 || m->receipts->n_ids > WIRE_RECEIPTS_MAX)
            return error_make(ERR_LIMIT, _("giấy báo nhận có %zu mã; phải từ 1 đến %d"),
                              m->receipts->n_ids, WIRE_RECEIPTS_MAX);
        return OK;
    default:
        return says_nothing(&m->base);
    }
}

static error check_from_aggregator(const Tiendo__V1__AggregatorMessage *m)
{
    switch (m->body_case) {
    case TIENDO__V1__AGGREGATOR_MESSAGE__BODY__NOT_SET:
        return says_nothing(&m->base);
    case TIENDO__V1__AGGREGATOR_MESSAGE__BODY_WELCOME:
        return m->welcome->expected_sequence ? OK : says_nothing(&m->welcome->base);
    case TIENDO__V1__AGGREGATOR_MESSAGE__BODY_ACK:
        if (m->ack->first_sequence == 0 || m->ack->last_sequence < m->ack->first_sequence)
            return error_make(ERR_INVALID, _("ack: khoảng số thứ tự sai"));
        return check_stream_id(m->ack->stream_id);
    case TIENDO__V1__AGGREGATOR_MESSAGE__BODY_CATALOGUE:
        return m->catalogue->version ? OK : says_nothing(&m->catalogue->base);
    case TIENDO__V1__AGGREGATOR_MESSAGE__BODY_REMINDER:
        return m->reminder->id ? OK : says_nothing(&m->reminder->base);
    case TIENDO__V1__AGGREGATOR_MESSAGE__BODY_DIRECTIVE:
        return m->directive->id ? OK : says_nothing(&m->directive->base);
    case TIENDO__V1__AGGREGATOR_MESSAGE__BODY_ERROR:
        return m->error->code ? OK : says_nothing(&m->error->base);
    default:
        return says_nothing(&m->base);
    }
}

static error check_saying(const ProtobufCMessage *message)
{
    const ProtobufCMessageDescriptor *d = message->descriptor;
    if (d == &tiendo__v1__collector_message__descriptor)
        return check_from_collector((const Tiendo__V1__CollectorMessage *)message);
    if (d == &tiendo__v1__aggregator_message__descriptor)
        return check_from_aggregator((const Tiendo__V1__AggregatorMessage *)message);
    if (d == &tiendo__v1__feed_event__descriptor)
        return ((const Tiendo__V1__FeedEvent *)message)->id ? OK : says_nothing(message);
    if (d == &tiendo__v1__catalogue__descriptor)
        return ((const Tiendo__V1__Catalogue *)message)->version ? OK : says_nothing(message);
    if (d == &tiendo__v1__report__descriptor)
        return ((const Tiendo__V1__Report *)message)->sequence ? OK : says_nothing(message);
    return error_make(ERR_INTERNAL, "%s is no message of its own", d->name);
}

static size_t size_limit(const ProtobufCMessageDescriptor *d)
{
    if (d == &tiendo__v1__aggregator_message__descriptor || d == &tiendo__v1__catalogue__descriptor)
        return WIRE_FROM_AGGREGATOR_MAX;
    if (d == &tiendo__v1__feed_event__descriptor)
        return WIRE_FEED_MAX;
    return WIRE_FROM_COLLECTOR_MAX;
}

/* ---- the two functions -------------------------------------------------------------------- */

error wire_pack(arena *a, const ProtobufCMessage *message, wire_bytes *out)
{
    const walk w = {.unpacked = false, .into_reports = true};
    TRY(check_message(&w, message));
    TRY(check_saying(message));
    size_t size = protobuf_c_message_get_packed_size(message);
    size_t most = size_limit(message->descriptor);
    if (size > most)
        return error_make(ERR_LIMIT, _("%s: %zu byte, nhiều nhất là %zu"),
                          message->descriptor->short_name, size, most);
    uint8_t *data = arena_alloc(a, size ? size : 1);
    if (!data)
        return error_no_memory();
    protobuf_c_message_pack(message, data);
    *out = (wire_bytes){data, size};
    return OK;
}

static error parse(arena *a, const ProtobufCMessageDescriptor *descriptor, wire_bytes bytes,
                   ProtobufCMessage **out)
{
    size_t most = size_limit(descriptor);
    if (bytes.size == 0 || bytes.size > most)
        return error_make(ERR_LIMIT, _("%s: %zu byte; phải từ 1 đến %zu"), descriptor->short_name,
                          bytes.size, most);
    ProtobufCAllocator memory = {allocate, release, a};
    *out = protobuf_c_message_unpack(descriptor, &memory, bytes.size, bytes.data);
    return *out ? OK
                : error_make(ERR_INVALID, _("%s: không giải mã được hoặc cần quá nhiều bộ nhớ"),
                             descriptor->short_name);
}

error wire_unpack(arena *a, const ProtobufCMessageDescriptor *descriptor, wire_bytes bytes,
                  ProtobufCMessage **out)
{
    ProtobufCMessage *message;
    TRY(parse(a, descriptor, bytes, &message));
    const Tiendo__V1__Compressed *inside = wire_compressed_in(message);
    if (inside) {
        TRY(wire_expand(a, inside, size_limit(descriptor), &bytes));
        TRY(parse(a, descriptor, bytes, &message));
    }
    const walk w = {.unpacked = true, .into_reports = false};
    TRY(check_message(&w, message));
    TRY(check_saying(message)); /* a compressed one inside a compressed one says nothing */
    *out = message;
    return OK;
}
