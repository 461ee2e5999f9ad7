#include "notifier/bulletin.h"

#include "base/i18n.h"
#include "base/log.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static error build(digest **out, const notifier_options *o, const catalogue *c,
                   const digest_request *request)
{
    store *s;
    error err = store_open_reader(&s, o->store);
    if (err.code == ERR_NOT_FOUND)
        return error_make(ERR_CONFIG,
                          _("chưa có cơ sở dữ liệu %s; bộ tổng hợp đã khởi tạo và chạy chưa?"),
                          o->store);
    TRY(err);
    err = digest_build(out, s, c, request);
    store_close(s);
    return err;
}

/* The profile's newest digest: its place and times, no texts; all 0 when there is none. */
static error last_digest(ledger *l, const profile *p, message *out)
{
    int64_t id;
    bool found;
    message last;
    arena *a = arena_new(0);
    if (!a)
        return error_no_memory();
    error err = ledger_last(l, MESSAGE_DIGEST, p->name, INT64_MAX, a, &last, &id, &found);
    *out = (message){0};
    if (!err.code && found)
        *out = (message){
            .slot_ms = last.slot_ms, .as_of_ms = last.as_of_ms, .last_event = last.last_event};
    arena_free(a);
    return err;
}

error bulletin_build(digest **out, const notifier_options *o, const catalogue *c, ledger *l,
                     const profile *p, int64_t as_of_ms)
{
    message last = {0};
    TRY(last_digest(l, p, &last));
    const digest_request request = {.as_of_ms = as_of_ms,
                                    .since_event = last.last_event,
                                    .since_ms = last.as_of_ms,
                                    .organisation = o->organisation,
                                    .issuer = o->issuer,
                                    .greeting = p->greeting,
                                    .simulated = o->simulated};
    return build(out, o, c, &request);
}

static error address(arena *a, const notifier_options *o, const message *m, const seat *to,
                     message_address *out)
{
    const bool vacant = !*to->address;
    *out =
        (message_address){.channel = "mail",
                          .name = to->names,
                          .address = vacant ? to->names : to->address,
                          .skipped = vacant ? _("vai trò này chưa có hộp thư vào ngày gửi") : NULL};
    out->message_id =
        message_id_make(a, m->kind, m->profile, m->key, out->address, o->smtp->form.from);
    return out->message_id ? OK : error_no_memory();
}

static error add(ledger *l, arena *a, const notifier_options *o, const profile *p, const message *m,
                 int64_t *id)
{
    int64_t now_ms = clock_now_ms();
    seat *seats;
    size_t count;
    TRY(role_seats(a, p->to.items, p->to.count, clock_local_date(now_ms), &seats, &count));
    message_address *to = arena_alloc(a, (count + 1) * sizeof *to);
    if (!to)
        return error_no_memory();
    for (size_t i = 0; i < count; i++)
        TRY(address(a, o, m, &seats[i], &to[i]));
    return ledger_add(l, m, to, count, DELIVERY_QUEUED, now_ms, id);
}

static error render_and_add(ledger *l, const notifier_options *o, const profile *p,
                            const digest *from, int64_t slot_ms, int64_t as_of_ms, int64_t *id)
{
    char *text = NULL, *html = NULL;
    arena *a = arena_new(0);
    const char *key = a ? arena_printf(a, "%" PRId64, slot_ms) : NULL;
    error err = key ? digest_render_text(from, &text) : error_no_memory();
    if (!err.code)
        err = digest_render_html(from, &html);
    if (!err.code) {
        const message_part parts[] = {{"", "text/plain", "", text, strlen(text)},
                                      {"", "text/html", "", html, strlen(html)}};
        const message m = {.kind = MESSAGE_DIGEST,
                           .profile = p->name,
                           .key = key,
                           .references = "",
                           .slot_ms = slot_ms,
                           .as_of_ms = as_of_ms,
                           .last_event = digest_last_event(from),
                           .subject = digest_subject(from),
                           .parts = parts,
                           .part_count = 2,
                           .frozen = ""};
        err = add(l, a, o, p, &m, id);
    }
    arena_free(a);
    free(text);
    free(html);
    return err;
}

error bulletin_queue(const notifier_options *o, const catalogue *c, ledger *l, const profile *p,
                     int64_t slot_ms, int64_t *id)
{
    digest *made = NULL;
    /* As of now, not of a slot that was missed: the store keeps only the latest figures, so one
     * corrected since then would be missing from a digest that looked back. */
    int64_t now_ms = clock_now_ms();
    TRY(bulletin_build(&made, o, c, l, p, now_ms));
    error err = render_and_add(l, o, p, made, slot_ms, now_ms, id);
    if (!err.code)
        log_info("digest-queued", "profile=%s digest=%" PRId64 " subject=%s", log_value(p->name),
                 *id, log_value(digest_subject(made)));
    digest_free(made);
    return err;
}

error bulletin_queue_due(const notifier_options *o, const catalogue *c, ledger *l, int64_t now_ms)
{
    for (size_t i = 0; i < o->profile_count; i++) {
        const profile *p = &o->profiles[i];
        int64_t slot_ms = 0, last_ms = 0, id = 0;
        if (!schedule_last(p->slots, catalogue_calendar(c), now_ms, &slot_ms))
            continue;
        TRY(ledger_last_slot(l, MESSAGE_DIGEST, p->name, &last_ms));
        /* A digest sent on demand after the slot has told all that the slot's would. */
        if (slot_ms <= last_ms)
            continue;
        error err = bulletin_queue(o, c, l, p, slot_ms, &id);
        if (err.code != ERR_EXISTS)
            TRY(err);
    }
    return OK;
}

int64_t bulletin_next_due(const notifier_options *o, const catalogue *c, int64_t now_ms)
{
    int64_t earliest = INT64_MAX, slot_ms;
    for (size_t i = 0; i < o->profile_count; i++)
        if (schedule_next(o->profiles[i].slots, catalogue_calendar(c), now_ms, &slot_ms) &&
            slot_ms < earliest)
            earliest = slot_ms;
    return earliest;
}
