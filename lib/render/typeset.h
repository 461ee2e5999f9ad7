/* typeset.h - how texts are set, by pango, into pictures and documents. */
#pragma once
#include "base/error.h"

#include <pango/pangocairo.h>

/* A context in which outlines are as the font has them, at 72 dots an inch, in Vietnamese: nothing
 * depends on the machine's settings or locale. The caller's: g_object_unref(). */
PangoContext *typeset_context(void);

/* A layout in CONTEXT that breaks lines without adding hyphens. The caller's. */
PangoLayout *typeset_layout(PangoContext *context);

/* Gives LAYOUT the first BOLD bytes of its text in bold, and no hyphens. */
void typeset_lead(PangoLayout *layout, size_t bold);

/* Whether FAMILY is installed: fontconfig would put another font in its place without a word.
 * Errors: ERR_CONFIG with the package to install. */
error typeset_check(const char *family);
