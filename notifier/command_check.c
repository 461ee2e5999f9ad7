/* check: the configuration, and whether everything that it names is there. */
#include "base/clock.h"
#include "base/i18n.h"
#include "notifier/channel_check.h"
#include "notifier/commands.h"
#include "notifier/digest/digest_render.h"
#include "notifier/office.h"

#include <stdio.h>

enum { SLOTS_SHOWN = 3 };

static bool has_holidays(const calendar *c, int year)
{
    for (size_t i = 0; i < c->holiday_count; i++)
        if (c->holidays[i].year == year)
            return true;
    return false;
}

/* Without the holidays of a year every Monday to Friday of it counts as worked. */
static size_t warn_of_calendar(const profile *p, const calendar *c, int64_t slot_ms)
{
    int year = clock_local_date(slot_ms).year;
    if (schedule_days_of(p->slots) == SCHEDULE_EVERY_DAY || has_holidays(c, year))
        return 0;
    printf(_("  cảnh báo: calendar.conf chưa có ngày nghỉ nào của năm %d\n"), year);
    return 1;
}

static size_t show_profile(const profile *p, const calendar *c)
{
    size_t warnings = 0;
    int64_t slot_ms = clock_now_ms();
    char when[32] = "—";
    const bool comes = schedule_next(p->slots, c, slot_ms, &slot_ms);
    if (comes)
        clock_format_vi(slot_ms, when, sizeof when);
    printf(_("Bản tin \"%s\": lần tới %s\n"), p->name, when);
    for (int i = 0; comes && !warnings && i < SLOTS_SHOWN; i++) {
        warnings = warn_of_calendar(p, c, slot_ms);
        if (!schedule_next(p->slots, c, slot_ms, &slot_ms))
            break;
    }
    return warnings;
}

static size_t warn_of_vacant(const role *r, date today)
{
    for (size_t i = 0; i < r->mailbox_count; i++)
        if (mailbox_holds_on(&r->mailboxes[i], today))
            return 0;
    printf(_("Cảnh báo: vai trò \"%s\" (%s) hôm nay không có hộp thư nào.\n"), r->code, r->name);
    return 1;
}

/* What is watched, and nobody would hear of. */
static size_t warn_of_untold(const alert_policy *p)
{
    unsigned untold = p->route_count ? alert_policy_untold(p) : 0;
    size_t warnings = 0;
    for (alert_kind k = ALERT_OVERDUE; k < ALERT_KINDS; k++)
        if (untold & 1U << k) {
            printf(_("Cảnh báo: không tuyến nào trong alerts nhận loại \"%s\" (%s).\n"),
                   alert_kind_code(k), alert_kind_name(k));
            warnings++;
        }
    return warnings;
}

static size_t show_all(const office *at)
{
    size_t warnings = 0;
    const notifier_options *o = at->options;
    for (size_t i = 0; i < o->profile_count; i++)
        warnings += show_profile(&o->profiles[i], catalogue_calendar(at->rules));
    for (size_t i = 0; i < o->roles.count; i++)
        warnings += warn_of_vacant(&o->roles.items[i], clock_local_date(clock_now_ms()));
    return warnings + warn_of_untold(o->alerts);
}

/* Digests would go out without charts and PDF. */
static size_t warn_of_fonts(void)
{
    error err = digest_check_fonts();
    if (err.code)
        printf(_("Cảnh báo: %s.\n"), err.text);
    return err.code != 0;
}

static error check(const office *at, const command *cmd)
{
    printf(_("%s: đúng.\n"), cmd->config);
    size_t warnings = show_all(at);
    if (!command_has(cmd, "no-environment")) {
        warnings += warn_of_fonts();
        TRY(channel_check_all(at->options));
    }
    if (warnings && command_has(cmd, "deny-warnings"))
        return error_make(ERR_CONFIG, _("có %zu cảnh báo"), warnings);
    return OK;
}

error command_check(const command *cmd)
{
    office at = {0};
    error err = office_open_settings(&at, cmd->config);
    if (!err.code)
        err = check(&at, cmd);
    office_close(&at);
    return err;
}
