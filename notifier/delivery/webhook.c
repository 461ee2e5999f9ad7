#include "notifier/delivery/webhook.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "notifier/delivery/curl_channel.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <jansson.h>
#include <netinet/in.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    RESPONSE_MAX = 64 * 1024,
    ISO_SIZE = 26,
    BODY_SHOWN = 200,
    TOO_EARLY = 425,
    TOO_MANY = 429,
    REQUEST_TIMEOUT = 408,
};

/* ---- what is posted -------------------------------------------------------------------------- */

/* The message's own JSON, or NULL. It goes out byte for byte: a reader of JSON might turn its
 * numbers into binary floating point. */
static const char *content_of(const message *m)
{
    const char *text = *m->frozen ? m->frozen : NULL;
    for (size_t i = 0; !text && i < m->part_count; i++)
        if (strcmp(m->parts[i].type, "application/json") == 0)
            text = m->parts[i].data;
    json_t *read = text ? json_loads(text, JSON_DECODE_ANY, NULL) : NULL;
    json_decref(read);
    return read ? text : NULL;
}

static json_t *envelope(const message *m, const message_address *to)
{
    char as_of[ISO_SIZE], slot[ISO_SIZE];
    const message_part *text = message_body(m, "text/plain");
    size_t n = strlen(to->message_id);
    clock_format_iso(m->as_of_ms, as_of, sizeof as_of);
    clock_format_iso(m->slot_ms, slot, sizeof slot);
    return json_pack("{s:s, s:s, s:s, s:s%, s:s, s:s, s:s, s:{s:s, s:s}, s:s%}", "kind",
                     message_kind_code(m->kind), "profile", m->profile, "key", m->key, "message_id",
                     to->message_id + 1, n - 2, "subject", m->subject, "as_of", as_of, "slot", slot,
                     "to", "name", to->name, "address", to->address, "text",
                     text ? (const char *)text->data : "", text ? text->size : (size_t)0);
}

char *webhook_body(arena *a, const message *m, const message_address *to)
{
    const char *content = content_of(m);
    json_t *root = envelope(m, to);
    char *all = root ? json_dumps(root, JSON_COMPACT) : NULL, *body = NULL;
    if (all)
        body = arena_printf(a, "%.*s,\"content\":%s}", (int)strlen(all) - 1, all,
                            content ? content : "null");
    free(all);
    json_decref(root);
    return body;
}

void webhook_sign(const char *secret, int64_t timestamp_s, const char *body, char *out)
{
    crypto_auth_hmacsha256_state state;
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    char stamp[24], hex[sizeof mac * 2 + 1];
    snprintf(stamp, sizeof stamp, "%" PRId64 ".", timestamp_s);
    crypto_auth_hmacsha256_init(&state, (const unsigned char *)secret, strlen(secret));
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)stamp, strlen(stamp));
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)body, strlen(body));
    crypto_auth_hmacsha256_final(&state, mac);
    snprintf(out, WEBHOOK_SIGNATURE_SIZE, "v1=%s",
             sodium_bin2hex(hex, sizeof hex, mac, sizeof mac));
}

/* ---- one try --------------------------------------------------------------------------------- */

typedef struct attempt {
    curl_try base;
    const webhook_options *options;
    struct curl_slist *headers;
    arena *memory;
    char body[BODY_SHOWN + 1]; /* the beginning of the answer's */
    size_t shown, received;
    char refused[INET6_ADDRSTRLEN]; /* the address that was not connected to; "" */
} attempt;

static void note_refused(attempt *a, const struct sockaddr *address)
{
    const void *bytes =
        address->sa_family == AF_INET
            ? (const void *)&((const struct sockaddr_in *)(const void *)address)->sin_addr
            : &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
    if (!inet_ntop(address->sa_family, bytes, a->refused, sizeof a->refused))
        snprintf(a->refused, sizeof a->refused, "?");
}

