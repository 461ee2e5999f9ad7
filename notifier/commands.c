#include "notifier/commands.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "notifier/bulletin.h"
#include "notifier/channel_check.h"
#include "notifier/office.h"
#include "notifier/postman.h"
#include "render/table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { LISTED_MAX = 200, LOOK_AGAIN_MS = 200, PATH_LENGTH_MAX = 4096 };

static error choose_profile(const notifier_options *o, const command *cmd, const profile **out)
{
    const char *name = command_get(cmd, "digest");
    *out = name ? notifier_profile(o, name) : &o->profiles[0];
    if (!*out)
        return error_make(ERR_USAGE, _("cấu hình không có bản tin \"%s\""), name);
    return OK;
}

/* ---- send ------------------------------------------------------------------------------------ */

typedef struct outcomes {
    table *rows; /* NULL while only counting */
    output_format format;
    int64_t open, failed;
} outcomes;

/* For a program the word that never changes, for a person the words of the language. */
static const char *shown_state(const ledger_delivery *d, output_format format)
{
    return format == FORMAT_TABLE ? delivery_state_name(d->state) : delivery_state_code(d->state);
}

static bool count_outcome(void *context, const ledger_delivery *d)
{
    outcomes *o = context;
    bool open = d->state == DELIVERY_QUEUED || d->state == DELIVERY_SENDING;
    o->open += open;
    o->failed += !open && d->state != DELIVERY_SENT;
    if (o->rows) {
        table_int(o->rows, d->id);
        table_text(o->rows, d->to.address);
        table_text(o->rows, shown_state(d, o->format));
        table_text(o->rows, *d->said ? d->said : NULL);
    }
    return true;
}

static error deliver_here(office *at)
{
    int64_t recovered;
    TRY(ledger_recover(at->ledger, &recovered));
    return postman_deliver(at->options, at->ledger, NULL, NULL);
}

/* Delivers here, or leaves that to a running notifier that holds the lock, until each has been
 * tried: a rate limit may make that take a while. */
static error see_through(office *at, int64_t digest)
{
    const ledger_filter filter = {.message = digest, .limit = LISTED_MAX};
    for (;;) {
        bool held;
        outcomes now = {0};
        TRY(ledger_try_lock(at->ledger, &held));
        if (held)
            TRY(deliver_here(at));
        TRY(ledger_each(at->ledger, &filter, count_outcome, &now));
        if (!now.open)
            return OK;
        nanosleep(&(struct timespec){.tv_nsec = LOOK_AGAIN_MS * 1000000L}, NULL);
    }
}

static error show_outcomes(office *at, int64_t digest, output_format format)
{
    static const table_column columns[] = {{"delivery", "#", TABLE_RIGHT, 0},
                                           {"to", N_("Người nhận"), TABLE_LEFT, 0},
                                           {"state", N_("Kết quả"), TABLE_LEFT, 0},
                                           {"said", N_("Máy chủ thư trả lời"), TABLE_LEFT, 70}};
    const ledger_filter filter = {.message = digest, .limit = LISTED_MAX};
    outcomes o = {.rows = table_new(columns, 4, format), .format = format};
    if (!o.rows)
        return error_no_memory();
    error err = ledger_each(at->ledger, &filter, count_outcome, &o);
    if (!err.code)
        err = table_print(o.rows, "");
    table_free(o.rows);
    TRY(err);
    if (o.failed)
        return error_make(ERR_NETWORK,
                          _("%lld người nhận chưa nhận được; xem: tiendo-notifier "
                            "ledger"),
                          (long long)o.failed);
    return OK;
}

static error send_now(office *at, const command *cmd)
{
    const profile *p;
    int64_t id = 0;
    TRY(choose_profile(at->options, cmd, &p));
    TRY(bulletin_queue(at->options, at->rules, at->ledger, p, clock_now_ms(), &id));
    TRY(see_through(at, id));
    return show_outcomes(at, id, cmd->format);
}

error command_send(const command *cmd)
{
    office at = {0};
    if (!command_has(cmd, "now"))
        return error_make(ERR_USAGE, _("send cần --now; theo lịch thì dùng run"));
    error err = office_open(&at, cmd->config);
    if (!err.code)
        err = send_now(&at, cmd);
    office_close(&at);
    return err;
}

/* ---- preview --------------------------------------------------------------------------------- */

static error write_file(const char *dir, const char *name, const char *text)
{
    char path[PATH_LENGTH_MAX];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *file = fopen(path, "we");
    if (!file)
        return error_errno(errno, "%s", path);
    bool failed = fputs(text, file) < 0;
    if (fclose(file) != 0 || failed)
        return error_errno(errno, "%s", path);
    printf("%s\n", path);
    return OK;
}

static error write_files(const digest *d, const char *dir)
{
    char *text = NULL, *html = NULL;
    if (mkdir(dir, 0755) != 0 && errno != EEXIST)
        return error_errno(errno, "%s", dir);
    error err = digest_render_text(d, &text);
    if (!err.code)
        err = digest_render_html(d, &html);
    if (!err.code)
        err = write_file(dir, "digest.txt", text);
    if (!err.code)
        err = write_file(dir, "digest.html", html);
    free(text);
    free(html);
    return err;
}

static error show(const digest *d)
{
    char *text;
    TRY(digest_render_text(d, &text));
    printf(_("Chủ đề: %s\n\n%s"), digest_subject(d), text);
    free(text);
    return OK;
}

static error preview(office *at, const command *cmd)
{
    const profile *p;
    digest *d;
    TRY(choose_profile(at->options, cmd, &p));
    TRY(bulletin_build(&d, at->options, at->rules, at->ledger, p, clock_now_ms()));
    const char *dir = command_get(cmd, "out");
    error err = dir ? write_files(d, dir) : show(d);
    digest_free(d);
    return err;
}

error command_preview(const command *cmd)
{
    office at = {0};
    error err = office_open(&at, cmd->config);
    if (!err.code)
        err = preview(&at, cmd);
    office_close(&at);
    return err;
}

/* ---- check ----------------------------------------------------------------------------------- */

static void show_next_slots(const notifier_options *o, const catalogue *c)
{
    for (size_t i = 0; i < o->profile_count; i++) {
        int64_t next;
        char when[32] = "—";
        if (schedule_next(o->profiles[i].slots, catalogue_calendar(c), clock_now_ms(), &next))
            clock_format_vi(next, when, sizeof when);
        printf(_("Bản tin \"%s\": lần tới %s\n"), o->profiles[i].name, when);
    }
}

error command_check(const command *cmd)
{
    office at = {0};
    error err = office_open_settings(&at, cmd->config);
    if (!err.code) {
        printf(_("%s: đúng.\n"), cmd->config);
        show_next_slots(at.options, at.rules);
        if (!command_has(cmd, "no-environment"))
            err = channel_check_all(at.options);
    }
    office_close(&at);
    return err;
}
