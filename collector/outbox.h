/* outbox.h - reports that left their source and are not yet acknowledged.
 *
 * Durable: when outbox_append_file() returns OK the reports are on disk. Order is the sequence
 * number, gapless from 1 within a stream; only outbox_ack() removes. Beside them it remembers
 * what was last reported for each key, so that the same row again adds nothing and a changed one
 * becomes a correction; what the province refused; the catalogue; and what came back.
 *
 * Several processes may have it open (`submit` beside `run`); one thread at a time per handle. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "model/catalogue.h"
#include "model/report.h"
#include "proto/wire.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct outbox outbox;

enum { OUTBOX_HASH_SIZE = 32, OUTBOX_STREAM_HEX_SIZE = 2 * WIRE_STREAM_ID_SIZE + 1 };

/* Opens PATH, making it with a new random stream id when it is not there. On success *out is the
 * caller's; release it with outbox_close(). Errors: as db_open(). */
error outbox_open(outbox **out, const char *path);
/* For looking only. Errors: ERR_NOT_FOUND when there is none yet. */
error outbox_open_reader(outbox **out, const char *path);
void outbox_close(outbox *box);

/* ---- in ------------------------------------------------------------------------------------- */

/* What became of reports that were handed in. */
typedef struct outbox_tally {
    size_t queued; /* new and corrections */
    size_t corrections;
    size_t unchanged;        /* said before in the same words: nothing added */
    uint64_t first_sequence; /* of those queued; 0: none */
    uint64_t last_sequence;
} outbox_tally;

/* Appends all COUNT reports or none. Their `sequence` and `corrects` are set by the outbox (0 for
 * an unchanged one). Errors: ERR_FULL and others leave the outbox as it was. */
error outbox_append(outbox *box, report *reports, size_t count, int64_t now_ms,
                    outbox_tally *tally);

/* A file that was taken from the drop folder. Strings live in the arena they were read into. */
typedef struct outbox_file {
    int64_t id;
    const char *name;
    int64_t taken_at_ms;
    const char *place;   /* where its result is written, "" until the file was moved */
    const char *summary; /* what was said when it was taken */
    int64_t queued, unchanged, corrections, refused;
    int64_t accepted, warned, rejected; /* the province's answers so far */
} outbox_file;

/* As outbox_append(), noting that the reports came from FILE (name and refused are read, the
 * rest is filled) with the content hash HASH. When the same content was taken before and nothing
 * in it was refused by either side, nothing is added, *again is true and FILE tells about the
 * earlier taking; strings in arena A. */
error outbox_append_file(outbox *box, arena *a, outbox_file *file,
                         const unsigned char hash[OUTBOX_HASH_SIZE], report *reports, size_t count,
                         int64_t now_ms, bool *again);

/* The hash that identifies the content of a file. */
void outbox_hash(const void *data, size_t size, unsigned char hash[OUTBOX_HASH_SIZE]);

/* Notes where the file went and what was said of it. */
error outbox_file_moved(outbox *box, int64_t id, const char *place, const char *summary);

/* ---- out ------------------------------------------------------------------------------------ */

typedef struct outbox_state {
    unsigned char stream[WIRE_STREAM_ID_SIZE];
    char stream_hex[OUTBOX_STREAM_HEX_SIZE];
    uint64_t acknowledged, last; /* sequences; equal when nothing waits */
    int64_t acknowledged_at_ms;  /* by the province's clock; 0: never */
    int64_t pending, oldest_ms;  /* how many wait, since when the oldest */
    uint64_t catalogue_version;  /* 0: none yet */
    int64_t catalogue_at_ms;
} outbox_state;

error outbox_read_state(outbox *box, outbox_state *out);

/* Up to MAX packed reports from sequence FIRST on, of at most MAX_BYTES together but at least one,
 * in arena A. *COUNT 0: there is none with that sequence. */
error outbox_pending(outbox *box, arena *a, uint64_t first, size_t max, size_t max_bytes,
                     wire_bytes **out, size_t *count);

/* What the province said of one report; outcome as on the wire. */
typedef struct outbox_verdict {
    uint64_t sequence;
    outcome outcome; /* ACCEPTED_WITH_WARNING or REJECTED */
    const char *code, *message;
} outbox_verdict;

/* The province has everything up to THROUGH: removes it, keeps the VERDICTS (of COUNT; reports
 * without one were accepted) and counts the answers per file, in one transaction. A rejected
 * report may be handed in again. */
error outbox_ack(outbox *box, uint64_t through, const outbox_verdict *verdicts, size_t count,
                 int64_t at_ms);

/* Starts a new stream with what waits, renumbered from 1. LOST_FROM is the first acknowledged
 * sequence that the province no longer has (0: none): those reports may be handed in again.
 * NOTICE is shown in `status` from then on. */
error outbox_new_stream(outbox *box, uint64_t lost_from, const char *notice);

/* ---- what the province sent -------------------------------------------------------------------
 */

/* Keeps MESSAGE, a packed AggregatorMessage with a Catalogue of VERSION. */
error outbox_put_catalogue(outbox *box, uint64_t version, wire_bytes message, int64_t now_ms);
/* The catalogue as an object of its own; the caller's. Errors: ERR_NOT_FOUND: none yet. */
error outbox_catalogue(outbox *box, catalogue **out);

typedef struct outbox_letter {
    const char *kind; /* "reminder" or "directive" */
    uint64_t id;
    int64_t received_at_ms;
    const char *subject;  /* period or obligation */
    const char *deadline; /* "" for none */
    const char *sender;   /* "" for the system */
    const char *text;
} outbox_letter;

error outbox_has_letter(outbox *box, const char *kind, uint64_t id, bool *out);
error outbox_put_letter(outbox *box, const outbox_letter *letter);

/* ---- for people -------------------------------------------------------------------------------
 */

/* How the connection stands, written by `run` for `status`. */
error outbox_put_connection(outbox *box, const char *state, const char *detail, int64_t since_ms);
typedef struct outbox_connection {
    const char *state, *detail; /* "" when `run` never ran */
    int64_t since_ms;
    const char *notice; /* what an operator must know, "" for nothing */
} outbox_connection;
error outbox_read_connection(outbox *box, arena *a, outbox_connection *out);

/* Strings in a row live until the callback returns; false stops. */
typedef struct outbox_refusal {
    uint64_t sequence;
    outcome outcome;
    const char *code, *message;
    const char *unit, *obligation, *period, *breakdown, *content, *source;
    int64_t at_ms;
} outbox_refusal;
typedef bool (*outbox_refusal_fn)(void *context, const outbox_refusal *row);
/* The verdicts that nobody has dealt with yet, newest first. */
error outbox_refusals(outbox *box, outbox_refusal_fn fn, void *context);
/* The verdicts on reports of one file, in order, dealt with or not. */
error outbox_file_refusals(outbox *box, int64_t file, outbox_refusal_fn fn, void *context);

typedef bool (*outbox_letter_fn)(void *context, const outbox_letter *row);
/* Newest first. */
error outbox_letters(outbox *box, outbox_letter_fn fn, void *context);

/* The oldest file about which the province has said something that its result does not say yet;
 * *found tells whether there is one. */
error outbox_next_answered(outbox *box, arena *a, outbox_file *out, bool *found);
/* The file's result was written. */
error outbox_file_told(outbox *box, int64_t id);
