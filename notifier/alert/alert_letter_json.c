/* For programs at the other end of a webhook; described in docs/alerts.md. */
#include "notifier/alert/alert_letter_internal.h"
#include "notifier/alert/alert_words.h"

#include <jansson.h>
#include <stdlib.h>

static json_t *instant(int64_t ms)
{
    char text[32];
    if (!ms)
        return json_null();
    clock_format_iso(ms, text, sizeof text);
    return json_string(text);
}

static json_t *text_or_null(const char *text)
{
    return *text ? json_string(text) : json_null();
}

static json_t *item_json(const letter *l, const alert_item *it)
{
    const catalogue *c = l->head->rules;
    const alert *a = it->about;
    const alert_subject *s = &a->subject;
    const obligation *o = catalogue_obligation(c, s->obligation);
    return json_pack(
        "{s:I, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "number",
        (json_int_t)a->id, "says", alert_says_code(it->says), "kind", alert_kind_code(s->kind),
        "severity", alert_severity_code(a->severity), "unit", text_or_null(s->unit), "unit_name",
        text_or_null(*s->unit ? alert_place(c, a) : ""), "obligation", text_or_null(s->obligation),
        "obligation_name", text_or_null(o ? o->name : ""), "object", text_or_null(s->object),
        "lead", text_or_null(alert_lead(c, a)), "detail", text_or_null(a->detail), "since",
        instant(a->since_ms), "begun", instant(a->begun_ms), "ended", instant(a->ended_ms), "now",
        text_or_null(it->now ? alert_kind_code(it->now->subject.kind) : ""));
}

const char *letter_json(arena *a, const letter *l)
{
    const kept_note *n = l->note;
    json_t *items = json_array();
    for (size_t i = 0; i < n->count; i++)
        json_array_append_new(items, item_json(l, &n->items[i]));
    json_t *root =
        json_pack("{s:s, s:s, s:s, s:o, s:s, s:b, s:s, s:s, s:o, s:o}", "format", "tiendo-alert/1",
                  "key", n->key, "route", n->route, "made", instant(n->made_ms), "severity",
                  alert_severity_code(n->severity), "simulated", (int)l->head->simulated,
                  "organisation", l->head->organisation, "subject", l->subject, "follows",
                  text_or_null(n->first_key), "items", items);
    char *text = root ? json_dumps(root, JSON_INDENT(1) | JSON_PRESERVE_ORDER) : NULL;
    const char *kept = text ? arena_printf(a, "%s\n", text) : NULL;
    free(text);
    json_decref(root);
    return kept;
}
