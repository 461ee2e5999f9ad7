/* composed.h - a digest composed into a message, and its parts by type. */
#pragma once
#include "unit_test.h"

#include "notifier/composition.h"
#include "notifier/digest/digest_json.h"

#include <stdlib.h>
#include <string.h>

static const char pdf_type[] = "application/pdf";
static const char xlsx_type[] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
static const char json_type[] = "application/json";
enum { ALL_FILES = ATTACH_PDF | ATTACH_XLSX | ATTACH_JSON };

typedef struct composed {
    arena *memory;
    message message;
} composed;

/* D is released. */
static inline composed compose_of(digest *d, unsigned attachments)
{
    composed c = {.memory = arena_new(0)};
    error err = compose_digest(c.memory, d, attachments, &c.message);
    if (err.code)
        fail_msg("%s", err.text);
    digest_free(d);
    return c;
}

static inline void release(composed *c)
{
    arena_free(c->memory);
}

static inline const message_part *part_of(const composed *c, const char *type)
{
    for (size_t i = 0; i < c->message.part_count; i++)
        if (strcmp(c->message.parts[i].type, type) == 0)
            return &c->message.parts[i];
    return NULL;
}

/* Bodies are kept with a 0 behind them. */
static inline const char *body_of(const composed *c, const char *type)
{
    const message_part *p = part_of(c, type);
    if (!p) {
        fail_msg("no part %s", type);
        return ""; /* for the analyser, which takes fail_msg() to come back */
    }
    assert_int_equal(strlen(p->data), p->size);
    return p->data;
}

/* Text breaks its lines anywhere. */
static inline bool says(const char *text, const char *wanted)
{
    size_t n = strlen(wanted);
    for (const char *at = text; *at; at++) {
        size_t i = 0;
        for (const char *from = at; i < n; i++, from++) {
            while (wanted[i] == ' ' && (from[0] == ' ' || from[0] == '\n') &&
                   (from[1] == ' ' || from[1] == '\n'))
                from++;
            if (*from != wanted[i] && !(*from == '\n' && wanted[i] == ' '))
                break;
        }
        if (i == n)
            return true;
    }
    return false;
}

/* As HTML writes it; the caller's. */
static inline char *escaped(const char *text)
{
    char *out = calloc(strlen(text) + 1, 6), *to = out;
    for (; *text; text++)
        to = stpcpy(to, *text == '"' ? "&quot;" : (char[]){*text, '\0'});
    return out;
}

static inline void assert_body_says(const composed *c, const char *type, const char *wanted)
{
    if (!says(body_of(c, type), wanted))
        fail_msg("%s does not say: %s\n%s", type, wanted, body_of(c, type));
}

static inline void assert_body_silent_on(const composed *c, const char *type, const char *unwanted)
{
    if (says(body_of(c, type), unwanted))
        fail_msg("%s says: %s", type, unwanted);
}

/* Text, HTML and what is frozen name the same gap, which is there once. */
static inline void assert_gap(const composed *c, const char *line)
{
    digest *d;
    size_t times = 0;
    assert_int_equal(digest_from_json(&d, c->message.frozen).code, ERR_OK);
    for (size_t i = 0; i < d->gaps.count; i++)
        times += strcmp(d->gaps.items[i], line) == 0;
    if (times != 1) {
        for (size_t i = 0; i < d->gaps.count; i++)
            print_error("gap: %s\n", d->gaps.items[i]);
        fail_msg("%zu times a gap: %s", times, line);
    }
    digest_free(d);
    assert_body_says(c, "text/plain", line);
    char *in_html = escaped(line);
    assert_body_says(c, "text/html", in_html);
    free(in_html);
    if (part_of(c, json_type))
        assert_string_equal(body_of(c, json_type), c->message.frozen);
}

/* What is frozen gives the same bytes again. */
static inline void assert_made_again(const composed *c, const char *type, rendering_format format)
{
    unsigned char *again;
    size_t size;
    const message_part *p = part_of(c, type);
    assert_non_null(p);
    assert_int_equal(render_frozen(c->message.frozen, format, &again, &size).code, ERR_OK);
    assert_int_equal(size, p->size);
    assert_memory_equal(again, p->data, size);
    free(again);
}
