/* digest_model.h - what a digest says, free of how it is written; for notifier/digest*.c alone.
 *
 * Everything is already in words and formatted figures: a rendering decides only on layout. */
#pragma once
#include "base/arena.h"
#include "notifier/digest.h"

#include <stddef.h>

/* A growing list of strings in an arena. */
typedef struct texts {
    const char **items;
    size_t count, room;
} texts;

typedef enum standing {
    STANDING_REACHED,     /* đạt mức giao */
    STANDING_NOT_REACHED, /* chưa đạt, còn hạn hoặc không có hạn */
    STANDING_OVERDUE,     /* quá hạn, chưa đạt */
    STANDING_NO_TARGET,   /* chưa giao mức */
} standing;

/* Who reported for one period. */
typedef struct reporting {
    const char *period; /* "tháng 7/2024" */
    const char *due;    /* "16/07/2024" */
    bool due_passed;
    int64_t days_late; /* since the due date, when it has passed */
    size_t expected, reported, on_time, late;
    const char *missing, *late_units; /* unit names in one line, "" for none */
    const char *missing_short;        /* the first few, for the summary */
    size_t missing_count;
} reporting;

typedef struct indicator {
    const char *code, *name, *period, *lead;
    const char *shown;    /* "36,49%" */
    const char *coverage; /* "25/27 đơn vị" */
    const char *target;   /* "40%", "" without one */
    const char *gap;      /* "còn thiếu 3,2 điểm %", "" when reached or without target */
    const char *deadline; /* "hạn 31/12/2024, còn 162 ngày", "" without one */
    const char *change;   /* "tăng 1,2 điểm % so với tháng 6/2024", "" when not comparable */
    const char *behind;   /* "Mường Lát 8,1%; …", "" when there is nothing to compare */
    standing standing;
    int64_t days_left;     /* with a deadline; else INT64_MAX */
    int percent_of_target; /* 0 … 100; -1: no bar */
} indicator;

typedef struct task {
    const char *code, *name, *lead;
    const char *deadline; /* "hạn 31/10/2024 (“trước ngày 31/10/2024”)" */
    const char *when;     /* "quá hạn 3 ngày", "đến hạn hôm nay", "còn 12 ngày" */
    const char *progress; /* "2/12 đơn vị hoàn thành; 3 đơn vị chưa báo cáo" */
    const char *behind;   /* units furthest behind, "" for none */
    int64_t days_left;    /* below 0: overdue */
} task;

typedef struct difficulty {
    const char *unit, *about, *agency, *text;
    int64_t age_days;
} difficulty;

enum { REPORTINGS_MAX = 3 };

struct digest {
    arena *memory;
    digest_request request; /* strings copied */
    int64_t last_event;
    const char *subject;
    const char *month;   /* "tháng 7/2024" */
    const char *closing; /* "số liệu chốt đến 07:00 22/07/2024" */
    texts summary;       /* three lines */
    texts attention;     /* at most five */
    texts changes;       /* since the last digest */
    reporting reportings[REPORTINGS_MAX];
    size_t reporting_count;
    indicator *indicators;
    size_t indicator_count;
    size_t without_data; /* indicators with a target that nobody reported on */
    task *tasks;         /* overdue or due within 30 days, by deadline */
    size_t task_count;
    task *upcoming; /* the next ones after that */
    size_t upcoming_count;
    difficulty *difficulties; /* oldest first */
    size_t difficulty_count;
    size_t difficulties_left_out; /* behind the oldest ones */
};

/* What the parts of the building share. */
typedef struct building {
    digest *digest;
    store *store;
    const catalogue *rules;
    date today;
    period month;
    bool failed; /* memory ran out somewhere */
} building;

/* Each fills its part of the digest. */
error digest_build_reportings(building *b);
error digest_build_indicators(building *b);
error digest_build_tasks(building *b);
error digest_build_difficulties(building *b);
error digest_build_changes(building *b);
/* From all of the above: subject, summary, what needs attention. */
void digest_build_words(building *b);

/* Strings in the digest's arena; on lack of memory "" and b->failed. */
const char *digest_say(building *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void digest_add(building *b, texts *list, const char *text);
/* The items joined by ", ", at most MOST of them: "A, B và 3 đơn vị nữa". */
const char *digest_join(building *b, const texts *list, size_t most);
/* "Mường Lát", "TX Bỉm Sơn", "TP Thanh Hóa": as leadership writes them. */
const char *digest_unit_name(building *b, const char *code);
/* "đơn vị", or "huyện, thị xã, thành phố" …; how many units had to report O in P. */
size_t digest_expected(const building *b, const obligation *o, period p);
