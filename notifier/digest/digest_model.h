/* digest_model.h - what a digest says, free of how it is written.
 *
 * Plain data: every figure exact and typed, every sentence in the language of the run. It is built
 * from the store once (digest_build.h), frozen as JSON (digest_json.h), and every rendering is a
 * function of it alone, so that the same digest always gives the same bytes. No store, catalogue or
 * clock is needed to render it. All memory is the digest's arena.
 *
 * Strings are never NULL: "" is nothing. Missing is not zero: see `exact`. */
#pragma once
#include "base/arena.h"
#include "base/clock.h"
#include "model/catalogue.h"
#include "model/difficulty.h"
#include "model/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A figure, exact, that may be missing. UNIT is what is counted: "%", "thẻ", "điểm %", "". */
typedef struct exact {
    bool known;
    int64_t amount; /* in units of 10^-decimals */
    unsigned decimals;
    const char *unit;
} exact;

/* A unit or an agency. SHORT_NAME as leadership writes it: "Mường Lát", "TX Bỉm Sơn", "Sở TTTT". */
typedef struct digest_party {
    const char *code, *name, *short_name;
} digest_party;

typedef struct digest_parties {
    digest_party *items;
    size_t count;
} digest_parties;

typedef struct digest_lines {
    const char **items;
    size_t count;
} digest_lines;

/* What was told to be done, with the terms that hold on the digest's day. */
typedef struct digest_obligation {
    const char *code, *name, *field;
    obligation_kind kind;
    digest_party lead;
    bool has_deadline;
    date deadline;
    const char *deadline_text; /* the source's words: "trước ngày 31/10/2024" */
    int64_t days_left;         /* below 0: past; 0 without a deadline */
} digest_obligation;

/* Where one unit, or the province, stands with an obligation. */
typedef struct digest_standing {
    digest_party unit;
    status status;
    bool is_new;          /* the last digest to this reader said another status, or nothing */
    exact value, target;  /* of a task: percent */
    int64_t percent;      /* of the target; -1: not known */
    int64_t path_percent; /* where its straight path to the target lies, of it; 0: none */
    exact needed_pace, actual_pace; /* per 30 days, in the measure unit */
    bool has_expected;
    date expected;      /* when the target will be reached at the actual pace */
    const char *own;    /* the unit's own judgement, where it differs from the status; else "" */
    const char *reason; /* one sentence with its figures */
    size_t have, expected_units; /* coverage: units with a figure, units that had to report */
} digest_standing;

/* An obligation that is late or at risk: somewhere, or as a whole. Most urgent first. */
typedef struct digest_concern {
    digest_obligation about;
    digest_standing whole; /* the province, or the only unit of the profile */
    size_t overdue, behind, at_risk, silent, done, units; /* how many units of how many */
    digest_standing *worst; /* units that are not as they should be, most urgent first */
    size_t worst_count;
} digest_concern;

/* One point of a trend, oldest first; a period without a figure is not known. */
typedef struct digest_point {
    const char *period; /* "2024-M06" */
    exact value;
} digest_point;

typedef struct digest_indicator {
    digest_obligation about;
    digest_standing whole;
    const char *period, *period_name; /* that the value is for; "" without a value */
    exact numerator, denominator;     /* of a ratio */
    exact change; /* since the last digest, or against the period before in the first one */
    const char
        *change_text; /* "tăng 1,2 điểm % so với bản tin trước", or why it cannot be compared */
    digest_point *trend; /* at most 12 */
    size_t trend_count;
    digest_standing *worst; /* at most five furthest from the target, where units compare */
    size_t worst_count;
} digest_indicator;

/* A difficulty that waits for a decision. */
typedef struct digest_difficulty {
    int64_t id;
    digest_party unit, agency; /* who raised it; who must answer */
    const char *obligation, *obligation_name;
    const char *text;
    int64_t raised_ms, age_days;
    difficulty_state state;
    bool central;          /* beyond the province: escalated to a ministry */
    const char *reference; /* of the document that took it up, "" */
    bool is_new;
} digest_difficulty;

typedef struct digest_rank {
    size_t rank, rank_before; /* 0: not ranked; before: in the last digest to this reader */
    digest_party unit;
    exact total, results, discipline; /* points */
} digest_rank;

typedef struct digest_ranking {
    const char *level; /* "district", "department", "commune" */
    const char *title;
    digest_rank *rows;
    size_t count;
} digest_ranking;

/* Who reported for one period. */
typedef struct digest_reporting {
    const char *level, *level_name; /* "district", "huyện, thị xã, thành phố" */
    const char *period, *period_name;
    date due;
    bool due_passed;
    int64_t days_late;                        /* since the due date, when it has passed */
    size_t expected, reported, on_time, late; /* units; reported = on_time + late */
    /* Who has sent nothing; who has sent something late; who still owes a part of it. */
    digest_parties missing, late_units, incomplete;
} digest_reporting;

/* Completeness by unit and period, for the heat map. */
typedef struct digest_cell {
    size_t expected, actual, on_time; /* reports; expected 0: nothing was owed */
} digest_cell;

typedef struct digest_heat_row {
    digest_party unit;
    digest_cell *cells; /* one for each period, oldest first */
    size_t cell_count;
} digest_heat_row;

typedef struct digest_finished {
    digest_obligation about;
    digest_party unit;
    status status; /* STATUS_DONE or STATUS_DONE_LATE */
    int64_t at_ms;
} digest_finished;

/* A figure that was corrected since the last digest. */
typedef struct digest_correction {
    digest_party unit;
    const char *obligation, *obligation_name, *period, *period_name;
    exact before, after;             /* the unit's */
    exact whole_before, whole_after; /* the province's as the earlier digest showed it, and now */
    bool shown_before;               /* an earlier digest to this reader showed the figure */
    int64_t at_ms;
} digest_correction;

