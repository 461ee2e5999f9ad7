#include "notifier/channel_settings.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "notifier/delivery/folder.h"
#include "notifier/delivery/webhook.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum {
    ADDRESS_MAX = 254,
    NAME_MAX_LENGTH = 40,
    SECRET_MIN = 16,
    HOUR_MS = 3600 * 1000,
    MAIL_BYTES_MIN = 100 * 1000,
    MAIL_BYTES_MAX = 100 * 1000 * 1000,
    MAIL_BYTES = 10 * 1000 * 1000,
    MOST_PER_MINUTE = 60,
};

struct channel_settings {
    arena *memory;
    smtp_options smtp;
    mail_signer *signer;
    char **secrets; /* to be wiped */
    size_t secret_count;
    channel *all;
    size_t count;
};

/* ---- the groups' shape ----------------------------------------------------------------------- */

/* What every channel may say of trying. */
typedef struct trying_part {
    int64_t retry_first_s, retry_cap_s, give_up_after_h, most_per_minute;
} trying_part;

typedef struct smtp_part {
    const char *url, *from, *from_name, *reply_to, *user, *password, *password_file, *ca_file;
    int tls;
    int64_t max_bytes;
    const settings_group *smime;
    trying_part trying;
} smtp_part;

typedef struct smime_part {
    const char *certificate_file, *key_file, *key_password, *key_password_file, *chain_file;
} smime_part;

typedef struct webhook_part {
    const char *name, *url, *secret, *secret_file, *ca_file;
    settings_texts allow;
    trying_part trying;
} webhook_part;

typedef struct folder_part {
    const char *name, *path;
    trying_part trying;
} folder_part;

static const char *const TLS_CHOICES[] = {"required", "none_on_loopback", NULL};

#define AT(type, field) offsetof(type, field)
#define TRYING_KEYS(type)                                                                          \
    {"retry_first_s", SETTINGS_INT, AT(type, trying.retry_first_s), false, 1, 3600, NULL},         \
        {"retry_cap_s", SETTINGS_INT, AT(type, trying.retry_cap_s), false, 1, 86400, NULL},        \
        {"give_up_after_h", SETTINGS_INT, AT(type, trying.give_up_after_h), false, 1,              \
         24 * 30,           NULL},                                                                 \
    {                                                                                              \
        "most_per_minute", SETTINGS_INT, AT(type, trying.most_per_minute), false, 0, 100000, NULL  \
    }

static const settings_key SMTP_KEYS[] = {
    {"url", SETTINGS_STRING, AT(smtp_part, url), true, 1, 200, NULL},
    {"from", SETTINGS_STRING, AT(smtp_part, from), true, 1, ADDRESS_MAX, NULL},
    {"from_name", SETTINGS_STRING, AT(smtp_part, from_name), false, 0, 200, NULL},
    {"reply_to", SETTINGS_STRING, AT(smtp_part, reply_to), false, 1, ADDRESS_MAX, NULL},
    {"tls", SETTINGS_CHOICE, AT(smtp_part, tls), false, 0, 0, TLS_CHOICES},
    {"user", SETTINGS_STRING, AT(smtp_part, user), false, 1, 200, NULL},
    {"password", SETTINGS_STRING, AT(smtp_part, password), false, 1, 200, NULL},
    {"password_file", SETTINGS_PATH, AT(smtp_part, password_file), false, 1, 0, NULL},
    {"ca_file", SETTINGS_PATH, AT(smtp_part, ca_file), false, 1, 0, NULL},
    {"max_bytes", SETTINGS_INT, AT(smtp_part, max_bytes), false, MAIL_BYTES_MIN, MAIL_BYTES_MAX,
     NULL},
    {"smime", SETTINGS_CHILD, AT(smtp_part, smime), false, 0, 0, NULL},
    TRYING_KEYS(smtp_part),
};

static const settings_key SMIME_KEYS[] = {
    {"certificate_file", SETTINGS_PATH, AT(smime_part, certificate_file), true, 1, 0, NULL},
    {"key_file", SETTINGS_PATH, AT(smime_part, key_file), true, 1, 0, NULL},
    {"key_password", SETTINGS_STRING, AT(smime_part, key_password), false, 1, 200, NULL},
    {"key_password_file", SETTINGS_PATH, AT(smime_part, key_password_file), false, 1, 0, NULL},
    {"chain_file", SETTINGS_PATH, AT(smime_part, chain_file), false, 1, 0, NULL},
};

static const settings_key WEBHOOK_KEYS[] = {
    {"name", SETTINGS_STRING, AT(webhook_part, name), true, 1, NAME_MAX_LENGTH, NULL},
    {"url", SETTINGS_STRING, AT(webhook_part, url), true, 1, 1000, NULL},
    {"secret", SETTINGS_STRING, AT(webhook_part, secret), false, 1, 500, NULL},
    {"secret_file", SETTINGS_PATH, AT(webhook_part, secret_file), false, 1, 0, NULL},
    {"ca_file", SETTINGS_PATH, AT(webhook_part, ca_file), false, 1, 0, NULL},
    {"allow", SETTINGS_TEXTS, AT(webhook_part, allow), false, 0, 0, NULL},
    TRYING_KEYS(webhook_part),
};

