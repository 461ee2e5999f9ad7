#include "base/clock.h"
#include "base/i18n.h"
#include "collector/options.h"
#include "collector/outbox.h"
#include "collector/row.h"
#include "collector/verbs.h"
#include "model/check.h"

#include <inttypes.h>
#include <stdio.h>

const command_option submit_options[] = {
    {"obligation", N_("MÃ"), N_("mã nội dung giao, ví dụ DX-XH-01")},
    {"period", N_("KỲ"), N_("kỳ báo cáo, ví dụ 2024-M06")},
    {"unit", N_("MÃ"), N_("đơn vị báo cáo (mặc định: đơn vị trong cấu hình)")},
    {"value", N_("SỐ"), N_("số liệu")},
    {"numerator", N_("SỐ"), N_("tử số của một tỷ lệ")},
    {"denominator", N_("SỐ"), N_("mẫu số của một tỷ lệ")},
    {"percent", N_("SỐ"), N_("tiến độ nhiệm vụ, 0 đến 100")},
    {"state", N_("TRẠNG_THÁI"), N_("not_started, in_progress, done hoặc blocked")},
    {"difficulty", N_("NỘI_DUNG"), N_("khó khăn, vướng mắc")},
    {"to", N_("MÃ"), N_("cơ quan được đề nghị tháo gỡ")},
    {"narrative", N_("NỘI_DUNG"), N_("thuyết minh")},
    {"nothing", NULL, N_("không phát sinh trong kỳ")},
    {"breakdown", N_("CHIỀU=LOẠI;…"), N_("phân tổ")},
    {"note", N_("NỘI_DUNG"), N_("ghi chú")},
    {"observed-at", N_("NGÀY_GIỜ"), N_("thời điểm số liệu, ví dụ 2024-06-14")},
    {"secret", NULL, N_("nội dung là bí mật nhà nước: không được gửi, chương trình từ chối")},
    {"vi-numbers", NULL, N_("số và kỳ viết kiểu Việt Nam: 1.234,5; tháng 6/2024")},
    {NULL, NULL, NULL},
};

static void fill_cells(const command *cmd, row_cell cells[COLUMN_COUNT])
{
    static const char *const names[COLUMN_COUNT] = {
        [COLUMN_UNIT] = "unit",           [COLUMN_OBLIGATION] = "obligation",
        [COLUMN_PERIOD] = "period",       [COLUMN_VALUE] = "value",
        [COLUMN_NUMERATOR] = "numerator", [COLUMN_DENOMINATOR] = "denominator",
        [COLUMN_BREAKDOWN] = "breakdown", [COLUMN_PERCENT] = "percent",
        [COLUMN_STATE] = "state",         [COLUMN_DIFFICULTY] = "difficulty",
        [COLUMN_ADDRESSED_TO] = "to",     [COLUMN_NARRATIVE] = "narrative",
        [COLUMN_NOTHING] = "nothing",     [COLUMN_OBSERVED_AT] = "observed-at",
        [COLUMN_NOTE] = "note",           [COLUMN_SECRECY] = "secret",
    };
    amount_style style = command_has(cmd, "vi-numbers") ? AMOUNT_PEOPLE : AMOUNT_MACHINE;
    for (column c = 0; c < COLUMN_COUNT; c++)
        cells[c] = (row_cell){command_get(cmd, names[c]), names[c], style};
    if (command_has(cmd, "nothing"))
        cells[COLUMN_NOTHING].text = "x";
}

static void say_result(const report *r, const outbox_tally *tally)
{
    if (tally->unchanged)
        printf(_("không đổi: đã báo cáo đúng như vậy trước đó, không gửi lại\n"));
    else if (r->corrects)
        printf(_("đã nhận, số thứ tự %" PRIu64 ", đính chính báo cáo số %" PRIu64 "\n"),
               r->sequence, r->corrects);
    else
        printf(_("đã nhận, số thứ tự %" PRIu64 "\n"), r->sequence);
}

static error make_report(arena *a, const command *cmd, const options *o, outbox *box, report *out)
{
    catalogue *c;
    TRY(outbox_catalogue(box, &c));
    row_cell cells[COLUMN_COUNT];
    row_context context = {c, o->unit, clock_now_ms()};
    fault why = {0};
    fill_cells(cmd, cells);
    error err = row_report(a, cells, &context, out, &why);
    if (err.code == ERR_INVALID && *why.column)
        err = error_make(ERR_INVALID, "--%s", err.text);
    out->source = "shell";
    catalogue_free(c);
    return err;
}

static error submit(arena *a, const command *cmd, const options *o, outbox *box)
{
    report r;
    outbox_tally tally;
    TRY(make_report(a, cmd, o, box, &r));
    TRY(outbox_append(box, &r, 1, clock_now_ms(), &tally));
    say_result(&r, &tally);
    return OK;
}

error run_submit(const command *cmd)
{
    options o;
    outbox *box = NULL;
    if (command_has(cmd, "secret"))
        return error_make(ERR_INVALID, "--secret: %s", check_secret_notice());
    TRY(options_load(&o, cmd->config));
    arena *a = arena_new(0);
    error err = a ? options_make_folders(&o) : error_no_memory();
    if (!err.code && !(err = outbox_open(&box, o.outbox)).code)
        err = submit(a, cmd, &o, box);
    outbox_close(box);
    arena_free(a);
    options_close(&o);
    return err;
}
