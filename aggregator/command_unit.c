#include "aggregator/aggregator_settings.h"
#include "aggregator/commands.h"
#include "aggregator/registry.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/problems.h"
#include "model/catalogue.h"
#include "render/table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What the three verbs work with. */
typedef struct office {
    aggregator_settings *settings;
    const aggregator_options *options;
    catalogue *rules;
    registry *keys;
} office;

static error load_rules(office *it)
{
    problems *found = problems_new();
    if (!found)
        return error_no_memory();
    return problems_finish(found, catalogue_load(&it->rules, it->options->catalogue_dir, found));
}

static error office_open(office *it, const command *cmd)
{
    char path[STATE_PATH_MAX];
    struct stat st;
    TRY(aggregator_settings_load(&it->settings, cmd->config));
    it->options = aggregator_settings_get(it->settings);
    TRY(load_rules(it));
    if (stat(state_path(it->options, STATE_REGISTRY, path), &st) != 0)
        return error_make(ERR_CONFIG, _("%s chưa được khởi tạo; chạy: tiendo-aggregator init"),
                          it->options->state_dir);
    return registry_open(&it->keys, path);
}

static void office_close(office *it)
{
    registry_close(it->keys);
    catalogue_free(it->rules);
    aggregator_settings_free(it->settings);
}

static error find_unit(const office *it, const char *code, const unit **out)
{
    date today = clock_local_date(clock_now_ms());
    *out = catalogue_unit(it->rules, code, today);
    if (*out && unit_valid_on(*out, today))
        return OK;
    if (*out)
        return error_make(ERR_REFUSED,
                          _("%s (%s) không còn hoặc chưa có hiệu lực hôm nay theo danh mục; xem "
                            "valid_from, valid_to trong units.conf"),
                          (*out)->name, code);
    const char *near = catalogue_nearest_unit(it->rules, code);
    if (near)
        return error_make(ERR_NOT_FOUND, _("không có đơn vị \"%s\"; gần nhất là %s"), code, near);
    return error_make(ERR_NOT_FOUND, _("không có đơn vị \"%s\" trong danh mục"), code);
}

static error write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "wxe");
    if (!file)
        return error_errno(errno, "%s", path);
    bool failed = fputs(text, file) < 0;
    if (fclose(file) != 0 || failed)
        return error_errno(errno, "%s", path);
    return OK;
}

static error write_config(const office *it, const unit *u, const char *dir)
{
    char path[STATE_PATH_MAX], text[2048];
    snprintf(path, sizeof path, "%s/collector.conf", dir);
    snprintf(text, sizeof text,
             "# Cấu hình bộ thu thập của %s (mã %s).\n"
             "# Chép cả thư mục này sang máy của đơn vị rồi chạy:\n"
             "#   tiendo-collector run -c collector.conf\n"
             "unit = \"%s\";\n"
             "server = \"%s\";\n"
             "server_key_file = \"server.pub\";\n"
             "key_file = \"collector.key\";\n"
             "state_dir = \"state\";\n"
             "# Thả tệp CSV vào thư mục này; kết quả nằm cạnh tệp, trong done/ hoặc rejected/.\n"
             "drop_dir = \"drop\";\n",
             u->name, u->code, u->code, it->options->public_endpoint);
    return write_text(path, text);
}

static error write_folder(const office *it, const unit *u, const key_pair *pair, const char *dir)
{
    char path[STATE_PATH_MAX], server_key[KEY_TEXT_SIZE];
    TRY(keys_read_public(state_path(it->options, STATE_SERVER_PUB, path), server_key));
    if (mkdir(dir, 0700) != 0)
        return error_errno(errno, _("không tạo được thư mục %s"), dir);
    snprintf(path, sizeof path, "%s/server.pub", dir);
    TRY(keys_write_public(server_key, path));
    snprintf(path, sizeof path, "%s/collector.key", dir);
    TRY(keys_write_secret(pair, path));
    return write_config(it, u, dir);
}

/* The folder is written before the key is in force: a failure leaves nobody half enrolled. */
static error add(office *it, const command *cmd)
{
    const unit *u;
    char dir[STATE_PATH_MAX];
    key_pair pair;
    registry_entry entry = {.role = ROLE_COLLECTOR, .added_ms = clock_now_ms()};
    TRY(find_unit(it, cmd->operands[0], &u));
    if (command_has(cmd, "out"))
        snprintf(dir, sizeof dir, "%s", command_get(cmd, "out"));
    else
        snprintf(dir, sizeof dir, "collector-%s", u->code);
    TRY(keys_generate(&pair));
    memcpy(entry.key, pair.public_key, KEY_TEXT_SIZE);
    strncat(entry.name, u->code, REGISTRY_NAME_MAX);
    error err = registry_check_free(it->keys, u->code, ROLE_COLLECTOR);
    if (!err.code)
        err = write_folder(it, u, &pair, dir);
    if (!err.code)
        err = registry_add(it->keys, &entry);
    keys_forget(&pair);
    TRY(err);
    printf(_("Đã cấp khóa cho %s (%s).\nThư mục cấu hình: %s\nChép cả thư mục sang máy của đơn vị "
             "bằng đường an toàn, rồi xóa ở đây.\n"),
           u->name, u->code, dir);
    return OK;
}

error command_unit_add(const command *cmd)
{
    office it = {0};
    error err = office_open(&it, cmd);
    if (!err.code)
        err = add(&it, cmd);
    office_close(&it);
    return err;
}

error command_unit_revoke(const command *cmd)
{
    office it = {0};
    error err = office_open(&it, cmd);
    if (!err.code)
        err = registry_revoke(it.keys, cmd->operands[0], ROLE_COLLECTOR, clock_now_ms());
    if (!err.code)
        printf(_("Đã thu hồi khóa của %s; có hiệu lực trong một giây.\n"), cmd->operands[0]);
    office_close(&it);
    return err;
}

typedef struct listing {
    const office *it;
    table *rows;
} listing;

static bool list_entry(void *context, const registry_entry *e)
{
    const listing *l = context;
    date today = clock_local_date(clock_now_ms());
    const unit *u = e->role == ROLE_COLLECTOR ? catalogue_unit(l->it->rules, e->name, today) : NULL;
    char key[12];
    snprintf(key, sizeof key, "%.8s…", e->key);
    table_text(l->rows, e->name);
    table_text(l->rows, u ? u->name : NULL);
    table_text(l->rows, e->role == ROLE_COLLECTOR ? _("báo cáo") : _("nhận luồng thay đổi"));
    table_text(l->rows, key);
    table_time(l->rows, e->added_ms);
    table_time(l->rows, e->revoked_ms);
    return true;
}

error command_unit_list(const command *cmd)
{
    static const table_column columns[] = {
        {"code", N_("Mã"), TABLE_LEFT, 0},       {"name", N_("Tên"), TABLE_LEFT, 40},
        {"role", N_("Quyền"), TABLE_LEFT, 0},    {"key", N_("Khóa"), TABLE_LEFT, 0},
        {"added", N_("Cấp lúc"), TABLE_LEFT, 0}, {"revoked", N_("Thu hồi lúc"), TABLE_LEFT, 0},
    };
    office it = {0};
    error err = office_open(&it, cmd);
    listing l = {&it, NULL};
    if (!err.code && !(l.rows = table_new(columns, 6, cmd->format)))
        err = error_no_memory();
    if (!err.code) {
        registry_each(it.keys, list_entry, &l);
        err = table_print(l.rows, _("Chưa cấp khóa nào."));
    }
    table_free(l.rows);
    office_close(&it);
    return err;
}
