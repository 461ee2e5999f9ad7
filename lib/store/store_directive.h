/* store_directive.h - what goes back to a unit about something that it reported. */
#pragma once
#include "store/store.h"

typedef struct stored_directive {
    int64_t id;
    int64_t report;    /* that it is about */
    int64_t stream;    /* that the report came by, */
    uint64_t sequence; /* and its place there */
    const char *obligation, *sender, *text;
    int64_t issued_at_ms;
} stored_directive;

/* Issues one to the unit by whose stream REPORT came. */
error store_put_directive(store *s, int64_t report, const char *sender, const char *text,
                          int64_t now_ms);

/* Those that UNIT has not confirmed yet, oldest first. */
typedef bool (*stored_directive_fn)(void *context, const stored_directive *row);
error store_waiting_directives(store *s, const char *unit, stored_directive_fn fn, void *context);

/* One that was issued, with what it is about. */
typedef struct issued_directive {
    int64_t id, report;
    report_kind kind; /* of the report, and whose, on what it is: */
    const char *unit, *obligation, *period, *breakdown;
    difficulty_state state; /* of a difficulty; else 0 */
    const char *sender, *text;
    int64_t issued_at_ms, received_at_ms; /* 0: not received */
} issued_directive;
typedef bool (*issued_directive_fn)(void *context, const issued_directive *row);

/* The last one about each report, as things were just before BEFORE_MS (0: as they are), oldest
 * first. */
error store_issued_directives(store *s, int64_t before_ms, issued_directive_fn fn, void *context);

/* UNIT confirms ID: told once, an event "receipt" is written. */
error store_directive_received(store *s, const char *unit, int64_t id, int64_t now_ms);
