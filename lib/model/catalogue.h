/* catalogue.h - units, and what they were told to do.
 *
 * Immutable once made: by catalogue_load() from the configuration, or by a catalogue_builder from
 * what the province sent to a collector. All strings and arrays belong to the catalogue. */
#pragma once
#include "base/clock.h"
#include "base/problems.h"
#include "model/calendar.h"
#include "model/period.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum unit_level {
    LEVEL_PROVINCE = 1,
    LEVEL_DEPARTMENT,
    LEVEL_DISTRICT,
    LEVEL_COMMUNE,
    LEVEL_OTHER,
} unit_level;

/* Keyed by code and date: codes are used again after mergers. */
typedef struct unit {
    const char *code;
    const char *name;
    const char *short_name; /* as leadership writes it: "Mường Lát", "TX Bỉm Sơn", "Sở TTTT" */
    const char *kind;       /* as in the source: "huyen", "so", … */
    unit_level level;
    const char *parent; /* code, "" for none */
    date valid_from;    /* year 0: since before the system's start */
    date valid_to;      /* inclusive; year 0: still valid */
    /* Codes of the units that took over when this one ended, valid on the day after valid_to. Many
     * to many: a district's communes, and a commune made from parts of two districts. */
    const char *const *successors;
    size_t successor_count;
    /* Its place on the tile map of the province, from 1, north-west first; 0: it has none. */
    int tile_row, tile_column;
} unit;

typedef enum obligation_kind { OBLIGATION_INDICATOR = 1, OBLIGATION_TASK } obligation_kind;

/* How the province's figure comes from the units' (rules: docs/decisions.md). */
typedef enum aggregation {
    AGGREGATE_SUM,
    AGGREGATE_RATIO_OF_SUMS,
    AGGREGATE_MEAN,
    AGGREGATE_LAST,       /* the figure that was observed last */
    AGGREGATE_COUNT_TRUE, /* how many units reached it: have a value above 0 */
    AGGREGATE_NONE,       /* ranks */
    AGGREGATE_PROVINCE_ONLY,
} aggregation;

typedef enum accumulation { ACCUMULATE_STOCK, ACCUMULATE_FLOW, ACCUMULATE_CUMULATIVE } accumulation;

enum { TARGET_DECIMALS = 4 };

typedef struct category {
    const char *code, *name;
} category;

typedef struct dimension {
    const char *code, *name;
    const category *categories;
    size_t category_count;
} dimension;

/* A target or deadline that holds for one unit instead of the general one. */
typedef struct exception {
    const char *unit;
    bool has_target, has_deadline;
    int64_t target;
    date deadline;
    const char *deadline_text;
} exception;

/* What a later document changed of an obligation. An obligation outlives its lead agency and its
 * dates: each change stays, so that a past day can be told as it was known then. */
typedef struct change {
    date since;       /* the day of the decision */
    const char *lead; /* "" when it stays */
    bool has_target, has_deadline;
    int64_t target;
    date deadline;
    const char *deadline_text; /* "" when none */
    const char *basis;         /* the document */
} change;

/* How an indicator is counted, from a day on. Figures of periods under different definitions are
 * not compared. */
typedef struct definition {
    unsigned version; /* from 2; 1 is the one before any change */
    date since;       /* holds for periods that close on or after this day */
    const char *text;
} definition;

/* What to do about a figure that looks wrong but may be right. */
typedef enum severity { SEVERITY_IGNORE, SEVERITY_WARN, SEVERITY_REJECT } severity;

/* When a level's reports are due: working days after the closing day (Decree 09/2019, Art. 8 and
 * 13), or, in a sector's calendar, a fixed day that may lie before it. */
typedef struct due_rule {
    unsigned working_days; /* after closing; 0: the fixed day */
    unsigned day, month;   /* of the period's last month, or of MONTH of its year when not 0 */
} due_rule;

enum { UNIT_LEVELS = 5 };

