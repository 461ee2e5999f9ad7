#include "notifier/digest/sheet_fit.h"

#include "render/typeset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    FONT_SIZE = 11,
    POINTS_MAX = 1000,
    BYTES_MAX = 8000, /* more fill a row of any width */
};

/* The unit of a column is a digit of the workbook's own font (Calibri 11): 7 pixels of 96 to the
 * inch. */
static const double CHARACTER = 5.25, MARGIN = 3.75;

struct sheet_fit {
    PangoLayout *layout;
    PangoFontDescription *font;
};

sheet_fit *sheet_fit_new(void)
{
    sheet_fit *f = calloc(1, sizeof *f);
    if (!f)
        return NULL;
    PangoContext *context = typeset_context();
    f->layout = typeset_layout(context);
    g_object_unref(context);
    f->font = pango_font_description_new();
    pango_font_description_set_family(f->font, "Liberation Serif"); /* as wide as Times New Roman */
    pango_font_description_set_size(f->font, FONT_SIZE * PANGO_SCALE);
    return f;
}

void sheet_fit_free(sheet_fit *f)
{
    if (!f)
        return;
    g_object_unref(f->layout);
    pango_font_description_free(f->font);
    free(f);
}

static void lay_out(sheet_fit *f, const char *text, bool bold, int width)
{
    pango_font_description_set_weight(f->font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(f->layout, f->font);
    pango_layout_set_width(f->layout, width);
    pango_layout_set_text(f->layout, text, -1);
}

/* No less than TEXT can take on one line: most letters are narrower than these. */
static double widest(const char *text)
{
    double em = 0;
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (strchr("abcdefghijklnopqrstuvxyz0123456789 .,:;()-/", c))
            em += 0.56;
        else if ((c & 0xc0) != 0x80)
            em += 1;
    }
    return em * FONT_SIZE;
}

unsigned sheet_fit_lines(sheet_fit *f, const char *text, bool bold, double width)
{
    double points = fmin(width * CHARACTER, POINTS_MAX);
    if (widest(text) <= points && !strchr(text, '\n'))
        return 1;
    if (strlen(text) > BYTES_MAX)
        return SHEET_FIT_LINES_MAX;
    lay_out(f, text, bold, (int)(points * PANGO_SCALE));
    unsigned lines = (unsigned)pango_layout_get_line_count(f->layout);
    return lines < SHEET_FIT_LINES_MAX ? lines : SHEET_FIT_LINES_MAX;
}

double sheet_fit_width(sheet_fit *f, const char *text, bool bold)
{
    int width;
    lay_out(f, text, bold, -1);
    pango_layout_get_size(f->layout, &width, NULL);
    return (double)width / PANGO_SCALE / CHARACTER + MARGIN / CHARACTER;
}
