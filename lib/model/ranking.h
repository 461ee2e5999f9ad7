/* ranking.h - a unit's score and its place among units of its kind (xếp hạng).
 *
 * The formula is our own, set by catalogue_scoring(), and no official ranking: whatever shows a
 * score shows ranking_mark() beside it, and the published scores (such as the DTI) as well.
 *
 *   part    = share of the target that is reached, 0 to 100 %:
 *             value / target; where lower is better, 100 % when reached, else target / value.
 *             A missing figure gives 0, and so does one that awaits confirmation.
 *   results = sum of weight * part / sum of weight, over the obligations that the unit reports on
 *             and that have a weight and a target for it
 *   total   = results' share * results + discipline's share * rate of scored reports in time
 *
 * Every part is rounded to 10^-4, results and rate are, and once more the total to 10^-2 points,
 * half away from zero: from the shown figures everybody gets the shown total. Of a unit without any
 * such obligation discipline alone counts, of one that had nothing to report yet results alone; one
 * with neither is not ranked. Pure. */
#pragma once
#include "base/error.h"
#include "model/discipline.h"

typedef struct score_part {
    const obligation *obligation;
    unsigned weight;
    bool has_value;        /* false: missing, and to be shown as missing */
    bool unconfirmed;      /* has a value that is worth no score yet */
    int64_t value, target; /* 10^-TARGET_DECIMALS */
    int64_t points;        /* share reached, 0 … RANKING_FULL */
} score_part;

/* 100 %, of a part in 10^-4, of results, discipline and total in 10^-2 points of 100. */
enum { RANKING_FULL = 10000 };

typedef struct score {
    const unit *unit;
    const score_part *parts;
    size_t part_count;
    discipline discipline;
    bool has_results, has_discipline, ranked;
    int64_t results, discipline_points, total;
    size_t rank;        /* from 1; 0: not ranked */
    size_t rank_before; /* 0: was not ranked */
} score;

/* Begins the part of O in U's score on DAY, its figure missing; false when O does not count for U:
 * not reported by it, without weight or without a target of its own. */
bool ranking_part(score_part *p, const obligation *o, const unit *u, date day);
/* Where U stands with it, in 10^-TARGET_DECIMALS of the measure unit (of percent for a ratio).
 * SCORED: whether the report is worth a score, by discipline_is_scored(). */
void ranking_part_reached(score_part *p, int64_t value, bool scored);

/* Fills in results, discipline_points and total from S's parts and discipline. */
void ranking_score(score *s, const scoring *f);

/* Sorts SCORES of one group (districts, departments or communes), highest total first, and gives
 * ranks: equal totals share one and the next is skipped (1, 2, 2, 4), listed by name and code. Who
 * is not ranked comes last. */
void ranking_order(score *scores, size_t n);

/* Places gained since the ranking before, below 0 when lost; 0 when it was not or is not ranked. */
int64_t ranking_movement(const score *s);

enum { RANKING_TEXT_MAX = 300 };
/* One line by which the unit can compute its total again: "… 70% × 63,25 + 30% × 88,89 = 70,94 …",
 * with ranking_mark(). Errors: ERR_LIMIT when OUT is too small. */
error ranking_explain(const score *s, const scoring *f, char *out, size_t size);

/* "Cách tính riêng của hệ thống, không phải xếp hạng chính thức", translated. */
const char *ranking_mark(void);
