/* Titles of more lines than one: of much the same length, and ended where a reader pauses. Words
 * are measured once and lines are broken by arithmetic; setting the text again for every width
 * would cost more than the rest of a sheet. */
#include "notifier/digest/pdf_paper_internal.h"

#include <math.h>
#include <string.h>

enum { WORDS_MAX = 64 };

typedef struct words {
    size_t count;
    int from[WORDS_MAX], until[WORDS_MAX]; /* in one line, pango units */
    bool pauses[WORDS_MAX];                /* a line may well end behind it */
} words;

/* False when there are too many, or lines of their own. */
static bool measure(PangoLayout *layout, words *w)
{
    const char *text = pango_layout_get_text(layout);
    if (strchr(text, '\n'))
        return false;
    pango_layout_set_width(layout, -1);
    for (size_t at = 0; text[at];) {
        size_t n = strcspn(text + at, " ");
        if (w->count == WORDS_MAX)
            return false;
        PangoRectangle start, end;
        pango_layout_index_to_pos(layout, (int)at, &start);
        pango_layout_index_to_pos(layout, (int)(at + n), &end);
        w->from[w->count] = start.x;
        w->until[w->count] = end.x;
        w->pauses[w->count] =
            (n && strchr(",;:", text[at + n - 1])) || strncmp(text + at + n, " - ", 3) == 0;
        w->count++;
        at += n + (text[at + n] == ' ');
    }
    return true;
}

typedef struct broken {
    int lines, pauses;
    bool fits;
} broken;

/* What comes of a WIDTH, broken as pango does: as much in each line as has room. */
static broken break_at(const words *w, int width)
{
    broken out = {.lines = 1, .fits = true};
    for (size_t i = 0, first = 0; i < w->count; i++) {
        if (i > first && w->until[i] - w->from[first] > width) {
            out.pauses += w->pauses[i - 1];
            out.lines++;
            first = i;
        }
        out.fits = out.fits && w->until[i] - w->from[i] <= width;
    }
    return out;
}

/* The best width: no more lines than in WIDTH, as many pauses as can be, and narrow. */
static int best_width(const words *w, int width)
{
    int lines = break_at(w, width).lines, best = width, most = -1;
    for (size_t a = 0; a < w->count; a++)
        for (size_t z = a; z < w->count; z++) {
            int at = w->until[z] - w->from[a];
            broken b = break_at(w, at);
            if (at > width || b.lines > lines || !b.fits || b.pauses < most ||
                (b.pauses == most && at >= best))
                continue;
            most = b.pauses;
            best = at;
        }
    return best;
}

double paper_balance(PangoLayout *layout, double width)
{
    words w = {.count = 0};
    int all = (int)lround(width * PANGO_SCALE);
    int best = measure(layout, &w) ? best_width(&w, all) : all;
    /* A unit more than the words need, so that no rounding breaks a line earlier. */
    if (best < all)
        best = best + PANGO_SCALE < all ? best + PANGO_SCALE : all;
    pango_layout_set_width(layout, best);
    return width - (double)best / PANGO_SCALE;
}
