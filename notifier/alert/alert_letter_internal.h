/* alert_letter_internal.h - a note in sections and lines, as its renderings take it. */
#pragma once
#include "notifier/alert/alert_letter.h"

/* More than these are counted, not listed. */
enum { LETTER_LINES_MAX = 12, LETTER_PLACES_MAX = 10 };

/* Operands of a command line. */
enum { LETTER_NUMBERS_MAX = 8 };

/* One thing, at one place or several. */
typedef struct letter_line {
    const char *title;  /* the obligation; "" when it is only about places */
    const char *places; /* "Mường Lát, Quan Hóa và 3 nơi nữa" */
    const char *since;  /* "từ 16/07/2024" */
    const char *number; /* "#12"; "" for several */
    const char *detail; /* when the same is said of all; else "" */
    const char *lead;   /* who must act, "" when not known */
    size_t count;
} letter_line;

typedef struct letter_section {
    alert_says says;
    alert_kind kind;
    alert_severity severity;
    const char *title; /* "3 nội dung mới quá hạn" */
    const char *occasion, *advice;
    letter_line *lines;
    size_t line_count;
    size_t count, left_out; /* alerts; of them in no line */
} letter_section;

typedef struct letter {
    const kept_note *note;
    const alert_letterhead *head;
    const char *subject;
    const char *when;    /* "09:00 22/07/2024" */
    bool commands;       /* readers have a shell to type them into */
    const char *numbers; /* "12 14-37": to acknowledge; "" when everything has ended */
    const char *repeats; /* when it will be said again; "" when it will not */
    letter_section *sections;
    size_t section_count;
} letter;

/* In arena A; NULL: no memory. */
const char *letter_text(arena *a, const letter *l);
const char *letter_html(arena *a, const letter *l);
const char *letter_json(arena *a, const letter *l);
