#include "notifier/addressing.h"

#include "base/i18n.h"
#include "base/text.h"
#include "notifier/channel_settings.h"

#include <string.h>

static message_address of_seat(const seat *s)
{
    if (*s->address)
        return (message_address){.channel = "mail", .name = s->names, .address = s->address};
    return (message_address){.channel = "mail",
                             .name = s->names,
                             .address = s->names,
                             .skipped = _("vai trò này không có hộp thư vào ngày gửi")};
}

static message_address of_channel(const channel *c)
{
    return (message_address){.channel = c->name, .name = c->name, .address = c->name};
}

static error add_ids(arena *a, const notifier_options *o, const message *m, address_list *all)
{
    for (size_t i = 0; i < all->count; i++) {
        message_address *it = &all->items[i];
        it->message_id =
            message_id_make(a, m->kind, m->profile, m->key, it->address, o->smtp->form.from);
        if (!it->message_id)
            return error_no_memory();
    }
    return OK;
}

static error add_seats(arena *a, const role_refs *roles, int64_t now_ms, size_t room,
                       address_list *out)
{
    seat *seats;
    size_t count;
    TRY(role_seats(a, roles->items, roles->count, clock_local_date(now_ms), &seats, &count));
    out->items = arena_alloc(a, (count + room + 1) * sizeof *out->items);
    if (!out->items)
        return error_no_memory();
    for (size_t i = 0; i < count; i++)
        out->items[out->count++] = of_seat(&seats[i]);
    return OK;
}

error address_message(arena *a, const notifier_options *o, const message *m, const role_refs *roles,
                      const settings_texts *also, int64_t now_ms, address_list *out)
{
    *out = (address_list){0};
    TRY(add_seats(a, roles, now_ms, also ? also->count : 0, out));
    for (size_t i = 0; also && i < also->count; i++) {
        const channel *c = notifier_channel(o, also->items[i]);
        if (c)
            out->items[out->count++] = of_channel(c);
    }
    return add_ids(a, o, m, out);
}

static error none_of_them(const notifier_options *o, const char *name)
{
    const char *near = text_nearest(name, o->names, o->name_count);
    if (near)
        return error_make(ERR_USAGE,
                          _("\"%s\" không phải mã vai trò, tên kênh hay địa chỉ thư; gần nhất là "
                            "\"%s\""),
                          name, near);
    return error_make(ERR_USAGE, _("\"%s\" không phải mã vai trò, tên kênh hay địa chỉ thư"), name);
}

error address_one(arena *a, const notifier_options *o, const message *m, const char *name,
                  int64_t now_ms, address_list *out)
{
    const role *r = role_find(&o->roles, name);
    const channel *c = notifier_channel(o, name);
    const role_refs roles = {&r, r ? 1 : 0};
    *out = (address_list){0};
    TRY(add_seats(a, &roles, now_ms, 1, out));
    if (!r && c && c->kind != &channel_mail)
        out->items[out->count++] = of_channel(c);
    else if (!r && channel_address_valid(name))
        out->items[out->count++] =
            (message_address){.channel = "mail", .name = "", .address = arena_strdup(a, name)};
    if (!out->count)
        return none_of_them(o, name);
    return add_ids(a, o, m, out);
}

error address_holders(void *context, const char *name, int64_t at_ms, arena *a,
                      message_address *out, size_t most, size_t *count)
{
    const office *at = context;
    const notifier_options *o = at->options;
    const role *r = role_find(&o->roles, name);
    const channel *c = notifier_channel(o, name);
    const role_refs roles = {&r, r ? 1 : 0};
    address_list all = {0};
    *count = 0;
    TRY(add_seats(a, &roles, at_ms, 1, &all));
    if (!r && c)
        all.items[all.count++] = of_channel(c);
    for (size_t i = 0; i < all.count && *count < most; i++)
        if (!all.items[i].skipped)
            out[(*count)++] = all.items[i];
    return OK;
}
