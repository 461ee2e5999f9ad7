#include "notifier/delivery/folder.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "notifier/delivery/channel.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_SIZE = 256, ID_SHOWN = 8, HASH_BYTES = 32, ISO_SIZE = 26 };

/* One message on its way into the folder. */
typedef struct drop {
    int root, folder; /* -1: not open */
    char name[NAME_SIZE], aside[NAME_SIZE];
    const message *message;
    const message_address *to;
    arena *memory;
    json_t *files;
} drop;

/* ---- names ----------------------------------------------------------------------------------- */

/* "2024-07-22-0700-tuan-3f2a91bc": in the order of their instants; the end of it is of the id, as
 * several messages of a profile may speak of one instant. */
static error name_folder(drop *d)
{
    const message *m = d->message;
    char iso[ISO_SIZE];
    char *profile = text_fold(d->memory, m->profile);
    if (!profile)
        return error_no_memory();
    for (char *p = profile; *p; p++)
        if (*p == ' ' || *p == '/' || (unsigned char)*p > '~')
            *p = '-';
    clock_format_iso(m->as_of_ms, iso, sizeof iso);
    snprintf(d->name, sizeof d->name, "%.10s-%.2s%.2s-%s-%.*s", iso, iso + 11, iso + 14, profile,
             ID_SHOWN, d->to->message_id + 1);
    snprintf(d->aside, sizeof d->aside, ".%s.part", d->name);
    return OK;
}

/* What a part is called there: its own name, else its kind and type ("digest.html"). */
static const char *name_file(const drop *d, const message_part *p)
{
    const char *slash = strrchr(p->type, '/'), *end = slash ? slash + 1 : "bin";
    if (strcmp(end, "plain") == 0)
        end = "txt";
    if (*p->name)
        return arena_strdup(d->memory, p->name);
    if (*p->content_id)
        return arena_printf(d->memory, "%s.%s", p->content_id, end);
    return arena_printf(d->memory, "%s.%s", message_kind_code(d->message->kind), end);
}

static bool name_is_safe(const char *name)
{
    return *name && *name != '.' && !strchr(name, '/') && strlen(name) < NAME_SIZE;
}

/* ---- files ----------------------------------------------------------------------------------- */

