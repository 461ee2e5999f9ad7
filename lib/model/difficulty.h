/* difficulty.h - the life of something that a unit cannot solve by itself (khó khăn, vướng mắc).
 *
 *   raised ──▶ received ──▶ in_progress ──▶ resolved
 *      │           │             │   ▲          │ (opened again)
 *      │           │             ▼   └──────────┘
 *      └───────────┴──▶ escalated (to a ministry), out_of_scope (goes to another agency)
 *
 * Anything but "received" is an answer. Pure. */
#pragma once
#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum difficulty_state {
    DIFFICULTY_RAISED = 1,   /* mới nêu */
    DIFFICULTY_RECEIVED,     /* đã tiếp nhận */
    DIFFICULTY_IN_PROGRESS,  /* đang xử lý */
    DIFFICULTY_RESOLVED,     /* đã tháo gỡ */
    DIFFICULTY_ESCALATED,    /* đã kiến nghị Trung ương */
    DIFFICULTY_OUT_OF_SCOPE, /* không thuộc thẩm quyền */
} difficulty_state;

/* "raised", "received", …; NULL-terminated, at index state - 1. */
extern const char *const difficulty_state_codes[];
const char *difficulty_state_code(difficulty_state s);
/* "mới nêu", …, translated. */
const char *difficulty_state_name(difficulty_state s);
/* 0 when CODE is none. */
difficulty_state difficulty_state_parse(const char *code);

/* Whether FROM may become TO: nothing goes back to raised, and nothing becomes what it is, except
 * that work goes on (in_progress again, with a new word). */
bool difficulty_may_become(difficulty_state from, difficulty_state to);

/* Resolved and out of scope are closed; an escalated one waits for the ministry. */
bool difficulty_is_open(difficulty_state s);
bool difficulty_is_answer(difficulty_state s);

/* Days of the calendar from RAISED to UNTIL, local time: yesterday evening is one day ago. */
int64_t difficulty_age_days(int64_t raised_ms, int64_t until_ms);

/* Difficulties that say the same: about the same obligation, and with at least 60 % of their words
 * in common, written with or without marks. */
typedef struct difficulty_text {
    const char *obligation, *text;
    size_t group; /* out: index of the first that says it */
} difficulty_text;
/* Groups the N items, in their order. Errors: ERR_NO_MEMORY. */
error difficulty_group(difficulty_text *items, size_t n);
