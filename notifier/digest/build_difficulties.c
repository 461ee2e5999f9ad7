/* Difficulties that wait for a decision, and directives that nobody has carried out yet. */
#include "base/i18n.h"
#include "model/check.h"
#include "notifier/digest/build.h"
#include "store/store_difficulty.h"
#include "store/store_directive.h"

#include <string.h>

/* Whoever has more to tell has something else to do first. */
enum { MATTERS_MAX = 5000 };

/* What was refused at entry is not shown even if it came in by another way. */
static const char *fit_text(building *b, const char *text)
{
    return check_text_is_barred(text)
               ? build_copy(b,
                            _("(Không hiển thị: nội dung có số định danh cá nhân hoặc dấu mật.)"))
               : build_copy(b, text);
}

static bool is_field_of_profile(const building *b, const obligation *o)
{
    return !o || view_has(&b->everybody, o);
}

static bool unit_is_mine(const building *b, const char *code)
{
    const unit *u = *code ? catalogue_unit(b->rules, code, b->today) : NULL;
    return u ? build_is_mine(b, u) : b->mine.unit_count == 0;
}

/* ---- difficulties ---------------------------------------------------------------------------- */

/* Who has it: the last step's agency, whom it was addressed to, or the lead agency of the day. */
static const char *agency_of(const building *b, const stored_difficulty *row)
{
    const obligation *o = catalogue_obligation(b->rules, row->obligation);
    if (*row->agency)
        return row->agency;
    if (*row->addressed_to)
        return row->addressed_to;
    return o ? obligation_terms(o, NULL, b->today).lead : "";
}

/* Nobody in particular: the standing agency. */
static digest_party agency_party(building *b, const char *code)
{
    const char *standing = build_copy(b, _("cơ quan thường trực"));
    return *code ? build_party(b, code) : (digest_party){"", standing, standing};
}

static bool was_told(const digest *before, int64_t id)
{
    for (size_t i = 0; i < before->difficulty_count; i++)
        if (before->difficulties[i].id == id)
            return true;
    return false;
}

/* New is what was raised since; what an earlier digest had no room for is not. */
static bool is_new(const building *b, const stored_difficulty *row)
{
    const digest *before = b->request->previous;
    return before && row->raised_at_ms > before->as_of_ms && !was_told(before, row->id);
}

static bool take_difficulty(void *context, const stored_difficulty *row)
{
    building *b = context;
    digest *d = b->digest;
    const obligation *o = catalogue_obligation(b->rules, row->obligation);
    const char *agency = agency_of(b, row);
    bool mine = unit_is_mine(b, row->unit) || (*agency && unit_is_mine(b, agency));
    if (!difficulty_is_open(row->state) || !mine || !is_field_of_profile(b, o))
        return true;
    if (d->difficulty_count == MATTERS_MAX) {
        d->difficulties_left_out++;
        return true;
    }
    digest_difficulty *items = build_grow(b, d->difficulties, d->difficulty_count, sizeof *items);
    if (!items)
        return false;
    d->difficulties = items;
    items[d->difficulty_count++] =
        (digest_difficulty){.id = row->id,
                            .unit = build_party(b, row->unit),
                            .agency = agency_party(b, agency),
                            .obligation = build_copy(b, row->obligation),
                            .obligation_name = build_copy(b, o ? o->name : ""),
                            .text = fit_text(b, row->text),
                            .raised_ms = row->raised_at_ms,
                            .age_days = difficulty_age_days(row->raised_at_ms, b->digest->as_of_ms),
                            .state = row->state,
                            .central = row->state == DIFFICULTY_ESCALATED,
                            .reference = build_copy(b, row->reference),
                            .is_new = is_new(b, row)};
    return !b->failed;
}

error build_difficulties(building *b)
{
    return b->before_ms ? store_difficulties(b->store, 0, b->before_ms, take_difficulty, b)
                        : store_waiting_difficulties(b->store, take_difficulty, b);
}

/* ---- directives
 * ----------------------------------------------------------------------------------- */

/* About a difficulty until that is closed; about another report until another one counts. */
static bool is_open(const building *b, const issued_directive *row)
{
    const obligation *o = catalogue_obligation(b->rules, row->obligation);
    period p;
    if (row->kind == REPORT_DIFFICULTY)
        return difficulty_is_open(row->state);
    if (!o || !b->board || period_parse(row->period, &p).code)
        return !row->received_at_ms;
    const point *said = board_point(b->board, o, row->unit, p, row->breakdown);
    return said && said->report == row->report;
}

static bool take_directive(void *context, const issued_directive *row)
{
    building *b = context;
    digest *d = b->digest;
    const obligation *o = catalogue_obligation(b->rules, row->obligation);
    if (!unit_is_mine(b, row->unit) || !is_field_of_profile(b, o) || !is_open(b, row))
        return true;
    if (d->directive_count == MATTERS_MAX) {
        d->directives_left_out++;
        return true;
    }
    digest_directive *items = build_grow(b, d->directives, d->directive_count, sizeof *items);
    if (!items)
        return false;
    d->directives = items;
    items[d->directive_count++] =
        (digest_directive){.id = row->id,
                           .unit = build_party(b, row->unit),
                           .sender = build_copy(b, row->sender),
                           .text = fit_text(b, row->text),
                           .obligation = build_copy(b, row->obligation),
                           .issued_ms = row->issued_at_ms,
                           .age_days = difficulty_age_days(row->issued_at_ms, d->as_of_ms),
                           .received = row->received_at_ms != 0};
    return !b->failed;
}

error build_directives(building *b)
{
    return store_issued_directives(b->store, b->before_ms, take_directive, b);
}
