#include "province.h"

#include "aggregator/standings.h"
#include "store/store_batch.h"
#include "store/store_difficulty.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WAITING_MAX = 4096, HOUR = 3600 * 1000, RATIO_OF = 1000 };

#define DAY (24 * (int64_t)HOUR)

/* Something that will be done later to a report: a correction, a confirmation, an answer. */
typedef struct waiting {
    int64_t due_ms, report;
    size_t cell;
    period said;
    bool answers; /* a difficulty, else mends a figure */
} waiting;

struct province {
    const catalogue *rules, *changed;
    store *store;
    standings *standings;
    store_batch *batch;
    uint64_t seed;
    uint64_t *sequences; /* by row of the unit */
    period *said;        /* by obligation and unit: the last period that was reported */
    waiting later[WAITING_MAX];
    size_t later_count;
    int64_t lived_ms, last_report;
    province_counts counts;
    bool failed;
};

uint64_t province_dice(uint64_t seed, uint64_t a, uint64_t b, uint64_t c)
{
    uint64_t x =
        seed ^ (a * 0x9e3779b97f4a7c15U) ^ (b * 0xbf58476d1ce4e5b9U) ^ (c * 0x94d049bb133111ebU);
    for (int i = 0; i < 2; i++) {
        x ^= x >> 30;
        x *= 0xbf58476d1ce4e5b9U;
        x ^= x >> 27;
        x *= 0x94d049bb133111ebU;
        x ^= x >> 31;
    }
    return x;
}

static unsigned chance(const province *p, uint64_t a, uint64_t b, uint64_t c)
{
    return (unsigned)(province_dice(p->seed, a, b, c) % 1000);
}

/* ---- life ------------------------------------------------------------------------------------ */

static void must(province *p, error err)
{
    if (err.code && !p->failed) {
        fprintf(stderr, "%s\n", err.text);
        p->failed = true;
    }
}

province *province_new(const char *store_path, const catalogue *shipped, const catalogue *changed,
                       uint64_t seed)
{
    province *p = calloc(1, sizeof *p);
    size_t units = catalogue_unit_count(shipped),
           cells = units * catalogue_obligation_count(shipped);
    if (!p)
        return NULL;
    p->rules = shipped;
    p->changed = changed;
    p->seed = seed;
    p->sequences = calloc(units, sizeof *p->sequences);
    p->said = calloc(cells, sizeof *p->said);
    p->batch = store_batch_new();
    must(p, p->sequences && p->said && p->batch ? OK : error_no_memory());
    must(p, store_open_writer(&p->store, store_path));
    if (!p->failed)
        must(p, standings_open(&p->standings, p->store, shipped));
    if (!p->failed)
        return p;
    province_free(p);
    return NULL;
}

void province_free(province *p)
{
    if (!p)
        return;
    standings_close(p->standings);
    store_close(p->store);
    store_batch_free(p->batch);
    free(p->sequences);
    free(p->said);
    free(p);
}

const catalogue *province_rules(const province *p)
{
    return p->rules;
}

province_counts province_counted(const province *p)
{
    return p->counts;
}

/* ---- units and their lines ------------------------------------------------------------------- */

static int64_t row_of(const province *p, const unit *u)
{
    return u - catalogue_unit_at(p->rules, 0);
}

static bool day_is(date day, int16_t year, uint8_t month, uint8_t first, uint8_t last)
{
    return day.year == year && day.month == month && day.day >= first && day.day <= last;
}

/* One week in fifty a unit has no line from Tuesday on, for one to four days; and twice a year
 * nobody has. */
static bool is_cut_off(const province *p, const unit *u, int64_t now_ms)
{
    date today = clock_local_date(now_ms);
    int64_t monday = date_to_days(today) - date_weekday(today) + 1;
    uint64_t roll = province_dice(p->seed, 1, (uint64_t)row_of(p, u), (uint64_t)monday);
    int days = 1 + (int)(roll / 1000 % 4);
    bool alone = roll % 1000 < 20 && date_weekday(today) >= 2 && date_weekday(today) < 2 + days;
    return alone || day_is(today, 2024, 10, 15, 15) || day_is(today, 2025, 3, 10, 11);
}

