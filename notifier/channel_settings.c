#include "notifier/channel_settings.h"

#include "base/i18n.h"
#include "base/text.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { ADDRESS_MAX = 254, HOUR_MS = 3600 * 1000 };

struct channel_settings {
    smtp_options smtp;
    delivery_policy policy;
    char *password;
};

/* ---- the groups' shape ----------------------------------------------------------------------- */

typedef struct smtp_part {
    const char *url, *from, *from_name, *user, *password, *password_file, *ca_file;
    int tls;
    int64_t retry_first_s, retry_cap_s, give_up_after_h;
} smtp_part;

static const char *const TLS_CHOICES[] = {"required", "none_on_loopback", NULL};

#define AT(type, field) offsetof(type, field)

static const settings_key SMTP_KEYS[] = {
    {"url", SETTINGS_STRING, AT(smtp_part, url), true, 1, 200, NULL},
    {"from", SETTINGS_STRING, AT(smtp_part, from), true, 1, ADDRESS_MAX, NULL},
    {"from_name", SETTINGS_STRING, AT(smtp_part, from_name), false, 0, 200, NULL},
    {"tls", SETTINGS_CHOICE, AT(smtp_part, tls), false, 0, 0, TLS_CHOICES},
    {"user", SETTINGS_STRING, AT(smtp_part, user), false, 1, 200, NULL},
    {"password", SETTINGS_STRING, AT(smtp_part, password), false, 1, 200, NULL},
    {"password_file", SETTINGS_PATH, AT(smtp_part, password_file), false, 1, 0, NULL},
    {"ca_file", SETTINGS_PATH, AT(smtp_part, ca_file), false, 1, 0, NULL},
    {"retry_first_s", SETTINGS_INT, AT(smtp_part, retry_first_s), false, 1, 3600, NULL},
    {"retry_cap_s", SETTINGS_INT, AT(smtp_part, retry_cap_s), false, 1, 86400, NULL},
    {"give_up_after_h", SETTINGS_INT, AT(smtp_part, give_up_after_h), false, 1, 24 * 30, NULL},
};

/* ---- reading them ---------------------------------------------------------------------------- */

static bool address_valid(const char *address)
{
    size_t ats = 0;
    for (const char *p = address; *p; p++) {
        if (*p <= ' ' || *p > '~' || strchr("<>()[],;:\\\"", *p))
            return false;
        ats += *p == '@';
    }
    return ats == 1 && address[0] != '@' && address[strlen(address) - 1] != '@';
}

void channel_settings_check_address(const settings_group *group, const char *key,
                                    const char *address, problems *found)
{
    if (address && !address_valid(address))
        settings_problem(group, key, found,
                         _("%s: \"%s\" không phải địa chỉ thư; viết như van-phong@thanhhoa.gov.vn"),
                         key, address);
}

static void read_password(channel_settings *s, const settings_group *group, const smtp_part *part,
                          problems *found)
{
    if (part->password && part->password_file)
        settings_problem(group, "password", found,
                         _("chỉ dùng một trong hai khóa password và password_file"));
    if (part->user && !part->password && !part->password_file)
        settings_problem(group, "user", found, _("có user thì cần password_file"));
    s->smtp.password = part->password;
    if (!part->password_file)
        return;
    error err = settings_read_secret(part->password_file, &s->password);
    if (err.code)
        settings_problem(group, "password_file", found, "%s", err.text);
    s->smtp.password = s->password;
}

static void read_smtp(channel_settings *s, const settings_group *group, problems *found)
{
    smtp_part part = {
        .from_name = "", .retry_first_s = 60, .retry_cap_s = 3600, .give_up_after_h = 72};
    settings_read(group, SMTP_KEYS, SETTINGS_COUNT(SMTP_KEYS), &part, found);
    if (part.url && !text_starts_with(part.url, "smtp://") &&
        !text_starts_with(part.url, "smtps://"))
        settings_problem(group, "url", found,
                         _("url: \"%s\" không đúng; viết như smtp://may-chu:587 hoặc "
                           "smtps://may-chu:465"),
                         part.url);
    channel_settings_check_address(group, "from", part.from, found);
    if (part.retry_cap_s < part.retry_first_s)
        settings_problem(group, "retry_cap_s", found,
                         _("retry_cap_s phải không nhỏ hơn retry_first_s"));
    s->smtp = (smtp_options){.url = part.url,
                             .tls = (smtp_tls)part.tls,
                             .from = part.from,
                             .from_name = part.from_name,
                             .user = part.user,
                             .ca_file = part.ca_file};
    s->policy = (delivery_policy){part.retry_first_s * 1000, part.retry_cap_s * 1000,
                                  part.give_up_after_h * HOUR_MS};
    read_password(s, group, &part, found);
}

channel_settings *channel_settings_read(const channel_groups *groups, problems *found)
{
    channel_settings *s = calloc(1, sizeof *s);
    if (s && groups->smtp)
        read_smtp(s, groups->smtp, found);
    return s;
}

void channel_settings_free(channel_settings *s)
{
    if (!s)
        return;
    if (s->password) {
        sodium_memzero(s->password, strlen(s->password));
        free(s->password);
    }
    free(s);
}

const smtp_options *channel_settings_smtp(const channel_settings *s)
{
    return &s->smtp;
}

const delivery_policy *channel_settings_policy(const channel_settings *s)
{
    return &s->policy;
}
