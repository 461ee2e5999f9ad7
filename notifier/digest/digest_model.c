#include "notifier/digest/digest_model.h"

#include "model/amount.h"

#include <stdlib.h>
#include <string.h>

const char *const digest_depth_codes[] = {"brief", "full", NULL};

const char *const digest_section_codes[] = {"decisions",  "concerns", "indicators",  "ranking",
                                            "discipline", "finished", "corrections", "directives",
                                            "upcoming",   NULL};

digest *digest_new(void)
{
    arena *a = arena_new(0);
    digest *d = a ? arena_alloc(a, sizeof *d) : NULL;
    if (!d) {
        arena_free(a);
        return NULL;
    }
    *d = (digest){.memory = a,
                  .profile = "",
                  .title = "",
                  .organisation = "",
                  .issuer = "",
                  .symbol = "",
                  .place = "",
                  .greeting = "",
                  .basis = "",
                  .language = "vi",
                  .period = "",
                  .period_name = "",
                  .depth = DIGEST_FULL,
                  .sections = SECTION_ALL,
                  .subject = "",
                  .ranking_mark = ""};
    return d;
}

void digest_free(digest *d)
{
    if (d)
        arena_free(d->memory);
}

const char *exact_text(arena *a, const exact *e)
{
    char number[AMOUNT_TEXT_MAX];
    if (!e->known)
        return "—";
    amount_format_short(e->amount, e->decimals, AMOUNT_PEOPLE, number, sizeof number);
    if (strcmp(e->unit, "%") == 0)
        return arena_printf(a, "%s%%", number);
    return *e->unit ? arena_printf(a, "%s %s", number, e->unit) : arena_strdup(a, number);
}
