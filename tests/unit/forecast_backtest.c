/* Judges made-up histories half-way and compares what was foretold with how they end: statuses "at
 * risk" and "behind" beside the straight line through the first and the last report.
 *
 * What it shows: noise and odd reports mislead ours less, and a course that slows down is seen
 * sooner; of an S-curve or a standstill that will end the straight line makes less. What has not
 * begun yet, such as a late sprint, neither can know. The same histories each time; TIENDO_SEED=n
 * makes others. */
#include "status_fixture.h"

#include "model/forecast.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
    HISTORIES = 4000, /* of each course: enough for thousandths to be more than luck */
    WHOLE = 1000000,  /* the way from the first value to the target; the time to the deadline */
    MONTHS_MAX = 18,
    CASES = 100000, /* denominator of a share */
};

/* How a figure makes its way. */
typedef enum course { STEADY, SLOWING, S_CURVE, SPRINT, STALL, COURSES } course;

static const char *const course_names[] = {"steady", "slowing", "s-curve", "late sprint", "stall"};

/* Marsaglia's xorshift64*. */
static uint64_t random_state;

static uint64_t next_random(void)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return random_state * UINT64_C(2685821657736338717);
}

static int64_t between(int64_t least, int64_t most)
{
    return least + (int64_t)(next_random() % (uint64_t)(most - least + 1));
}

static bool one_in(int64_t n)
{
    return between(1, n) == 1;
}

static int64_t seed(void)
{
    const char *text = getenv("TIENDO_SEED");
    return text ? strtoll(text, NULL, 10) : 20240722;
}

/* ---- how it really goes ---------------------------------------------------------------------- */

typedef struct truth {
    course course;
    int64_t strength; /* of WHOLE: how much of the way the course makes in the whole time */
    int64_t bend;     /* of WHOLE: how much of it is bent, the rest is straight */
    int64_t stall_from, stall_until;
    date start, deadline;
    int64_t from, target; /* shares of CASES */
} truth;

static int64_t times(int64_t a, int64_t b)
{
    return a * b / WHOLE;
}

/* The part of the way after the part T of the time, by a course of strength 1. */
static int64_t bent(const truth *h, int64_t t)
{
    switch (h->course) {
    case SLOWING:
        return 2 * t - times(t, t);
    case S_CURVE:
        return 3 * times(t, t) - 2 * times(t, times(t, t));
    case SPRINT:
        return times(t, t);
    case STALL:
        if (t > h->stall_until)
            return t - (h->stall_until - h->stall_from);
        return t > h->stall_from ? h->stall_from : t;
    default:
        return t;
    }
}

static int64_t true_share(const truth *h, date day)
{
    int64_t t = (date_to_days(day) - date_to_days(h->start)) * WHOLE /
                (date_to_days(h->deadline) - date_to_days(h->start));
    int64_t way = times(h->bend, bent(h, t)) + times(WHOLE - h->bend, t);
    return h->from + times(h->target - h->from, times(h->strength, way));
}

static truth make_truth(course c)
{
    truth h = {.course = c,
               .strength = between(WHOLE * 5 / 10, WHOLE * 15 / 10),
               .bend = c == STALL ? WHOLE : between(WHOLE * 4 / 10, WHOLE),
               .stall_from = between(WHOLE * 2 / 10, WHOLE * 7 / 10)};
    h.stall_until = h.stall_from + between(WHOLE * 1 / 10, WHOLE * 4 / 10);
    if (c == STALL)
        h.strength += WHOLE * 2 / 10; /* so that about half of them recover */
    h.start = (date){2023, (uint8_t)between(1, 12), 14};
    h.deadline = date_add_days(h.start, between(12, MONTHS_MAX) * 30 + between(0, 29));
    h.from = between(0, CASES * 3 / 10);
    h.target = h.from + between(CASES * 2 / 10, CASES * 6 / 10);
    return h;
}

/* ---- what is reported of it ------------------------------------------------------------------ */

static int64_t noisy(const truth *h, int64_t share, int64_t noise)
{
    int64_t way = h->target - h->from;
    share += between(-noise, noise) * way / 100;
    return share < 0 ? 0 : share > CASES ? CASES : share;
}

/* Monthly reports up to LAST: noise of up to 3 % of the way, one in ten months missing (never the
 * first or the last one, which would be silence), and in one of three histories a report that is
 * off by 30 to 60 %. */
static history reports_until(const truth *h, period last)
{
    history said = {0};
    int64_t noise = between(0, 3);
    for (period p = period_at(PERIOD_MONTH, h->start);
         date_compare(period_closes(p), period_closes(last)) <= 0;
         p = period_at(PERIOD_MONTH, date_add_days(period_closes(p), 1))) {
        char code[PERIOD_TEXT_MAX];
        if (said.count && !period_equal(p, last) && one_in(10))
            continue;
        int64_t share = noisy(h, true_share(h, period_closes(p)), noise);
        say_share(&said, period_format(p, code, sizeof code), share, CASES);
    }
    if (said.count && one_in(3)) {
        figure *odd = &said.points[between(0, (int64_t)said.count - 1)].figure;
        int64_t off = between(30, 60) * (h->target - h->from) / 100;
        int64_t share = odd->value + (one_in(2) ? off : -off);
        odd->value = share < 0 ? 0 : share > CASES ? CASES : share;
    }
    return said;
}

