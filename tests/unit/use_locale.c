/* Linked into every unit test: takes the locale of the environment, as a program that calls
 * setlocale() does, and makes sure that a wanted one is really there. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((constructor)) static void use_locale(void)
{
    const char *wanted = getenv("LC_ALL"), *locales = getenv("TIENDO_TEST_LOCALES");
    /* Set here and not from outside, where a library that makes a locale of its own as it is
     * loaded (p11-kit) would trip over a leak in glibc's newlocale() with LOCPATH set. */
    if (locales)
        setenv("LOCPATH", locales, 1);
    if (!setlocale(LC_ALL, "") && wanted && strcmp(wanted, "vi_VN.UTF-8") == 0) {
        fprintf(stderr, "locale %s cannot be used\n", wanted);
        exit(1);
    }
    /* The same leak, for whoever makes a locale later. */
    unsetenv("LOCPATH");
}
