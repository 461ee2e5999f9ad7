/* build.h - a digest in the making; shared by the sources of digest_build.h only.
 *
 * First the store is read into memory (build_facts.c, build_since.c), then each section is made
 * from that, then the words from the sections, and what depth and length leave out is cut last, so
 * that every sentence knows the whole. Without memory the helpers say "" and set `failed`. */
#pragma once
#include "model/scoreboard.h"
#include "notifier/digest/digest_build.h"

/* Where a unit, or the province, stands with an obligation. */
typedef struct stand {
    const unit *unit; /* NULL: the province */
    judgement judged;
    terms terms;
    bool is_mine;    /* one of the profile's units */
    const char *own; /* what the unit says of it, where that is something else; "" */
} stand;

/* An obligation, and all units that report on it on the digest's day. */
typedef struct matter {
    const obligation *obligation;
    bool is_mine; /* the profile looks at it */
    stand whole;  /* of the province, or of the profile's only unit */
    stand *units;
    size_t unit_count;
    size_t expected; /* units that the province's coverage counts */
    size_t overdue, behind, at_risk, silent, done, mine; /* of the profile's units */
} matter;

enum { SINCE_CORRECTED_MAX = 500 };

/* What happened since the last digest to this reader, by the events. */
typedef struct since {
    bool known; /* false: there was no last one */
    size_t figures, tasks, corrections, difficulties, narratives, nothing, rejected;
    /* By obligation and unit (the province too): the status at the last digest, 0 when it has not
     * changed since, and when it last changed. */
    uint8_t *was;
    int64_t *changed_ms;
    int64_t *corrected; /* the last reports that corrected a figure: the N-th at N % …_MAX */
} since;

typedef struct building {
    digest *digest;
    const digest_request *request;
    const catalogue *rules;
    store *store;
    int64_t before_ms; /* 0: as it is now; else as it was just before */
    date today;
    period month;   /* the reporting month */
    arena *scratch; /* lives until the digest is made */

    board *board;
    refusals *refused;
    view mine;        /* the profile's fields and units */
    view everybody;   /* the profile's fields, all units */
    const unit *only; /* the profile is of this one unit; NULL: of several, or of all */
    matter *matters;
    size_t matter_count;
    scoreboard scores[UNIT_LEVELS]; /* by level - 1 */
    since since;
    bool has_facts;   /* board, standings and scores could be read */
    unsigned missing; /* sections that could not be made: bits of digest_section */
    bool failed;
} building;

/* Whether SECTION was asked for and could be made: only then anything is said of it. */
bool build_tells(const building *b, digest_section section);

/* ---- words and lists (build_say.c) ----------------------------------------------------------- */

const char *build_say(building *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *build_copy(building *b, const char *text);
void build_add(building *b, digest_lines *lines, const char *text);
/* "a, b, c và 4 đơn vị nữa". */
const char *build_join(building *b, const digest_parties *list, size_t most);
/* With a capital at the beginning. */
const char *build_capital(building *b, const char *text);
const char *build_day(building *b, date day); /* "22/07/2024" */
/* Room for N of SIZE bytes, zeroed, at least one; NULL without memory. */
void *build_room(building *b, size_t n, size_t size);
/* ITEMS, which so grew to COUNT, with room for one more of SIZE bytes; NULL without memory. */
void *build_grow(building *b, void *items, size_t count, size_t size);

exact build_exact(int64_t amount, unsigned decimals, const char *unit);
exact build_unknown(const char *unit);
const char *build_exact_text(building *b, const exact *e);
/* "%" or the measure unit; of differences "điểm %". */
const char *build_measure(building *b, const obligation *o);
/* Who is late with the reports of the I-th reporting, with those of other levels that have the same
 * period, and the same due date where SAME_DUE; none when an earlier one has named them. */
digest_parties build_missing(building *b, size_t i, bool same_due);
const char *build_difference_measure(building *b, const obligation *o);
/* A and B with the same decimals; false when they do not fit. */
bool build_difference(const exact *now, const exact *before, exact *out);

digest_party build_party(building *b, const char *code);
digest_party build_unit(building *b, const unit *u);
void build_add_party(building *b, digest_parties *list, digest_party party);
/* TEXT cut to BYTES between two words, with "…" behind where it was. */
const char *build_clip(building *b, const char *text, size_t bytes);
/* TEXT cut to COLUMNS in the same way. */
const char *build_fit(building *b, const char *text, int columns);
/* A name that fits into a sentence: "Tỷ lệ … (06-LD-01)". */
const char *build_short_name(building *b, const char *name, const char *code);

/* ---- what is known (build_facts.c, build_since.c) -------------------------------------------- */

/* Board, refusals, standings and scores. */
error build_facts(building *b);
error build_since(building *b);

/* S's status at the last digest to this reader: as that one said, else by the events since, else it
 * is the same still. */
status build_status_before(const building *b, const obligation *o, const stand *s);
/* When it last changed since then; 0: not since. */
int64_t build_changed_ms(const building *b, const obligation *o, const stand *s);

matter *build_matter(const building *b, const char *obligation_code);
digest_obligation build_about(building *b, const obligation *o, const stand *s);
digest_standing build_standing(building *b, const obligation *o, const stand *s);
digest_party build_standing_unit(building *b, const stand *s);
/* Most urgent first, by status, days left and distance. For qsort(). */
int build_by_urgency(const void *stand_a, const void *stand_b);
bool build_is_done(status s);
/* Whether U is one of the profile's units. */
bool build_is_mine(const building *b, const unit *u);
/* Late or at risk: overdue, behind, at risk. */
bool build_is_concern(status s);

/* ---- sections: each makes its part of the digest --------------------------------------------- */

error build_concerns(building *b); /* and the counts of all */
error build_upcoming(building *b);
error build_finished(building *b);
error build_indicators(building *b);
error build_reportings(building *b);
error build_owed(building *b);     /* the heat map, and what scores need; before the rankings */
error build_rankings(building *b); /* and the tile map */
error build_difficulties(building *b);
error build_directives(building *b);
error build_corrections(building *b); /* after the indicators */

/* ---- words (build_words.c, build_changes.c) -------------------------------------------------- */

error build_changes(building *b);
error build_words(building *b); /* all but the subject */
void build_proposals(building *b);
/* Whether a reader sees anything in D that BEFORE did not show; that days went by is nothing. */
bool build_has_news(const digest *d, const digest *before);
error build_subject(building *b); /* last: it tells when there is no news */
