/* store_batch_items.h - a batch from inside, for lib/store alone. */
#pragma once
#include "base/arena.h"
#include "store/store_batch.h"
#include "store/touched.h"

typedef struct batch_greeting {
    struct batch_greeting *next;
    stream_greeting said;
} batch_greeting;

typedef struct batch_report {
    struct batch_report *next;
    touched *key; /* NULL: refused, so it touches none */
    report said;
    int64_t stream, received_ms;
    outcome outcome;
    const char *code, *message; /* of its verdict */
    /* Of the commit: */
    int64_t id, replaces; /* replaces 0: none */
} batch_report;

typedef struct batch_advance {
    struct batch_advance *next;
    int64_t stream, at_ms;
    uint64_t last;
} batch_advance;

typedef struct batch_receipt {
    struct batch_receipt *next;
    const char *unit;
    int64_t id, at_ms;
} batch_receipt;

typedef struct batch_event { /* or a notice */
    struct batch_event *next;
    const char *kind, *unit, *obligation, *period, *detail;
    int64_t at_ms;
} batch_event;

typedef struct batch_rollup {
    struct batch_rollup *next;
    board_sum sum;
} batch_rollup;

typedef struct batch_standing {
    struct batch_standing *next;
    const char *obligation, *unit;
    judgement judged;
    int64_t at_ms;
} batch_standing;

struct store_batch {
    arena *memory;
    batch_greeting *greetings, **last_greeting;
    batch_report *reports, **last_report;
    touched_set keys;
    batch_advance *advances, **last_advance;
    batch_receipt *receipts, **last_receipt;
    batch_event *notices, **last_notice;
    batch_event *events, **last_event;
    batch_rollup *rollups, **last_rollup;
    batch_standing *standings, **last_standing;
    size_t report_count;
    bool replaces_rollups;
    int64_t drop_standings_before; /* 0: none */
};

/* Rows of a batch that store_board.c writes. */
error store_put_rollup(store *s, const board_sum *sum);
error store_clear_rollups(store *s);
error store_put_standing(store *s, const char *obligation, const char *unit, const judgement *j,
                         int64_t now_ms);
error store_drop_standings_before(store *s, int64_t before_ms);