static void greet(province *p, const unit *u, int64_t now_ms)
{
    unsigned char id[STORE_STREAM_ID_SIZE] = {0};
    int64_t row = row_of(p, u);
    memcpy(id, &row, sizeof row);
    const stream_greeting g = {id, row + 1, u->code, "key", "collector/1", 0, now_ms};
    must(p, store_batch_greet(p->batch, &g));
    p->counts.greetings++;
}

/* ---- reports --------------------------------------------------------------------------------- */

static size_t cell_of(const province *p, const obligation *o, const unit *u)
{
    size_t column = (size_t)(o - catalogue_obligation_at(p->rules, 0));
    return column * catalogue_unit_count(p->rules) + (size_t)row_of(p, u);
}

/* In thousandths of the target: where U has come with O by DAY. Six of ten get there. */
static int64_t progress(const province *p, const obligation *o, const unit *u, date day)
{
    int64_t months = (day.year - 2024) * 12 + day.month - 6;
    unsigned roll = chance(p, 2, cell_of(p, o, u), 0);
    int64_t pace = roll < 600 ? 70 + roll % 90 : roll < 850 ? 25 + roll % 30 : roll % 9;
    int64_t wobble = (int64_t)chance(p, 3, cell_of(p, o, u), (uint64_t)months) % 15;
    int64_t done = 350 + (int64_t)chance(p, 4, cell_of(p, o, u), 0) / 5 + months * pace + wobble;
    return done < 1040 ? done : 1040;
}

static int64_t power_of_ten(unsigned n)
{
    int64_t x = 1;
    while (n--)
        x *= 10;
    return x;
}

static figure figure_of(const obligation *o, int64_t thousandths)
{
    int64_t target = o->has_target ? o->target : 50 * power_of_ten(TARGET_DECIMALS);
    int64_t scale = power_of_ten(TARGET_DECIMALS);
    int64_t value = target / 1000 * (o->lower_is_better ? 2000 - thousandths : thousandths);
    if (!o->is_ratio)
        return (figure){.value = value / scale * power_of_ten(o->decimals),
                        .decimals = o->decimals};
    value = value * RATIO_OF / 100 / scale;
    return (figure){
        .is_ratio = true, .value = value < RATIO_OF ? value : RATIO_OF, .denominator = RATIO_OF};
}

static report content(const obligation *o, const unit *u, const char *period_code,
                      int64_t thousandths)
{
    report r = {.kind = REPORT_FIGURE,
                .unit = u->code,
                .obligation = o->code,
                .period = period_code,
                .breakdown = "",
                .source = "",
                .text = "",
                .addressed_to = "",
                .figure = figure_of(o, thousandths)};
    if (o->kind == OBLIGATION_INDICATOR)
        return r;
    r.kind = REPORT_TASK;
    r.percent = thousandths < 1000 ? (unsigned)(thousandths / 10) : 100;
    r.state = r.percent == 100 ? TASK_DONE : TASK_IN_PROGRESS;
    return r;
}

static void send(province *p, const report *r, const unit *u, const verdict *v, int64_t now_ms)
{
    int64_t row = row_of(p, u);
    report sent = *r;
    sent.sequence = ++p->sequences[row];
    if (r->kind == REPORT_FIGURE || r->kind == REPORT_TASK)
        must(p, standings_take(p->standings, &sent, v, now_ms));
    must(p, store_batch_report(p->batch, row + 1, &sent, v, now_ms));
    must(p, store_batch_advance(p->batch, row + 1, sent.sequence, now_ms));
    p->last_report++;
    p->counts.reports++;
}

static void do_later(province *p, waiting w)
{
    if (p->later_count < WAITING_MAX)
        p->later[p->later_count++] = w;
}

