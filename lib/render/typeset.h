/* typeset.h - how texts are set, by pango, into pictures and documents. */
#pragma once
#include "base/error.h"

#include <pango/pangocairo.h>

/* A context in which outlines are as the font has them, at 72 dots an inch, in Vietnamese: nothing
 * depends on the machine's settings or locale. The caller's: g_object_unref(). */
PangoContext *typeset_context(void);

/* A layout in CONTEXT, for typeset_text(). The caller's. */
PangoLayout *typeset_layout(PangoContext *context);

/* TEXT fit to be shown (base/plain.h), literally, in LAYOUT, the first BOLD bytes of it in bold.
 * Codes such as "06-LD-01" stay on one line. */
void typeset_text(PangoLayout *layout, const char *text, size_t bold);

/* A copy of TEXT fit to be shown (base/plain.h); g_free(). */
char *typeset_plain(const char *text);

/* Whether FAMILY is installed: fontconfig would put another font in its place without a word.
 * Errors: ERR_CONFIG with the package to install. */
error typeset_check(const char *family);
