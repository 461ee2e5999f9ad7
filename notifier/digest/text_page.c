#include "notifier/digest/text_page.h"

#include "base/plain.h"
#include "base/text.h"

#include <string.h>

static const char *or_nothing(text_page *p, const char *text)
{
    if (!text)
        p->failed = true;
    return text ? text : "";
}

static void spaces(text_page *p, int n)
{
    fprintf(p->out, "%*s", n > 0 ? n : 0, "");
}

void text_blank(text_page *p)
{
    fputc('\n', p->out);
}

void text_rule(text_page *p, const char *piece)
{
    for (int i = 0; i < TEXT_COLUMNS; i++)
        fputs(piece, p->out);
    fputc('\n', p->out);
}

/* ---- wrapping -------------------------------------------------------------------------------- */

typedef struct line {
    int indent, column; /* of the line that is being written */
    bool begun;         /* there is a word on it */
} line;

static void break_line(text_page *p, line *at)
{
    fputc('\n', p->out);
    spaces(p, at->indent);
    at->column = at->indent;
    at->begun = false;
}

/* Parts of a word that is longer than a line fill one line each. */
static void put_word(text_page *p, line *at, const char *word, size_t n)
{
    int width = text_width_n(word, n);
    if (at->begun && at->column + 1 + width > TEXT_COLUMNS)
        break_line(p, at);
    if (at->begun) {
        fputc(' ', p->out);
        at->column++;
    }
    while (at->column + width > TEXT_COLUMNS) {
        size_t fits = text_fit(word, n, TEXT_COLUMNS - at->column);
        fwrite(word, 1, fits, p->out);
        word += fits;
        n -= fits;
        width = text_width_n(word, n);
        break_line(p, at);
    }
    fwrite(word, 1, n, p->out);
    at->column += width;
    at->begun = true;
}

void text_paragraph(text_page *p, const char *first, const char *text)
{
    const char *plain = or_nothing(p, plain_text(p->memory, text));
    line at = {.indent = text_width(first), .column = text_width(first)};
    fputs(first, p->out);
    while (*plain) {
        size_t n = strcspn(plain, " \n");
        if (n)
            put_word(p, &at, plain, n);
        plain += n;
        if (*plain == '\n' && plain[1])
            break_line(p, &at);
        plain += *plain != '\0';
    }
    fputc('\n', p->out);
}

void text_heading(text_page *p, const char *title)
{
    text_blank(p);
    text_paragraph(p, "", or_nothing(p, text_upper(p->memory, title)));
    text_rule(p, "─");
}

/* ---- tables ---------------------------------------------------------------------------------- */

static const char *cut(text_page *p, const char *text, int width)
{
    const char *plain = or_nothing(p, plain_text(p->memory, text));
    if (text_width(plain) <= width)
        return plain;
    size_t n = text_fit(plain, strlen(plain), width - 1);
    return or_nothing(p, arena_printf(p->memory, "%.*s…", (int)n, plain));
}

void text_row(text_page *p, const text_column *columns, size_t n, const char *const *cells)
{
    for (size_t i = 0; i < n; i++) {
        const char *cell = cut(p, cells[i], columns[i].width);
        int room = columns[i].width - text_width(cell);
        spaces(p, columns[i].right ? room : 0);
        fputs(cell, p->out);
        if (i + 1 < n)
            spaces(p, (columns[i].right ? 0 : room) + 2);
    }
    fputc('\n', p->out);
}
