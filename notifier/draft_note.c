#include "notifier/draft_note.h"

#include "base/i18n.h"
#include "base/text.h"
#include "render/html.h"

#include <stdlib.h>
#include <string.h>

enum { NAMES_SHOWN = 5, COLUMNS = 80, LINES_MAX = 12 };

/* The word ahead, a line or paragraph each; COMMAND: to be typed as it stands. */
typedef struct note_line {
    const char *text;
    bool command;
} note_line;

typedef struct note {
    const char *title;
    note_line lines[LINES_MAX];
    size_t count;
} note;

static void say(note *n, const char *text)
{
    n->lines[n->count++] = (note_line){text, false};
}

static void show(note *n, const char *text)
{
    n->lines[n->count++] = (note_line){text, true};
}

static const char *names_of(arena *a, const draft_facts *f)
{
    const char *all = "";
    for (size_t i = 0; all && i < f->to_count && i < NAMES_SHOWN; i++)
        all = arena_printf(a, "%s%s%s", all, i ? "; " : "", f->to[i].name);
    if (all && f->to_count > NAMES_SHOWN)
        all = arena_printf(a, _("%s và %zu nơi nhận khác"), all, f->to_count - NAMES_SHOWN);
    return all;
}

static error write_note(arena *a, const draft_facts *f, note *n)
{
    char due[32];
    const long long number = (long long)f->number;
    const char *names = names_of(a, f);
    clock_format_vi(f->due_ms, due, sizeof due);
    *n = (note){.title = arena_printf(a, _("DỰ THẢO CHỜ DUYỆT - SỐ %lld"), number)};
    say(n, names ? arena_printf(a, _("Bản tin dưới đây dự kiến gửi lúc %s tới: %s."), due, names)
                 : NULL);
    say(n, arena_printf(a,
                        _("Đề nghị cho ý kiến trước %s, bằng một trong các lệnh sau trên máy "
                          "chủ của hệ thống, hoặc trả lời thư này để người vận hành thực hiện:"),
                        due));
    show(n, arena_printf(a, "tiendo-notifier approve %lld --by '…'", number));
    show(n, arena_printf(a, "tiendo-notifier approve %lld --by '…' --remark '…'", number));
    show(n, arena_printf(a, "tiendo-notifier hold %lld --by '…' --reason '…'", number));
    say(n, _("Lệnh thứ nhất là duyệt; lệnh thứ hai là duyệt và thêm ý kiến, ý kiến được ghi vào "
             "bản tin, số liệu giữ nguyên; lệnh thứ ba là giữ lại, không gửi."));
    say(n, f->sends_if_silent
               ? _("Nếu đến giờ đó không có ý kiến, bản tin được gửi đi như dưới đây.")
               : _("Nếu đến giờ đó không có ý kiến, bản tin chưa được gửi mà chờ đến khi có ý "
                   "kiến."));
    for (size_t i = 0; i < n->count; i++)
        if (!n->lines[i].text)
            return error_no_memory();
    return n->title ? OK : error_no_memory();
}

/* ---- as text --------------------------------------------------------------------------------- */

/* Breaks TEXT into lines of at most COLUMNS columns. */
static char *wrap(arena *a, const char *text)
{
    char *out = arena_strdup(a, text);
    char *line = out, *space = NULL;
    for (char *p = out; p && *p; p++) {
        if (*p != ' ')
            continue;
        if (space && text_width_n(line, (size_t)(p - line)) > COLUMNS) {
            *space = '\n';
            line = space + 1;
        }
        space = p;
    }
    if (space && text_width(line) > COLUMNS)
        *space = '\n';
    return out;
}

static char *note_as_text(arena *a, const note *n)
{
    static const char rule[] =
        "===================================================================="
        "============";
    char *all = arena_printf(a, "%s\n%s\n", rule, n->title);
    for (size_t i = 0; all && i < n->count; i++) {
        const note_line *l = &n->lines[i];
        const char *shown = l->command ? l->text : wrap(a, l->text);
        if (!shown)
            return NULL;
        all = arena_printf(a, "%s%s%s%s\n", all, l->command ? "" : "\n", l->command ? "  " : "",
                           shown);
        if (all && !l->command && i + 1 < n->count && n->lines[i + 1].command)
            all = arena_printf(a, "%s\n", all);
    }
    return all ? arena_printf(a, "%s%s\n\n", all, rule) : NULL;
}

/* ---- as HTML --------------------------------------------------------------------------------- */

static char *note_as_html(const note *n)
{
    html *h = html_new();
    if (!h)
        return NULL;
    html_markup(h, "\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" "
                   "cellspacing=\"0\" style=\"border-collapse:collapse\"><tr>"
                   "<td style=\"border:3px solid #b26a00;background:#fff8e1;color:#1b1b1b;"
                   "padding:12px;font-family:Arial,Helvetica,sans-serif;font-size:16px;"
                   "line-height:1.4\">"
                   "<p style=\"margin:0 0 8px 0;font-weight:bold\">");
    html_text(h, n->title);
    html_markup(h, "</p>");
    for (size_t i = 0; i < n->count; i++) {
        if (n->lines[i].command)
            html_markup(h, "<p style=\"margin:0 0 4px 16px;font-family:Consolas,monospace;"
                           "font-size:14px\">");
        else
            html_markup(h, "<p style=\"margin:0 0 8px 0\">");
        html_text(h, n->lines[i].text);
        html_markup(h, "</p>");
    }
    html_markup(h, "</td></tr></table>\n");
    char *page = html_take(h);
    html_free(h);
    return page;
}

/* Where the page's body begins: behind its tag. */
static size_t begin_of_body(const char *page)
{
    const char *tag = strstr(page, "<body");
    const char *end = tag ? strchr(tag, '>') : NULL;
    return end ? (size_t)(end + 1 - page) : 0;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static error put_ahead(arena *a, const char *ahead, size_t at, message_part *body)
{
    const char *text = body->data;
    char *all = ahead ? arena_printf(a, "%.*s%s%s", (int)at, text, ahead, text + at) : NULL;
    if (!all)
        return error_no_memory();
    body->data = all;
    body->size = strlen(all);
    return OK;
}

static error put_note(arena *a, const note *n, message_part *part)
{
    if (*part->name || *part->content_id)
        return OK;
    if (strcmp(part->type, "text/plain") == 0)
        return put_ahead(a, note_as_text(a, n), 0, part);
    if (strcmp(part->type, "text/html") != 0)
        return OK;
    char *ahead = note_as_html(n);
    error err = put_ahead(a, ahead, begin_of_body(part->data), part);
    free(ahead);
    return err;
}

error draft_compose(arena *a, const message *real, const draft_facts *facts, message *out)
{
    note n;
    TRY(write_note(a, facts, &n));
    message_part *parts = arena_alloc(a, (real->part_count + 1) * sizeof *parts);
    const char *subject = arena_printf(a, _("[DỰ THẢO CHỜ DUYỆT] %s"), real->subject);
    if (!parts || !subject)
        return error_no_memory();
    for (size_t i = 0; i < real->part_count; i++) {
        parts[i] = real->parts[i];
        TRY(put_note(a, &n, &parts[i]));
    }
    *out = *real;
    out->kind = MESSAGE_DRAFT;
    out->subject = subject;
    out->parts = parts;
    out->frozen = "";
    return OK;
}
