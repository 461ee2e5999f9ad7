/* preview, render: a digest to look at; sends and records nothing. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "notifier/addressing.h"
#include "notifier/bulletin.h"
#include "notifier/command_choice.h"
#include "notifier/commands.h"
#include "notifier/delivery/mail_compose.h"
#include "notifier/digest/digest_json.h"
#include "notifier/office.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MINUTE_MS = 60 * 1000 };
static const int64_t DAY_MS = INT64_C(86400000);

/* A digest as it is, or was, sent. */
typedef struct shown {
    message message;    /* whole, in the arena */
    message_address to; /* for the mail */
    int64_t date_ms;
} shown;

/* ---- renderings ------------------------------------------------------------------------------ */

static error compose_mail(const office *at, const shown *s, unsigned char **out, size_t *size)
{
    mail m;
    TRY(mail_compose(&at->options->smtp->form, &s->message, &s->to, s->date_ms, &m));
    *out = (unsigned char *)m.bytes;
    *size = m.size;
    return OK;
}

static bool is_binary(rendering_format f)
{
    return f == RENDER_BRIEF || f == RENDER_PDF || f == RENDER_XLSX;
}

static error write_one(const office *at, const shown *s, rendering_format format, const char *dir)
{
    unsigned char *data;
    size_t size;
    char name[32];
    snprintf(name, sizeof name, "digest.%s", rendering_endings[format]);
    TRY(format == RENDER_EML ? compose_mail(at, s, &data, &size)
                             : render_frozen(s->message.frozen, format, &data, &size));
    error err = write_rendering(dir, name, data, size, is_binary(format));
    free(data);
    return err;
}

static error write_all(const office *at, const shown *s, const char *dir)
{
    for (int f = RENDER_TEXT; f <= RENDER_EML; f++)
        TRY(write_one(at, s, (rendering_format)f, dir));
    return OK;
}

static error open_page(const char *dir)
{
    char path[4096];
    pid_t child;
    int status;
    snprintf(path, sizeof path, "%s/digest.html", dir);
    char program[] = "xdg-open";
    char *const arguments[] = {program, path, NULL};
    int failed = posix_spawnp(&child, program, NULL, NULL, arguments, environ);
    if (failed)
        return error_errno(failed, "xdg-open");
    if (waitpid(child, &status, 0) < 0 || status != 0)
        return error_make(ERR_IO, _("không mở được %s bằng xdg-open"), path);
    return OK;
}

/* ---- preview --------------------------------------------------------------------------------- */

static error address_for_show(arena *a, const office *at, const profile *p, shown *s)
{
    address_list to;
    TRY(address_message(a, at->options, &s->message, &p->to, &p->also, s->date_ms, &to));
    s->to =
        to.count
            ? to.items[0]
            : (message_address){.channel = "mail", .name = "", .address = "", .message_id = "<>"};
    return OK;
}

static error build_new(arena *a, const office *at, const profile *p, int64_t as_of_ms, bool past,
                       shown *s)
{
    digest *d;
    TRY(bulletin_build(&d, at, p, as_of_ms, past));
    error err = bulletin_compose(a, p, d, as_of_ms, &s->message);
    s->date_ms = as_of_ms;
    if (!err.code)
        err = address_for_show(a, at, p, s);
    digest_free(d);
    return err;
}

static error show_in_terminal(const office *at, const shown *s, const command *cmd)
{
    rendering_format format;
    TRY(choose_format(cmd, RENDER_TEXT, &format));
    if (!command_has(cmd, "format"))
        printf(_("Chủ đề: %s\n\n"), s->message.subject);
    return write_one(at, s, format, NULL);
}

static error preview_to(const office *at, const shown *s, const command *cmd)
{
    char made[] = "/tmp/tiendo-preview-XXXXXX";
    rendering_format format;
    const char *dir = command_get(cmd, "out");
    if (!dir && !command_has(cmd, "open"))
        return show_in_terminal(at, s, cmd);
    if (!dir && !(dir = mkdtemp(made)))
        return error_errno(errno, "%s", made);
    TRY(choose_format(cmd, RENDER_HTML, &format));
    TRY(command_has(cmd, "format") ? write_one(at, s, format, dir) : write_all(at, s, dir));
    return command_has(cmd, "open") ? open_page(dir) : OK;
}

static error preview(arena *a, const office *at, const command *cmd)
{
    const profile *p;
    shown s;
    TRY(choose_profile(at->options, cmd, &p));
    TRY(build_new(a, at, p, clock_now_ms(), false, &s));
    return preview_to(at, &s, cmd);
}

/* ---- render ---------------------------------------------------------------------------------- */