static const settings_key FOLDER_KEYS[] = {
    {"name", SETTINGS_STRING, AT(folder_part, name), true, 1, NAME_MAX_LENGTH, NULL},
    {"path", SETTINGS_PATH, AT(folder_part, path), true, 1, 0, NULL},
    TRYING_KEYS(folder_part),
};

static const trying_part TRYING = {.retry_first_s = 60,
                                   .retry_cap_s = 3600,
                                   .give_up_after_h = 72,
                                   .most_per_minute = MOST_PER_MINUTE};

/* ---- what they share ------------------------------------------------------------------------- */

bool channel_address_valid(const char *address)
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
    if (address && !channel_address_valid(address))
        settings_problem(group, key, found,
                         _("%s: \"%s\" không phải địa chỉ thư; viết như van-phong@thanhhoa.gov.vn"),
                         key, address);
}

/* The secret that stands in the configuration as KEY or in the file that FILE_KEY names; NULL when
 * there is neither. */
static const char *read_secret(channel_settings *s, const settings_group *group, const char *key,
                               const char *value, const char *file_key, const char *file,
                               problems *found)
{
    if (value && file)
        settings_problem(group, key, found, _("chỉ dùng một trong hai khóa %s và %s"), key,
                         file_key);
    if (!file)
        return value;
    char *secret;
    error err = settings_read_secret(file, &secret);
    if (err.code) {
        settings_problem(group, file_key, found, "%s", err.text);
        return "";
    }
    s->secrets[s->secret_count++] = secret;
    return secret;
}

static void add(channel_settings *s, const settings_group *group, const char *name,
                const channel_kind *kind, const void *options, const trying_part *t,
                problems *found)
{
    if (t->retry_cap_s < t->retry_first_s)
        settings_problem(group, "retry_cap_s", found,
                         _("retry_cap_s phải không nhỏ hơn retry_first_s"));
    for (size_t i = 0; name && i < s->count; i++)
        if (s->all[i].name && strcmp(s->all[i].name, name) == 0)
            settings_problem(group, "name", found, _("tên kênh \"%s\" đã dùng"), name);
    s->all[s->count++] = (channel){
        .name = name ? name : "",
        .kind = kind,
        .options = options,
        .most_per_minute = t->most_per_minute,
        .policy = {t->retry_first_s * 1000, t->retry_cap_s * 1000, t->give_up_after_h * HOUR_MS}};
}

