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
    const char *kind; /* as in the source: "huyen", "so", … */
    unit_level level;
    const char *parent; /* code, "" for none */
    date valid_from;    /* year 0: since before the system's start */
    date valid_to;      /* inclusive; year 0: still valid */
} unit;

typedef enum obligation_kind { OBLIGATION_INDICATOR = 1, OBLIGATION_TASK } obligation_kind;

/* How the province's figure comes from the units' (rules: docs/decisions.md). */
typedef enum aggregation {
    AGGREGATE_SUM,
    AGGREGATE_RATIO_OF_SUMS,
    AGGREGATE_MEAN,
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

    const char *const *legal_basis; /* as quoted */
    size_t legal_basis_count;
    const char *const *measured_by; /* a task's indicators */
    size_t measured_by_count;
    const char *source, *note;
} obligation;

typedef struct catalogue catalogue;

/* Reads units.conf, indicators.conf, tasks.conf and calendar.conf in DIR. Everything wrong with
 * them goes to FOUND, and then the result is ERR_CONFIG. On success *out is the caller's,
 * released by catalogue_free(). */
error catalogue_load(catalogue **out, const char *dir, problems *found);
void catalogue_free(catalogue *c);

size_t catalogue_unit_count(const catalogue *c);
const unit *catalogue_unit_at(const catalogue *c, size_t i);
size_t catalogue_obligation_count(const catalogue *c);
const obligation *catalogue_obligation_at(const catalogue *c, size_t i);
const calendar *catalogue_calendar(const catalogue *c);

/* The unit that had CODE on DAY, else the latest that ever had it; NULL when none did. */
const unit *catalogue_unit(const catalogue *c, const char *code, date day);
bool unit_valid_on(const unit *u, date day);
const obligation *catalogue_obligation(const catalogue *c, const char *code);

/* The code nearest to a mistyped one, or NULL. */
const char *catalogue_nearest_unit(const catalogue *c, const char *code);
const char *catalogue_nearest_obligation(const catalogue *c, const char *code);

/* Whether CODE is ANCESTOR or lies below it in the tree of units. */
bool catalogue_unit_within(const catalogue *c, const char *code, const char *ancestor);

/* Whether U reports on O. Validity dates are not looked at. */
bool obligation_is_reported_by(const obligation *o, const unit *u);

/* The target and deadline that hold for UNIT (NULL: for the province as a whole). The target of a
 * sum, a count of units or a task is the province's alone, unless it is 0 or an exception names
 * the unit's own. */
bool obligation_target(const obligation *o, const char *unit, int64_t *target);
bool obligation_deadline(const obligation *o, const char *unit, date *deadline);

/* Last day on which a unit of LEVEL may report P on time: N working days after the closing day
 * (Decree 09/2019, Art. 8 and 13 leave N to the province; 1 for communes and 2 for districts and
 * departments are this configuration's reading). */
date catalogue_due_date(const catalogue *c, period p, unit_level level);

/* Codes as in the configuration, NULL-terminated; levels at index level - 1. */
extern const char *const unit_level_codes[];
extern const char *const aggregation_codes[];
extern const char *const accumulation_codes[];
const char *unit_level_name(unit_level level);
const char *aggregation_name(aggregation a);

/* Building one piece by piece; strings are copied. */
typedef struct catalogue_builder catalogue_builder;
catalogue_builder *catalogue_builder_new(void); /* NULL: no memory */
void catalogue_builder_free(catalogue_builder *b);
/* Add one; nested arrays are copied too. False: no memory. */
bool catalogue_builder_unit(catalogue_builder *b, const unit *u);
bool catalogue_builder_obligation(catalogue_builder *b, const obligation *o);
bool catalogue_builder_calendar(catalogue_builder *b, const calendar *days, unsigned due_commune,
                                unsigned due_other);
/* Ends the building; B is released. NULL: no memory. */
catalogue *catalogue_builder_finish(catalogue_builder *b);
