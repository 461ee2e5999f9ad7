/* catalogue_load.h - a catalogue on its way from its files; for catalogue_load*.c alone. */
#pragma once
#include "base/arena.h"
#include "base/settings.h"
#include "model/catalogue.h"

/* A unit or obligation with the group that it was read from, so that what is found wrong with it
 * later still has its line. */
typedef struct loaded_unit {
    unit unit;
    const settings_group *group;
} loaded_unit;

typedef struct loaded_obligation {
    obligation obligation;
    bool has_own_max; /* else the default, which may be lowered */
    const settings_group *group;
} loaded_obligation;

typedef struct loading {
    arena *memory; /* what is read, until the builder has copied it */
    problems *found;
    loaded_unit *units;
    size_t unit_count;
    const char **unit_codes;
    loaded_obligation *obligations;
    size_t obligation_count;
    const char **obligation_codes;
    relation *relations;
    size_t relation_count;
    report_type *report_types;
    size_t report_type_count;
    const char **report_type_codes;
    member *members;
    size_t member_count;
    criterion *criteria;
    size_t criterion_count;
    scoring scoring;
    published_score *published;
    size_t published_count;
    bool whole;     /* units, indicators and tasks were read, so a code not among them is wrong */
    size_t general; /* index of the general one; the count when it is not known */
} loading;

/* Read their part of the open file FILE into L; what is wrong goes to L->found. */
error load_units(loading *l, const settings *file);
error load_indicators(loading *l, const settings *file);
error load_tasks(loading *l, const settings *file);
error load_report_types(loading *l, const settings *file);
error load_assignments(loading *l, const settings *file);
error load_ranking(loading *l, const settings *file);
/* Of the indicators that are loaded already. */
error load_relations(loading *l, const settings_list *list);

/* What can only be seen when everything is read: codes that are used twice or do not exist. */
void check_units(loading *l);
void check_obligations(loading *l);
void check_report_types(loading *l);

/* TEXT in NFC, in L's memory; "" for NULL. */
const char *load_text(loading *l, const char *text);

/* The texts T in NFC as an array of the same count. */
const char *const *load_texts(loading *l, settings_texts t);

/* TEXT as an amount of DECIMALS decimals into *OUT; a problem at KEY when it is none. */
bool load_amount(loading *l, const settings_group *group, const char *key, const char *text,
                 unsigned decimals, int64_t *out);

/* The same for key "target" of O; for a ratio between 0 and 100 too. */
bool load_target(loading *l, const settings_group *group, const char *text, const obligation *o,
                 int64_t *out);

/* The CODES (NULL-terminated) that TEXTS name as bits 1 << (index + 1): unit_level and period_kind
 * count from 1. A text that is none is a problem at KEY. */
unsigned load_choices(loading *l, const settings_group *group, const char *key,
                      settings_texts texts, const char *const *codes);

/* A problem at key "code" when CODES[I] is among those before it. */
void load_only_once(loading *l, const settings_group *group, const char *const *codes, size_t i);

/* The groups of LIST into O. */
void load_exceptions(loading *l, const settings_list *list, obligation *o);
void load_changes(loading *l, const settings_list *list, obligation *o);
void load_definitions(loading *l, const settings_list *list, obligation *o);

/* The date in TEXT into *OUT; a problem at KEY of GROUP when it is none. True for a date. */
bool load_date(loading *l, const settings_group *group, const char *key, const char *text,
               date *out);

/* Whether CODE may be one: letters, digits, ".", "_" and "-". Else a problem at KEY. */
bool load_code(loading *l, const settings_group *group, const char *key, const char *code);

/* Whether some unit has CODE; else a problem at KEY with the nearest code. */
bool load_known_unit(loading *l, const settings_group *group, const char *key, const char *code);
/* The same for an indicator or task. */
bool load_known_obligation(loading *l, const settings_group *group, const char *key,
                           const char *code);

extern const char *const load_field_codes[];
