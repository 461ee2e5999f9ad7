/* verify: counts everything anew from the first report, and names what is not as it is kept. */
#include "aggregator/commands.h"
#include "aggregator/question.h"
#include "base/i18n.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const table_column COLUMNS[] = {
    {"what", N_("Loại"), TABLE_LEFT, 0},          {"obligation", N_("Nội dung"), TABLE_LEFT, 0},
    {"period", N_("Kỳ"), TABLE_LEFT, 0},          {"unit", N_("Đơn vị"), TABLE_LEFT, 0},
    {"breakdown", N_("Phân tổ"), TABLE_LEFT, 30}, {"kept", N_("Đang lưu"), TABLE_LEFT, 60},
    {"counted", N_("Đếm lại"), TABLE_LEFT, 60},
};
enum { COLUMN_COUNT = sizeof COLUMNS / sizeof *COLUMNS, TEXT_MAX = 160 };

typedef struct verification {
    question *q; /* its board is what is kept */
    board *counted;
    size_t entries, sums, statuses, differences;
} verification;

static void differ(verification *v, const char *what, const char *obligation,
                   const char *period_code, const char *unit, const char *breakdown,
                   const char *kept, const char *counted)
{
    table *rows = v->q->rows;
    table_text(rows, what);
    table_text(rows, *obligation ? obligation : NULL);
    table_text(rows, *period_code ? period_code : NULL);
    table_text(rows, unit);
    table_text(rows, *breakdown ? breakdown : NULL);
    table_text(rows, kept);
    table_text(rows, counted);
    v->differences++;
}

/* ---- what counts ----------------------------------------------------------------------------- */

static void entry_text(const point *p, char *out, size_t size)
{
    if (p)
        snprintf(out, size, "#%" PRId64 " %s %" PRId64 "/%" PRId64 " e-%u +%u", p->report,
                 report_kind_code(p->kind),
                 p->kind == REPORT_TASK ? (int64_t)p->percent : p->figure.value,
                 p->figure.denominator, p->figure.decimals, p->corrections);
    else
        snprintf(out, size, "—");
}

typedef struct comparing {
    verification *v;
    const board *other;
    bool other_is_kept;
} comparing;

static void compare_entry(void *context, const board_entry *it)
{
    const comparing *with = context;
    char a[TEXT_MAX], b[TEXT_MAX], code[PERIOD_TEXT_MAX];
    const point *same =
        board_point(with->other, it->obligation, it->unit, it->said->period, it->breakdown);
    with->v->entries += with->other_is_kept;
    entry_text(it->said, a, sizeof a);
    entry_text(same, b, sizeof b);
    /* The second way round only finds what the first could not: entries that are kept for nothing.
     */
    if (strcmp(a, b) == 0 || (!with->other_is_kept && same))
        return;
    period_format(it->said->period, code, sizeof code);
    differ(with->v, _("số liệu có hiệu lực"), it->obligation->code, code, it->unit, it->breakdown,
           with->other_is_kept ? b : a, with->other_is_kept ? a : b);
}

static void compare_entries(verification *v)
{
    comparing with = {.v = v, .other = v->q->board, .other_is_kept = true};
    board_each_entry(v->counted, compare_entry, &with);
    with = (comparing){.v = v, .other = v->counted};
    board_each_entry(v->q->board, compare_entry, &with);
}

/* ---- sums ------------------------------------------------------------------------------------ */

static void tally_text(const tally *t, char *out, size_t size)
{
    snprintf(out, size, "%" PRId64 "/%" PRId64 " (%zu, %zu, %zu)", t->value, t->denominator,
             t->have, t->positive, t->reported);
}

/* The kept sums, by key, taken off one by one as they are found among the counted. */
typedef struct kept_sum {
    const char *obligation, *period, *scope, *breakdown;
    tally tally;
    bool found;
} kept_sum;

typedef struct kept_sums {
    verification *v;
    kept_sum *items;
    size_t count, room;
} kept_sums;

static bool keep_sum(void *context, const stored_rollup *row)
{
    kept_sums *k = context;
    arena *a = k->v->q->memory;
    if (k->count == k->room) {
        size_t room = k->room ? k->room * 2 : 1024;
        kept_sum *more = arena_alloc(a, room * sizeof *more);
        if (!more)
            return false;
        if (k->count)
            memcpy(more, k->items, k->count * sizeof *more);
        k->items = more;
        k->room = room;
    }
    k->items[k->count++] = (kept_sum){.obligation = arena_strdup(a, row->obligation),
                                      .period = arena_strdup(a, row->period),
                                      .scope = arena_strdup(a, row->scope),
                                      .breakdown = arena_strdup(a, row->breakdown),
                                      .tally = row->tally};
    return true;
}

/* The rows come sorted by their key. */
static int compare_key(const kept_sum *k, const char *obligation, const char *period_code,
                       const char *scope, const char *breakdown)
{
    int c = strcmp(k->obligation, obligation);
    if (!c)
        c = strcmp(k->period, period_code);
    if (!c)
        c = strcmp(k->scope, scope);
    return c ? c : strcmp(k->breakdown, breakdown);
}

