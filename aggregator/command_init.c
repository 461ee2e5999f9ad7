#include "aggregator/aggregator_settings.h"
#include "aggregator/commands.h"
#include "aggregator/registry.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/problems.h"
#include "model/catalogue.h"
#include "store/store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* The notifier's own key for the feed. */
#define READER_NAME "notifier"

static error make_folder(const char *path)
{
    char part[STATE_PATH_MAX];
    size_t n = strlen(path);
    for (size_t i = 1; i <= n && n < sizeof part; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        memcpy(part, path, i);
        part[i] = '\0';
        if (mkdir(part, i == n ? 0750 : 0755) != 0 && errno != EEXIST)
            return error_errno(errno, "%s", part);
    }
    return OK;
}

static error make_server_keys(const aggregator_options *o)
{
    char path[STATE_PATH_MAX];
    key_pair pair;
    TRY(keys_generate(&pair));
    error err = keys_write_secret(&pair, state_path(o, STATE_SERVER_KEY, path));
    if (!err.code)
        err = keys_write_public(pair.public_key, state_path(o, STATE_SERVER_PUB, path));
    keys_forget(&pair);
    return err;
}

static error add_reader(const aggregator_options *o, registry *keys)
{
    char path[STATE_PATH_MAX];
    key_pair pair;
    registry_entry entry = {.name = READER_NAME, .role = ROLE_READER, .added_ms = clock_now_ms()};
    TRY(keys_generate(&pair));
    memcpy(entry.key, pair.public_key, KEY_TEXT_SIZE);
    error err = keys_write_secret(&pair, state_path(o, STATE_READER_KEY, path));
    if (!err.code)
        err = registry_add(keys, &entry);
    keys_forget(&pair);
    return err;
}

static error make_databases(const aggregator_options *o)
{
    char path[STATE_PATH_MAX];
    store *s;
    registry *keys;
    TRY(store_open_writer(&s, state_path(o, STATE_STORE, path)));
    store_close(s);
    TRY(registry_open(&keys, state_path(o, STATE_REGISTRY, path)));
    error err = add_reader(o, keys);
    registry_close(keys);
    return err;
}

static error init(const aggregator_options *o)
{
    char path[STATE_PATH_MAX];
    TRY(make_folder(o->state_dir));
    error err = make_server_keys(o);
    if (err.code == ERR_EXISTS)
        return error_make(ERR_EXISTS, _("%s đã được khởi tạo; không ghi đè khóa và dữ liệu"),
                          o->state_dir);
    TRY(err);
    TRY(make_databases(o));
    printf(_("Đã khởi tạo %s\n  khóa công khai của tỉnh: %s\n  khóa của bộ gửi tin:     "),
           o->state_dir, state_path(o, STATE_SERVER_PUB, path));
    printf("%s\n", state_path(o, STATE_READER_KEY, path));
    printf(_("Tiếp theo: cấp khóa cho từng đơn vị bằng tiendo-aggregator unit add MÃ\n"));
    return OK;
}

error command_init(const command *cmd)
{
    aggregator_settings *s;
    TRY(aggregator_settings_load(&s, cmd->config));
    error err = init(aggregator_settings_get(s));
    aggregator_settings_free(s);
    return err;
}

static error check(const aggregator_options *o, const char *config)
{
    catalogue *c;
    problems *found = problems_new();
    if (!found)
        return error_no_memory();
    error err = catalogue_load(&c, o->catalogue_dir, found);
    if (err.code) {
        problems_print(found, stderr);
    } else {
        printf(_("%s: đúng. Danh mục %s: %zu đơn vị, %zu chỉ tiêu và nhiệm vụ.\n"), config,
               o->catalogue_dir, catalogue_unit_count(c), catalogue_obligation_count(c));
        catalogue_free(c);
    }
    problems_free(found);
    return err;
}

error command_check(const command *cmd)
{
    aggregator_settings *s;
    TRY(aggregator_settings_load(&s, cmd->config));
    error err = check(aggregator_settings_get(s), cmd->config);
    aggregator_settings_free(s);
    return err;
}
