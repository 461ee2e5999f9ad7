/* alert_look_internal.h - what the files of the look share. */
#pragma once
#include "notifier/alert/alert_look.h"

typedef struct looking {
    const alert_view *view;
    arena *memory;
    alert_condition *items;
    size_t count, room;
    unsigned seen;
    bool failed; /* memory ran out somewhere */
    date today;
} looking;

/* Adds a condition; strings are copied. Nothing when its rule is switched off. */
void look_add(looking *l, alert_kind k, const char *unit_code, const char *obligation_code,
              const char *object, int64_t since_ms, const char *detail);
/* What would tell whether it holds is missing. */
void look_unsure(looking *l, alert_kind k, const char *unit_code, const char *obligation_code);
/* A formatted string; "" when memory ran out. */
const char *look_say(looking *l, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* KINDS could be looked at. */
void look_saw(looking *l, unsigned kinds);
int64_t look_limit(const looking *l, alert_kind k);

/* Statuses, reports and difficulties; the collectors; machines, disks and deliveries. */
void look_at_standings(looking *l);
void look_at_what_waits(looking *l);
void look_at_collectors(looking *l);
void look_at_system(looking *l);
