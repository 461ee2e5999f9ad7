/* witness_internal.h - the witness's memory; for witness.c, witness_rules.c,
 * witness_said.c and witness_due.c. */
#pragma once
#include "witness.h"

enum { SILENCES_MAX = 256 };

/* The longest that an absence counts as flapping, and then the longest without a look. */
#define FLAPPING_MAX_SHIFT 6
#define LOOKS_APART_MS     (12 * ALERT_HOUR_MS)

/* Who came back within this time may be flapping. */
#define FLAPPING_FOR_MS (7 * ALERT_DAY_MS)

/* What one route was told of one matter. */
typedef struct hearing {
    bool told; /* and not that it ended */
    bool ever;
    bool vague;                /* perhaps known as what is left of something graver */
    bool raised;               /* came here because nobody acknowledged it elsewhere */
    int64_t first_ms, last_ms; /* last_ms 0: known without a message */
    size_t times;
    int64_t owed_ms; /* a silence ended then, and nothing was said since; 0: none did */
} hearing;

typedef struct matter {
    alert_subject about;
    alert_severity severity;
    bool holds, unsure, silenced;
    int64_t since_ms, seen_ms; /* it holds since; seen last */
    int64_t away_ms, calm_ms;  /* gone since; a look after that was long enough ago */
    int64_t returned_ms;       /* 0: this is the first time */
    int64_t cause_ms;          /* as the look says */
    int64_t unsilenced_ms, acked_ms;
    const catalogue *judged_by; /* reach is by this one */
    unsigned reach;
    hearing heard[ALERT_ROUTES_MAX];
} matter;

struct witness {
    const alert_policy *policy;
    arena *memory;
    matter **all; /* by subject */
    size_t count, room;
    alert_silence silences[SILENCES_MAX];
    size_t silence_count;
    const catalogue *rules; /* of this look, as all below */
    int64_t now_ms;
    unsigned seen;
    bool introduced;
    bool spoke[ALERT_ROUTES_MAX][2];                /* at this look; of what is critical */
    int64_t news_ms[ALERT_ROUTES_MAX][ALERT_KINDS]; /* before this look */
};

size_t witness_first(const witness *w, const alert_subject *s);
matter *witness_find(const witness *w, const alert_subject *s);

/* M was not told as it should be, or was as it should not be, on route R. */
error witness_complain(const witness *w, const matter *m, size_t r, const char *what);

bool witness_is_on(const matter *m, size_t r);
bool witness_is_quiet(const witness *w, size_t r);
/* Whether a word may be said on R at this moment. */
bool witness_may_disturb(const witness *w, const matter *m, size_t r, alert_says says);
bool witness_is_withdrawn(const witness *w, const matter *m);

/* When something that explains M to readers of R held last: now, if it does; 0: nothing did.
 * CERTAINLY: without what only may explain it. */
int64_t witness_explained_ms(const witness *w, const matter *m, size_t r, bool certainly);
typedef bool (*matter_fn)(const witness *w, const matter *m, size_t r);
/* Whether R was told of M, and not that it ended. */
bool witness_is_told(const witness *w, const matter *m, size_t r);
/* The next graver one about the same that WANTED likes; NULL: there is none. */
const matter *witness_graver(const witness *w, const matter *m, size_t r, matter_fn wanted);

/* When it is repeated next, at the EARLIEST or at the latest: who came back after somebody had
 * acknowledged it, may or may not be the same alert. */
int64_t witness_repeat_ms(const witness *w, const matter *m, const hearing *h, bool earliest);

static inline int64_t later_of(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static inline bool is_critical(const matter *m, alert_says says)
{
    return m->severity == ALERT_CRITICAL && says != ALERT_SAYS_ENDED;
}

/* witness_said.c: whether what was said may be said. */
error witness_take(witness *w, const spoken *items, size_t count);
/* witness_due.c: whether everything that has to be said was. */
error witness_look_for_missing(witness *w);
