#include "notifier/bulletin.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "notifier/addressing.h"
#include "notifier/approval.h"
#include "notifier/composition.h"
#include "notifier/digest/digest_build.h"
#include "notifier/digest/digest_json.h"
#include "store/store.h"

#include <inttypes.h>
#include <string.h>

/* ---- building -------------------------------------------------------------------------------- */

/* The last digest that this profile's readers got before AS_OF_MS; NULL when there is none that
 * can still be read: the next one then tells everything anew. */
static error last_read(const office *at, const profile *p, int64_t as_of_ms, digest **out)
{
    message last;
    int64_t id;
    bool found;
    arena *a = arena_new(0);
    *out = NULL;
    if (!a)
        return error_no_memory();
    error err = ledger_last(at->ledger, MESSAGE_DIGEST, p->name, as_of_ms, a, &last, &id, &found);
    if (!err.code && found && *last.frozen) {
        error read = digest_from_json(out, last.frozen);
        if (read.code)
            log_warn("digest-not-read", "digest=%" PRId64 " reason=%s", id, log_value(read.text));
    }
    arena_free(a);
    return err;
}

static digest_request request_of(const office *at, const profile *p, int64_t as_of_ms,
                                 bool in_the_past, const digest *previous)
{
    const notifier_options *o = at->options;
    return (digest_request){.profile = p->name,
                            .organisation = o->organisation,
                            .issuer = *p->issuer ? p->issuer : o->issuer,
                            .symbol = p->symbol,
                            .place = p->place,
                            .greeting = p->greeting,
                            .basis = p->basis,
                            .signature = p->signature.items,
                            .signature_count = p->signature.count,
                            .recipients = p->recipients_list.items,
                            .recipient_count = p->recipients_list.count,
                            .fields = p->fields.items,
                            .field_count = p->fields.count,
                            .units = p->units.items,
                            .unit_count = p->units.count,
                            .depth = p->depth,
                            .most = p->most,
                            .sections = p->sections,
                            .simulated = o->simulated,
                            .as_of_ms = as_of_ms,
                            .in_the_past = in_the_past,
                            .previous = previous};
}

static error build(const office *at, const digest_request *request, digest **out)
{
    store *s;
    error err = store_open_reader(&s, at->options->store);
    if (err.code == ERR_NOT_FOUND)
        return error_make(ERR_CONFIG,
                          _("chưa có cơ sở dữ liệu %s; bộ tổng hợp đã khởi tạo và chạy chưa?"),
                          at->options->store);
    TRY(err);
    err = digest_build(out, s, at->rules, request);
    store_close(s);
    return err;
}

/* The configured title stands before the period. */
static error set_title(digest *d, const profile *p)
{
    if (!*p->title)
        return OK;
    d->title = arena_printf(d->memory, "%s %s", p->title, d->period_name);
    return d->title ? OK : error_no_memory();
}

error bulletin_build(digest **out, const office *at, const profile *p, int64_t as_of_ms,
                     bool in_the_past)
{
    digest *previous;
    TRY(last_read(at, p, in_the_past ? as_of_ms - 1 : INT64_MAX, &previous));
    const digest_request request = request_of(at, p, as_of_ms, in_the_past, previous);
    error err = build(at, &request, out);
    digest_free(previous);
    TRY(err);
    err = set_title(*out, p);
    if (err.code)
        digest_free(*out);
    return err;
}

error bulletin_compose(arena *a, const profile *p, digest *d, int64_t slot_ms, message *out)
{
    *out = (message){.kind = MESSAGE_DIGEST,
                     .profile = p->name,
                     .key = arena_printf(a, "%" PRId64, slot_ms),
                     .references = "",
                     .slot_ms = slot_ms,
                     .as_of_ms = d->as_of_ms,
                     .last_event = d->last_event};
    if (!out->key)
        return error_no_memory();
    /* One line needs no files. */
    return compose_digest(a, d, d->nothing_new ? 0 : p->attachments, out);
}

/* ---- putting it into the ledger -------------------------------------------------------------- */

static void skip_all(address_list *to)
{
    for (size_t i = 0; i < to->count; i++)
        if (!to->items[i].skipped)
            to->items[i].skipped = _("không có gì mới từ bản tin trước");
}

