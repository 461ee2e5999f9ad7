/* text_sections.h - the parts of a mail's text. For notifier/digest/text_*.c alone. */
#pragma once
#include "notifier/digest/digest_phrases.h"
#include "notifier/digest/text_page.h"

typedef struct text_view {
    const digest *d;
    text_page page;
    phrases words;
} text_view;

/* Every part that was asked for, in the order of a mail. */
void text_sections(text_view *v);
/* What fits on one screen. */
void text_brief(text_view *v);
/* That parts are missing, when there are such. */
void text_gaps(text_view *v);
