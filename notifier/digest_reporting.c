#include "notifier/digest_model.h"

#include <string.h>

enum { UNITS_MAX = 1024, SHOWN_AFTER_CLOSING_DAYS = 40, NAMES_MAX = 40, NAMES_SHORT_MAX = 6 };

/* First receipt of each unit for the period at hand. */
typedef struct receipts {
    const catalogue *rules;
    int64_t as_of_ms;
    int64_t first_ms[UNITS_MAX]; /* by the unit's place in the catalogue; 0: none */
} receipts;

static bool note_receipt(void *context, const period_activity *row)
{
    receipts *r = context;
    for (size_t i = 0; i < catalogue_unit_count(r->rules) && i < UNITS_MAX; i++)
        if (row->first_ms <= r->as_of_ms &&
            strcmp(catalogue_unit_at(r->rules, i)->code, row->unit) == 0)
            r->first_ms[i] = row->first_ms;
    return true;
}

/* Districts are counted: they are who the province expects every month. Departments report on
 * obligations of their own, whose coverage stands beside each figure. */
static bool must_report(const building *b, const unit *u, period p)
{
    if (u->level != LEVEL_DISTRICT || !unit_valid_on(u, period_closes(p)))
        return false;
    for (size_t i = 0; i < catalogue_obligation_count(b->rules); i++) {
        const obligation *o = catalogue_obligation_at(b->rules, i);
        if (o->frequency == p.kind && obligation_is_reported_by(o, u))
            return true;
    }
    return false;
}

typedef struct names {
    texts missing, late;
} names;

static void count_unit(building *b, reporting *r, names *n, const unit *u, date due,
                       int64_t first_ms)
{
    r->expected++;
    if (!first_ms) {
        digest_add(b, &n->missing, digest_unit_name(b, u->code));
        return;
    }
    r->reported++;
    if (date_compare(clock_local_date(first_ms), due) <= 0) {
        r->on_time++;
        return;
    }
    r->late++;
    digest_add(b, &n->late, digest_unit_name(b, u->code));
}

static error build_one(building *b, period p)
{
    char code[PERIOD_TEXT_MAX], name[PERIOD_NAME_MAX], due_text[16];
    receipts seen = {.rules = b->rules, .as_of_ms = b->digest->request.as_of_ms};
    date due = catalogue_due_date(b->rules, NULL, p, LEVEL_DISTRICT);
    TRY(store_period_activity(b->store, period_format(p, code, sizeof code), note_receipt, &seen));
    reporting *r = &b->digest->reportings[b->digest->reporting_count];
    names n = {0};
    date_format_vi(due, due_text, sizeof due_text);
    r->period = digest_say(b, "%s", period_name(p, name, sizeof name));
    r->due = digest_say(b, "%s", due_text);
    r->days_late = date_to_days(b->today) - date_to_days(due);
    r->due_passed = r->days_late > 0;
    for (size_t i = 0; i < catalogue_unit_count(b->rules) && i < UNITS_MAX; i++)
        if (must_report(b, catalogue_unit_at(b->rules, i), p))
            count_unit(b, r, &n, catalogue_unit_at(b->rules, i), due, seen.first_ms[i]);
    r->missing_count = n.missing.count;
    r->missing = digest_join(b, &n.missing, NAMES_MAX);
    r->missing_short = digest_join(b, &n.missing, NAMES_SHORT_MAX);
    r->late_units = digest_join(b, &n.late, NAMES_MAX);
    b->digest->reporting_count += r->expected > 0;
    return OK;
}

error digest_build_reportings(building *b)
{
    static const period_kind longer[] = {PERIOD_QUARTER, PERIOD_HALF_YEAR};
    TRY(build_one(b, b->month));
    for (size_t i = 0; i < sizeof longer / sizeof *longer; i++) {
        period p = period_last_closed(longer[i], b->today);
        int64_t since = date_to_days(b->today) - date_to_days(period_closes(p));
        if (since <= SHOWN_AFTER_CLOSING_DAYS)
            TRY(build_one(b, p));
    }
    return OK;
}