/* A reporting regime (chế độ báo cáo), by the items that Decree 09/2019, Art. 8 asks for. */
typedef struct report_type {
    const char *code, *name;
    const char *content, *reporters, *addressee, *method, *outline, *form, *basis;
    unsigned frequencies;                       /* bit 1 << period_kind */
    due_rule due[PERIOD_YEAR + 1][UNIT_LEVELS]; /* by period_kind and level - 1 */
    date since;          /* periods that close before it are owed by nobody; year 0: all are */
    unsigned grace_days; /* calendar days after the due date that still count as on time */
    bool locks;          /* whether a period is closed for reports some time after it was due */
    unsigned lock_days;  /* that many calendar days after the due date */
} report_type;

typedef struct obligation {
    const char *code, *name;
    obligation_kind kind;
    const char *duty;  /* kind in the source: "dated_task", "pilot", "difficulty", …; "" */
    const char *field; /* "DX", "06", "DX+06", "QL" */
    const char *pillar, *section;
    const char *lead; /* code of the agency in charge, "" when the source names none */
    const char *const *cooperating;
    size_t cooperating_count;
    unsigned reporters;                /* bit 1 << unit_level for each level that reports */
    const char *const *reporter_units; /* when not empty, only these */
    size_t reporter_unit_count;
    period_kind frequency;
    date since; /* when it was assigned: periods that close before it are owed by nobody; year 0:
                   as its regime says */

    const char *measure_unit; /* "%", "thẻ", … */
    bool is_ratio;
    const char *numerator_name, *denominator_name;
    unsigned decimals;
    bool may_exceed_denominator;
    int64_t min, max; /* in units of 10^-decimals */
    const dimension *dimensions;
    size_t dimension_count;
    aggregation aggregation;
    accumulation accumulation;
    bool lower_is_better;

    bool has_target; /* no target is never 0 */
    int64_t target;  /* in 10^-TARGET_DECIMALS of the measure unit (of percent for a ratio) */
    bool has_deadline, deadline_exclusive;
    date deadline;             /* our reading of deadline_text */
    const char *deadline_text; /* the source's words */
    const exception *exceptions;
    size_t exception_count;
    const change *changes; /* oldest first */
    size_t change_count;
    const definition *definitions; /* oldest first; none: version 1 for ever */
    size_t definition_count;
    const char *report_type; /* code, "" for the general one */
    unsigned weight;         /* in a unit's score; 0: not scored */
    severity on_fall;        /* a cumulative figure below the one before */
    severity on_jump;        /* a figure far from the unit's own history */

    const char *const *legal_basis;            /* as quoted */
    const char *const *legal_basis_normalised; /* as it should read, "" where the same */
    size_t legal_basis_count;
    const char *const *measured_by; /* a task's indicators */
    size_t measured_by_count;
    const char *const *pilot_units; /* where a model was tried before it spreads */
    size_t pilot_unit_count;
    const char *source, *note;
} obligation;

/* "A is never more than B", of the same unit and period, by values (or numerators). */
typedef struct relation {
    const char *lesser, *greater; /* obligations */
    severity severity;
    const char *note;
} relation;

/* Who of the steering committee or working group watches over what. Empty lists: everything. A role
 * outlives the person in it, so the name may be "". */
typedef struct member {
    const char *code, *name, *role;
    const char *const *fields;
    size_t field_count;
    const char *const *units;
    size_t unit_count;
    const char *const *obligations;
    size_t obligation_count;
    const char *source;
} member;

/* A criterion of a set (such as decision 1042/QĐ-UBND's) and the department in charge of it, ""
 * when that is not known. */
typedef struct criterion {
    const char *code, *name, *set, *department;
    const char *const *obligations; /* that measure it */
    size_t obligation_count;
    const char *source;
} criterion;

/* A score that somebody else published, such as the DTI, beside which our own is shown. */
typedef struct published_score {
    const char *index;     /* "DTI" */
    const char *index_set; /* the decision that defines it, as sets change; "" when not known */
    const char *unit;
    int year;      /* measured, not published */
    int64_t score; /* 10^-TARGET_DECIMALS; -1 when only the rank is known */
    int64_t scale; /* full marks, 10^-TARGET_DECIMALS */
    unsigned rank; /* 0: not said */
    const char *source;
} published_score;