/* What leadership sent back and nobody has carried out. */
typedef struct digest_directive {
    int64_t id;
    digest_party unit;
    const char *sender, *text, *obligation;
    int64_t issued_ms, age_days;
    bool received; /* the unit has it */
} digest_directive;

/* What falls due within the next 30 days and is not done. */
typedef struct digest_upcoming {
    digest_obligation about;
    digest_standing whole;
    size_t done, units;
} digest_upcoming;

/* A district on the tile map. */
typedef struct digest_tile {
    digest_party unit;
    int row, column; /* from 1; 0: the unit has no place on the map */
    exact score;     /* total points of the ranking */
    status worst; /* STATUS_OVERDUE, …: the most urgent of its own; STATUS_ON_TRACK when none */
    size_t overdue, behind, at_risk, silent, done, obligations;
} digest_tile;

/* A word of the standing body that approved the digest. */
typedef struct digest_remark {
    const char *author, *text;
    int64_t at_ms;
} digest_remark;

typedef enum digest_depth { DIGEST_BRIEF = 1, DIGEST_FULL } digest_depth;

/* "brief", "full"; NULL-terminated, at index depth - 1. */
extern const char *const digest_depth_codes[];

/* Sections that a profile may leave out; bits of digest.sections. */
typedef enum digest_section {
    SECTION_DECISIONS = 1 << 0, /* difficulties */
    SECTION_CONCERNS = 1 << 1,  /* late, at risk */
    SECTION_INDICATORS = 1 << 2,
    SECTION_RANKING = 1 << 3,
    SECTION_DISCIPLINE = 1 << 4,
    SECTION_FINISHED = 1 << 5,
    SECTION_CORRECTIONS = 1 << 6,
    SECTION_DIRECTIVES = 1 << 7,
    SECTION_UPCOMING = 1 << 8,
    SECTION_ALL = (1 << 9) - 1,
} digest_section;

enum { DIGEST_SECTIONS = 9 };

/* "decisions", "concerns", …; NULL-terminated, in the order of the bits. */
extern const char *const digest_section_codes[];

typedef struct digest {
    arena *memory;

    /* Who says it, to whom, and when. */
    const char *profile; /* "tuan" */
    const char *title; /* trích yếu: "Tình hình, tiến độ thực hiện … tháng 7 năm 2024" */
    const char *organisation; /* "UBND tỉnh Thanh Hóa" */
    const char *issuer;       /* "Sở Thông tin và Truyền thông", the standing agency */
    const char *symbol;       /* "BC-STTTT": behind the blank number */
    const char *place;        /* "Thanh Hóa" */
    const char *greeting;     /* "Kính gửi: …", "" for none */
    const char *basis;       /* "Thực hiện nhiệm vụ được giao tại …", "" for none */
    digest_lines signature;  /* "GIÁM ĐỐC": capacities, never a name */
    digest_lines recipients; /* "Nơi nhận" */
    /* What goes with the mail, in words: "báo cáo đầy đủ (PDF)". The body points there for what it
     * leaves out, and to nothing that is not there. */
    digest_lines attachments;
    const char *language;             /* "vi", "en" */
    int64_t as_of_ms;                 /* the instant that it speaks of */
    int64_t since_ms;                 /* of the last digest to this reader; 0: there was none */
    int64_t last_event;               /* highest event that is in it */
    const char *period, *period_name; /* the reporting month: "2024-M07", "tháng 7/2024" */
    bool simulated;                   /* SỐ LIỆU MÔ PHỎNG, in every rendering */
    digest_depth depth;
    size_t most;       /* rows of a section that a mail shows at the most; 0: by depth */
    unsigned sections; /* which were asked for; an empty one that was says that it is empty */
    bool nothing_new;  /* nothing changed since the last one: it is one line */

    /* In words. */
    const char *subject;    /* of the mail, at most 300 characters */
    digest_lines summary;   /* three lines */
    digest_lines attention; /* what the Chairman should look at, at most five */
    digest_lines changes;   /* since the last digest, most important first */
    digest_lines proposals; /* kiến nghị, đề xuất */
    digest_lines gaps;      /* parts that could not be made, and why; the body says so */
    digest_remark *remarks;
    size_t remark_count;

    /* In figures. What depth and length leave out is counted in left_out_*. */
    digest_difficulty *difficulties; /* oldest first */
    size_t difficulty_count, difficulties_left_out;
    digest_concern *concerns;
    size_t concern_count, concerns_left_out;
    size_t overdue, behind, at_risk, silent, done, on_track, obligations; /* of the whole, all */
    digest_indicator *indicators;                                         /* most urgent first */
    size_t indicator_count, indicators_left_out;
    digest_ranking *rankings; /* districts, then departments (or communes) */
    size_t ranking_count;
    const char *ranking_mark; /* that it is no official ranking */
    digest_reporting *reportings;
    size_t reporting_count;
    digest_lines heat_periods;
    digest_heat_row *heat;
    size_t heat_count;
    digest_tile *tiles;
    size_t tile_count;
    digest_finished *finished;
    size_t finished_count, finished_left_out;
    digest_correction *corrections;
    size_t correction_count, corrections_left_out;
    digest_directive *directives; /* oldest first */
    size_t directive_count, directives_left_out;
    digest_upcoming *upcoming;
    size_t upcoming_count, upcoming_left_out;
} digest;

/* An empty digest with its arena; NULL: no memory. */
digest *digest_new(void);
void digest_free(digest *d);

/* "36,49%", "1.234 thẻ", "—" when it is not known; in D's arena. NULL: no memory. For people, in
 * the Vietnamese style in both languages. */
const char *exact_text(arena *a, const exact *e);
