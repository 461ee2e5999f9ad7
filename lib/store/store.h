/* store.h - the province's database: every report ever received, and what follows from it.
 *
 * Reports are append-only. Exactly-once effect comes from `stream.last_sequence`, advanced in the
 * same transaction as the reports (docs/decisions.md); there is no unique index over reports.
 * `latest` holds the report that counts for each obligation × period × unit × breakdown; `event`
 * tells others what changed, in the transaction of its cause.
 *
 * One process writes, through one connection (DB_WAL); any other opens it with store_open_reader()
 * and reads briefly. One thread at a time per handle. */
#pragma once
#include "base/error.h"
#include "model/check.h"
#include "model/difficulty.h"
#include "model/report.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct store store;

error store_open_writer(store **out, const char *path);
/* Errors: ERR_NOT_FOUND when there is no database yet. */
error store_open_reader(store **out, const char *path);
void store_close(store *s);

/* ---- writing ------------------------------------------------------------------------------ */

enum { STORE_STREAM_ID_SIZE = 16 };

/* A stream: whose it is and how far it has come. */
typedef struct stream_state {
    int64_t row; /* its key in the store */
    unsigned char id[STORE_STREAM_ID_SIZE];
    char unit[REPORT_CODE_MAX + 1];
    uint64_t last_sequence;
} stream_state;

error store_begin(store *s);
/* Durable when it returns OK. After ERR_IO, ERR_FULL or ERR_CORRUPT nothing of the transaction
 * may be acknowledged and the store must be closed (S4). */
error store_commit(store *s);
void store_rollback(store *s);

/* The version of the catalogue that reports are checked by from now on; kept with each. */
void store_set_catalogue(store *s, int64_t version);

/* An event that is no report: a reminder, a receipt, a refusal. DETAIL may be "". */
error store_put_event(store *s, const char *kind, const char *unit, const char *obligation,
                      const char *period, const char *detail, int64_t now_ms);

/* Copies what the log holds into the database, as far as readers allow, when the log is long; the
 * writer alone, between transactions (S1). *LOG_BYTES: how long the log was. */
error store_tidy(store *s, int64_t *log_bytes);

/* Whether a "reminder" or "receipt" event of UNIT for PERIOD is there. */
error store_has_notice(store *s, const char *kind, const char *unit, const char *period, bool *has);

/* Highest event id; 0 when there is none. */
error store_last_event(store *s, int64_t *id);
/* That of the last event before BEFORE_MS. */
error store_last_event_before(store *s, int64_t before_ms, int64_t *id);

/* ---- reading ------------------------------------------------------------------------------ */

/* All reads between these two see one state of the store. Keep it short (S2: an open reader lets
 * the WAL grow): after STORE_SNAPSHOT_MS a reader's next read is cut off with ERR_BUSY. */
enum { STORE_SNAPSHOT_MS = 60000 };
error store_snapshot_begin(store *s);
void store_snapshot_end(store *s);

/* Snapshots of S from now on last MS instead; below 0: not at all, for tests. */
void store_set_snapshot_ms(store *s, int64_t ms);

/* NULL or 0 in a filter means any. */
typedef struct store_filter {
    const char *unit, *obligation, *period;
    report_kind kind;
    int64_t after_id;  /* rows with a higher id only */
    int64_t before_ms; /* received before this instant only */
    int64_t limit;
} store_filter;

/* Strings in a row live until the callback returns. A callback returns false to stop. */
typedef struct stored_report {
    int64_t id;
    report report;
    int64_t received_at_ms;
    outcome outcome;     /* never REJECTED */
    const char *warning; /* verdict's code, "" for none */
    int64_t replaces;    /* id of the report that this one replaced in `latest`; 0: none */
    int64_t stream;      /* row of the stream that it came by */
    int64_t catalogue;   /* version of the catalogue that it was checked by; 0: not known */
} stored_report;
typedef bool (*stored_report_fn)(void *context, const stored_report *row);

