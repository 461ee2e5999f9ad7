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

/* UNIT confirms ID: told once, an event "receipt" is written. */
error store_directive_received(store *s, const char *unit, int64_t id, int64_t now_ms);
