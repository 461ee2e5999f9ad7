#include "net/keys.h"

#include "base/i18n.h"
#include "base/owner.h"
#include "base/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

enum { RAW_KEY_SIZE = 32 };

error keys_generate(key_pair *out)
{
    if (zmq_curve_keypair(out->public_key, out->secret_key) != 0)
        return error_make(ERR_INTERNAL, _("libzmq trên máy này không có CURVE"));
    return OK;
}

int keys_valid(const char *text)
{
    uint8_t raw[RAW_KEY_SIZE];
    return strlen(text) == KEY_TEXT_SIZE - 1 && zmq_z85_decode(raw, text) != NULL;
}

/* A new name in a folder is durable only after the folder is synced too. */
static error sync_folder_of(const char *path)
{
    char copy[4096];
    snprintf(copy, sizeof copy, "%s", path);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0) {
        error err = error_errno(errno, "%s", path);
        if (fd >= 0)
            close(fd);
        return err;
    }
    close(fd);
    return OK;
}

static error write_new(const char *path, mode_t mode, const char *text)
{
    int fd = owner_open(path, O_WRONLY | O_EXCL, mode);
    if (fd < 0)
        return error_errno(errno, "%s", path);
    size_t n = strlen(text);
    error err = OK;
    if (write(fd, text, n) != (ssize_t)n || fsync(fd) != 0)
        err = error_errno(errno, "%s", path);
    if (close(fd) != 0 && !err.code)
        err = error_errno(errno, "%s", path);
    return err.code ? err : sync_folder_of(path);
}

error keys_write_secret(const key_pair *pair, const char *path)
{
    char text[256];
    snprintf(text, sizeof text,
             "# Khóa bí mật: không gửi cho ai, không đưa vào bản sao lưu chung.\n"
             "public_key = \"%s\";\nsecret_key = \"%s\";\n",
             pair->public_key, pair->secret_key);
    error err = write_new(path, 0600, text);
    sodium_memzero(text, sizeof text);
    return err;
}

error keys_write_public(const char *public_key, const char *path)
{
    char text[128];
    snprintf(text, sizeof text, "# Khóa công khai.\npublic_key = \"%s\";\n", public_key);
    return write_new(path, 0644, text);
}

typedef struct key_file {
    const char *public_key, *secret_key;
} key_file;

static error first_problem(const char *path, problems *found)
{
    problems_print(found, stderr);
    return error_make(ERR_CONFIG,
                      _("%s không phải tệp khóa đúng; tạo lại bằng "
                        "tiendo-aggregator unit add"),
                      path);
}

static error read_file(const char *path, bool secret, key_pair *out)
{
    const settings_key keys[] = {
        {"public_key", SETTINGS_STRING, offsetof(key_file, public_key), true, 1, 64, NULL},
        {"secret_key", SETTINGS_STRING, offsetof(key_file, secret_key), secret, 1, 64, NULL},
    };
    key_file in = {0};
    problems *found = problems_new();
    if (!found)
        return error_no_memory();
    settings *file = NULL;
    error err = settings_open(&file, path, found);
    if (!err.code) {
        settings_read(settings_root(file), keys, SETTINGS_COUNT(keys), &in, found);
        err = problems_result(found);
    }
    if (!err.code && (!keys_valid(in.public_key) || (secret && !keys_valid(in.secret_key))))
        err = error_make(ERR_CONFIG, "key");
    if (err.code) {
        err = first_problem(path, found);
    } else {
        memcpy(out->public_key, in.public_key, KEY_TEXT_SIZE);
        if (secret)
            memcpy(out->secret_key, in.secret_key, KEY_TEXT_SIZE);
    }
    settings_close(file);
    problems_free(found);
    return err;
}

error keys_read_secret(const char *path, key_pair *out)
{
    struct stat st;
    if (stat(path, &st) == 0 && (st.st_mode & 077) != 0)
        return error_make(ERR_CONFIG,
                          _("%s: người khác đọc được khóa bí mật (quyền %04o); chạy chmod 600 %s"),
                          path, st.st_mode & 07777, path);
    return read_file(path, true, out);
}

error keys_read_public(const char *path, char public_key[KEY_TEXT_SIZE])
{
    key_pair pair;
    TRY(read_file(path, false, &pair));
    memcpy(public_key, pair.public_key, KEY_TEXT_SIZE);
    return OK;
}

void keys_forget(key_pair *pair)
{
    sodium_memzero(pair, sizeof *pair);
}
