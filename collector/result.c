#include "collector/result.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "collector/files.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_SHOWN = 20, WHEN_SIZE = 24 };

static const char *when(int64_t ms, char out[WHEN_SIZE])
{
    clock_format_vi(ms, out, WHEN_SIZE);
    return out;
}

/* ---- a growing text ------------------------------------------------------------------------- */

typedef struct page {
    char *text;
    size_t size;
    FILE *to; /* NULL: no memory */
} page;

static void page_begin(page *p)
{
    *p = (page){0};
    p->to = open_memstream(&p->text, &p->size);
}

static error page_end(page *p)
{
    if (!p->to)
        return error_no_memory();
    bool failed = ferror(p->to) != 0;
    return fclose(p->to) != 0 || failed ? error_no_memory() : OK;
}

/* The page as a string in arena A; NULL: no memory. */
static const char *page_finish(page *p, arena *a)
{
    error err = page_end(p);
    const char *text = err.code ? NULL : arena_strndup(a, p->text, p->size);
    free(p->text);
    return text;
}

/* ---- what is said at once ------------------------------------------------------------------- */

static void put_faults(FILE *to, arena *a, const faults *found)
{
    for (size_t i = 0; i < found->count && i < LINES_SHOWN; i++) {
        const char *sentence = fault_sentence(a, &found->items[i]);
        fprintf(to, "  - %s\n", sentence ? sentence : "?");
    }
    if (found->count > LINES_SHOWN)
        fprintf(to, _("  … và %zu lỗi nữa.\n"), found->count - LINES_SHOWN);
    fprintf(to, _("Danh sách đầy đủ nằm trong tệp .errors.csv bên cạnh (mở được bằng Excel).\n"));
}

const char *result_summary(arena *a, const outbox_file *file, const faults *found)
{
    char at[WHEN_SIZE];
    page p;
    page_begin(&p);
    if (p.to) {
        fprintf(p.to, _("KẾT QUẢ NHẬN TỆP %s\nNhận lúc: %s\n\n"), file->name,
                when(file->taken_at_ms, at));
        fprintf(p.to, _("Kiểm tra tại đơn vị:\n"));
        fprintf(p.to, _("  Được nhận:  %" PRId64 " dòng (trong đó đính chính %" PRId64 ")\n"),
                file->queued, file->corrections);
        fprintf(p.to, _("  Không đổi:  %" PRId64 " dòng, đã báo cáo trước đó, không gửi lại\n"),
                file->unchanged);
        fprintf(p.to, _("  Bị từ chối: %" PRId64 " dòng\n"), file->refused);
        if (found->count) {
            fprintf(p.to, _("\nCác dòng bị từ chối:\n"));
            put_faults(p.to, a, found);
            fprintf(p.to, _("Sửa các dòng này rồi thả lại cả tệp: những dòng không đổi sẽ không bị "
                            "gửi lần nữa.\n"));
        }
    }
    return page_finish(&p, a);
}

const char *result_refusal(arena *a, const char *name, const faults *found, int64_t now_ms)
{
    char at[WHEN_SIZE];
    page p;
    page_begin(&p);
    if (p.to) {
        fprintf(p.to,
                _("KẾT QUẢ NHẬN TỆP %s\nNhận lúc: %s\n\nCẢ TỆP BỊ TỪ CHỐI, chưa có gì được "
                  "gửi đi:\n"),
                name, when(now_ms, at));
        put_faults(p.to, a, found);
        fprintf(p.to, _("Sửa tệp rồi thả lại vào thư mục.\n"));
    }
    return page_finish(&p, a);
}

const char *result_again(arena *a, const char *name, const outbox_file *earlier, int64_t now_ms)
{
    char at[WHEN_SIZE], before[WHEN_SIZE];
    return arena_printf(a,
                        _("KẾT QUẢ NHẬN TỆP %s\nNhận lúc: %s\n\nTệp có nội dung này đã được nhận "
                          "lúc %s với tên %s (%" PRId64 " dòng). Lần này không thêm gì.\nKết quả "
                          "của lần trước: %s.result.txt\n"),
                        name, when(now_ms, at), when(earlier->taken_at_ms, before), earlier->name,
                        earlier->queued + earlier->unchanged, earlier->place);
}

/* ---- what the province said ----------------------------------------------------------------- */

static bool put_refusal(void *context, const outbox_refusal *row)
{
    const char *kind = row->outcome == REJECTED ? _("TỪ CHỐI") : _("LƯU Ý");
    fprintf(context, "  - %s (%s, %s, %s): %s: %s\n", row->source, row->unit, row->obligation,
            row->period, kind, row->message);
    return true;
}

