#include "base/i18n.h"
#include "base/text.h"
#include "notifier/channel_settings.h"
#include "notifier/settings_parts.h"

#include <string.h>

enum { HOUR_MS = 3600 * 1000, SLOTS_LOOKED_AT = 60 };

/* DTSTART of a rule that names none: a Monday. */
static const char EPOCH[] = "2024-01-01T00:00";

/* ---- the file's shape ------------------------------------------------------------------------ */

typedef struct digest_part {
    profile plain; /* what is taken as it stands */
    const char *schedule, *starts;
    int calendar, when_nothing_new, depth;
    settings_texts except, to, sections, attach;
    int64_t most;
    const settings_group *approval;
    settings_list recipients;
} digest_part;

typedef struct approval_part {
    settings_texts by;
    int64_t hours_before;
    int if_silent;
} approval_part;

typedef struct recipient_part {
    const char *name, *address;
} recipient_part;

static const char *const CALENDARS[] = {"every_day", "working_days_only", "next_working_day", NULL};
static const char *const WHEN_NOTHING_NEW[] = {"send", "skip", NULL};
static const char *const IF_SILENT[] = {"send", "wait", NULL};
const char *const attachment_codes[] = {"brief", "pdf", "xlsx", "json", NULL};

#define AT(type, field) offsetof(type, field)
#define PLAIN(name, most)                                                                          \
    {                                                                                              \
#name, SETTINGS_STRING, AT(digest_part, plain.name), false, 0, most, NULL                  \
    }
#define LIST_OF(name)                                                                              \
    {                                                                                              \
#name, SETTINGS_TEXTS, AT(digest_part, plain.name), false, 1, 400, NULL                    \
    }

static const settings_key DIGEST_KEYS[] = {
    {"name", SETTINGS_STRING, AT(digest_part, plain.name), true, 1, CODE_MAX, NULL},
    {"schedule", SETTINGS_STRING, AT(digest_part, schedule), true, 1, 400, NULL},
    {"starts", SETTINGS_STRING, AT(digest_part, starts), false, 1, 40, NULL},
    {"calendar", SETTINGS_CHOICE, AT(digest_part, calendar), false, 0, 0, CALENDARS},
    {"except", SETTINGS_TEXTS, AT(digest_part, except), false, 1, 10, NULL},
    {"when_nothing_new", SETTINGS_CHOICE, AT(digest_part, when_nothing_new), false, 0, 0,
     WHEN_NOTHING_NEW},
    {"to", SETTINGS_TEXTS, AT(digest_part, to), false, 1, CODE_MAX, NULL},
    {"recipients", SETTINGS_LIST, AT(digest_part, recipients), false, 0, 0, NULL},
    {"approval", SETTINGS_CHILD, AT(digest_part, approval), false, 0, 0, NULL},
    {"depth", SETTINGS_CHOICE, AT(digest_part, depth), false, 0, 0, digest_depth_codes},
    {"sections", SETTINGS_TEXTS, AT(digest_part, sections), false, 1, CODE_MAX, NULL},
    {"most", SETTINGS_INT, AT(digest_part, most), false, 1, 1000, NULL},
    {"attach", SETTINGS_TEXTS, AT(digest_part, attach), false, 1, CODE_MAX, NULL},
    PLAIN(title, 300),
    PLAIN(issuer, 200),
    PLAIN(symbol, 40),
    PLAIN(place, 100),
    PLAIN(greeting, 400),
    PLAIN(basis, 1000),
    LIST_OF(also),
    LIST_OF(fields),
    LIST_OF(units),
    LIST_OF(signature),
    LIST_OF(recipients_list),
};

static const settings_key APPROVAL_KEYS[] = {
    {"by", SETTINGS_TEXTS, AT(approval_part, by), true, 1, CODE_MAX, NULL},
    {"hours_before", SETTINGS_INT, AT(approval_part, hours_before), false, 1, 240, NULL},
    {"if_silent", SETTINGS_CHOICE, AT(approval_part, if_silent), true, 0, 0, IF_SILENT},
};

static const settings_key RECIPIENT_KEYS[] = {
    {"name", SETTINGS_STRING, AT(recipient_part, name), true, 1, 200, NULL},
    {"address", SETTINGS_STRING, AT(recipient_part, address), true, 1, MAIL_ADDRESS_MAX, NULL},
};

/* What one reading works with. */
typedef struct reading {
    const profile_names *names;
    arena *memory;
    problems *found;
} reading;

/* ---- when ------------------------------------------------------------------------------------ */

static date *read_except(const reading *r, const settings_group *group, const settings_texts *days)
{
    date *out = arena_alloc(r->memory, (days->count + 1) * sizeof *out);
    for (size_t i = 0; out && i < days->count; i++) {
        error err = date_parse(days->items[i], &out[i]);
        if (err.code)
            settings_problem(group, "except", r->found, "except: %s", err.text);
    }
    return out;
}

