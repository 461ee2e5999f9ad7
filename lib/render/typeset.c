#include "render/typeset.h"

#include "base/i18n.h"
#include "base/plain.h"

#include <string.h>

#ifdef __SANITIZE_ADDRESS__
/* Fontconfig holds what it has found by offsets, which a search for leaks cannot follow. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\n";
}
#endif

PangoContext *typeset_context(void)
{
    PangoContext *context = pango_font_map_create_context(pango_cairo_font_map_get_default());
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_cairo_context_set_resolution(context, 72.0);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_context_set_language(context, pango_language_from_string("vi"));
    pango_context_set_base_dir(context, PANGO_DIRECTION_LTR);
    return context;
}

/* Longer words may be broken anywhere rather than run out of their place. */
enum { CODE_MAX = 24 };

static void add_range(PangoAttrList *list, PangoAttribute *attribute, size_t from, size_t to)
{
    attribute->start_index = (guint)from;
    attribute->end_index = (guint)to;
    pango_attr_list_insert(list, attribute);
}

/* A line may end behind a hyphen or a dot, but not within a code, a date or a number of a document.
 */
static void keep_codes_whole(PangoAttrList *list, const char *text)
{
    for (size_t from = 0; text[from];) {
        size_t n = strcspn(text + from, " \n");
        if (n <= CODE_MAX && strcspn(text + from, "-./") < n)
            add_range(list, pango_attr_allow_breaks_new(FALSE), from, from + n);
        from += n + (text[from + n] != '\0');
    }
}

/* *BOLD, a length in TEXT, becomes one in the copy. */
static char *plain_copy(const char *text, size_t *bold)
{
    GString *out = g_string_sized_new(strlen(text));
    size_t lead = 0;
    for (size_t at = 0; text[at];) {
        const char *instead;
        size_t n = plain_step(text + at, &instead);
        if (instead)
            g_string_append(out, instead);
        else
            g_string_append_len(out, text + at, (gssize)n);
        at += n;
        if (at <= *bold)
            lead = out->len;
    }
    *bold = lead;
    return g_string_free(out, FALSE);
}

char *typeset_plain(const char *text)
{
    size_t nothing = 0;
    return plain_copy(text, &nothing);
}

void typeset_text(PangoLayout *layout, const char *text, size_t bold)
{
    char *plain = plain_copy(text, &bold);
    PangoAttrList *attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
    keep_codes_whole(attributes, plain);
    if (bold)
        add_range(attributes, pango_attr_weight_new(PANGO_WEIGHT_BOLD), 0, bold);
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
    pango_layout_set_text(layout, plain, -1);
    g_free(plain);
}

PangoLayout *typeset_layout(PangoContext *context)
{
    PangoLayout *layout = pango_layout_new(context);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_auto_dir(layout, FALSE);
    return layout;
}

error typeset_check(const char *family)
{
    PangoFontMap *map = pango_cairo_font_map_get_default();
    PangoContext *context = pango_font_map_create_context(map);
    PangoFontDescription *wanted = pango_font_description_new();
    pango_font_description_set_family(wanted, family);
    pango_font_description_set_size(wanted, 12 * PANGO_SCALE);
    PangoFont *font = pango_font_map_load_font(map, context, wanted);
    PangoFontDescription *got = font ? pango_font_describe(font) : NULL;
    const char *name = got ? pango_font_description_get_family(got) : NULL;
    error err = OK;
    if (!name || strcmp(name, family) != 0)
        err = error_make(ERR_CONFIG,
                         _("không có phông chữ \"%s\" (hệ thống đưa ra \"%s\"); hãy cài gói "
                           "fonts-liberation"),
                         family, name ? name : "");
    if (got)
        pango_font_description_free(got);
    if (font)
        g_object_unref(font);
    pango_font_description_free(wanted);
    g_object_unref(context);
    return err;
}
