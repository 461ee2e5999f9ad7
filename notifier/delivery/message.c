#include "notifier/delivery/message.h"

#include "base/i18n.h"

#include <string.h>

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

const message_part *message_body(const message *m, const char *type)
{
    for (size_t i = 0; i < m->part_count; i++)
        if (!*m->parts[i].name && !*m->parts[i].content_id && strcmp(m->parts[i].type, type) == 0)
            return &m->parts[i];
    return NULL;
}