static void say(province *p, const obligation *o, const unit *u, period said, int64_t now_ms)
{
    static const verdict yes = {.outcome = ACCEPTED, .code = "accepted"};
    static const verdict odd = {.outcome = ACCEPTED_WITH_WARNING,
                                .code = "jump",
                                .message = "cao bất thường so với các kỳ trước"};
    char code[PERIOD_TEXT_MAX];
    size_t cell = cell_of(p, o, u);
    unsigned roll = chance(p, 5, cell, (uint64_t)now_ms);
    int64_t thousandths = progress(p, o, u, clock_local_date(now_ms));
    bool looks_odd = roll < 8 && o->kind == OBLIGATION_INDICATOR;
    if (roll < 30) /* mistyped, to be corrected */
        thousandths = thousandths * 6 / 10;
    const report r = content(o, u, period_format(said, code, sizeof code), thousandths);
    send(p, &r, u, looks_odd ? &odd : &yes, now_ms);
    p->said[cell] = said;
    p->counts.warnings += looks_odd;
    if (roll < 30)
        do_later(p, (waiting){now_ms + (1 + roll % 5) * DAY, 0, cell, said, false});
}

/* The day on which U reports on O for SAID. */
static date day_of_report(const province *p, const obligation *o, const unit *u, period said)
{
    date due = catalogue_due_date(p->rules, o, said, u->level);
    date month = period_closes(said);
    uint64_t key = (uint64_t)(month.year * 12 + month.month);
    unsigned habit = chance(p, 6, (uint64_t)row_of(p, u), key);
    unsigned roll = chance(p, 7, cell_of(p, o, u), key * 8 + said.kind);
    if (habit < 40) /* nothing comes from this unit this month, until much later */
        return date_add_days(due, 12 + roll % 20);
    if (roll < 60)
        return date_add_days(due, 1 + roll % 10);
    return date_add_days(due, -(int64_t)(roll % 2));
}

static int64_t hour_of_report(const province *p, const unit *u)
{
    return (9 + (int64_t)chance(p, 8, (uint64_t)row_of(p, u), 0) % 7) * HOUR;
}

static void report_what_is_due(province *p, const obligation *o, const unit *u, int64_t now_ms)
{
    date today = clock_local_date(now_ms);
    period said = period_last_closed(o->frequency, date_add_days(today, 1));
    if (period_equal(p->said[cell_of(p, o, u)], said) || !catalogue_is_owed(p->rules, o, said) ||
        date_compare(today, day_of_report(p, o, u, said)) < 0 ||
        now_ms - clock_day_start_ms(today) < hour_of_report(p, u))
        return;
    say(p, o, u, said, now_ms);
}

/* ---- difficulties and what is done later ------------------------------------------------------
 */

static void raise_difficulty(province *p, const unit *u, int64_t now_ms)
{
    static const verdict yes = {.outcome = ACCEPTED, .code = "accepted"};
    uint64_t roll = province_dice(p->seed, 9, (uint64_t)row_of(p, u), (uint64_t)now_ms);
    const obligation *o =
        catalogue_obligation_at(p->rules, roll / 1000 % catalogue_obligation_count(p->rules));
    if (roll % 1000 >= 3 || !obligation_is_reported_by(o, u))
        return;
    const report r = {.kind = REPORT_DIFFICULTY,
                      .unit = u->code,
                      .obligation = o->code,
                      .period = "2024-Y",
                      .breakdown = "",
                      .source = "",
                      .text = "số liệu mô phỏng",
                      .addressed_to = o->lead};
    send(p, &r, u, &yes, now_ms);
    p->counts.difficulties++;
    do_later(p, (waiting){.due_ms = now_ms + (int64_t)(3 + roll / 7 % 40) * DAY,
                          .report = p->last_report,
                          .answers = true});
}