static error write_all(int file, const char *data, size_t n)
{
    while (n) {
        ssize_t done = write(file, data, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return error_errno(errno, "write");
        data += done;
        n -= (size_t)done;
    }
    return OK;
}

static error write_file(const drop *d, const char *name, const void *data, size_t n)
{
    int file = openat(d->folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (file < 0)
        return error_errno(errno, "%s", name);
    error err = write_all(file, data, n);
    if (!err.code && fsync(file) != 0)
        err = error_errno(errno, "fsync");
    if (close(file) != 0 && !err.code)
        err = error_errno(errno, "close");
    return err;
}

static error list_file(drop *d, const char *name, const char *type, const void *data, size_t n)
{
    unsigned char hash[HASH_BYTES];
    char hex[HASH_BYTES * 2 + 1];
    crypto_hash_sha256(hash, data, n);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    json_t *entry = json_pack("{s:s, s:s, s:I, s:s}", "name", name, "type", type, "size",
                              (json_int_t)n, "sha256", hex);
    return json_array_append_new(d->files, entry) == 0 ? OK : error_no_memory();
}

static error put_file(drop *d, const char *name, const char *type, const void *data, size_t n)
{
    if (!name)
        return error_no_memory();
    if (!name_is_safe(name))
        return error_make(ERR_INVALID, _("\"%s\" không dùng làm tên tệp được"), name);
    TRY(write_file(d, name, data, n));
    return list_file(d, name, type, data, n);
}

/* A page in a folder shows the picture beside it, where in a mail it shows the part. */
static error put_html(drop *d, const message_part *p)
{
    const message *m = d->message;
    char *text = arena_strndup(d->memory, p->data, p->size);
    for (size_t i = 0; text && i < m->part_count; i++) {
        const message_part *picture = &m->parts[i];
        if (!*picture->content_id)
            continue;
        const char *from = arena_printf(d->memory, "cid:%s\"", picture->content_id);
        const char *name = name_file(d, picture);
        const char *to = name ? arena_printf(d->memory, "%s\"", name) : NULL;
        text = from && to ? text_replace(d->memory, text, from, to) : NULL;
    }
    return text ? put_file(d, name_file(d, p), p->type, text, strlen(text)) : error_no_memory();
}

/* Not when a renderer has attached it already. */
static error put_frozen(drop *d)
{
    const message *m = d->message;
    for (size_t i = 0; i < m->part_count; i++)
        if (strcmp(m->parts[i].type, "application/json") == 0)
            return OK;
    const char *name = arena_printf(d->memory, "%s.json", message_kind_code(m->kind));
    return *m->frozen ? put_file(d, name, "application/json", m->frozen, strlen(m->frozen)) : OK;
}

static error put_envelope(drop *d)
{
    const message *m = d->message;
    char as_of[ISO_SIZE], slot[ISO_SIZE];
    clock_format_iso(m->as_of_ms, as_of, sizeof as_of);
    clock_format_iso(m->slot_ms, slot, sizeof slot);
    json_t *root =
        json_pack("{s:s, s:s, s:s, s:s%, s:s, s:s, s:s, s:O}", "kind", message_kind_code(m->kind),
                  "profile", m->profile, "key", m->key, "message_id", d->to->message_id + 1,
                  strlen(d->to->message_id) - 2, "subject", m->subject, "as_of", as_of, "slot",
                  slot, "files", d->files);
    char *text = root ? json_dumps(root, JSON_INDENT(2)) : NULL;
    error err = text ? write_file(d, "message.json", text, strlen(text)) : error_no_memory();
    free(text);
    json_decref(root);
    return err;
}

/* The envelope last: it says that the others are there. */
static error put_all(drop *d)
{
    const message *m = d->message;
    for (size_t i = 0; i < m->part_count; i++) {
        const message_part *p = &m->parts[i];
        bool page = p == message_body(m, "text/html");
        TRY(page ? put_html(d, p) : put_file(d, name_file(d, p), p->type, p->data, p->size));
    }
    TRY(put_frozen(d));
    return put_envelope(d);
}

/* ---- the folder ------------------------------------------------------------------------------ */

/* What a try that was cut off, or had no space, left aside. */
static void remove_aside(const drop *d)
{
    int folder = openat(d->root, d->aside, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *files = folder >= 0 ? fdopendir(folder) : NULL;
    if (!files) {
        if (folder >= 0)
            close(folder);
        return;
    }
    for (struct dirent *e; (e = readdir(files));)
        unlinkat(dirfd(files), e->d_name, 0);
    closedir(files);
    unlinkat(d->root, d->aside, AT_REMOVEDIR);
}

static error make_aside(drop *d)
{
    remove_aside(d);
    if (mkdirat(d->root, d->aside, 0755) != 0)
        return error_errno(errno, "%s", d->aside);
    d->folder = openat(d->root, d->aside, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return d->folder >= 0 ? OK : error_errno(errno, "%s", d->aside);
}

static error put_in_place(const drop *d)
{
    if (fsync(d->folder) != 0)
        return error_errno(errno, "fsync");
    if (renameat(d->root, d->aside, d->root, d->name) != 0)
        return error_errno(errno, "%s", d->name);
    return fsync(d->root) == 0 ? OK : error_errno(errno, "fsync");
}

/* There already: the try before was cut off between the rename and the ledger. */
static bool is_there(const drop *d)
{
    return faccessat(d->root, d->name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static error drop_message(drop *d)
{
    TRY(name_folder(d));
    if (is_there(d))
        return fsync(d->root) == 0 ? OK : error_errno(errno, "fsync");
    error err = make_aside(d);
    if (!err.code)
        err = put_all(d);
    if (!err.code)
        err = put_in_place(d);
    if (err.code)
        remove_aside(d);
    return err;
}

static error open_root(int *root, const folder_options *o)
{
    *root = open(o->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return *root >= 0 ? OK : error_errno(errno, "%s", o->path);
}

/* ---- the channel ----------------------------------------------------------------------------- */

static error send_to_folder(const channel *c, const message *m, const message_address *to,
                            int64_t date_ms, send_stop_fn stop, void *context, send_result *out)
{
    const folder_options *o = c->options;
    drop d = {.root = -1, .folder = -1, .message = m, .to = to};
    (void)date_ms, (void)stop, (void)context;
    d.memory = arena_new(0);
    d.files = json_array();
    error err = d.memory && d.files ? open_root(&d.root, o) : error_no_memory();
    if (!err.code)
        err = drop_message(&d);
    *out = (send_result){.outcome = err.code ? SEND_TRY_LATER : SEND_ACCEPTED};
    if (err.code)
        snprintf(out->said, sizeof out->said, _("không ghi được vào thư mục %s: %s"), o->path,
                 err.text);
    else
        snprintf(out->said, sizeof out->said, "%s/%s", o->path, d.name);
    if (d.folder >= 0)
        close(d.folder);
    if (d.root >= 0)
        close(d.root);
    json_decref(d.files);
    arena_free(d.memory);
    return OK;
}

static error probe(const channel *c, send_result *out)
{
    const folder_options *o = c->options;
    int root;
    error err = open_root(&root, o);
    if (!err.code)
        close(root);
    if (!err.code && access(o->path, W_OK | X_OK) != 0)
        err = error_errno(errno, "%s", o->path);
    *out = (send_result){.outcome = err.code ? SEND_TRY_LATER : SEND_ACCEPTED};
    snprintf(out->said, sizeof out->said, "%s", err.code ? err.text : o->path);
    return OK;
}

const channel_kind channel_folder = {"folder", send_to_folder, probe};
