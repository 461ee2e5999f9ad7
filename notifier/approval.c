#include "notifier/approval.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/text.h"
#include "model/check.h"
#include "notifier/addressing.h"
#include "notifier/bulletin.h"
#include "notifier/composition.h"
#include "notifier/digest/digest_json.h"
#include "notifier/draft_note.h"

#include <inttypes.h>
#include <string.h>

/* ---- asking ---------------------------------------------------------------------------------- */

static error describe(arena *a, const office *at, const profile *p, int64_t id, const message *m,
                      int64_t due_ms, draft_facts *out)
{
    address_list to;
    TRY(address_message(a, at->options, m, &p->to, &p->also, clock_now_ms(), &to));
    *out = (draft_facts){.number = id,
                         .to = to.items,
                         .to_count = to.count,
                         .due_ms = due_ms,
                         .sends_if_silent = p->approval.sends_if_silent};
    return OK;
}

static error add_draft(arena *a, const office *at, const profile *p, int64_t id, int64_t due_ms)
{
    message real, draft;
    draft_facts facts;
    address_list to;
    int64_t draft_id, now_ms = clock_now_ms();
    TRY(ledger_read(at->ledger, id, a, &real));
    TRY(describe(a, at, p, id, &real, due_ms, &facts));
    TRY(draft_compose(a, &real, &facts, &draft));
    TRY(address_message(a, at->options, &draft, &p->approval.by, NULL, now_ms, &to));
    error err =
        ledger_add(at->ledger, &draft, to.items, to.count, DELIVERY_QUEUED, now_ms, &draft_id);
    if (err.code == ERR_EXISTS)
        return OK;
    TRY(err);
    log_info("draft-queued", "digest=%" PRId64 " draft=%" PRId64 " to=%zu", id, draft_id, to.count);
    return OK;
}

error approval_ask(const office *at, const profile *p, int64_t id, int64_t due_ms)
{
    arena *a = arena_new(0);
    error err = a ? add_draft(a, at, p, id, due_ms) : error_no_memory();
    arena_free(a);
    TRY(err);
    return ledger_approval_ask(at->ledger, id, due_ms, p->approval.sends_if_silent, clock_now_ms());
}

/* ---- answering ------------------------------------------------------------------------------- */

static error check_words(const char *what, const char *text, size_t most)
{
    error err = text_check(text, strlen(text), most, true);
    if (err.code)
        return error_make(ERR_INVALID, "%s: %s", what, err.text);
    if (!check_text_is_barred(text))
        return OK;
    return error_make(ERR_INVALID,
                      _("%s: có số định danh cá nhân hoặc dấu hiệu bí mật nhà nước, không được đưa "
                        "vào bản tin"),
                      what);
}

static error append_remark(digest *d, const char *who, const char *text, int64_t now_ms)
{
    digest_remark *all = arena_alloc(d->memory, (d->remark_count + 1) * sizeof *all);
    if (!all)
        return error_no_memory();
    if (d->remark_count)
        memcpy(all, d->remarks, d->remark_count * sizeof *all);
    all[d->remark_count] = (digest_remark){.author = arena_strdup(d->memory, who),
                                           .text = arena_strdup(d->memory, text),
                                           .at_ms = now_ms};
    if (!all[d->remark_count].author || !all[d->remark_count].text)
        return error_no_memory();
    d->remarks = all;
    d->remark_count++;
    return OK;
}

/* The same files as before, made again. */
static unsigned attachments_of(const message *m)
{
    unsigned bits = 0;
    for (size_t i = 0; i < m->part_count; i++)
        bits |= attachment_of_name(m->parts[i].name);
    return bits;
}

/* The message ID as it is with a remark more; its figures stay. */
static error with_remark(arena *a, const office *at, int64_t id, const char *who, const char *text,
                         int64_t now_ms, message *out)
{
    digest *d;
    TRY(ledger_read(at->ledger, id, a, out));
    TRY(digest_from_json(&d, out->frozen));
    error err = append_remark(d, who, text, now_ms);
    if (!err.code)
        err = compose_digest(a, d, attachments_of(out), out);
    digest_free(d);
    return err;
}

static error say(arena *a, const office *at, int64_t id, approval_word word, const char *who,
                 const char *text, bool *went_out)
{
    ledger_approval from;
    approval_step step;
    message changed;
    int64_t now_ms = clock_now_ms();
    const bool remarks = word == WORD_REMARK;
    TRY(ledger_approval_read(at->ledger, id, a, &from));
    TRY(approval_decide(from.state, word, from.due_ms, from.sends_if_silent, now_ms, &step));
    if (remarks)
        TRY(with_remark(a, at, id, who, text, now_ms, &changed));
    const ledger_act act = {now_ms, who, step.act, text};
    TRY(ledger_approval_step(at->ledger, &from, &step, &act, remarks ? &changed : NULL));
    *went_out = step.goes_out;
    return OK;
}

error approval_say(const office *at, int64_t id, approval_word word, const char *who,
                   const char *text, bool *went_out)
{
    TRY(check_words("--by", who, WHO_MAX));
    TRY(check_words(word == WORD_REMARK ? "--remark" : "--reason", text, REMARK_MAX));
    arena *a = arena_new(0);
    error err = a ? say(a, at, id, word, who, text, went_out) : error_no_memory();
    arena_free(a);
    return err;
}

/* ---- the clock ------------------------------------------------------------------------------- */

static error let_go(arena *a, const office *at, int64_t now_ms, bool *found)
{
    ledger_approval from;
    approval_step step;
    arena_reset(a);
    TRY(ledger_approval_due(at->ledger, now_ms, a, &from, found));
    if (!*found)
        return OK;
    TRY(approval_decide(from.state, WORD_TIME, from.due_ms, from.sends_if_silent, now_ms, &step));
    const ledger_act act = {now_ms, "", step.act, ""};
    error err = ledger_approval_step(at->ledger, &from, &step, &act, NULL);
    /* Somebody spoke in between: it is looked at again. */
    if (err.code == ERR_BUSY)
        return OK;
    TRY(err);
    log_info("approval", "digest=%" PRId64 " profile=%s act=%s", from.message,
             log_value(from.profile), approval_act_code(step.act));
    return OK;
}

/* A digest that was held when the program was killed, before anybody was asked. */
static error ask_again(arena *a, const office *at, int64_t now_ms, bool *found)
{
    int64_t id, slot_ms;
    const char *name;
    arena_reset(a);
    TRY(ledger_approval_unasked(at->ledger, a, &id, &name, &slot_ms, found));
    if (!*found)
        return OK;
    const profile *p = notifier_profile(at->options, name);
    if (p && p->approval.by.count)
        return approval_ask(at, p, id, bulletin_due(p, slot_ms, now_ms));
    return ledger_skip(at->ledger, id,
                       _("cấu hình không còn yêu cầu duyệt bản tin này, nên không ai được hỏi"),
                       now_ms);
}

error approval_tick(const office *at, int64_t now_ms)
{
    arena *a = arena_new(0);
    bool found = true;
    error err = a ? OK : error_no_memory();
    while (!err.code && found)
        err = ask_again(a, at, now_ms, &found);
    for (found = true; !err.code && found;)
        err = let_go(a, at, now_ms, &found);
    arena_free(a);
    return err;
}