static void read_schedule(const reading *r, const settings_group *group, const digest_part *part,
                          profile *into)
{
    into->has_start = part->starts != NULL;
    error err = clock_parse_iso(part->starts ? part->starts : EPOCH, &into->start_ms);
    if (err.code)
        settings_problem(group, "starts", r->found, "starts: %s", err.text);
    into->rule = part->schedule;
    const date *except = read_except(r, group, &part->except);
    const schedule_terms terms = {.rule = part->schedule,
                                  .start_ms = into->start_ms,
                                  .days = (schedule_days)part->calendar,
                                  .except = except,
                                  .except_count = except ? part->except.count : 0};
    err = part->schedule ? schedule_parse(&into->slots, &terms) : OK;
    if (err.code)
        settings_problem(group, "schedule", r->found, "schedule: %s", err.text);
}

/* ---- to whom --------------------------------------------------------------------------------- */

static void unknown_role(const reading *r, const settings_group *group, const char *key,
                         const char *code)
{
    const role_list *all = r->names->roles;
    const char **codes = arena_alloc(r->memory, (all->count + 1) * sizeof *codes);
    for (size_t i = 0; codes && i < all->count; i++)
        codes[i] = all->items[i].code;
    if (codes)
        settings_unknown_name(group, key, code, codes, all->count, r->found);
}

static role_refs read_roles(const reading *r, const settings_group *group, const char *key,
                            const settings_texts *codes)
{
    const role **refs = arena_alloc(r->memory, (codes->count + 1) * sizeof *refs);
    size_t n = 0;
    for (size_t i = 0; refs && i < codes->count; i++) {
        const role *it = role_find(r->names->roles, codes->items[i]);
        if (it)
            refs[n++] = it;
        else
            unknown_role(r, group, key, codes->items[i]);
        for (size_t k = 0; it && k + 1 < n; k++)
            if (refs[k] == it)
                settings_problem(group, key, r->found, _("%s: \"%s\" có hai lần"), key, it->code);
    }
    return (role_refs){refs, n};
}

/* A recipient written as name and address, without a role of its own, is one that always holds. */
static const role *role_of_recipient(const reading *r, const settings_group *group)
{
    recipient_part part = {"", ""};
    settings_read(group, RECIPIENT_KEYS, SETTINGS_COUNT(RECIPIENT_KEYS), &part, r->found);
    if (*part.address)
        channel_settings_check_address(group, "address", part.address, r->found);
    role *it = arena_alloc(r->memory, sizeof *it);
    mailbox *box = arena_alloc(r->memory, sizeof *box);
    if (!it || !box)
        return NULL;
    box->address = part.address;
    *it = (role){.code = part.address, .name = part.name, .mailboxes = box, .mailbox_count = 1};
    return it;
}

static role_refs read_recipients(const reading *r, const settings_list *list)
{
    const role **refs = arena_alloc(r->memory, (list->count + 1) * sizeof *refs);
    size_t n = 0;
    for (size_t i = 0; refs && i < list->count; i++) {
        if (!(refs[n] = role_of_recipient(r, list->items[i])))
            break;
        for (size_t k = 0; k < n; k++)
            if (*refs[n]->code && strcmp(refs[k]->code, refs[n]->code) == 0)
                settings_problem(list->items[i], "address", r->found,
                                 _("%s có hai lần trong bản tin"), refs[n]->code);
        n++;
    }
    return (role_refs){refs, n};
}

static void read_channels(const reading *r, const settings_group *group,
                          const settings_texts *names)
{
    const profile_names *known = r->names;
    for (size_t i = 0; i < names->count; i++) {
        size_t k = 0;
        while (k < known->channel_count && strcmp(known->channels[k], names->items[i]) != 0)
            k++;
        if (k == known->channel_count)
            settings_unknown_name(group, "also", names->items[i], known->channels,
                                  known->channel_count, r->found);
    }
}

static void read_to(const reading *r, const settings_group *group, const digest_part *part,
                    profile *into)
{
    bool inline_recipients = part->recipients.items != NULL;
    if (inline_recipients && part->to.items)
        settings_problem(group, "recipients", r->found,
                         _("chỉ dùng một trong hai khóa to và recipients; nên dùng to với mã vai "
                           "trò trong roles"));
    into->to = inline_recipients ? read_recipients(r, &part->recipients)
                                 : read_roles(r, group, "to", &part->to);
    read_channels(r, group, &into->also);
    const char *key = inline_recipients ? "recipients" : "to";
    if (!part->to.count && !part->recipients.count && !into->also.count)
        settings_problem(group, key, r->found,
                         _("%s: bản tin chưa có người nhận nào; cần to (mã vai trò trong roles) "
                           "hoặc also (tên webhook, thư mục)"),
                         key);
}

static void read_approval(const reading *r, const settings_group *group, approval_terms *into)
{
    approval_part part = {.hours_before = 4};
    settings_read(group, APPROVAL_KEYS, SETTINGS_COUNT(APPROVAL_KEYS), &part, r->found);
    into->by = read_roles(r, group, "by", &part.by);
    into->before_ms = part.hours_before * HOUR_MS;
    into->sends_if_silent = part.if_silent == 0;
    if (part.by.items && !part.by.count)
        settings_problem(group, "by", r->found, _("by: chưa có ai duyệt"));
}