/* ---- what is foretold ------------------------------------------------------------------------ */

static bool judge_foretells_a_miss(const truth *h, const history *said, date today)
{
    const obligation o = {.code = "SHARE",
                          .kind = OBLIGATION_INDICATOR,
                          .reporters = 1U << LEVEL_DISTRICT,
                          .frequency = PERIOD_MONTH,
                          .is_ratio = true,
                          .measure_unit = "%",
                          .report_type = "",
                          .aggregation = AGGREGATE_RATIO_OF_SUMS,
                          .has_target = true,
                          .target = h->target * 10, /* CASES to 10^-TARGET_DECIMALS percent */
                          .has_deadline = true,
                          .deadline = h->deadline};
    const unit *u = catalogue_unit(made, "384", today);
    judgement j = status_judge(made, &o, u, (series){said->points, said->count}, today);
    assert_true(j.status == STATUS_DONE || j.status == STATUS_ON_TRACK ||
                j.status == STATUS_AT_RISK || j.status == STATUS_BEHIND);
    return j.status == STATUS_AT_RISK || j.status == STATUS_BEHIND;
}

static bool straight_line_foretells_a_miss(const truth *h, const history *said)
{
    sample samples[MONTHS_MAX + 2] = {0};
    for (size_t i = 0; i < said->count; i++)
        samples[i] = (sample){period_closes(said->points[i].period), said->points[i].figure.value};
    if (said->points[said->count - 1].figure.value >= h->target)
        return false;
    forecast f = forecast_first_to_last(samples, said->count, h->target, false);
    return f.known && (!f.reaches || date_compare(f.expected, h->deadline) > 0);
}

/* ---- how good that was ----------------------------------------------------------------------- */

typedef struct tally {
    int64_t hits, false_alarms, misses, quiet;
} tally;

static void count_one(tally *t, bool foretold, bool missed)
{
    t->hits += foretold && missed;
    t->false_alarms += foretold && !missed;
    t->misses += !foretold && missed;
    t->quiet += !foretold && !missed;
}

static void add_tally(tally *sum, const tally *more)
{
    sum->hits += more->hits;
    sum->false_alarms += more->false_alarms;
    sum->misses += more->misses;
    sum->quiet += more->quiet;
}

/* All three in thousandths. */
static int64_t precision(const tally *t)
{
    return t->hits * 1000 / (t->hits + t->false_alarms);
}

static int64_t recall(const tally *t)
{
    return t->hits * 1000 / (t->hits + t->misses);
}

static int64_t f1(const tally *t)
{
    return 2 * t->hits * 1000 / (2 * t->hits + t->false_alarms + t->misses);
}

static void print_part(const char *name, int64_t thousandths)
{
    print_message("  %s %" PRId64 ".%03" PRId64, name, thousandths / 1000, thousandths % 1000);
}

static void print_tally(const char *name, const char *method, const tally *t)
{
    print_message("%-12s %-9s", name, method);
    print_part("precision", precision(t));
    print_part("recall", recall(t));
    print_part("F1", f1(t));
    print_message("  (%" PRId64 " of %d miss)\n", t->hits + t->misses,
                  (int)(t->hits + t->misses + t->false_alarms + t->quiet));
}

static void judge_history(course c, tally *ours, tally *straight)
{
    truth h = make_truth(c);
    int64_t days = date_to_days(h.deadline) - date_to_days(h.start);
    date about = date_add_days(h.start, days * between(40, 80) / 100);
    period last = period_last_closed(PERIOD_MONTH, about);
    date today = date_add_days(period_closes(last), 7); /* all of it has come */
    history said = reports_until(&h, last);
    bool missed = true_share(&h, h.deadline) < h.target;
    count_one(ours, judge_foretells_a_miss(&h, &said, today), missed);
    count_one(straight, straight_line_foretells_a_miss(&h, &said), missed);
}

static void misses_are_foretold_better_than_by_a_straight_line(void **state)
{
    (void)state;
    tally ours[COURSES] = {0}, straight[COURSES] = {0}, all_ours = {0}, all_straight = {0};
    random_state = (uint64_t)seed() * 2 + 1;
    print_message("seed %" PRId64 ", %d histories\n", seed(), COURSES * HISTORIES);
    for (int c = 0; c < COURSES; c++) {
        for (int i = 0; i < HISTORIES; i++)
            judge_history((course)c, &ours[c], &straight[c]);
        print_tally(course_names[c], "ours", &ours[c]);
        print_tally(course_names[c], "straight", &straight[c]);
        add_tally(&all_ours, &ours[c]);
        add_tally(&all_straight, &straight[c]);
    }
    print_tally("all", "ours", &all_ours);
    print_tally("all", "straight", &all_straight);
    assert_true(f1(&all_ours) > f1(&all_straight));
    assert_true(f1(&ours[STEADY]) > f1(&straight[STEADY]));
    assert_true(precision(&ours[STEADY]) >= 900);
    assert_true(recall(&ours[STEADY]) >= 900);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(misses_are_foretold_better_than_by_a_straight_line),
    };
    return cmocka_run_group_tests(tests, fixture_make, fixture_free);
}
