/* Messages in fewer bytes: one Zstandard frame, bounded both ways. */
#include "base/i18n.h"
#include "proto/wire_check.h"

#include <zstd.h>

/* A batch of a few reports is hardly smaller afterwards; and then it must save an eighth. */
enum { WORTH_TRYING = 400, LEVEL = 3 };

static error compress(arena *a, wire_bytes plain, Tiendo__V1__Compressed *out, bool *pays)
{
    size_t room = plain.size - plain.size / 8;
    *pays = false;
    if (plain.size < WORTH_TRYING)
        return OK;
    uint8_t *to = arena_alloc(a, room);
    if (!to)
        return error_no_memory();
    size_t n = ZSTD_compress(to, room, plain.data, plain.size, LEVEL);
    if (ZSTD_isError(n)) /* it does not fit: nothing is gained */
        return OK;
    tiendo__v1__compressed__init(out);
    out->zstd = (ProtobufCBinaryData){n, to};
    out->size = (uint32_t)plain.size;
    *pays = true;
    return OK;
}

static error pack_whole(arena *a, const ProtobufCMessage *whole, wire_bytes *out)
{
    size_t size = protobuf_c_message_get_packed_size(whole);
    uint8_t *to = arena_alloc(a, size);
    if (!to)
        return error_no_memory();
    protobuf_c_message_pack(whole, to);
    *out = (wire_bytes){to, size};
    return OK;
}

error wire_pack_small(arena *a, const ProtobufCMessage *message, wire_bytes *out)
{
    Tiendo__V1__Compressed inside;
    bool pays;
    TRY(wire_pack(a, message, out));
    TRY(compress(a, *out, &inside, &pays));
    if (!pays)
        return OK;
    if (message->descriptor == &tiendo__v1__collector_message__descriptor) {
        Tiendo__V1__CollectorMessage m = TIENDO__V1__COLLECTOR_MESSAGE__INIT;
        m.body_case = TIENDO__V1__COLLECTOR_MESSAGE__BODY_COMPRESSED;
        m.compressed = &inside;
        return pack_whole(a, &m.base, out);
    }
    Tiendo__V1__AggregatorMessage m = TIENDO__V1__AGGREGATOR_MESSAGE__INIT;
    m.body_case = TIENDO__V1__AGGREGATOR_MESSAGE__BODY_COMPRESSED;
    m.compressed = &inside;
    return pack_whole(a, &m.base, out);
}

const Tiendo__V1__Compressed *wire_compressed_in(const ProtobufCMessage *message)
{
    if (message->descriptor == &tiendo__v1__collector_message__descriptor) {
        const Tiendo__V1__CollectorMessage *m = (const Tiendo__V1__CollectorMessage *)message;
        return m->body_case == TIENDO__V1__COLLECTOR_MESSAGE__BODY_COMPRESSED ? m->compressed
                                                                              : NULL;
    }
    if (message->descriptor == &tiendo__v1__aggregator_message__descriptor) {
        const Tiendo__V1__AggregatorMessage *m = (const Tiendo__V1__AggregatorMessage *)message;
        return m->body_case == TIENDO__V1__AGGREGATOR_MESSAGE__BODY_COMPRESSED ? m->compressed
                                                                               : NULL;
    }
    return NULL;
}

error wire_expand(arena *a, const Tiendo__V1__Compressed *in, size_t most, wire_bytes *out)
{
    if (in->size == 0 || in->size > most)
        return error_make(ERR_LIMIT, _("thông điệp nén: %u byte khi giải nén; phải từ 1 đến %zu"),
                          in->size, most);
    void *to = arena_alloc(a, in->size);
    if (!to)
        return error_no_memory();
    size_t n = ZSTD_decompress(to, in->size, in->zstd.data, in->zstd.len);
    if (ZSTD_isError(n) || n != in->size)
        return error_make(ERR_INVALID, _("thông điệp nén: không giải nén được"));
    *out = (wire_bytes){to, n};
    return OK;
}
