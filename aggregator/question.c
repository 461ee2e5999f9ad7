#include "aggregator/question.h"

#include "base/clock.h"
#include "base/i18n.h"

#include <string.h>

enum { DAY_MS = 24 * 3600 * 1000 };

/* ---- the command line ------------------------------------------------------------------------ */

static error read_day(question *q, const char *text)
{
    int64_t now_ms = clock_now_ms();
    q->today = clock_local_date(now_ms);
    q->as_of_ms = now_ms;
    if (!text)
        return OK;
    date today = q->today;
    error err = date_parse(text, &q->today);
    if (err.code)
        return error_make(ERR_USAGE, "--as-of: %s", err.text);
    if (date_compare(q->today, today) > 0)
        return error_make(ERR_USAGE, _("--as-of %s: ngày này chưa đến"), text);
    int64_t end_ms = clock_day_start_ms(q->today) + DAY_MS;
    if (end_ms <= now_ms) {
        q->before_ms = end_ms;
        q->as_of_ms = end_ms - 1;
    }
    return OK;
}

static error unknown(const char *what, const char *code, const char *near)
{
    return near ? error_make(ERR_USAGE, _("không có %s \"%s\"; gần nhất là %s"), what, code, near)
                : error_make(ERR_USAGE, _("không có %s \"%s\""), what, code);
}

static error read_unit(question *q, const char *code)
{
    if (!code || (q->unit = catalogue_unit_meant(q->rules, code, q->today)))
        return OK;
    return unknown(_("đơn vị"), code, catalogue_nearest_unit(q->rules, code));
}

static error read_obligation(question *q, const char *code)
{
    if (!code || (q->obligation = catalogue_obligation(q->rules, code)))
        return OK;
    return unknown(_("nội dung"), code, catalogue_nearest_obligation(q->rules, code));
}

static error read_member(question *q, const char *code)
{
    if (!code || (q->member = catalogue_member(q->rules, code)))
        return OK;
    const char *first =
        catalogue_member_count(q->rules) ? catalogue_member_at(q->rules, 0)->code : NULL;
    return unknown(_("thành viên"), code, first);
}

static error read_field(question *q, const char *code)
{
    q->field = code;
    for (size_t i = 0; code && i < catalogue_obligation_count(q->rules); i++)
        if (strcmp(catalogue_obligation_at(q->rules, i)->field, code) == 0)
            return OK;
    return code ? unknown(_("lĩnh vực"), code, "DX, 06, QL") : OK;
}

static error read_period(question *q, const char *text)
{
    q->has_period = text != NULL;
    return text ? period_parse(text, &q->period) : OK;
}

static error read_filters(question *q, const command *cmd)
{
    TRY(read_unit(q, command_get(cmd, "unit")));
    TRY(read_obligation(q, command_get(cmd, "obligation")));
    TRY(read_member(q, command_get(cmd, "member")));
    TRY(read_field(q, command_get(cmd, "field")));
    return read_period(q, command_get(cmd, "period"));
}

/* ---- opening --------------------------------------------------------------------------------- */

static error load_rules(question *q)
{
    problems *found = problems_new();
    if (!found)
        return error_no_memory();
    const char *dir = aggregator_settings_get(q->settings)->catalogue_dir;
    return problems_finish(found, catalogue_load(&q->rules, dir, found));
}

static error open_store(question *q)
{
    char path[STATE_PATH_MAX];
    const aggregator_options *o = aggregator_settings_get(q->settings);
    error err = store_open_reader(&q->store, state_path(o, STATE_STORE, path));
    if (err.code == ERR_NOT_FOUND)
        return error_make(ERR_CONFIG, _("%s chưa được khởi tạo; chạy: tiendo-aggregator init"),
                          o->state_dir);
    TRY(err);
    return store_snapshot_begin(q->store);
}

static error fill_board(question *q)
{
    q->board = board_new(q->rules);
    q->refused = refusals_new();
    if (!q->board || !q->refused)
        return error_no_memory();
    TRY(store_load_board(q->store, q->before_ms, q->board));
    return store_load_refusals(q->store, q->before_ms, q->refused);
}

error question_open(question *q, const command *cmd, const table_column *columns, int count)
{
    *q = (question){.memory = arena_new(0)};
    if (!q->memory)
        return error_no_memory();
    q->format = cmd->format;
    TRY(read_day(q, command_get(cmd, "as-of")));
    TRY(aggregator_settings_load(&q->settings, cmd->config));
    TRY(load_rules(q));
    TRY(read_filters(q, cmd));
    TRY(open_store(q));
    TRY(fill_board(q));
    q->rows = table_new(columns, count, cmd->format);
    if (q->rows && aggregator_settings_get(q->settings)->simulated)
        table_mark_simulated(q->rows);
    return q->rows ? OK : error_no_memory();
}

void question_close(question *q)
{
    table_free(q->rows);
    board_free(q->board);
    refusals_free(q->refused);
    if (q->store)
        store_snapshot_end(q->store);
    store_close(q->store);
    catalogue_free(q->rules);
    aggregator_settings_free(q->settings);
    arena_free(q->memory);
}

/* ---- asking ---------------------------------------------------------------------------------- */

view question_view(const question *q)
{
    return (view){.rules = q->rules,
                  .board = q->board,
                  .refused = q->refused,
                  .today = q->today,
                  .memory = q->memory,
                  .fields = &q->field,
                  .field_count = q->field != NULL,
                  .units = q->unit ? &q->unit->code : NULL,
                  .unit_count = q->unit != NULL,
                  .obligation = q->obligation,
                  .member = q->member,
                  .has_period = q->has_period,
                  .period = q->period};
}

const char *question_unit_name(const question *q, const char *code)
{
    const unit *u = catalogue_unit(q->rules, code, q->today);
    return u ? u->name : code;
}
