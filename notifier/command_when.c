/* when: what somebody will be told, and when - digests by their schedules, alerts by their routes,
 * and what is known already to come. */
#include "base/clock.h"
#include "base/i18n.h"
#include "notifier/alert/alert_forecast.h"
#include "notifier/alert/alert_letter.h"
#include "notifier/alert/alert_words.h"
#include "notifier/command_alerts.h"
#include "notifier/command_choice.h"
#include "notifier/digest/text_page.h"
#include "notifier/readership.h"
#include "render/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS_SHOWN = 3 };

/* How far ahead what is known already is told. */
#define AHEAD_MS (7 * ALERT_DAY_MS)

const command_option WHEN_OPTIONS[] = {
    {"for", "AI", N_("địa chỉ, mã vai trò hoặc tên kênh")},
    {"at", "LÚC", N_("tính từ lúc nào, như 2024-07-22T23:00 (mặc định: bây giờ)")},
    {0},
};

typedef struct asking {
    arena *memory;
    const office *at;
    const char *who;
    int64_t at_ms;
    unsigned routes;
    output_format format;
    table *rows;    /* for programs */
    text_page page; /* for a person */
    size_t found;
} asking;

static const char *say(const asking *q, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static const char *say(const asking *q, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *text = arena_vprintf(q->memory, format, args);
    va_end(args);
    return text ? text : "";
}

/* For a person as a sentence behind its time; for programs a row, with a word for what it is. */
static void put(asking *q, int64_t when_ms, const char *what, const char *name, const char *which,
                const char *words)
{
    char when[32] = "";
    q->found++;
    if (q->format == FORMAT_TABLE) {
        if (when_ms)
            clock_format_vi(when_ms, when, sizeof when);
        text_paragraph(&q->page, say(q, "%-16s  ", when),
                       say(q, "%s \"%s\": %s", name, which, words));
        return;
    }
    table_time(q->rows, when_ms);
    table_text(q->rows, what);
    table_text(q->rows, which);
    table_text(q->rows, words);
}

static void put_heading(asking *q, const char *title)
{
    if (q->format == FORMAT_TABLE)
        text_heading(&q->page, title);
}

static const char *instant(const asking *q, int64_t ms)
{
    char text[32];
    clock_format_vi(ms, text, sizeof text);
    return say(q, "%s", text);
}

/* ---- digests --------------------------------------------------------------------------------- */

static const char *terms_of(const asking *q, const profile *p)
{
    if (p->skips_nothing_new)
        return _("theo lịch; không có gì mới thì không gửi");
    if (p->approval.by.count)
        return p->approval.sends_if_silent ? _("theo lịch; dự thảo được gửi xin ý kiến trước")
                                           : _("theo lịch, sau khi dự thảo được duyệt");
    (void)q;
    return _("theo lịch");
}

static error put_slot(asking *q, const profile *p, int64_t slot_ms)
{
    bool reads, approves;
    int64_t draft_ms = slot_ms - p->approval.before_ms;
    TRY(readership_profile(q->at, q->memory, p, false, q->who, slot_ms, &reads));
    TRY(readership_profile(q->at, q->memory, p, true, q->who, draft_ms, &approves));
    if (approves && draft_ms >= q->at_ms)
        put(q, draft_ms, "draft", _("dự thảo"), p->name,
            say(q, _("để cho ý kiến trước giờ gửi %s"), instant(q, slot_ms)));
    if (reads)
        put(q, slot_ms, "digest", _("bản tin"), p->name, terms_of(q, p));
    return OK;
}

static error put_digests(asking *q)
{
    const notifier_options *o = q->at->options;
    const calendar *days = catalogue_calendar(q->at->rules);
    put_heading(q, _("Bản tin"));
    for (size_t i = 0; i < o->profile_count; i++) {
        int64_t slot_ms = q->at_ms - 1;
        for (int k = 0; k < SLOTS_SHOWN; k++) {
            if (!schedule_next(o->profiles[i].slots, days, slot_ms, &slot_ms))
                break;
            TRY(put_slot(q, &o->profiles[i], slot_ms));
        }
    }
    if (!q->found && q->format == FORMAT_TABLE)
        text_paragraph(&q->page, "", _("Không có bản tin nào."));
    return OK;
}

/* ---- alerts: by the rules -------------------------------------------------------------------- */

static const char *kinds_of(const asking *q, const alert_route *r, alert_severity s)
{
    const alert_policy *p = q->at->options->alerts;
    const char *list = "";
    for (alert_kind k = ALERT_OVERDUE; k < ALERT_KINDS; k++)
        if ((r->kinds & 1U << k) && p->rules[k].enabled && p->rules[k].severity == s)
            list = say(q, "%s%s%s", list, *list ? "; " : "", alert_kind_name(k));
    return list;
}

static const char *repeats_of(const asking *q, alert_severity s)
{
    const alert_policy *p = q->at->options->alerts;
    const char *list = alert_repeats_say(q->memory, &p->repeats[s]);
    if (!list || !*list)
        return _("không nhắc lại");
    return say(q, _("nếu còn thì nhắc lại sau %s (tính ngày thì vào lúc %02d:%02d)"), list,
               p->repeat_minute / 60, p->repeat_minute % 60);
}

static const char *escalation_of(const asking *q, const alert_route *r, alert_severity s)
{
    const alert_policy *p = q->at->options->alerts;
    char after[64];
    if (r->escalate_to == ALERT_NO_ROUTE || !(r->escalate_severities & 1U << s))
        return "";
    return say(q, _("; sau %s không ai xác nhận thì chuyển tới tuyến \"%s\""),
               alert_duration_say(r->escalate_after_ms, after, sizeof after),
               p->routes[r->escalate_to].name);
}

static void put_rule(asking *q, const alert_route *r, alert_severity s)
{
    const alert_policy *p = q->at->options->alerts;
    const char *kinds = kinds_of(q, r, s);
    int64_t told_ms = alert_first_telling(p, r, catalogue_calendar(q->at->rules), s, q->at_ms);
    char wait[64], interval[64];
    if (!*kinds || !(r->severities & 1U << s))
        return;
    bool held = told_ms > q->at_ms + p->group_wait_ms;
    put(q, told_ms, alert_severity_code(s), alert_severity_name(s), r->name,
        say(q, _("%s. %s; tin mới cùng loại cách nhau ít nhất %s; %s%s."), kinds,
            held ? _("Giữ đến hết giờ yên lặng rồi gộp một thư")
                 : say(q, _("Chờ %s để gộp một thư"),
                       alert_duration_say(p->group_wait_ms, wait, sizeof wait)),
            alert_duration_say(r->interval_ms[s], interval, sizeof interval), repeats_of(q, s),
            escalation_of(q, r, s)));
}

/* Routes that hand over to R what nobody acknowledges. */
static void put_received(asking *q, size_t to)
{
    const alert_policy *p = q->at->options->alerts;
    char after[64];
    for (size_t r = 0; r < p->route_count; r++)
        if (p->routes[r].escalate_to == (int)to)
            put(q, 0, "escalated", _("chuyển lên"), p->routes[to].name,
                say(q, _("những gì tuyến \"%s\" đã được báo mà sau %s chưa ai xác nhận."),
                    p->routes[r].name,
                    alert_duration_say(p->routes[r].escalate_after_ms, after, sizeof after)));
}

static void put_rules(asking *q)
{
    const alert_policy *p = q->at->options->alerts;
    if (q->routes)
        put_heading(q, say(q, _("Nếu có gì mới lúc %s"), instant(q, q->at_ms)));
    for (size_t r = 0; r < p->route_count; r++) {
        if (!(q->routes & 1U << r))
            continue;
        for (alert_severity s = ALERT_CRITICAL; s >= ALERT_INFO; s--)
            put_rule(q, &p->routes[r], s);
        put_received(q, r);
    }
}

/* ---- alerts: what is known already ----------------------------------------------------------- */

static error put_note(void *context, const kept_note *n)
{
    asking *q = context;
    const alert_letterhead head = {q->at->options->alerts, q->at->rules,
                                   q->at->options->organisation, false};
    int r = alert_policy_route(q->at->options->alerts, n->route);
    alert_letter letter;
    if (n->made_ms < q->at_ms || !(q->routes & 1U << r))
        return OK;
    TRY(alert_letter_write(q->memory, n, &head, &letter));
    put(q, n->made_ms, "known", _("cảnh báo"), n->route, letter.subject);
    return OK;
}

static error put_known(asking *q)
{
    int64_t now_ms = clock_now_ms();
    const alert_forecast f = {q->at->options->alerts, q->at->rules,
                              now_ms < q->at_ms ? now_ms : q->at_ms, q->at_ms + AHEAD_MS};
    alert_book *b;
    put_heading(q, _("Sắp tới, nếu không có gì thay đổi"));
    TRY(alert_book_open(&b, q->at->options->state_dir));
    error err = alert_forecast_each(b, &f, put_note, q);
    alert_book_close(b);
    return err;
}

/* ---- all of it ------------------------------------------------------------------------------- */

static error gather(asking *q)
{
    TRY(readership_routes(q->at, q->memory, q->who, q->at_ms, &q->routes));
    TRY(put_digests(q));
    put_rules(q);
    if (q->routes)
        TRY(put_known(q));
    if (!q->found)
        return error_make(ERR_NOT_FOUND,
                          _("không bản tin, tuyến cảnh báo nào gửi tới \"%s\" lúc %s"), q->who,
                          instant(q, q->at_ms));
    return q->page.failed ? error_no_memory() : OK;
}

/* Nothing is printed before it is certain that there is something to say. */
static error answer(asking *q)
{
    char *text = NULL;
    size_t size = 0;
    if (!(q->page.out = open_memstream(&text, &size)))
        return error_no_memory();
    error err = gather(q);
    if (fclose(q->page.out) != 0 && !err.code)
        err = error_no_memory();
    if (!err.code)
        err = q->format == FORMAT_TABLE ? OK : table_print(q->rows, "");
    if (!err.code)
        fwrite(text, 1, size, stdout);
    free(text);
    return err;
}

static error ask(arena *a, const office *at, const command *cmd)
{
    static const table_column columns[] = {
        {"when", "when", TABLE_LEFT, 0},
        {"what", "what", TABLE_LEFT, 0},
        {"which", "which", TABLE_LEFT, 0},
        {"words", "words", TABLE_LEFT, 0},
    };
    asking q = {.memory = a,
                .at = at,
                .format = cmd->format,
                .at_ms = clock_now_ms(),
                .page = {.memory = a}};
    const char *time = command_get(cmd, "at");
    if (!(q.who = command_get(cmd, "for")))
        return error_make(ERR_USAGE, _("cần --for: địa chỉ, mã vai trò hoặc tên kênh"));
    if (time)
        TRY(parse_instant(time, &q.at_ms));
    if (!(q.rows = table_new(columns, 4, cmd->format)))
        return error_no_memory();
    error err = answer(&q);
    table_free(q.rows);
    return err;
}

error command_when(const command *cmd)
{
    return with_office(cmd, ask);
}
