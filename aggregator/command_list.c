#include "aggregator/aggregator_settings.h"
#include "aggregator/commands.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/problems.h"
#include "model/amount.h"
#include "model/catalogue.h"
#include "model/rollup.h"
#include "render/table.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>

enum { DEFAULT_LIMIT = 50, LIMIT_MAX = 1000000, CONTENT_MAX = 200 };

/* A listing's way from the database to the screen. */
typedef struct listing {
    aggregator_settings *settings;
    catalogue *rules;
    store *store;
    table *rows;
    store_filter filter;
    date today;
} listing;

static error load_rules(listing *l)
{
    problems *found = problems_new();
    if (!found)
        return error_no_memory();
    const char *dir = aggregator_settings_get(l->settings)->catalogue_dir;
    return problems_finish(found, catalogue_load(&l->rules, dir, found));
}

/* A mistyped code would give an empty table that looks like an answer. */
static error check_filter(const listing *l)
{
    const store_filter *f = &l->filter;
    period p;
    if (f->unit && !catalogue_unit(l->rules, f->unit, l->today)) {
        const char *near = catalogue_nearest_unit(l->rules, f->unit);
        return error_make(ERR_USAGE, _("không có đơn vị \"%s\"; gần nhất là %s"), f->unit,
                          near ? near : "—");
    }
    if (f->obligation && !catalogue_obligation(l->rules, f->obligation)) {
        const char *near = catalogue_nearest_obligation(l->rules, f->obligation);
        return error_make(ERR_USAGE, _("không có nội dung \"%s\"; gần nhất là %s"), f->obligation,
                          near ? near : "—");
    }
    if (f->period && period_parse(f->period, &p).code)
        return error_make(ERR_USAGE, "%s", period_parse(f->period, &p).text);
    return OK;
}

static error read_filter(listing *l, const command *cmd)
{
    int64_t limit = DEFAULT_LIMIT;
    const char *text = command_get(cmd, "limit");
    if (text &&
        (amount_parse(text, AMOUNT_MACHINE, 0, &limit).code || limit < 1 || limit > LIMIT_MAX))
        return error_make(ERR_USAGE, _("--limit %s: cần số nguyên từ 1 đến %d"), text, LIMIT_MAX);
    l->filter = (store_filter){.unit = command_get(cmd, "unit"),
                               .obligation = command_get(cmd, "obligation"),
                               .period = command_get(cmd, "period"),
                               .limit = limit};
    return check_filter(l);
}

static error open_store(listing *l)
{
    char path[STATE_PATH_MAX];
    const aggregator_options *o = aggregator_settings_get(l->settings);
    error err = store_open_reader(&l->store, state_path(o, STATE_STORE, path));
    if (err.code == ERR_NOT_FOUND)
        return error_make(ERR_CONFIG, _("%s chưa được khởi tạo; chạy: tiendo-aggregator init"),
                          o->state_dir);
    return err;
}

static error listing_open(listing *l, const command *cmd, const table_column *columns, int count)
{
    l->today = clock_local_date(clock_now_ms());
    TRY(aggregator_settings_load(&l->settings, cmd->config));
    TRY(load_rules(l));
    TRY(read_filter(l, cmd));
    TRY(open_store(l));
    l->rows = table_new(columns, count, cmd->format);
    if (l->rows && aggregator_settings_get(l->settings)->simulated)
        table_mark_simulated(l->rows);
    return l->rows ? OK : error_no_memory();
}

static void listing_close(listing *l)
{
    table_free(l->rows);
    store_close(l->store);
    catalogue_free(l->rules);
    aggregator_settings_free(l->settings);
}

static const char *unit_name(const listing *l, const char *code)
{
    const unit *u = catalogue_unit(l->rules, code, l->today);
    return u ? u->name : NULL;
}

/* What a report states, in one cell. */
static const char *content_of(const listing *l, const report *r, char *out, size_t size)
{
    const obligation *o = catalogue_obligation(l->rules, r->obligation);
    char shown[SHOWN_TEXT_MAX];
    switch (r->kind) {
    case REPORT_FIGURE:
        if (!o)
            return NULL;
        figure_format(o, &r->figure, shown, sizeof shown);
        if (r->figure.is_ratio) {
            char a[AMOUNT_TEXT_MAX], b[AMOUNT_TEXT_MAX];
            amount_format_short(r->figure.value, r->figure.decimals, AMOUNT_PEOPLE, a, sizeof a);
            amount_format_short(r->figure.denominator, r->figure.decimals, AMOUNT_PEOPLE, b,
                                sizeof b);
            snprintf(out, size, "%s (%s/%s)", shown, a, b);
        } else {
            snprintf(out, size, "%s", shown);
        }
        return out;
    case REPORT_TASK:
        snprintf(out, size, "%u%%, %s", r->percent, task_state_name(r->state));
        return out;
    case REPORT_NOTHING:
        return report_kind_name(r->kind);
    default:
        return r->text;
    }
}