static kept_sum *find_sum(kept_sums *k, const board_sum *sum, const char *period_code)
{
    size_t low = 0, high = k->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = compare_key(&k->items[middle], sum->obligation->code, period_code, sum->scope,
                            sum->breakdown);
        if (c == 0)
            return &k->items[middle];
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static void compare_sum(void *context, const board_sum *sum)
{
    kept_sums *k = context;
    char a[TEXT_MAX] = "—", b[TEXT_MAX], code[PERIOD_TEXT_MAX];
    period_format(sum->period, code, sizeof code);
    kept_sum *same = find_sum(k, sum, code);
    k->v->sums++;
    if (same) {
        same->found = true;
        tally_text(&same->tally, a, sizeof a);
    }
    tally_text(&sum->tally, b, sizeof b);
    if (!same || !tally_equal(&same->tally, &sum->tally))
        differ(k->v, _("số tổng hợp"), sum->obligation->code, code, sum->scope, sum->breakdown, a,
               b);
}

static error compare_sums(verification *v)
{
    kept_sums k = {.v = v};
    char a[TEXT_MAX];
    TRY(store_rollups(v->q->store, keep_sum, &k));
    board_each_sum(v->counted, compare_sum, &k);
    for (size_t i = 0; i < k.count; i++) {
        const kept_sum *s = &k.items[i];
        if (s->found)
            continue;
        tally_text(&s->tally, a, sizeof a);
        differ(v, _("số tổng hợp"), s->obligation, s->period, s->scope, s->breakdown, a, "—");
    }
    return OK;
}

/* ---- statuses -------------------------------------------------------------------------------- */

/* Whether something was said after the status was judged: it follows the reports a moment later. */
static bool is_to_be_judged(series said, const stored_standing *row)
{
    for (size_t i = 0; i < said.count; i++)
        if (said.points[i].last_ms > row->judged_ms)
            return true;
    return false;
}

static bool compare_status(void *context, const stored_standing *row)
{
    verification *v = context;
    question *q = v->q;
    date day = clock_local_date(row->judged_ms);
    const obligation *o = catalogue_obligation(q->rules, row->obligation);
    const unit *u = catalogue_unit(q->rules, row->unit, day), *whole = catalogue_province(q->rules);
    series said;
    v->statuses++;
    if (!o || !u) {
        differ(v, _("tình trạng"), row->obligation, "", row->unit, "", status_code(row->status),
               "—");
        return true;
    }
    bool province = whole && strcmp(whole->code, u->code) == 0;
    if (!province)
        said = board_series(v->counted, o, u->code);
    else if (board_rollup_series(v->counted, o, whole->code, q->memory, &said).code)
        return false;
    if (is_to_be_judged(said, row))
        return true;
    judgement j = status_judge(q->rules, o, province ? NULL : u, said, day);
    if (j.status != row->status || j.reporting != row->reporting)
        differ(v, _("tình trạng"), o->code, "", u->code, "", status_code(row->status),
               status_code(j.status));
    return true;
}

/* ---- streams --------------------------------------------------------------------------------- */

static void uneven(void *context, const uneven_stream *row)
{
    char kept[TEXT_MAX], counted[TEXT_MAX];
    snprintf(kept, sizeof kept, _("đã xác nhận %" PRId64 " báo cáo"), row->last_sequence);
    snprintf(counted, sizeof counted, "%" PRId64, row->stored);
    differ(context, _("luồng gửi"), "", "", row->unit, "", kept, counted);
}

/* ---- the verb -------------------------------------------------------------------------------- */

static error compare_all(verification *v)
{
    if (!(v->counted = board_new(v->q->rules)))
        return error_no_memory();
    TRY(store_replay_board(v->q->store, v->counted));
    compare_entries(v);
    TRY(compare_sums(v));
    TRY(store_standings(v->q->store, compare_status, v));
    return store_uneven_streams(v->q->store, uneven, v);
}

static error conclude(const verification *v)
{
    char fine[400];
    snprintf(fine, sizeof fine,
             _("Đúng: %zu số liệu có hiệu lực, %zu số tổng hợp và %zu tình trạng khớp khi đếm lại "
               "từ báo cáo đầu tiên; không luồng gửi nào thiếu hay trùng báo cáo."),
             v->entries, v->sums, v->statuses);
    TRY(table_print(v->q->rows, fine));
    return v->differences ? error_make(ERR_CORRUPT,
                                       _("%zu chỗ khác với khi đếm lại; khởi động lại bộ tổng hợp "
                                         "để ghi lại, và giữ bản sao cơ sở dữ liệu để xem xét"),
                                       v->differences)
                          : OK;
}

error command_verify(const command *cmd)
{
    question q;
    verification v = {.q = &q};
    error err = question_open(&q, cmd, COLUMNS, COLUMN_COUNT);
    if (!err.code)
        err = compare_all(&v);
    if (!err.code)
        err = conclude(&v);
    board_free(v.counted);
    question_close(&q);
    return err;
}
