#include "notifier/delivery/message.h"

#include "base/i18n.h"

#include <sodium.h>
#include <string.h>

enum { ID_BYTES = 16 };

static const char *const codes[] = {"", "digest", "alert", "draft", "test"};
static const char *const names[] = {"", N_("bản tin"), N_("cảnh báo"), N_("dự thảo"),
                                    N_("thư thử")};

const char *message_kind_code(message_kind kind)
{
    return codes[kind];
}

const char *message_kind_name(message_kind kind)
{
    return _(names[kind]);
}

message_kind message_kind_parse(const char *code)
{
    for (int k = MESSAGE_DIGEST; k <= MESSAGE_TEST; k++)
        if (strcmp(code, codes[k]) == 0)
            return (message_kind)k;
    return 0;
}

char *message_id_make(arena *a, message_kind kind, const char *profile, const char *key,
                      const char *address, const char *domain)
{
    unsigned char hash[ID_BYTES];
    char hex[ID_BYTES * 2 + 1];
    const char *at = strrchr(domain, '@');
    const char *all = arena_printf(a, "%s|%s|%s|%s", codes[kind], profile, key, address);
    if (!all)
        return NULL;
    crypto_generichash(hash, sizeof hash, (const unsigned char *)all, strlen(all), NULL, 0);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return arena_printf(a, "<%s@%s>", hex, at ? at + 1 : domain);
}

const message_part *message_body(const message *m, const char *type)
{
    for (size_t i = 0; i < m->part_count; i++)
        if (!*m->parts[i].name && !*m->parts[i].content_id && strcmp(m->parts[i].type, type) == 0)
            return &m->parts[i];
    return NULL;
}
