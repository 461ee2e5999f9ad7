#include "proto/wire_check.h"

#include <string.h>

/* Joined with ";", in the order given; check_report() wants them sorted by dimension. */
static error join_breakdown(arena *a, const Tiendo__V1__Figure *in, const char **out)
{
    size_t size = 1;
    for (size_t i = 0; i < in->n_breakdown; i++)
        size += strlen(in->breakdown[i]) + 1;
    char *joined = arena_alloc(a, size);
    if (!joined)
        return error_no_memory();
    for (size_t i = 0; i < in->n_breakdown; i++) {
        if (i)
            strcat(joined, ";");
        strcat(joined, in->breakdown[i]);
    }
    *out = joined;
    return OK;
}

static error figure_from(arena *a, const Tiendo__V1__Figure *in, report *out)
{
    switch (in->measure_case) {
    case TIENDO__V1__FIGURE__MEASURE_VALUE:
        out->figure = (figure){.value = in->value, .decimals = in->decimals};
        break;
    case TIENDO__V1__FIGURE__MEASURE_NUMERATOR:
        out->figure = (figure){.is_ratio = true,
                               .value = in->numerator,
                               .denominator = in->denominator,
                               .decimals = in->decimals};
        break;
    default:
        return OK; /* not reported: the kind stays 0 */
    }
    out->kind = REPORT_FIGURE;
    out->text = in->note;
    return in->n_breakdown ? join_breakdown(a, in, &out->breakdown) : OK;
}

static error content_from(arena *a, const Tiendo__V1__Report *in, report *out)
{
    switch (in->content_case) {
    case TIENDO__V1__REPORT__CONTENT_FIGURE:
        return figure_from(a, in->figure, out);
    case TIENDO__V1__REPORT__CONTENT_TASK:
        out->kind = REPORT_TASK;
        out->percent = in->task->percent;
        out->state = (task_state)in->task->state;
        out->text = in->task->note;
        break;
    case TIENDO__V1__REPORT__CONTENT_DIFFICULTY:
        out->kind = REPORT_DIFFICULTY;
        out->text = in->difficulty->text;
        out->addressed_to = in->difficulty->addressed_to;
        break;
    case TIENDO__V1__REPORT__CONTENT_NARRATIVE:
        out->kind = REPORT_NARRATIVE;
        out->text = in->narrative->text;
        break;
    case TIENDO__V1__REPORT__CONTENT_NOTHING:
        out->kind = REPORT_NOTHING;
        out->text = in->nothing->note;
        break;
    default:
        break;
    }
    return OK;
}

error wire_report_from(arena *a, const Tiendo__V1__Report *in, report *out)
{
    *out = (report){.sequence = in->sequence,
                    .secret = in->secret,
                    .unit = "",
                    .obligation = "",
                    .period = "",
                    .breakdown = "",
                    .source = "",
                    .text = "",
                    .addressed_to = ""};
    TRY(wire_check_report_text(in));
    out->unit = in->unit;
    out->obligation = in->obligation;
    out->period = in->period;
    out->observed_at_ms = in->observed_at_ms;
    out->source = in->source;
    out->corrects = in->corrects;
    return content_from(a, in, out);
}

static error split_breakdown(arena *a, const char *joined, Tiendo__V1__Figure *out)
{
    out->breakdown = arena_alloc(a, REPORT_BREAKDOWN_DIMENSIONS_MAX * sizeof *out->breakdown);
    if (!out->breakdown)
        return error_no_memory();
    while (*joined) {
        size_t n = strcspn(joined, ";");
        if (out->n_breakdown == REPORT_BREAKDOWN_DIMENSIONS_MAX)
            return error_make(ERR_LIMIT, "breakdown");
        char *part = arena_strndup(a, joined, n);
        if (!part)
            return error_no_memory();
        out->breakdown[out->n_breakdown++] = part;
        joined += n + (joined[n] == ';');
    }
    return OK;
}

