/* alert_forecast.h - what will be told if nothing changes from now on: the engine itself, run ahead
 * on a copy of what the book knows. Writes nothing. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "model/catalogue.h"
#include "notifier/alert/alert_book.h"

typedef struct alert_forecast {
    const alert_policy *policy;
    const catalogue *rules;
    int64_t from_ms, until_ms; /* what is due before FROM_MS counts as due then */
} alert_forecast;

/* Calls FN for each message to come, in the order of time. Strings live until it returns. */
typedef error (*alert_forecast_fn)(void *context, const kept_note *n);
error alert_forecast_each(alert_book *b, const alert_forecast *f, alert_forecast_fn fn,
                          void *context);

/* How things stand with one alert that the book knows, now. */
typedef struct alert_outlook {
    const alert *about;
    const alert *held_by; /* on the first of its routes that holds it; NULL: none does */
    int64_t next_ms;      /* when something is said of it next, on any route; INT64_MAX: never */
} alert_outlook;
typedef error (*alert_outlook_fn)(void *context, const alert_outlook *o);
/* Every alert that is not over, by kind and what it is about. ROUTES: only those on one of these,
 * a bit each. */
error alert_outlook_each(alert_book *b, const alert_forecast *f, unsigned routes,
                         alert_outlook_fn fn, void *context);

/* When R would first tell of something of KIND with severity S that began at BEGUN_MS: its group's
 * wait, and its quiet hours. */
int64_t alert_first_telling(const alert_policy *p, const alert_route *r, const calendar *days,
                            alert_severity s, int64_t begun_ms);
