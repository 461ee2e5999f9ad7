#include "base/i18n.h"
#include "notifier/alert/alert_letter_internal.h"
#include "notifier/digest/text_page.h"

#include <stdio.h>
#include <stdlib.h>

static const char *say(text_page *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

static const char *say(text_page *p, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *text = arena_vprintf(p->memory, format, args);
    va_end(args);
    p->failed = p->failed || !text;
    return text ? text : "";
}

/* "Mường Lát, từ 16/07/2024 (#12)" */
static const char *where_and_since(text_page *p, const letter_line *l)
{
    const char *comma = *l->places && *l->since ? ", " : "";
    return *l->number ? say(p, "%s%s%s (%s)", l->places, comma, l->since, l->number)
                      : say(p, "%s%s%s", l->places, comma, l->since);
}

static void put_line(text_page *p, const letter_line *l)
{
    const char *about = where_and_since(p, l);
    text_paragraph(p, "- ", *l->title ? l->title : about);
    if (*l->title)
        text_paragraph(p, "  ", about);
    if (*l->detail)
        text_paragraph(p, "  ", l->detail);
    if (*l->lead)
        text_paragraph(p, "  ", say(p, _("Chủ trì: %s"), l->lead));
}

static void put_section(text_page *p, const letter *l, const letter_section *s)
{
    text_heading(p, s->title);
    if (*s->occasion)
        text_paragraph(p, "", s->occasion);
    for (size_t i = 0; i < s->line_count; i++)
        put_line(p, &s->lines[i]);
    if (s->left_out)
        text_paragraph(
            p, "- ",
            l->commands
                ? say(p, _("và %zu cảnh báo nữa; tất cả: tiendo-notifier alerts"), s->left_out)
                : say(p, _("và %zu cảnh báo nữa"), s->left_out));
    if (*s->advice)
        text_paragraph(p, "", s->advice);
}

static void put_foot(text_page *p, const letter *l)
{
    text_blank(p);
    text_rule(p, "-");
    if (*l->repeats)
        text_paragraph(p, "", say(p, _("Nếu còn, sẽ nhắc lại sau %s."), l->repeats));
    if (*l->numbers && l->commands) {
        text_paragraph(
            p, "",
            say(p, _("Người trực xác nhận đã nắm: tiendo-notifier alerts ack %s"), l->numbers));
        text_paragraph(p, "",
                       say(p,
                           _("Tạm ngừng báo: tiendo-notifier alerts silence --kind %s --hours 24 "
                             "--reason \"…\""),
                           alert_kind_code(l->sections[0].kind)));
    }
    text_paragraph(p, "",
                   _("Thư này do hệ thống gửi tự động; số liệu do các đơn vị cung cấp và "
                     "chịu trách nhiệm."));
}

const char *letter_text(arena *a, const letter *l)
{
    char *text = NULL;
    size_t size = 0;
    text_page p = {.out = open_memstream(&text, &size), .memory = a};
    if (!p.out)
        return NULL;
    if (l->head->simulated)
        text_paragraph(&p, "", _("*** SỐ LIỆU MÔ PHỎNG, KHÔNG PHẢI SỐ LIỆU THẬT ***"));
    text_paragraph(&p, "", say(&p, _("%s, lúc %s"), l->head->organisation, l->when));
    for (size_t i = 0; i < l->section_count; i++)
        put_section(&p, l, &l->sections[i]);
    put_foot(&p, l);
    bool failed = fclose(p.out) != 0 || p.failed;
    const char *kept = failed ? NULL : arena_strdup(a, text);
    free(text);
    return kept;
}
