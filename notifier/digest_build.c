#include "notifier/digest_model.h"

#include "base/i18n.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const char *digest_say(building *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *out = arena_vprintf(b->digest->memory, format, args);
    va_end(args);
    b->failed = b->failed || !out;
    return out ? out : "";
}

void digest_add(building *b, texts *list, const char *text)
{
    if (list->count == list->room) {
        size_t room = list->room ? list->room * 2 : 8;
        const char **more = arena_alloc(b->digest->memory, room * sizeof *more);
        if (!more) {
            b->failed = true;
            return;
        }
        if (list->count)
            memcpy(more, list->items, list->count * sizeof *more);
        list->items = more;
        list->room = room;
    }
    list->items[list->count++] = text;
}

const char *digest_join(building *b, const texts *list, size_t most)
{
    const char *out = "";
    size_t shown = list->count <= most ? list->count : most;
    for (size_t i = 0; i < shown; i++)
        out = digest_say(b, "%s%s%s", out, i ? ", " : "", list->items[i]);
    if (list->count > shown)
        out = digest_say(b, _("%s và %zu đơn vị nữa"), out, list->count - shown);
    return out;
}

const char *digest_unit_name(building *b, const char *code)
{
    static const char *const shorter[][2] = {
        {"Huyện ", ""}, {"Thị xã ", "TX "}, {"Thành phố ", "TP "}};
    const unit *u = catalogue_unit(b->rules, code, b->today);
    if (!u)
        return digest_say(b, "%s", code);
    for (size_t i = 0; i < sizeof shorter / sizeof *shorter; i++)
        if (text_starts_with(u->name, shorter[i][0]))
            return digest_say(b, "%s%s", shorter[i][1], u->name + strlen(shorter[i][0]));
    return digest_say(b, "%s", u->name);
}

size_t digest_expected(const building *b, const obligation *o, period p)
{
    size_t n = 0;
    date closes = period_closes(p);
    for (size_t i = 0; i < catalogue_unit_count(b->rules); i++) {
        const unit *u = catalogue_unit_at(b->rules, i);
        n += unit_valid_on(u, closes) && obligation_is_reported_by(o, u);
    }
    return n;
}

static void copy_request(building *b, const digest_request *request)
{
    digest *d = b->digest;
    d->request = *request;
    d->request.organisation = digest_say(b, "%s", request->organisation);
    d->request.issuer = digest_say(b, "%s", request->issuer);
    d->request.greeting = digest_say(b, "%s", request->greeting);
}

static void set_header(building *b)
{
    char name[PERIOD_NAME_MAX], closing[32];
    b->today = clock_local_date(b->digest->request.as_of_ms);
    b->month = period_last_closed(PERIOD_MONTH, b->today);
    clock_format_vi(b->digest->request.as_of_ms, closing, sizeof closing);
    b->digest->month = digest_say(b, "%s", period_name(b->month, name, sizeof name));
    b->digest->closing = digest_say(b, _("số liệu chốt đến %s"), closing);
}

static error gather(building *b)
{
    TRY(digest_build_reportings(b));
    TRY(digest_build_indicators(b));
    TRY(digest_build_tasks(b));
    TRY(digest_build_difficulties(b));
    return digest_build_changes(b);
}

error digest_build(digest **out, store *s, const catalogue *c, const digest_request *request)
{
    digest *d = calloc(1, sizeof *d);
    if (!d || !(d->memory = arena_new(0))) {
        free(d);
        return error_no_memory();
    }
    building b = {.digest = d, .store = s, .rules = c};
    copy_request(&b, request);
    set_header(&b);
    error err = store_snapshot_begin(s);
    if (!err.code)
        err = gather(&b);
    store_snapshot_end(s);
    if (!err.code)
        digest_build_words(&b);
    if (!err.code && b.failed)
        err = error_no_memory();
    if (err.code) {
        digest_free(d);
        return err;
    }
    *out = d;
    return OK;
}

void digest_free(digest *d)
{
    if (!d)
        return;
    arena_free(d->memory);
    free(d);
}

int64_t digest_last_event(const digest *d)
{
    return d->last_event;
}

const char *digest_subject(const digest *d)
{
    return d->subject;
}
