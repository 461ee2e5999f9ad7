#include "model/discipline.h"

#include "model/amount.h"

#include <string.h>

enum { PERCENT = 100, RATE_DECIMALS = 2 };

const char DISCIPLINE_EARLY_ZERO[] = "early-zero";
const char DISCIPLINE_REPEATED_VALUE[] = "repeated-value";

const char *const discipline_names[] = {
    [EXPECTED_REPORTS] = "EXPECTED_REPORTS",
    [ACTUAL_REPORTS] = "ACTUAL_REPORTS",
    [ACTUAL_REPORTS_ON_TIME] = "ACTUAL_REPORTS_ON_TIME",
    [REPORTING_RATE] = "REPORTING_RATE",
    [REPORTING_RATE_ON_TIME] = "REPORTING_RATE_ON_TIME",
    [DISCIPLINE_MEASURES] = NULL,
};

attendance discipline_attendance(const catalogue *c, const obligation *o, const unit *u, period p,
                                 const point *said, bool rejected)
{
    if (!said)
        return rejected ? ATTENDANCE_REJECTED : ATTENDANCE_MISSING;
    if (said->returned)
        return ATTENDANCE_RETURNED;
    date last_day = catalogue_on_time_until(c, o, p, u->level);
    bool late = date_compare(clock_local_date(said->first_ms), last_day) > 0;
    return late ? ATTENDANCE_LATE : ATTENDANCE_ON_TIME;
}

bool discipline_is_scored(const point *said)
{
    return !said->unconfirmed || (strcmp(said->warning, DISCIPLINE_EARLY_ZERO) != 0 &&
                                  strcmp(said->warning, DISCIPLINE_REPEATED_VALUE) != 0);
}

/* ---- counting -------------------------------------------------------------------------------- */

void discipline_add(discipline *d, attendance a, const point *said)
{
    d->expected++;
    d->missing += a == ATTENDANCE_MISSING;
    d->rejected += a == ATTENDANCE_REJECTED;
    d->returned += a == ATTENDANCE_RETURNED;
    d->late += a == ATTENDANCE_LATE;
    d->on_time += a == ATTENDANCE_ON_TIME;
    d->actual += a == ATTENDANCE_ON_TIME || a == ATTENDANCE_LATE;
    if (!said)
        return;
    d->corrected += said->corrections > 0;
    d->nothing += said->kind == REPORT_NOTHING;
    d->unscored += a == ATTENDANCE_ON_TIME && !discipline_is_scored(said);
}

void discipline_merge(discipline *d, const discipline *more)
{
    d->expected += more->expected;
    d->actual += more->actual;
    d->on_time += more->on_time;
    d->missing += more->missing;
    d->late += more->late;
    d->returned += more->returned;
    d->rejected += more->rejected;
    d->corrected += more->corrected;
    d->nothing += more->nothing;
    d->unscored += more->unscored;
}

static bool rate_of(const discipline *d, size_t part, int64_t *rate)
{
    return amount_ratio((int64_t)part, (int64_t)d->expected, PERCENT, RATE_DECIMALS, rate);
}

bool discipline_reporting_rate(const discipline *d, int64_t *rate)
{
    return rate_of(d, d->actual, rate);
}

bool discipline_on_time_rate(const discipline *d, int64_t *rate)
{
    return rate_of(d, d->on_time, rate);
}

bool discipline_scored_rate(const discipline *d, int64_t *rate)
{
    return rate_of(d, d->on_time - d->unscored, rate);
}

bool discipline_value(const discipline *d, discipline_measure m, int64_t *value)
{
    switch (m) {
    case EXPECTED_REPORTS:
        *value = (int64_t)d->expected;
        return true;
    case ACTUAL_REPORTS:
        *value = (int64_t)d->actual;
        return true;
    case ACTUAL_REPORTS_ON_TIME:
        *value = (int64_t)d->on_time;
        return true;
    case REPORTING_RATE:
        return discipline_reporting_rate(d, value);
    case REPORTING_RATE_ON_TIME:
        return discipline_on_time_rate(d, value);
    case DISCIPLINE_MEASURES:
        break;
    }
    return false;
}

/* ---- figures that look like no work ---------------------------------------------------------- */

bool discipline_is_early_zero(const obligation *o, const point *said)
{
    return o->kind == OBLIGATION_INDICATOR && said->kind == REPORT_FIGURE &&
           said->figure.value == 0 &&
           date_compare(clock_local_date(said->last_ms), period_closes(said->period)) <= 0;
}

/* The same number, whatever decimals it was sent with. What does not fit the finer of both is
 * another number. */
static bool same_amount(int64_t a, unsigned a_decimals, int64_t b, unsigned b_decimals)
{
    unsigned finer = a_decimals > b_decimals ? a_decimals : b_decimals;
    int64_t x, y;
    return amount_rescale(a, a_decimals, finer, &x) && amount_rescale(b, b_decimals, finer, &y) &&
           x == y;
}

static bool is_all_there_is(const obligation *o, const figure *f)
{
    if (f->is_ratio)
        return f->value == f->denominator;
    return same_amount(f->value, f->decimals, o->max, o->decimals);
}

bool discipline_is_repeated(const obligation *o, const point *before, const point *said)
{
    if (!before || before->kind != REPORT_FIGURE || said->kind != REPORT_FIGURE ||
        !period_equal(before->period, period_previous(said->period)))
        return false;
    const figure *a = &before->figure, *b = &said->figure;
    return b->value != 0 && !is_all_there_is(o, b) && a->is_ratio == b->is_ratio &&
           same_amount(a->value, a->decimals, b->value, b->decimals) &&
           same_amount(a->denominator, a->decimals, b->denominator, b->decimals);
}

size_t discipline_streak(const bool *whole, size_t count)
{
    size_t n = 0;
    while (n < count && whole[n])
        n++;
    return n;
}