/* The first delivery by mail: to whom it went, and when it was dated. */
static bool first_mail(void *context, const ledger_delivery *d)
{
    shown *s = context;
    if (strcmp(d->to.channel, "mail") != 0 || d->state == DELIVERY_SKIPPED)
        return true;
    s->date_ms = d->dated_ms;
    s->to = d->to;
    return true; /* newest first: the last one stays */
}

static error keep_address(arena *a, message_address *to)
{
    const char **strings[] = {&to->channel, &to->name, &to->address, &to->message_id};
    for (size_t i = 0; i < 4; i++)
        if (*strings[i] && !(*strings[i] = arena_strdup(a, *strings[i])))
            return error_no_memory();
    return OK;
}

static bool take_mail(void *context, const ledger_delivery *d)
{
    void *const *both = context;
    shown *s = both[0];
    first_mail(s, d);
    return !keep_address(both[1], &s->to).code;
}

/* The same minute, or the same day here. */
static bool is_same(int64_t a_ms, int64_t b_ms, bool whole_day)
{
    return whole_day ? date_compare(clock_local_date(a_ms), clock_local_date(b_ms)) == 0
                     : a_ms / MINUTE_MS == b_ms / MINUTE_MS;
}

/* Whether M is what was sent at AS_OF: in that minute, or, when a day was named, on it. */
static bool is_of(const message *m, int64_t as_of_ms, bool whole_day)
{
    return is_same(m->slot_ms, as_of_ms, whole_day) || is_same(m->as_of_ms, as_of_ms, whole_day);
}

static error find_sent(arena *a, const office *at, const profile *p, int64_t as_of_ms,
                       bool whole_day, shown *s, bool *found)
{
    int64_t id;
    const int64_t until = whole_day ? as_of_ms : as_of_ms + MINUTE_MS - 1;
    void *both[] = {s, a};
    TRY(ledger_last(at->ledger, MESSAGE_DIGEST, p->name, until, a, &s->message, &id, found));
    *found = *found && *s->message.frozen && is_of(&s->message, as_of_ms, whole_day);
    if (!*found)
        return OK;
    TRY(ledger_read(at->ledger, id, a, &s->message));
    s->to = (message_address){.channel = "mail", .name = "", .address = "", .message_id = "<>"};
    s->date_ms = s->message.as_of_ms;
    const ledger_filter filter = {.message = id};
    return ledger_each(at->ledger, &filter, take_mail, both);
}

/* "2024-07-22" is that whole day: its last instant. */
static error read_as_of(const command *cmd, int64_t *as_of_ms, bool *whole_day)
{
    const char *text = command_get(cmd, "as-of");
    if (!text)
        return error_make(ERR_USAGE, _("render cần --as-of, ví dụ --as-of 2024-07-22T07:00"));
    TRY(parse_instant(text, as_of_ms));
    if (*as_of_ms > clock_now_ms())
        return error_make(ERR_USAGE,
                          _("--as-of %s: chưa đến lúc đó; muốn xem bản tin sắp gửi thì "
                            "dùng preview"),
                          text);
    *whole_day = strlen(text) == strlen("2024-07-22");
    if (*whole_day)
        *as_of_ms += DAY_MS - 1;
    return OK;
}

/* A digest is made anew in the language that it was made in. */
static error speak_as_then(const char *frozen)
{
    digest *d;
    TRY(digest_from_json(&d, frozen));
    char language[8];
    snprintf(language, sizeof language, "%s", d->language);
    digest_free(d);
    i18n_init(*language ? language : NULL);
    return OK;
}

static void tell_source(const shown *s, bool sent)
{
    char when[32];
    clock_format_vi(s->message.as_of_ms, when, sizeof when);
    if (sent)
        fprintf(stderr, _("Đúng như bản tin đã lập lúc %s.\n"), when);
    else
        fprintf(stderr,
                _("Lúc đó không có bản tin nào được gửi; lập lại từ báo cáo đã có đến %s.\n"),
                when);
}

static error render(arena *a, const office *at, const command *cmd)
{
    const profile *p;
    shown s = {0};
    int64_t as_of_ms = 0;
    bool whole_day = false, sent = false;
    rendering_format format;
    TRY(choose_profile(at->options, cmd, &p));
    TRY(read_as_of(cmd, &as_of_ms, &whole_day));
    TRY(choose_format(cmd, RENDER_TEXT, &format));
    TRY(find_sent(a, at, p, as_of_ms, whole_day, &s, &sent));
    if (sent)
        TRY(speak_as_then(s.message.frozen));
    else
        TRY(build_new(a, at, p, as_of_ms, true, &s));
    tell_source(&s, sent);
    return write_one(at, &s, format, command_get(cmd, "out"));
}

/* ---- the verbs ------------------------------------------------------------------------------- */

error command_preview(const command *cmd)
{
    return with_office(cmd, preview);
}

error command_render(const command *cmd)
{
    return with_office(cmd, render);
}
