/* alert_book.h - what is known of alerts, on disk: alerts.db in the state folder.
 *
 * `run` alone writes alerts and notes; the shell's verbs add silences and acknowledgements, which
 * `run` takes up. A note is written with the telling that it makes, in one transaction, and is
 * `placed` once the ledger has it: between the two it is added again, by the same key. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "notifier/alert/alert_engine.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct alert_book alert_book;

/* Opens the book in folder STATE_DIR, making both. */
error alert_book_open(alert_book **out, const char *state_dir);
void alert_book_close(alert_book *b);

/* ---- for the engine -------------------------------------------------------------------------- */

/* Fills E, which is new and has policy P. */
error alert_book_load(alert_book *b, alert_engine *e, const alert_policy *p);

/* Writes what changed in E, and the notes of D (NULL: none), in one transaction; LAST_ACK is the
 * last acknowledgement that E has taken in. */
error alert_book_save(alert_book *b, const alert_engine *e, const alert_policy *p,
                      const alert_decisions *d, int64_t last_ack, int64_t now_ms);

/* ---- notes on their way into the ledger ------------------------------------------------------ */

/* A note as it was decided. Alerts are as the book has them now; strings in the arena. */
typedef struct kept_note {
    int64_t id, made_ms;
    const char *route, *key; /* the key is unique among all books */
    const char *first_key;   /* of the note that first told of the first thing; "" for none */
    alert_severity severity;
    alert_item *items;
    size_t count;
} kept_note;

/* The oldest note that is not placed yet; *found tells. In arena A. */
error alert_book_next_unplaced(alert_book *b, arena *a, kept_note *out, bool *found);
/* The ledger has it as MESSAGE. */
error alert_book_placed(alert_book *b, int64_t note, int64_t message);

/* ---- silences and acknowledgements ----------------------------------------------------------- */

/* Whether another process may have written since the last alert_book_take_news(); true at first. */
error alert_book_has_news(alert_book *b, bool *news);
error alert_book_take_news(alert_book *b, bool *news);

typedef struct kept_silence {
    alert_silence covers;
    int64_t made_ms;
    const char *by, *reason;
    int64_t ended_ms; /* taken back; 0: not */
    const char *ended_by;
} kept_silence;

error alert_book_add_silence(alert_book *b, const kept_silence *s, int64_t *id);
/* Errors: ERR_NOT_FOUND when it is over or never was. */
error alert_book_end_silence(alert_book *b, int64_t id, const char *by, int64_t now_ms);
/* Those that are not over at NOW_MS (ALL: every one), oldest first, in arena A. */
error alert_book_silences(alert_book *b, int64_t now_ms, bool all, arena *a, kept_silence **out,
                          size_t *count);

typedef struct kept_ack {
    int64_t id, alert, at_ms;
    const char *by, *note;
} kept_ack;

/* Errors: ERR_NOT_FOUND when there is no such alert, ERR_REFUSED when it has ended. */
error alert_book_acknowledge(alert_book *b, const kept_ack *ack);
/* Those behind number AFTER, oldest first. */
typedef error (*kept_ack_fn)(void *context, const kept_ack *ack);
error alert_book_acks(alert_book *b, int64_t after, kept_ack_fn fn, void *context);
/* The last one that an engine has taken in. */
error alert_book_last_ack(alert_book *b, int64_t *id);

/* ---- looking --------------------------------------------------------------------------------- */

/* Alerts, newest first, at most LIMIT (-1: all); ENDED: also those that are over. BY and NOTE are
 * those of the last acknowledgement, "" for none. */
typedef struct kept_alert {
    alert about;
    const char *by, *note;
} kept_alert;
typedef bool (*kept_alert_fn)(void *context, const kept_alert *row);
error alert_book_each(alert_book *b, const alert_policy *p, bool ended, int64_t limit,
                      kept_alert_fn fn, void *context);

/* Drops alerts that ended before BEFORE_MS, with what was told of them. */
error alert_book_prune(alert_book *b, int64_t before_ms);