typedef struct catalogue catalogue;

/* Reads units.conf, indicators.conf, tasks.conf, calendar.conf, report_types.conf, assignments.conf
 * and ranking.conf in DIR. Everything wrong with them goes to FOUND, and then the result is
 * ERR_CONFIG. On success *out is the caller's, released by catalogue_free(). */
error catalogue_load(catalogue **out, const char *dir, problems *found);
void catalogue_free(catalogue *c);

size_t catalogue_unit_count(const catalogue *c);
const unit *catalogue_unit_at(const catalogue *c, size_t i);
size_t catalogue_obligation_count(const catalogue *c);
const obligation *catalogue_obligation_at(const catalogue *c, size_t i);
const calendar *catalogue_calendar(const catalogue *c);

/* The unit that had CODE on DAY, else the latest that ever had it; NULL when none did. */
const unit *catalogue_unit(const catalogue *c, const char *code, date day);
/* The unit that a person means by TEXT on DAY: its code, else its name with or without what kind
 * it is, whatever the case, the marks and where tone marks stand (Hóa, Hoá). NULL: no unit, or
 * more than one, is called so. */
const unit *catalogue_unit_meant(const catalogue *c, const char *text, date day);
bool unit_valid_on(const unit *u, date day);
/* The province itself, whose code stands for the whole; NULL when the catalogue has none. */
const unit *catalogue_province(const catalogue *c);
const obligation *catalogue_obligation(const catalogue *c, const char *code);

/* The code nearest to a mistyped one, or NULL. */
const char *catalogue_nearest_unit(const catalogue *c, const char *code);
const char *catalogue_nearest_obligation(const catalogue *c, const char *code);

/* Whether CODE is ANCESTOR or lies below it in the tree of units. */
bool catalogue_unit_within(const catalogue *c, const char *code, const char *ancestor);

/* Whether U reports on O. Validity dates are not looked at. */
bool obligation_is_reported_by(const obligation *o, const unit *u);

/* Units over time. Those that list units write at most MOST of them to OUT, in the order of the
 * configuration, and answer how many there are. */

/* Who directly took over when U ended. */
size_t catalogue_successors(const catalogue *c, const unit *u, const unit **out, size_t most);

/* Whose successor U is. */
size_t catalogue_predecessors(const catalogue *c, const unit *u, const unit **out, size_t most);

/* The one unit that answers for CODE on DAY: the one that has CODE on DAY, else the heir of the
 * latest that had it before. NULL: on DAY there is not exactly one, or CODE was not yet used. */
const unit *catalogue_heir(const catalogue *c, const char *code, date day);

/* Whether on some day after AFTER, up to UNTIL, the unit CODE took in what had another code: what
 * it reports before and after that day is not comparable. */
bool catalogue_area_changed(const catalogue *c, const char *code, date after, date until);

/* Who must report O for P: the units that are valid on its closing day. */
size_t catalogue_reporters(const catalogue *c, const obligation *o, period p, const unit **out,
                           size_t most);

/* What holds for a unit on a day, with every change that was decided by then. */
typedef struct terms {
    const char *lead;
    bool has_target, has_deadline;
    int64_t target;
    date deadline; /* the last day that counts: one before the named day when that is exclusive */
    const char *deadline_text;
    const change *last_change; /* NULL: none yet */
} terms;

/* The terms of O for UNIT (NULL: for the province as a whole) on DAY. The target of a sum, a count
 * of units or a task is the province's alone, unless it is 0 or an exception names the unit's own.
 */
terms obligation_terms(const obligation *o, const char *unit, date day);

/* The definition by which a figure of P counts: its version, 1 or more. */
unsigned obligation_definition(const obligation *o, period p);

/* The regime that O is reported under; never NULL. O may be NULL: the general one. */
const report_type *catalogue_report_type(const catalogue *c, const obligation *o);