/* Decides on the address that is really connected to, after names are resolved (M8). */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    attempt *a = context;
    const webhook_options *o = a->options;
    (void)purpose;
    if (!address_is_public(&address->addr) &&
        !address_in_ranges(&address->addr, o->allowed, o->allowed_count)) {
        note_refused(a, &address->addr);
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* Its status has been read by then; of a body without end nothing more is wanted. */
static size_t hear(char *data, size_t size, size_t count, void *context)
{
    attempt *a = context;
    size_t n = size * count, room = BODY_SHOWN - a->shown, kept = n < room ? n : room;
    memcpy(a->body + a->shown, data, kept);
    a->shown += kept;
    a->received += n;
    return a->received <= RESPONSE_MAX ? n : 0;
}

static bool add_header(attempt *a, const char *line)
{
    struct curl_slist *more = line ? curl_slist_append(a->headers, line) : NULL;
    if (more)
        a->headers = more;
    return more != NULL;
}

static bool add_headers(attempt *a, const char *body, const message_address *to)
{
    char signature[WEBHOOK_SIGNATURE_SIZE];
    int64_t now_s = clock_now_ms() / 1000;
    webhook_sign(a->options->secret, now_s, body, signature);
    return add_header(a, "Content-Type: application/json") && add_header(a, "Expect:") &&
           add_header(a, arena_printf(a->memory, "X-Tiendo-Timestamp: %" PRId64, now_s)) &&
           add_header(a, arena_printf(a->memory, "X-Tiendo-Signature: %s", signature)) &&
           add_header(a, arena_printf(a->memory, "Idempotency-Key: %.*s",
                                      (int)strlen(to->message_id) - 2, to->message_id + 1));
}

static error set_session(attempt *a)
{
    CURL *curl = a->base.curl;
    TRY(curl_channel_prepare(&a->base, a->options->ca_file));
    CURL_SET(curl, CURLOPT_URL, a->options->url);
    CURL_SET(curl, CURLOPT_PROTOCOLS_STR, "https");
    CURL_SET(curl, CURLOPT_FOLLOWLOCATION, 0L);
    CURL_SET(curl, CURLOPT_USERAGENT, "tiendo/" TIENDO_VERSION);
    CURL_SET(curl, CURLOPT_WRITEFUNCTION, hear);
    CURL_SET(curl, CURLOPT_WRITEDATA, a);
    CURL_SET(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    CURL_SET(curl, CURLOPT_OPENSOCKETDATA, a);
    return OK;
}

static error set_request(attempt *a, const message *m, const message_address *to)
{
    CURL *curl = a->base.curl;
    const char *body = webhook_body(a->memory, m, to);
    if (!body || !add_headers(a, body, to))
        return error_no_memory();
    CURL_SET(curl, CURLOPT_HTTPHEADER, a->headers);
    CURL_SET(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(body));
    CURL_SET(curl, CURLOPT_POSTFIELDS, body);
    return OK;
}

/* ---- what came of it ------------------------------------------------------------------------- */

static send_outcome judge(long status)
{
    if (status >= 200 && status <= 299)
        return SEND_ACCEPTED;
    return status == REQUEST_TIMEOUT || status == TOO_EARLY || status == TOO_MANY || status >= 500
               ? SEND_TRY_LATER
               : SEND_REFUSED;
}

static void tell_status(attempt *a, long status)
{
    char told[CHANNEL_SAID_MAX];
    if (status >= 300 && status <= 399)
        snprintf(told, sizeof told, _("HTTP %ld: nơi nhận chuyển hướng, không được đi theo"),
                 status);
    else
        snprintf(told, sizeof told, "HTTP %ld%s%s", status, *a->body ? ": " : "", a->body);
    curl_channel_say(a->base.result, told);
}

static void perform(attempt *a)
{
    long status = 0;
    curl_off_t asked_s = 0;
    send_result *r = a->base.result;
    CURLcode code = curl_easy_perform(a->base.curl);
    curl_easy_getinfo(a->base.curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(a->base.curl, CURLINFO_RETRY_AFTER, &asked_s);
    if (code == CURLE_OK && status == 0) {
        /* Only connected, as it was asked to. */
        r->outcome = SEND_ACCEPTED;
        snprintf(r->said, sizeof r->said, "%s", _("chứng thư của máy chủ đúng"));
        return;
    }
    if (status > 0 && (code == CURLE_OK || code == CURLE_WRITE_ERROR)) {
        r->outcome = judge(status);
        r->asked_ms = (int64_t)asked_s * 1000;
        tell_status(a, status);
        return;
    }
    r->outcome =
        code == CURLE_ABORTED_BY_CALLBACK || status > 0 ? SEND_TRY_LATER : SEND_UNREACHABLE;
    if (*a->refused)
        snprintf(
            r->said, sizeof r->said,
            _("%s là địa chỉ trong mạng riêng nên không gửi; nếu đúng nơi nhận thì ghi dải địa "
              "chỉ đó vào allow"),
            a->refused);
    else
        curl_channel_explain(&a->base, code, a->options->url);
}

/* ---- the channel ----------------------------------------------------------------------------- */

static error begin(attempt *a, const webhook_options *o, send_result *out)
{
    *out = (send_result){.outcome = SEND_TRY_LATER};
    a->options = o;
    a->base.result = out;
    a->memory = arena_new(0);
    a->base.curl = curl_easy_init();
    return a->memory && a->base.curl ? set_session(a) : error_no_memory();
}

static void end(attempt *a)
{
    curl_easy_cleanup(a->base.curl);
    curl_slist_free_all(a->headers);
    arena_free(a->memory);
}

static error post(const channel *c, const message *m, const message_address *to, int64_t date_ms,
                  send_stop_fn stop, void *context, send_result *out)
{
    attempt a = {.base = {.stop = stop, .context = context}};
    (void)date_ms;
    error err = begin(&a, c->options, out);
    if (!err.code)
        err = set_request(&a, m, to);
    if (!err.code)
        perform(&a);
    end(&a);
    return err;
}

/* Connects and checks the certificate; what is posted could be taken for a message. */
static error probe(const channel *c, send_result *out)
{
    attempt a = {0};
    error err = begin(&a, c->options, out);
    if (!err.code && curl_easy_setopt(a.base.curl, CURLOPT_CONNECT_ONLY, 1L) != CURLE_OK)
        err = error_no_memory();
    if (!err.code)
        perform(&a);
    end(&a);
    return err;
}

const channel_kind channel_webhook = {"webhook", post, probe};