static error put_answers(FILE *to, outbox *box, const outbox_file *file)
{
    int64_t answered = file->accepted + file->warned + file->rejected;
    fprintf(to, _("\nTỉnh xác nhận: "));
    if (file->queued == 0) {
        fprintf(to, _("không có gì mới để gửi.\n"));
        return OK;
    }
    if (answered < file->queued)
        fprintf(to, _("đang chờ tỉnh xác nhận (%" PRId64 "/%" PRId64 " báo cáo đã có trả lời).\n"),
                answered, file->queued);
    else
        fprintf(to, _("đã trả lời đủ %" PRId64 " báo cáo.\n"), file->queued);
    if (!answered)
        return OK;
    fprintf(to, _("  Chấp nhận:           %" PRId64 "\n"), file->accepted);
    fprintf(to, _("  Chấp nhận có lưu ý:  %" PRId64 "\n"), file->warned);
    fprintf(to, _("  Từ chối:             %" PRId64 "\n"), file->rejected);
    TRY(outbox_file_refusals(box, file->id, put_refusal, to));
    if (file->rejected)
        fprintf(to, _("Sửa các dòng bị tỉnh từ chối rồi thả lại cả tệp.\n"));
    return OK;
}

error result_write_text(const char *place, const char *text)
{
    char path[FILES_PATH_MAX];
    int n = snprintf(path, sizeof path, "%s.result.txt", place);
    if (n <= 0 || n >= (int)sizeof path)
        return error_make(ERR_LIMIT, _("%s: đường dẫn quá dài"), place);
    return files_write(path, text, strlen(text));
}

error result_write(outbox *box, const char *place, const outbox_file *file)
{
    page p;
    page_begin(&p);
    error err = OK;
    if (p.to) {
        fputs(file->summary, p.to);
        err = put_answers(p.to, box, file);
    }
    error closed = page_end(&p);
    if (!err.code)
        err = closed;
    if (!err.code)
        err = result_write_text(place, p.text);
    free(p.text);
    return err;
}

static error refresh_next(outbox *box, arena *a, bool *found)
{
    outbox_file file;
    TRY(outbox_next_answered(box, a, &file, found));
    if (!*found)
        return OK;
    error err = result_write(box, file.place, &file);
    /* The folder may have been cleared since; what the province said stays in `status`. */
    if (err.code)
        log_warn("result-not-written", "file=%s error=%s", log_value(file.place),
                 log_value(err.text));
    return outbox_file_told(box, file.id);
}

error result_refresh(outbox *box)
{
    arena *a = arena_new(0);
    if (!a)
        return error_no_memory();
    error err;
    for (bool found = true; !(err = refresh_next(box, a, &found)).code && found;)
        arena_reset(a);
    arena_free(a);
    return err;
}

/* ---- errors.csv ----------------------------------------------------------------------------- */

/* A cell that begins like a formula would be run by a spreadsheet (X4). */
static void put_cell(FILE *to, const char *text, const char *end)
{
    fputc('"', to);
    if (*text && strchr("=+-@\t\r", *text))
        fputc('\'', to);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', to);
        fputc(*text, to);
    }
    fprintf(to, "\"%s", end);
}

static void put_error_row(FILE *to, const fault *f)
{
    char line[16] = "";
    if (f->line)
        snprintf(line, sizeof line, "%u", f->line);
    put_cell(to, line, ",");
    put_cell(to, f->column, ",");
    put_cell(to, f->value, ",");
    put_cell(to, f->what, ",");
    put_cell(to, f->cure, "\r\n");
}

error result_write_errors(const char *place, const faults *found)
{
    char path[FILES_PATH_MAX];
    int n = snprintf(path, sizeof path, "%s.errors.csv", place);
    if (n <= 0 || n >= (int)sizeof path)
        return error_make(ERR_LIMIT, _("%s: đường dẫn quá dài"), place);
    page p;
    page_begin(&p);
    if (p.to) {
        fprintf(p.to, "\xef\xbb\xbf%s\r\n", _("dòng,cột,giá trị,lỗi,cách sửa"));
        for (size_t i = 0; i < found->count; i++)
            put_error_row(p.to, &found->items[i]);
    }
    error err = page_end(&p);
    if (!err.code)
        err = files_write(path, p.text, p.size);
    free(p.text);
    return err;
}
