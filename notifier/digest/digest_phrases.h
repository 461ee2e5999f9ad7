/* digest_phrases.h - what a digest says in words, the same in every rendering.
 *
 * Answers are in the arena of P, "" when there is nothing to say, never NULL. When memory is out
 * P->failed is set; a rendering asks once, at its end. Sentences end with a full stop, clauses do
 * not. Figures are in the Vietnamese style. */
#pragma once
#include "notifier/digest/digest_model.h"

typedef struct phrases {
    arena *memory;
    bool failed;
} phrases;

const char *phrase(phrases *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- the document ---------------------------------------------------------------------------- */

/* In capitals, for the top of everything and wherever a part could be cut out. */
const char *phrase_simulated(void);
/* "07:00 ngày 22/07/2024" */
const char *phrase_instant(phrases *p, int64_t utc_ms);
const char *phrase_date(phrases *p, date day);
/* "Số liệu chốt đến 07:00 ngày 22/07/2024." */
const char *phrase_closing(phrases *p, const digest *d);
/* "Dự thảo do hệ thống tổng hợp, lúc 07:00 ngày 22/07/2024" */
const char *phrase_draft(phrases *p, const digest *d);
/* That it has no number, signature or seal. */
const char *phrase_not_issued(phrases *p, const digest *d);
/* "Sở … kính báo cáo tình hình, … như sau:" */
const char *phrase_opening(phrases *p, const digest *d);
/* "Nguồn: báo cáo tháng 7/2024 của 25/27 huyện, …" */
const char *phrase_sources(phrases *p, const digest *d);
/* "Chưa có số liệu của: …" */
const char *phrase_without_data(phrases *p, const digest *d);
const char *phrase_automatic(void);
/* "So với bản tin lúc 07:00 ngày 15/07/2024", or that this is the first. */
const char *phrase_since(phrases *p, const digest *d);
/* Of the changes those that one screen has room for beside summary and attention, most important
 * first. */
digest_lines phrase_first_changes(const digest *d);
const char *phrase_nothing_new(phrases *p, const digest *d);
/* Where the rest of a short digest is. */
const char *phrase_rest(phrases *p, const digest *d);
/* That N more are not shown; "" for 0. */
const char *phrase_left_out(phrases *p, const digest *d, size_t n);

/* The title of a part, in the order of a mail; the sections of digest_section are among them. */
typedef enum digest_part {
    PART_CHANGES,
    PART_SUMMARY,
    PART_ATTENTION,
    PART_DECISIONS,
    PART_CONCERNS,
    PART_INDICATORS,
    PART_RANKING,
    PART_DISCIPLINE,
    PART_FINISHED,
    PART_CORRECTIONS,
    PART_DIRECTIVES,
    PART_UPCOMING,
    PART_PROPOSALS,
    PART_REMARKS,
    PART_GAPS,
} digest_part;
const char *phrase_title(digest_part part);
/* "Không có …", a sentence for a part that was asked for and is empty. */
const char *phrase_empty(digest_part part);

/* ---- counts ---------------------------------------------------------------------------------- */

/* "3 quá hạn, 2 chậm tiến độ", without the statuses that have none. */
const char *phrase_counts(phrases *p, size_t n, const status statuses[], const size_t counts[]);
/* "Trong 62 chỉ tiêu, nhiệm vụ: 3 quá hạn, …" */
const char *phrase_tally(phrases *p, const digest *d);
/* How many of the concerns are none as a whole, but for some of their units; "" when none is. */
const char *phrase_for_their_units(phrases *p, const digest *d);
/* Who must answer how many difficulties: "Sở TNMT 1 (lâu nhất 41 ngày); …" */
const char *phrase_waiting(phrases *p, const digest *d);
/* Short names, at most MOST of them, "và N đơn vị khác" behind. */
const char *phrase_parties(phrases *p, const digest_parties *parties, size_t most);
/* "Đã gửi 25/27 đơn vị, đúng hạn 22, chậm 3; hạn 16/07/2024, đã qua 6 ngày" */
const char *phrase_reporting(phrases *p, const digest_reporting *r);

/* ---- items ----------------------------------------------------------------------------------- */

/* exact_text() */
const char *phrase_figure(phrases *p, const exact *e);
/* A status's word within a sentence: "quá hạn". */
const char *phrase_status(phrases *p, status s);
/* "26,48% (mức giao 40%, đạt 66%)" */
const char *phrase_level(phrases *p, const digest_standing *s);
/* Units that are not as they should be, at most MOST: "Quan Sơn: quá hạn, 42,91%; …", each with its
 * own judgement when that differs. */
const char *phrase_units(phrases *p, const digest_standing *units, size_t count, size_t most);
/* "Mường Lát chờ Sở TNMT trả lời, đã 41 ngày" */
const char *phrase_waits(phrases *p, const digest_difficulty *it);
/* "quá hạn 22 ngày", "còn 162 ngày", "hạn hôm nay" */
const char *phrase_left(phrases *p, const digest_obligation *o);
/* "▲2", "▼1", "=", "mới", and what that means in words. */
const char *phrase_movement(phrases *p, const digest_rank *r, const char **in_words);
/* Points without their unit: "29,05". */
const char *phrase_points(phrases *p, const exact *e);
/* Whether D tells of the obligation CODE among what is late or at risk. */
bool phrase_is_concern(const digest *d, const char *code);
/* A trend as one sign a period, "▁▂·▅▇", and its ends in words; "" below two known points. */
const char *phrase_trend(phrases *p, const digest_indicator *it, const char **in_words);

/* What is to be said of an item, one line each; LABEL may be "". */
typedef struct fact {
    const char *label, *text;
} fact;

enum { FACTS_MAX = 10 };

typedef struct facts {
    fact items[FACTS_MAX];
    size_t count;
} facts;

facts facts_of_difficulty(phrases *p, const digest_difficulty *it);
/* Without its level and its units, which a rendering shows in its own way. */
facts facts_of_concern(phrases *p, const digest_concern *it);
/* Without what the concern of the same obligation says, when IS_CONCERN. */
facts facts_of_indicator(phrases *p, const digest_indicator *it, bool is_concern);
facts facts_of_finished(phrases *p, const digest_finished *it);
facts facts_of_correction(phrases *p, const digest_correction *it);
facts facts_of_directive(phrases *p, const digest_directive *it);
facts facts_of_upcoming(phrases *p, const digest_upcoming *it);