static error add(const office *at, arena *a, const profile *p, const message *m, bool skipped,
                 int64_t *id)
{
    address_list to;
    int64_t now_ms = clock_now_ms();
    const bool asks = p->approval.by.count > 0;
    TRY(address_message(a, at->options, m, &p->to, &p->also, now_ms, &to));
    if (skipped)
        skip_all(&to);
    TRY(ledger_add(at->ledger, m, to.items, to.count, asks ? DELIVERY_HELD : DELIVERY_QUEUED,
                   now_ms, id));
    log_info(skipped ? "digest-skipped"
             : asks  ? "digest-held"
                     : "digest-queued",
             "profile=%s digest=%" PRId64 " to=%zu subject=%s", log_value(p->name), *id, to.count,
             log_value(m->subject));
    return OK;
}

static error put(const office *at, arena *a, const profile *p, digest *d, int64_t slot_ms,
                 int64_t due_ms, bool may_skip, int64_t *id)
{
    message m;
    const bool skipped = d->nothing_new && may_skip && p->skips_nothing_new;
    TRY(bulletin_compose(a, p, d, slot_ms, &m));
    TRY(add(at, a, p, &m, skipped, id));
    return p->approval.by.count && !skipped ? approval_ask(at, p, *id, due_ms) : OK;
}

error bulletin_queue(const office *at, const profile *p, int64_t slot_ms, int64_t due_ms,
                     bool may_skip, int64_t *id)
{
    digest *made;
    /* As of now, not of a slot that was missed: what was corrected since then belongs into it. */
    TRY(bulletin_build(&made, at, p, clock_now_ms(), false));
    arena *a = arena_new(0);
    error err = a ? put(at, a, p, made, slot_ms, due_ms, may_skip, id) : error_no_memory();
    arena_free(a);
    digest_free(made);
    return err;
}

/* ---- when ------------------------------------------------------------------------------------ */

/* How long before its slot a digest is made. */
static int64_t ahead(const profile *p)
{
    return p->approval.by.count ? p->approval.before_ms : 0;
}

int64_t bulletin_due(const profile *p, int64_t slot_ms, int64_t now_ms)
{
    return slot_ms > now_ms ? slot_ms : now_ms + ahead(p);
}

/* A schedule that is new here, or not the one that it was, does not begin with what it missed;
 * unless the configuration says since when it is in force. */
static error counts_since(const office *at, const profile *p, int64_t now_ms, int64_t *since_ms)
{
    char terms[512];
    snprintf(terms, sizeof terms, "%d %s", (int)schedule_days_of(p->slots), p->rule);
    return ledger_schedule_since(at->ledger, p->name, terms, p->has_start ? p->start_ms : now_ms,
                                 now_ms, since_ms);
}

static error find_due(const office *at, const profile *p, int64_t now_ms, int64_t *slot_ms,
                      bool *due)
{
    int64_t since_ms, last_ms;
    *due = false;
    TRY(counts_since(at, p, now_ms, &since_ms));
    if (!schedule_last(p->slots, catalogue_calendar(at->rules), now_ms + ahead(p), slot_ms) ||
        *slot_ms < since_ms)
        return OK;
    TRY(ledger_last_slot(at->ledger, MESSAGE_DIGEST, p->name, &last_ms));
    /* One sent on demand after the slot has told all that the slot's would. */
    *due = *slot_ms > last_ms;
    return OK;
}

static error make_if_due(const office *at, const profile *p, int64_t now_ms, bool *made)
{
    int64_t slot_ms, id;
    TRY(find_due(at, p, now_ms, &slot_ms, made));
    if (!*made)
        return OK;
    error err = bulletin_queue(at, p, slot_ms, bulletin_due(p, slot_ms, now_ms), true, &id);
    return err.code == ERR_EXISTS ? OK : err;
}

error bulletin_make_one(const office *at, int64_t now_ms, bool *made)
{
    error failed = OK;
    *made = false;
    for (size_t i = 0; i < at->options->profile_count && !*made; i++) {
        error err = make_if_due(at, &at->options->profiles[i], now_ms, made);
        if (!err.code)
            continue;
        failed = err;
        *made = false;
    }
    return *made ? OK : failed;
}

int64_t bulletin_next_due(const office *at, int64_t now_ms)
{
    int64_t earliest = INT64_MAX, slot_ms;
    for (size_t i = 0; i < at->options->profile_count; i++) {
        const profile *p = &at->options->profiles[i];
        if (schedule_next(p->slots, catalogue_calendar(at->rules), now_ms + ahead(p), &slot_ms) &&
            slot_ms - ahead(p) < earliest)
            earliest = slot_ms - ahead(p);
    }
    return earliest;
}
