#include "collector/intake.h"

#include "base/i18n.h"
#include "base/log.h"
#include "collector/files.h"
#include "collector/result.h"
#include "collector/sheet.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One file on its way. */
typedef struct taking {
    const intake *in;
    const char *name;
    arena *memory;
    int64_t now_ms;
    const char *data;
    size_t size;
    sheet sheet;
    outbox_file file;
    bool again;
} taking;

static error read_content(taking *t, int fd)
{
    size_t most = CSV_BYTES_MAX + 1; /* one byte more shows that it is too large */
    off_t size = lseek(fd, 0, SEEK_END);
    if (size < 0)
        return error_errno(errno, "%s", t->name);
    if ((uint64_t)size < most)
        most = (size_t)size;
    char *data = arena_alloc(t->memory, most + 1);
    if (!data)
        return error_no_memory();
    while (t->size < most) {
        ssize_t n = pread(fd, data + t->size, most - t->size, (off_t)t->size);
        if (n < 0 && errno != EINTR)
            return error_errno(errno, "%s", t->name);
        if (n == 0)
            break;
        t->size += n > 0 ? (size_t)n : 0;
    }
    t->data = data;
    return OK;
}

/* ---- waiting -------------------------------------------------------------------------------- */

static bool keep_waiting(const taking *t, const char *reason)
{
    char path[FILES_PATH_MAX], text[2048];
    snprintf(text, sizeof text,
             _("TỆP %s CHƯA ĐƯỢC NHẬN\n\n%s\nTệp vẫn nằm nguyên trong thư mục và "
               "sẽ được nhận sau, không cần làm lại.\n"),
             t->name, reason);
    error err = files_join(path, t->in->folder, t->name);
    if (!err.code)
        err = result_write_text(path, text);
    if (err.code)
        log_warn("result-not-written", "file=%s error=%s", log_value(t->name), log_value(err.text));
    return false;
}

/* The note that it waits is no longer true. */
static void remove_waiting_note(const taking *t)
{
    char path[FILES_PATH_MAX];
    if (snprintf(path, sizeof path, "%s/%s.result.txt", t->in->folder, t->name) < (int)sizeof path)
        unlink(path);
}

/* ---- moving --------------------------------------------------------------------------------- */

static error move_to(const taking *t, const char *folder, char place[FILES_PATH_MAX])
{
    char target[FILES_PATH_MAX];
    TRY(files_join(target, t->in->folder, folder));
    TRY(files_make_folder(target)); /* somebody may have cleared it away */
    TRY(files_move(t->in->folder, t->name, target, place));
    remove_waiting_note(t);
    return OK;
}

static error finish_refused(taking *t)
{
    char place[FILES_PATH_MAX];
    const char *text = result_refusal(t->memory, t->name, &t->sheet.faults, t->now_ms);
    if (!text)
        return error_no_memory();
    TRY(move_to(t, "rejected", place));
    log_warn("file-refused", "name=%s faults=%zu place=%s", log_value(t->name),
             t->sheet.faults.count, log_value(place));
    TRY(result_write_errors(place, &t->sheet.faults));
    return result_write_text(place, text);
}

static error finish_again(taking *t)
{
    char place[FILES_PATH_MAX];
    const char *text = result_again(t->memory, t->name, &t->file, t->now_ms);
    if (!text)
        return error_no_memory();
    TRY(move_to(t, "done", place));
    log_info("file-again", "name=%s first=%s", log_value(t->name), log_value(t->file.name));
    return result_write_text(place, text);
}

static error finish_taken(taking *t)
{
    char place[FILES_PATH_MAX];
    bool whole = t->sheet.faults.count == 0;
    t->file.name = t->name;
    t->file.summary = result_summary(t->memory, &t->file, &t->sheet.faults);
    if (!t->file.summary)
        return error_no_memory();
    TRY(move_to(t, whole ? "done" : "rejected", place));
    TRY(outbox_file_moved(t->in->outbox, t->file.id, place, t->file.summary));
    log_write(whole ? LOG_LEVEL_INFO : LOG_LEVEL_WARN, "file-taken",
              "name=%s queued=%" PRId64 " corrections=%" PRId64 " unchanged=%" PRId64
              " refused=%" PRId64 " place=%s",
              log_value(t->name), t->file.queued, t->file.corrections, t->file.unchanged,
              t->file.refused, log_value(place));
    if (!whole)
        TRY(result_write_errors(place, &t->sheet.faults));
    return result_write(t->in->outbox, place, &t->file);
}

/* ---- taking --------------------------------------------------------------------------------- */

static error append(taking *t)
{
    unsigned char hash[OUTBOX_HASH_SIZE];
    outbox_hash(t->data, t->size, hash);
    t->file = (outbox_file){.name = t->name, .refused = (int64_t)t->sheet.refused_rows};
    return outbox_append_file(t->in->outbox, t->memory, &t->file, hash, t->sheet.reports,
                              t->sheet.report_count, t->now_ms, &t->again);
}

static error read_sheet(taking *t)
{
    row_context context = {t->in->catalogue, t->in->unit, t->now_ms};
    return sheet_read(t->memory, t->name, t->data, t->size, &context, &t->sheet);
}

static error finish(taking *t)
{
    if (t->sheet.refused)
        return finish_refused(t);
    /* Taken before, but cut off before it was moved: only the moving is left. */
    return t->again && *t->file.place ? finish_again(t) : finish_taken(t);
}

static bool take(taking *t, int fd)
{
    error err = read_content(t, fd);
    if (!err.code)
        err = read_sheet(t);
    if (!err.code && !t->sheet.refused)
        err = append(t);
    if (err.code == ERR_FULL) {
        log_error("outbox-full", "file=%s error=%s", log_value(t->name), log_value(err.text));
        return keep_waiting(t, _("Ổ đĩa chứa hộp gửi đã đầy nên chưa thể nhận báo cáo mới. Hãy "
                                 "giải phóng dung lượng ổ đĩa."));
    }
    if (err.code) {
        log_error("file-not-taken", "name=%s error=%s", log_value(t->name), log_value(err.text));
        return keep_waiting(t, err.text);
    }
    err = finish(t);
    if (err.code)
        log_error("file-not-finished", "name=%s error=%s", log_value(t->name), log_value(err.text));
    return !err.code;
}

bool intake_file(const intake *in, const char *name, int fd, int64_t now_ms)
{
    taking t = {.in = in, .name = name, .now_ms = now_ms};
    if (!in->catalogue)
        return keep_waiting(&t, _("Chưa nhận được danh mục nội dung giao từ tỉnh nên chưa kiểm tra "
                                  "được. Tệp sẽ được nhận ngay sau khi kết nối được với tỉnh."));
    if (!(t.memory = arena_new(0)))
        return false;
    bool taken = take(&t, fd);
    arena_free(t.memory);
    return taken;
}