static error figure_to(arena *a, const report *in, Tiendo__V1__Report *out)
{
    Tiendo__V1__Figure *f = arena_alloc(a, sizeof *f);
    if (!f)
        return error_no_memory();
    tiendo__v1__figure__init(f);
    if (in->figure.is_ratio) {
        f->measure_case = TIENDO__V1__FIGURE__MEASURE_NUMERATOR;
        f->numerator = in->figure.value;
        f->denominator = in->figure.denominator;
    } else {
        f->measure_case = TIENDO__V1__FIGURE__MEASURE_VALUE;
        f->value = in->figure.value;
    }
    f->decimals = in->figure.decimals;
    f->note = wire_shared(in->text);
    out->content_case = TIENDO__V1__REPORT__CONTENT_FIGURE;
    out->figure = f;
    return *in->breakdown ? split_breakdown(a, in->breakdown, f) : OK;
}

static error task_to(arena *a, const report *in, Tiendo__V1__Report *out)
{
    Tiendo__V1__TaskProgress *t = arena_alloc(a, sizeof *t);
    if (!t)
        return error_no_memory();
    tiendo__v1__task_progress__init(t);
    t->percent = in->percent;
    t->state = (Tiendo__V1__TaskState)in->state;
    t->note = wire_shared(in->text);
    out->content_case = TIENDO__V1__REPORT__CONTENT_TASK;
    out->task = t;
    return OK;
}

static error difficulty_to(arena *a, const report *in, Tiendo__V1__Report *out)
{
    Tiendo__V1__Difficulty *d = arena_alloc(a, sizeof *d);
    if (!d)
        return error_no_memory();
    tiendo__v1__difficulty__init(d);
    d->text = wire_shared(in->text);
    d->addressed_to = wire_shared(in->addressed_to);
    out->content_case = TIENDO__V1__REPORT__CONTENT_DIFFICULTY;
    out->difficulty = d;
    return OK;
}

static error narrative_to(arena *a, const report *in, Tiendo__V1__Report *out)
{
    Tiendo__V1__Narrative *n = arena_alloc(a, sizeof *n);
    if (!n)
        return error_no_memory();
    tiendo__v1__narrative__init(n);
    n->text = wire_shared(in->text);
    out->content_case = TIENDO__V1__REPORT__CONTENT_NARRATIVE;
    out->narrative = n;
    return OK;
}

static error nothing_to(arena *a, const report *in, Tiendo__V1__Report *out)
{
    Tiendo__V1__NothingToReport *n = arena_alloc(a, sizeof *n);
    if (!n)
        return error_no_memory();
    tiendo__v1__nothing_to_report__init(n);
    n->note = wire_shared(in->text);
    out->content_case = TIENDO__V1__REPORT__CONTENT_NOTHING;
    out->nothing = n;
    return OK;
}

error wire_report_to(arena *a, const report *in, Tiendo__V1__Report **out)
{
    static error (*const writers[])(arena *, const report *, Tiendo__V1__Report *) = {
        [REPORT_FIGURE] = figure_to,         [REPORT_TASK] = task_to,
        [REPORT_DIFFICULTY] = difficulty_to, [REPORT_NARRATIVE] = narrative_to,
        [REPORT_NOTHING] = nothing_to,
    };
    if (in->kind < REPORT_FIGURE || in->kind > REPORT_NOTHING)
        return error_make(ERR_INVALID, "report without content");
    Tiendo__V1__Report *r = arena_alloc(a, sizeof *r);
    if (!r)
        return error_no_memory();
    tiendo__v1__report__init(r);
    r->sequence = in->sequence;
    r->unit = wire_shared(in->unit);
    r->obligation = wire_shared(in->obligation);
    r->period = wire_shared(in->period);
    r->observed_at_ms = in->observed_at_ms;
    r->source = wire_shared(in->source);
    r->corrects = in->corrects;
    r->secret = in->secret;
    *out = r;
    return writers[in->kind](a, in, r);
}
