#include "notifier/channel_check.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"

#include <inttypes.h>
#include <stdio.h>

enum { DAY_MS = 24 * 3600 * 1000, WARN_DAYS = 30 };

/* Whole days until the signing certificate expires, negative afterwards; false without one. */
static bool days_left(const notifier_options *o, int64_t *days)
{
    if (!o->smtp->form.signer)
        return false;
    int64_t left_ms = mail_signer_expires_ms(o->smtp->form.signer) - clock_now_ms();
    *days = left_ms >= 0 ? left_ms / DAY_MS : -1 + (left_ms + 1) / DAY_MS;
    return true;
}

static void print_certificate(const notifier_options *o)
{
    int64_t days;
    char until[32];
    if (!days_left(o, &days))
        return;
    clock_format_vi(mail_signer_expires_ms(o->smtp->form.signer), until, sizeof until);
    if (days < 0)
        printf(
            _("Chứng thư ký thư đã hết hạn lúc %s: người nhận sẽ thấy chữ ký không đúng; cần cấp "
              "chứng thư mới.\n"),
            until);
    else if (days <= WARN_DAYS)
        printf(_("Chứng thư ký thư sắp hết hạn, lúc %s (còn %lld ngày): cần cấp chứng thư mới.\n"),
               until, (long long)days);
    else
        printf(_("Chứng thư ký thư: dùng được đến %s.\n"), until);
}

static error check_one(const channel *c, bool *good)
{
    send_result r;
    TRY(c->kind->probe(c, &r));
    *good = r.outcome == SEND_ACCEPTED;
    if (*good)
        printf(_("Kênh \"%s\": liên lạc được. %s\n"), c->name, r.said);
    else
        printf(_("Kênh \"%s\": không dùng được: %s\n"), c->name, r.said);
    return OK;
}

error channel_check_all(const notifier_options *o)
{
    size_t bad = 0;
    print_certificate(o);
    for (size_t i = 0; i < o->channel_count; i++) {
        bool good;
        TRY(check_one(&o->channels[i], &good));
        bad += !good;
    }
    if (bad)
        return error_make(ERR_NETWORK, _("%zu kênh gửi không dùng được"), bad);
    return OK;
}

void channel_check_log(const notifier_options *o)
{
    int64_t days;
    if (days_left(o, &days) && days <= WARN_DAYS)
        log_warn(days < 0 ? "certificate-expired" : "certificate-expires", "days=%" PRId64, days);
}