/* Every stored report, newest first. */
error store_reports(store *s, const store_filter *filter, stored_report_fn fn, void *context);
/* The reports that count, by obligation, period, unit, breakdown. */
error store_latest(store *s, const store_filter *filter, stored_report_fn fn, void *context);
/* One report by its id; *found tells whether FN was called. */
error store_report_by_id(store *s, int64_t id, stored_report_fn fn, void *context, bool *found);

/* Every stream, by row. */
typedef bool (*stream_fn)(void *context, const stream_state *row);
error store_streams(store *s, stream_fn fn, void *context);

/* The stream whose row is ROW: whose it is, and by which key and program it last spoke. */
typedef struct stored_stream {
    const char *unit, *key, *program;
    int64_t first_seen_ms, last_seen_ms;
} stored_stream;
typedef void (*stored_stream_fn)(void *context, const stored_stream *row);
error store_stream_by_row(store *s, int64_t row, stored_stream_fn fn, void *context);

typedef struct stored_verdict {
    int64_t stream;
    uint64_t sequence;
    outcome outcome;
    const char *code, *message;
    const char *unit, *obligation, *period, *source; /* as claimed by the report */
    int64_t received_at_ms;
    int64_t report; /* id of the accepted report that is warned of; 0 for a rejected one */
} stored_verdict;
typedef bool (*stored_verdict_fn)(void *context, const stored_verdict *row);

/* Rejected reports (WITH_WARNINGS: and warned ones), newest first. */
error store_rejected(store *s, const store_filter *filter, bool with_warnings, stored_verdict_fn fn,
                     void *context);
/* The verdicts of STREAM from sequence FIRST to LAST other than plain acceptance, in order. */
error store_verdicts(store *s, int64_t stream, uint64_t first, uint64_t last, stored_verdict_fn fn,
                     void *context);

typedef struct stored_event {
    int64_t id;
    int64_t at_ms;
    const char *kind; /* as in proto/tiendo/v1/feed.proto */
    const char *unit, *obligation, *period, *detail;
    int64_t report; /* id, 0 for none */
} stored_event;
typedef bool (*stored_event_fn)(void *context, const stored_event *row);

/* Events with an id above filter->after_id, oldest first. */
error store_events(store *s, const store_filter *filter, stored_event_fn fn, void *context);

/* What the store knows of one unit. */
typedef struct unit_activity {
    const char *unit;
    int64_t last_seen_ms;   /* last hello or batch; 0: never connected */
    int64_t last_report_ms; /* 0: never reported */
    int64_t reports;        /* accepted, all time */
    int64_t rejected;       /* not dealt with */
    int64_t skew_ms;
    const char *program;
} unit_activity;
typedef bool (*unit_activity_fn)(void *context, const unit_activity *row);
error store_units(store *s, unit_activity_fn fn, void *context);

/* Per unit, for one period: how many accepted reports, first and last receipt. */
typedef struct period_activity {
    const char *unit;
    int64_t obligations; /* distinct obligations reported */
    int64_t first_ms, last_ms;
} period_activity;
typedef bool (*period_activity_fn)(void *context, const period_activity *row);
error store_period_activity(store *s, const char *period, period_activity_fn fn, void *context);

/* Whether UNIT has said anything for PERIOD. */
error store_has_report(store *s, const char *unit, const char *period, bool *has);

/* Difficulties that nobody has answered, oldest first. */
typedef struct stored_difficulty {
    int64_t id; /* of its report */
    const char *unit, *obligation, *period, *addressed_to, *text;
    int64_t raised_at_ms;
    difficulty_state state;
    const char *agency, *reference; /* who has it now; "" for the first */
    int64_t answered_at_ms;         /* 0: not yet */
    int64_t changed_at_ms;
} stored_difficulty;
typedef bool (*stored_difficulty_fn)(void *context, const stored_difficulty *row);
error store_open_difficulties(store *s, stored_difficulty_fn fn, void *context);

typedef struct store_totals {
    int64_t reports, rejected, streams, events, open_difficulties;
    int64_t last_received_ms;
} store_totals;
error store_count(store *s, store_totals *out);
