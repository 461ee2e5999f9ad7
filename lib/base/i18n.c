#include "base/i18n.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#ifndef TIENDO_LOCALE_DIR
#error "TIENDO_LOCALE_DIR names the folder of the message catalogues"
#endif

static const char *language = "vi";

static const char *language_of_environment(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *value = getenv(variables[i]);
        if (value && *value)
            return strncmp(value, "en", 2) == 0 ? "en" : "vi";
    }
    return "vi";
}

void i18n_init(const char *lang)
{
    language = lang && strcmp(lang, "en") == 0 ? "en" : lang ? "vi" : language_of_environment();
    /* gettext ignores LANGUAGE in the "C" locale; C.UTF-8 is part of Debian's libc. */
    setlocale(LC_ALL, "C.UTF-8");
    setlocale(LC_NUMERIC, "C");
    setenv("LANGUAGE", language, 1);
    const char *dir = getenv("TIENDO_LOCALE_DIR");
    bindtextdomain("tiendo", dir && *dir ? dir : TIENDO_LOCALE_DIR);
    bind_textdomain_codeset("tiendo", "UTF-8");
    textdomain("tiendo");
}

const char *i18n_lang(void)
{
    return language;
}
