#include "model/tally.h"

#include "model/amount.h"

static bool sums(int64_t *to, int64_t amount, tally_sign sign)
{
    if (sign == TALLY_ADD)
        return amount_add(*to, amount, to);
    return amount != INT64_MIN && amount_add(*to, -amount, to);
}

/* COUNT is a number of units that were added before they are taken off. */
static void count(size_t *to, bool yes, tally_sign sign)
{
    if (yes && sign == TALLY_ADD)
        ++*to;
    else if (yes)
        --*to;
}

static bool apply_amounts(tally *t, int64_t value, int64_t denominator, tally_sign sign)
{
    int64_t before = t->value;
    if (!sums(&t->value, value, sign))
        return false;
    if (sums(&t->denominator, denominator, sign))
        return true;
    t->value = before;
    return false;
}

bool tally_apply(tally *t, const obligation *o, const point *said, tally_sign sign)
{
    figure f = {0};
    bool has = said->kind == REPORT_TASK;
    bool positive = has && said->state == TASK_DONE;
    if (said->kind == REPORT_FIGURE && figure_normalise(o, &said->figure, &f)) {
        has = true;
        positive = f.value > 0;
    } else if (has) {
        f.value = said->percent;
    }
    if (has && !apply_amounts(t, f.value, f.denominator, sign))
        return false;
    count(&t->have, has, sign);
    count(&t->positive, positive, sign);
    count(&t->reported, true, sign);
    return true;
}

bool tally_equal(const tally *a, const tally *b)
{
    return a->value == b->value && a->denominator == b->denominator && a->have == b->have &&
           a->positive == b->positive && a->reported == b->reported;
}

rollup tally_rollup(const tally *t, const obligation *o, size_t expected)
{
    rollup r = {.expected = expected,
                .have = t->have,
                .reported = t->reported,
                .figure = {.value = t->value,
                           .denominator = t->denominator,
                           .is_ratio = o->is_ratio,
                           .decimals = o->decimals}};
    if (o->aggregation == AGGREGATE_COUNT_TRUE)
        r.figure = (figure){.value = (int64_t)t->positive};
    bool one_too_many = o->aggregation == AGGREGATE_PROVINCE_ONLY && r.have != 1;
    r.has_value = r.have > 0 && !one_too_many && o->aggregation != AGGREGATE_NONE;
    return r;
}
