#include "base/i18n.h"
#include "collector/options.h"
#include "collector/verbs.h"

#include <stdio.h>

static error check_keys(const options *o)
{
    key_pair own;
    char server[KEY_TEXT_SIZE];
    error err = keys_read_public(o->server_key_file, server);
    error other = keys_read_secret(o->key_file, &own);
    if (!other.code)
        printf(_("%s: khóa công khai của đơn vị là %s\n"), o->key_file, own.public_key);
    keys_forget(&own);
    if (err.code && other.code)
        fprintf(stderr, "%s\n", other.text);
    return err.code ? err : other;
}

error run_check(const command *cmd)
{
    options o;
    TRY(options_load(&o, cmd->config));
    error err = check_keys(&o);
    if (!err.code)
        printf(_("%s: cấu hình đúng (đơn vị %s, máy chủ %s)\n"), cmd->config, o.unit, o.server);
    else if (err.code != ERR_CONFIG)
        err.code = ERR_CONFIG;
    options_close(&o);
    return err;
}
