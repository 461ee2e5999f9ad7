#include "render/typeset.h"

#include "base/i18n.h"

#include <string.h>

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

void typeset_lead(PangoLayout *layout, size_t bold)
{
    PangoAttrList *attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
    if (bold) {
        PangoAttribute *weight = pango_attr_weight_new(PANGO_WEIGHT_BOLD);
        weight->end_index = (guint)bold;
        pango_attr_list_insert(attributes, weight);
    }
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
}

PangoLayout *typeset_layout(PangoContext *context)
{
    PangoLayout *layout = pango_layout_new(context);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_auto_dir(layout, FALSE);
    typeset_lead(layout, 0);
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
