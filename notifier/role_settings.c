#include "base/i18n.h"
#include "base/text.h"
#include "notifier/channel_settings.h"
#include "notifier/settings_parts.h"

#include <string.h>
#include <strings.h>

typedef struct role_part {
    const char *code, *name;
    settings_list mailboxes;
} role_part;

typedef struct mailbox_part {
    const char *address, *from, *to;
} mailbox_part;

#define AT(type, field) offsetof(type, field)

static const settings_key ROLE_KEYS[] = {
    {"code", SETTINGS_STRING, AT(role_part, code), true, 1, CODE_MAX, NULL},
    {"name", SETTINGS_STRING, AT(role_part, name), true, 1, 200, NULL},
    {"mailboxes", SETTINGS_LIST, AT(role_part, mailboxes), false, 0, 0, NULL},
};

static const settings_key MAILBOX_KEYS[] = {
    {"address", SETTINGS_STRING, AT(mailbox_part, address), true, 1, MAIL_ADDRESS_MAX, NULL},
    {"from", SETTINGS_STRING, AT(mailbox_part, from), false, 1, 10, NULL},
    {"to", SETTINGS_STRING, AT(mailbox_part, to), false, 1, 10, NULL},
};

void settings_unknown_name(const settings_group *group, const char *key, const char *code,
                           const char *const *names, size_t count, problems *found)
{
    const char *near = text_nearest(code, names, count);
    if (near)
        settings_problem(group, key, found, _("%s: không có \"%s\"; gần nhất là \"%s\""), key, code,
                         near);
    else
        settings_problem(group, key, found, _("%s: không có \"%s\""), key, code);
}

static void read_day(const settings_group *group, const char *key, const char *text, date *out,
                     problems *found)
{
    error err = text ? date_parse(text, out) : OK;
    if (err.code)
        settings_problem(group, key, found, "%s: %s", key, err.text);
}

static bool overlap(const mailbox *a, const mailbox *b)
{
    return (!a->to.year || !b->from.year || date_compare(b->from, a->to) <= 0) &&
           (!b->to.year || !a->from.year || date_compare(a->from, b->to) <= 0);
}

static void read_mailbox(const settings_group *group, mailbox *all, size_t i, problems *found)
{
    mailbox_part part = {0};
    settings_read(group, MAILBOX_KEYS, SETTINGS_COUNT(MAILBOX_KEYS), &part, found);
    channel_settings_check_address(group, "address", part.address, found);
    all[i].address = part.address ? part.address : "";
    read_day(group, "from", part.from, &all[i].from, found);
    read_day(group, "to", part.to, &all[i].to, found);
    if (all[i].from.year && all[i].to.year && date_compare(all[i].to, all[i].from) < 0)
        settings_problem(group, "to", found, _("to: ngày %s trước ngày bắt đầu %s"), part.to,
                         part.from);
    for (size_t k = 0; k < i; k++)
        if (*all[i].address && strcasecmp(all[i].address, all[k].address) == 0 &&
            overlap(&all[i], &all[k]))
            settings_problem(group, "address", found,
                             _("hộp thư %s có hai lần trong cùng thời gian"), all[i].address);
}

static void read_role(const settings_group *group, role *into, arena *a, problems *found)
{
    role_part part = {.code = "", .name = ""};
    settings_read(group, ROLE_KEYS, SETTINGS_COUNT(ROLE_KEYS), &part, found);
    mailbox *boxes = arena_alloc(a, (part.mailboxes.count + 1) * sizeof *boxes);
    for (size_t i = 0; boxes && i < part.mailboxes.count; i++)
        read_mailbox(part.mailboxes.items[i], boxes, i, found);
    *into = (role){part.code, part.name, boxes, boxes ? part.mailboxes.count : 0};
}

role_list role_settings_read(const settings_list *list, arena *a, problems *found)
{
    role *all = arena_alloc(a, (list->count + 1) * sizeof *all);
    for (size_t i = 0; all && i < list->count; i++) {
        read_role(list->items[i], &all[i], a, found);
        for (size_t k = 0; k < i; k++)
            if (*all[i].code && strcmp(all[i].code, all[k].code) == 0)
                settings_problem(list->items[i], "code", found, _("mã vai trò \"%s\" bị trùng"),
                                 all[i].code);
    }
    return (role_list){all, all ? list->count : 0};
}