/* ---- what ------------------------------------------------------------------------------------ */

static unsigned read_bits(const reading *r, const settings_group *group, const char *key,
                          const settings_texts *words, const char *const *codes)
{
    unsigned bits = 0;
    size_t count = 0;
    while (codes[count])
        count++;
    for (size_t i = 0; i < words->count; i++) {
        size_t k = 0;
        while (k < count && strcmp(codes[k], words->items[i]) != 0)
            k++;
        if (k == count)
            settings_unknown_name(group, key, words->items[i], codes, count, r->found);
        else
            bits |= 1U << k;
    }
    return bits;
}

static void read_what(const reading *r, const settings_group *group, const digest_part *part,
                      profile *into)
{
    into->skips_nothing_new = part->when_nothing_new == 1;
    into->depth = (digest_depth)(part->depth + 1);
    into->most = (size_t)part->most;
    into->sections = read_bits(r, group, "sections", &part->sections, digest_section_codes);
    into->attachments = read_bits(r, group, "attach", &part->attach, attachment_codes);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void read_profile(const reading *r, const settings_group *group, profile *into)
{
    digest_part part = {.plain = {.name = "",
                                  .title = "",
                                  .issuer = "",
                                  .symbol = "",
                                  .place = "Thanh Hóa",
                                  .greeting = "",
                                  .basis = ""},
                        .depth = DIGEST_FULL - 1};
    settings_read(group, DIGEST_KEYS, SETTINGS_COUNT(DIGEST_KEYS), &part, r->found);
    *into = part.plain;
    read_schedule(r, group, &part, into);
    read_to(r, group, &part, into);
    if (part.approval)
        read_approval(r, part.approval, &into->approval);
    read_what(r, group, &part, into);
}

profile_list profile_settings_read(const settings_list *list, const profile_names *names, arena *a,
                                   problems *found)
{
    const reading r = {names, a, found};
    profile *all = arena_alloc(a, (list->count + 1) * sizeof *all);
    for (size_t i = 0; all && i < list->count; i++) {
        read_profile(&r, list->items[i], &all[i]);
        for (size_t k = 0; k < i; k++)
            if (*all[i].name && strcmp(all[i].name, all[k].name) == 0)
                settings_problem(list->items[i], "name", found, _("tên bản tin \"%s\" bị trùng"),
                                 all[i].name);
    }
    return (profile_list){all, all ? list->count : 0};
}

/* ---- with the catalogue ---------------------------------------------------------------------- */

static void check_units(const settings_group *group, const profile *p, const catalogue *c,
                        problems *found)
{
    for (size_t i = 0; i < p->units.count; i++) {
        const char *near = catalogue_nearest_unit(c, p->units.items[i]);
        if (!catalogue_unit(c, p->units.items[i], (date){9999, 12, 31}))
            settings_unknown_name(group, "units", p->units.items[i], &near, near ? 1 : 0, found);
    }
}

static bool field_exists(const catalogue *c, const char *field)
{
    for (size_t i = 0; i < catalogue_obligation_count(c); i++)
        if (strcmp(catalogue_obligation_at(c, i)->field, field) == 0)
            return true;
    return false;
}

static void check_fields(const settings_group *group, const profile *p, const catalogue *c,
                         problems *found)
{
    for (size_t i = 0; i < p->fields.count; i++)
        if (!field_exists(c, p->fields.items[i]))
            settings_problem(group, "fields", found, _("fields: danh mục không có lĩnh vực \"%s\""),
                             p->fields.items[i]);
}

/* A draft would be made before the digest ahead of it is out. */
static void check_approval_fits(const settings_group *group, const profile *p, const calendar *days,
                                int64_t now_ms, problems *found)
{
    int64_t before, slot;
    if (!p->approval.by.count || !schedule_next(p->slots, days, now_ms, &before))
        return;
    for (int i = 0; i < SLOTS_LOOKED_AT && schedule_next(p->slots, days, before, &slot); i++) {
        if (slot - before <= p->approval.before_ms) {
            char text[32];
            clock_format_vi(slot, text, sizeof text);
            settings_problem(group, "approval", found,
                             _("approval: dự thảo cho %s phải lập trước khi bản tin trước đó được "
                               "gửi; giảm hours_before"),
                             text);
            return;
        }
        before = slot;
    }
}

static void check_slots(const settings_group *group, const profile *p, const calendar *days,
                        problems *found)
{
    int64_t slot;
    if (!schedule_next(p->slots, days, p->start_ms - 1, &slot))
        settings_problem(group, "schedule", found,
                         _("schedule: theo lịch nghỉ thì bản tin này không bao giờ đến hạn"));
}

void profile_settings_check(const settings_list *list, const profile_list *p, const catalogue *c,
                            int64_t now_ms, problems *found)
{
    const calendar *days = catalogue_calendar(c);
    for (size_t i = 0; i < p->count; i++) {
        const profile *it = &p->items[i];
        check_units(list->items[i], it, c, found);
        check_fields(list->items[i], it, c, found);
        check_slots(list->items[i], it, days, found);
        check_approval_fits(list->items[i], it, days, now_ms, found);
    }
}
