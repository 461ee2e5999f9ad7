/* report.h - one statement by one unit, as every program holds it.
 *
 * A plain value; its strings belong to whoever made it (an arena, a row, the command line). */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum report_kind {
    REPORT_FIGURE = 1,
    REPORT_TASK,
    REPORT_DIFFICULTY,
    REPORT_NARRATIVE,
    REPORT_NOTHING,
} report_kind;

typedef enum task_state {
    TASK_NOT_STARTED = 1,
    TASK_IN_PROGRESS,
    TASK_DONE,
    TASK_BLOCKED,
} task_state;

typedef struct figure {
    bool is_ratio;
    int64_t value; /* the value, or the numerator of a ratio */
    int64_t denominator;
    unsigned decimals;
} figure;

typedef struct report {
    uint64_t sequence;
    report_kind kind;
    const char *unit;
    const char *obligation;
    const char *period;       /* its code, as written; check_report() says whether it is one */
    const char *breakdown;    /* "dimension=category;…" sorted by dimension, "" for the total */
    int64_t observed_at_ms;   /* 0: not said */
    const char *source;       /* "" when not said */
    uint64_t corrects;        /* sequence in the same stream, 0: none */
    bool secret;              /* its sender declares it a state secret: refused, never kept */
    figure figure;            /* REPORT_FIGURE */
    unsigned percent;         /* REPORT_TASK: 0 … 100 */
    task_state state;         /* REPORT_TASK */
    const char *text;         /* difficulty, narrative, or a note; "" when there is none */
    const char *addressed_to; /* REPORT_DIFFICULTY: unit code, "" for the lead agency */
} report;

/* Longest texts in bytes, as in report.proto. */
enum {
    REPORT_CODE_MAX = 32,
    REPORT_SOURCE_MAX = 255,
    REPORT_NOTE_MAX = 1000,
    REPORT_TEXT_MAX = 4000,
    REPORT_NARRATIVE_MAX = 16000,
    REPORT_BREAKDOWN_DIMENSIONS_MAX = 4,
    REPORT_BREAKDOWN_MAX = 255,
};

/* "figure", "task", "difficulty", "narrative", "nothing": as in the store and the feed. */
const char *report_kind_code(report_kind kind);
/* "số liệu", "tiến độ nhiệm vụ", …, translated. */
const char *report_kind_name(report_kind kind);
/* 0 when CODE is none. */
report_kind report_kind_parse(const char *code);

/* "not_started", "in_progress", "done", "blocked". */
const char *task_state_code(task_state state);
/* "chưa triển khai", "đang thực hiện", "hoàn thành", "vướng mắc", translated. */
const char *task_state_name(task_state state);
/* By code, or by the Vietnamese name with or without marks; 0 when TEXT is none. */
task_state task_state_parse(const char *text);