static const table_column REPORT_COLUMNS[] = {
    {"id", "#", TABLE_RIGHT, 0},
    {"received", N_("Nhận lúc"), TABLE_LEFT, 0},
    {"unit", N_("Mã"), TABLE_LEFT, 0},
    {"unit_name", N_("Đơn vị"), TABLE_LEFT, 24},
    {"obligation", N_("Nội dung"), TABLE_LEFT, 0},
    {"period", N_("Kỳ"), TABLE_LEFT, 0},
    {"breakdown", N_("Phân tổ"), TABLE_LEFT, 30},
    {"content", N_("Số liệu"), TABLE_LEFT, 44},
    {"warning", N_("Lưu ý"), TABLE_LEFT, 0},
    {"source", N_("Nguồn"), TABLE_LEFT, 30},
};
enum { REPORT_COLUMN_COUNT = sizeof REPORT_COLUMNS / sizeof *REPORT_COLUMNS };

static bool list_report(void *context, const stored_report *row)
{
    listing *l = context;
    char content[CONTENT_MAX];
    const report *r = &row->report;
    table_int(l->rows, row->id);
    table_time(l->rows, row->received_at_ms);
    table_text(l->rows, r->unit);
    table_text(l->rows, unit_name(l, r->unit));
    table_text(l->rows, r->obligation);
    table_text(l->rows, r->period);
    table_text(l->rows, *r->breakdown ? r->breakdown : NULL);
    table_text(l->rows, content_of(l, r, content, sizeof content));
    table_text(l->rows, *row->warning ? row->warning : NULL);
    table_text(l->rows, *r->source ? r->source : NULL);
    return true;
}

typedef error (*report_query)(store *, const store_filter *, stored_report_fn, void *);

static error list_reports(const command *cmd, report_query query)
{
    listing l = {0};
    error err = listing_open(&l, cmd, REPORT_COLUMNS, REPORT_COLUMN_COUNT);
    if (!err.code)
        err = query(l.store, &l.filter, list_report, &l);
    if (!err.code)
        err = table_print(l.rows, _("Chưa có báo cáo nào như vậy."));
    listing_close(&l);
    return err;
}

error command_reports(const command *cmd)
{
    return list_reports(cmd, store_reports);
}

error command_latest(const command *cmd)
{
    return list_reports(cmd, store_latest);
}

static bool list_rejected(void *context, const stored_verdict *row)
{
    listing *l = context;
    table_time(l->rows, row->received_at_ms);
    table_text(l->rows, row->unit);
    table_text(l->rows, unit_name(l, row->unit));
    table_text(l->rows, row->obligation);
    table_text(l->rows, row->period);
    table_text(l->rows, row->code);
    table_text(l->rows, row->message);
    table_text(l->rows, *row->source ? row->source : NULL);
    return true;
}

error command_rejected(const command *cmd)
{
    static const table_column columns[] = {
        {"received", N_("Nhận lúc"), TABLE_LEFT, 0}, {"unit", N_("Mã"), TABLE_LEFT, 0},
        {"unit_name", N_("Đơn vị"), TABLE_LEFT, 24}, {"obligation", N_("Nội dung"), TABLE_LEFT, 0},
        {"period", N_("Kỳ"), TABLE_LEFT, 0},         {"code", N_("Mã lỗi"), TABLE_LEFT, 0},
        {"message", N_("Lý do"), TABLE_LEFT, 70},    {"source", N_("Nguồn"), TABLE_LEFT, 30},
    };
    listing l = {0};
    error err = listing_open(&l, cmd, columns, 8);
    if (!err.code)
        err = store_rejected(l.store, &l.filter, false, list_rejected, &l);
    if (!err.code)
        err = table_print(l.rows, _("Không có báo cáo nào bị từ chối."));
    listing_close(&l);
    return err;
}

static bool list_unit(void *context, const unit_activity *row)
{
    listing *l = context;
    table_text(l->rows, row->unit);
    table_text(l->rows, unit_name(l, row->unit));
    table_time(l->rows, row->last_seen_ms);
    table_time(l->rows, row->last_report_ms);
    table_int(l->rows, row->reports);
    table_int(l->rows, row->rejected);
    table_int(l->rows, row->skew_ms / 1000);
    table_text(l->rows, *row->program ? row->program : NULL);
    return true;
}

static error print_totals(const listing *l)
{
    store_totals t;
    TRY(store_count(l->store, &t));
    printf(_("\nTổng số: %lld báo cáo, %lld bị từ chối chưa sửa, %lld khó khăn chờ trả lời, "
             "%lld sự kiện.\n"),
           (long long)t.reports, (long long)t.rejected, (long long)t.open_difficulties,
           (long long)t.events);
    return OK;
}

error command_status(const command *cmd)
{
    static const table_column columns[] = {
        {"unit", N_("Mã"), TABLE_LEFT, 0},
        {"unit_name", N_("Đơn vị"), TABLE_LEFT, 30},
        {"last_seen", N_("Liên lạc gần nhất"), TABLE_LEFT, 0},
        {"last_report", N_("Báo cáo gần nhất"), TABLE_LEFT, 0},
        {"reports", N_("Báo cáo"), TABLE_RIGHT, 0},
        {"rejected", N_("Từ chối"), TABLE_RIGHT, 0},
        {"clock_skew_s", N_("Lệch giờ (s)"), TABLE_RIGHT, 0},
        {"program", N_("Chương trình"), TABLE_LEFT, 0},
    };
    listing l = {0};
    error err = listing_open(&l, cmd, columns, 8);
    if (!err.code)
        err = store_units(l.store, list_unit, &l);
    if (!err.code)
        err = table_print(l.rows, _("Chưa có đơn vị nào liên lạc."));
    if (!err.code && cmd->format == FORMAT_TABLE)
        err = print_totals(&l);
    listing_close(&l);
    return err;
}