/* Last day on which a unit of LEVEL may report O for P on time, without grace. O may be NULL: by
 * the general regime. */
date catalogue_due_date(const catalogue *c, const obligation *o, period p, unit_level level);
/* Whether reports on O for P are owed at all: not before its regime began, nor before it was
 * assigned. O may be NULL: by the general regime. */
bool catalogue_is_owed(const catalogue *c, const obligation *o, period p);
/* The latest period of O for which a report of LEVEL was due before DAY. */
period catalogue_last_due(const catalogue *c, const obligation *o, unit_level level, date day);
/* As catalogue_due_date(), with grace. */
date catalogue_on_time_until(const catalogue *c, const obligation *o, period p, unit_level level);

/* The last days for reports of a level on a period; one costs as much as both. */
typedef struct last_days {
    date on_time; /* catalogue_on_time_until() */
    date open;    /* then the period is locked, unless an operator reopens it; year 0: never */
} last_days;
last_days catalogue_last_days(const catalogue *c, const obligation *o, period p, unit_level level);

size_t catalogue_report_type_count(const catalogue *c);
const report_type *catalogue_report_type_at(const catalogue *c, size_t i);
size_t catalogue_relation_count(const catalogue *c);
const relation *catalogue_relation_at(const catalogue *c, size_t i);
size_t catalogue_member_count(const catalogue *c);
const member *catalogue_member_at(const catalogue *c, size_t i);
const member *catalogue_member(const catalogue *c, const char *code);
/* Whether M watches over O at UNIT (NULL: at any unit). */
bool member_watches(const catalogue *c, const member *m, const obligation *o, const char *unit);
size_t catalogue_criterion_count(const catalogue *c);
const criterion *catalogue_criterion_at(const catalogue *c, size_t i);
/* How a unit's score is put together: shares of results and of discipline, in percent, that make
 * 100 together. Our own formula, not an official one. */
typedef struct scoring {
    unsigned results, discipline;
} scoring;
scoring catalogue_scoring(const catalogue *c);

size_t catalogue_published_count(const catalogue *c);
const published_score *catalogue_published_at(const catalogue *c, size_t i);

/* Codes as in the configuration, NULL-terminated; levels at index level - 1. */
extern const char *const unit_level_codes[];
extern const char *const aggregation_codes[];
extern const char *const accumulation_codes[];
extern const char *const severity_codes[];
const char *unit_level_name(unit_level level);
/* "chuyển đổi số" for "DX", translated; the code itself when it is none of ours. */
const char *field_name(const char *code);
const char *aggregation_name(aggregation a);

/* Building one piece by piece; strings are copied. */
typedef struct catalogue_builder catalogue_builder;
catalogue_builder *catalogue_builder_new(void); /* NULL: no memory */
void catalogue_builder_free(catalogue_builder *b);
/* Add one; nested arrays are copied too. False: no memory. */
/* Without a short name U gets its name without "Huyện", or "TX …", "TP …". */
bool catalogue_builder_unit(catalogue_builder *b, const unit *u);
bool catalogue_builder_obligation(catalogue_builder *b, const obligation *o);
bool catalogue_builder_calendar(catalogue_builder *b, const calendar *days);
/* GENERAL: the one for obligations that name none, instead of the default. Where T has no due rule
 * for a frequency and level, communes report 1 and others 2 working days after closing. */
bool catalogue_builder_report_type(catalogue_builder *b, const report_type *t, bool general);
bool catalogue_builder_relation(catalogue_builder *b, const relation *r);
bool catalogue_builder_member(catalogue_builder *b, const member *m);
bool catalogue_builder_criterion(catalogue_builder *b, const criterion *c);
bool catalogue_builder_published(catalogue_builder *b, const published_score *s);
/* Instead of 70 and 30. */
void catalogue_builder_scoring(catalogue_builder *b, scoring s);
/* Ends the building; B is released. NULL: no memory. */
catalogue *catalogue_builder_finish(catalogue_builder *b);