static void check_name(const settings_group *group, const char *name, problems *found)
{
    if (name && name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_")])
        settings_problem(group, "name", found,
                         _("tên kênh \"%s\" chỉ gồm chữ thường không dấu, chữ số, \"-\" và \"_\""),
                         name);
}

/* ---- the mail server ------------------------------------------------------------------------- */

static void read_smime(channel_settings *s, const settings_group *group, problems *found)
{
    smime_part part = {0};
    size_t before = problems_count(found);
    settings_read(group, SMIME_KEYS, SETTINGS_COUNT(SMIME_KEYS), &part, found);
    const char *password = read_secret(s, group, "key_password", part.key_password,
                                       "key_password_file", part.key_password_file, found);
    if (problems_count(found) > before)
        return;
    const mail_signer_files files = {part.certificate_file, part.key_file, password,
                                     part.chain_file};
    error err = mail_signer_open(&s->signer, &files);
    if (err.code)
        settings_problem(group, NULL, found, "smime: %s", err.text);
    else if (s->smtp.form.from && !mail_signer_names(s->signer, s->smtp.form.from))
        settings_problem(group, "certificate_file", found,
                         _("chứng thư %s không cấp cho hộp thư %s (from), nên chương trình thư sẽ "
                           "báo chữ ký không đúng"),
                         part.certificate_file, s->smtp.form.from);
    s->smtp.form.signer = s->signer;
}

static void read_smtp(channel_settings *s, const settings_group *group, problems *found)
{
    smtp_part part = {.from_name = "", .max_bytes = MAIL_BYTES, .trying = TRYING};
    settings_read(group, SMTP_KEYS, SETTINGS_COUNT(SMTP_KEYS), &part, found);
    if (part.url && !text_starts_with(part.url, "smtp://") &&
        !text_starts_with(part.url, "smtps://"))
        settings_problem(group, "url", found,
                         _("url: \"%s\" không đúng; viết như smtp://may-chu:587 hoặc "
                           "smtps://may-chu:465"),
                         part.url);
    channel_settings_check_address(group, "from", part.from, found);
    channel_settings_check_address(group, "reply_to", part.reply_to, found);
    if (part.user && !part.password && !part.password_file)
        settings_problem(group, "user", found, _("có user thì cần password_file"));
    s->smtp = (smtp_options){.url = part.url,
                             .tls = (smtp_tls)part.tls,
                             .user = part.user,
                             .password = read_secret(s, group, "password", part.password,
                                                     "password_file", part.password_file, found),
                             .ca_file = part.ca_file,
                             .form = {.from = part.from,
                                      .from_name = part.from_name,
                                      .reply_to = part.reply_to,
                                      .max_bytes = part.max_bytes}};
    if (part.smime)
        read_smime(s, part.smime, found);
    add(s, group, "mail", &channel_mail, &s->smtp, &part.trying, found);
}

/* ---- webhooks and folders -------------------------------------------------------------------- */

static void read_allowed(channel_settings *s, const settings_group *group,
                         const settings_texts *texts, webhook_options *into, problems *found)
{
    address_range *all = arena_alloc(s->memory, (texts->count + 1) * sizeof *all);
    for (size_t i = 0; all && i < texts->count; i++)
        if (!address_range_parse(&all[i], texts->items[i]))
            settings_problem(group, "allow", found,
                             _("allow: \"%s\" không phải dải địa chỉ; viết như 10.20.0.0/16"),
                             texts->items[i]);
    into->allowed = all;
    into->allowed_count = all ? texts->count : 0;
}

static void read_webhook(channel_settings *s, const settings_group *group, problems *found)
{
    webhook_part part = {.trying = TRYING};
    webhook_options *o = arena_alloc(s->memory, sizeof *o);
    if (!o)
        return;
    settings_read(group, WEBHOOK_KEYS, SETTINGS_COUNT(WEBHOOK_KEYS), &part, found);
    check_name(group, part.name, found);
    if (part.url && !text_starts_with(part.url, "https://"))
        settings_problem(group, "url", found,
                         _("url: \"%s\" không đúng; webhook chỉ gửi tới https://"), part.url);
    const char *secret =
        read_secret(s, group, "secret", part.secret, "secret_file", part.secret_file, found);
    if (!secret)
        settings_problem(group, NULL, found, _("webhook cần secret_file để ký"));
    else if (*secret && strlen(secret) < SECRET_MIN)
        settings_problem(group, part.secret_file ? "secret_file" : "secret", found,
                         _("bí mật phải dài từ %d ký tự"), SECRET_MIN);
    *o = (webhook_options){.url = part.url, .secret = secret, .ca_file = part.ca_file};
    read_allowed(s, group, &part.allow, o, found);
    add(s, group, part.name, &channel_webhook, o, &part.trying, found);
}

static void read_folder(channel_settings *s, const settings_group *group, problems *found)
{
    folder_part part = {.trying = TRYING};
    folder_options *o = arena_alloc(s->memory, sizeof *o);
    if (!o)
        return;
    part.trying.most_per_minute = 0;
    settings_read(group, FOLDER_KEYS, SETTINGS_COUNT(FOLDER_KEYS), &part, found);
    check_name(group, part.name, found);
    *o = (folder_options){.path = part.path};
    add(s, group, part.name, &channel_folder, o, &part.trying, found);
}

/* ---- all of them ----------------------------------------------------------------------------- */

static void read_all(channel_settings *s, const channel_groups *groups, problems *found)
{
    if (groups->smtp)
        read_smtp(s, groups->smtp, found);
    for (size_t i = 0; i < groups->webhooks.count; i++)
        read_webhook(s, groups->webhooks.items[i], found);
    for (size_t i = 0; i < groups->folders.count; i++)
        read_folder(s, groups->folders.items[i], found);
}

channel_settings *channel_settings_read(const channel_groups *groups, problems *found)
{
    channel_settings *s = calloc(1, sizeof *s);
    size_t most = 1 + groups->webhooks.count + groups->folders.count;
    if (!s)
        return NULL;
    s->memory = arena_new(0);
    s->all = calloc(most, sizeof *s->all);
    s->secrets = calloc(most + 1, sizeof *s->secrets);
    if (!s->memory || !s->all || !s->secrets) {
        channel_settings_free(s);
        return NULL;
    }
    read_all(s, groups, found);
    return s;
}

void channel_settings_free(channel_settings *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->secret_count; i++) {
        sodium_memzero(s->secrets[i], strlen(s->secrets[i]));
        free(s->secrets[i]);
    }
    mail_signer_close(s->signer);
    free(s->secrets);
    free(s->all);
    arena_free(s->memory);
    free(s);
}

const channel *channel_settings_all(const channel_settings *s, size_t *count)
{
    *count = s->count;
    return s->all;
}

const smtp_options *channel_settings_smtp(const channel_settings *s)
{
    return &s->smtp;
}