static void answer(province *p, const waiting *w, int64_t now_ms)
{
    const difficulty_step step = {w->report, now_ms, DIFFICULTY_RESOLVED, "sim@sim",
                                  "",        "",     "đã tháo gỡ"};
    must(p, store_begin(p->store));
    must(p, store_put_difficulty_step(p->store, &step));
    must(p, store_commit(p->store));
    p->counts.answers++;
}

static void mend(province *p, const waiting *w, int64_t now_ms)
{
    static const verdict yes = {.outcome = ACCEPTED, .code = "accepted"};
    size_t units = catalogue_unit_count(p->rules);
    const obligation *o = catalogue_obligation_at(p->rules, w->cell / units);
    const unit *u = catalogue_unit_at(p->rules, w->cell % units);
    char code[PERIOD_TEXT_MAX];
    const report r = content(o, u, period_format(w->said, code, sizeof code),
                             progress(p, o, u, clock_local_date(now_ms)));
    send(p, &r, u, &yes, now_ms);
    p->counts.corrections++;
}

static void do_what_waits(province *p, int64_t now_ms, bool answers)
{
    size_t kept = 0;
    for (size_t i = 0; i < p->later_count; i++) {
        waiting w = p->later[i];
        if (w.due_ms > now_ms || w.answers != answers)
            p->later[kept++] = w;
        else if (answers)
            answer(p, &w, now_ms);
        else
            mend(p, &w, now_ms);
    }
    p->later_count = kept;
}

/* ---- a moment -------------------------------------------------------------------------------- */

static bool has_passed(const province *p, int64_t now_ms, date day, int64_t hour)
{
    int64_t at_ms = clock_day_start_ms(day) + hour * HOUR;
    return at_ms <= now_ms && at_ms > p->lived_ms;
}

static void change_catalogue(province *p, const catalogue *to, int64_t version, int64_t now_ms)
{
    p->rules = to;
    must(p, standings_refill(p->standings, to));
    must(p, store_begin(p->store));
    must(p,
         store_put_catalogue(p->store, version, "nhiều nội dung: hạn dời sang 30/06/2025", now_ms));
    must(p, store_put_event(p->store, "catalogue", "", "", "", "", now_ms));
    must(p, store_commit(p->store));
}

static void units_act(province *p, int64_t now_ms)
{
    date today = clock_local_date(now_ms);
    bool worked = calendar_is_working(catalogue_calendar(p->rules), today);
    for (size_t i = 0; worked && i < catalogue_unit_count(p->rules); i++) {
        const unit *u = catalogue_unit_at(p->rules, i);
        bool reports = false;
        if (!unit_valid_on(u, today) || u->level == LEVEL_PROVINCE || is_cut_off(p, u, now_ms))
            continue;
        for (size_t k = 0; k < catalogue_obligation_count(p->rules); k++)
            reports = reports || obligation_is_reported_by(catalogue_obligation_at(p->rules, k), u);
        if (!reports)
            continue;
        greet(p, u, now_ms);
        for (size_t k = 0; k < catalogue_obligation_count(p->rules); k++)
            if (obligation_is_reported_by(catalogue_obligation_at(p->rules, k), u))
                report_what_is_due(p, catalogue_obligation_at(p->rules, k), u, now_ms);
        raise_difficulty(p, u, now_ms);
    }
}

bool province_live(province *p, int64_t now_ms)
{
    if (p->lived_ms == 0)
        change_catalogue(p, p->rules, 1, now_ms);
    else if (has_passed(p, now_ms, (date){2024, 11, 1}, 10))
        change_catalogue(p, p->changed, 2, now_ms);
    store_batch_reset(p->batch);
    units_act(p, now_ms);
    do_what_waits(p, now_ms, false);
    must(p, standings_settle(p->standings, now_ms, JUDGE_ALL, p->batch));
    must(p, store_begin(p->store));
    must(p, store_write(p->store, p->batch));
    must(p, store_commit(p->store));
    do_what_waits(p, now_ms, true);
    p->lived_ms = now_ms;
    return !p->failed;
}
