/* i18n.h - the language that a person reads.
 *
 * The source text of every message is Vietnamese, so a program without any catalogue installed
 * speaks Vietnamese; English comes from po/en.po. Logs are not translated. */
#pragma once
#include <libintl.h>

#define _(text)  gettext(text)
#define N_(text) text

/* Sets the language of the process: LANG is "vi", "en", or NULL to follow LC_ALL, LC_MESSAGES and
 * LANG (English only when they ask for it). LC_NUMERIC always stays "C": figures are written by
 * our own functions, never by the locale. Call once, before any thread is started. */
void i18n_init(const char *lang);

/* "vi" or "en". */
const char *i18n_lang(void);
