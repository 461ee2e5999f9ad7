#include "base/i18n.h"
#include "model/amount.h"
#include "model/check_internal.h"

#include <stdio.h>
#include <string.h>

/* ---- breakdown ---------------------------------------------------------------------------- */

/* One "dimension=category" of a breakdown. */
typedef struct pair {
    const char *dimension, *category;
    size_t dimension_length, category_length;
} pair;

static bool same(const char *code, const char *text, size_t n)
{
    return strlen(code) == n && memcmp(code, text, n) == 0;
}

static const dimension *find_dimension(const obligation *o, const pair *p)
{
    for (size_t d = 0; d < o->dimension_count; d++)
        if (same(o->dimensions[d].code, p->dimension, p->dimension_length))
            return &o->dimensions[d];
    return NULL;
}

static bool has_category(const dimension *d, const pair *p)
{
    for (size_t c = 0; c < d->category_count; c++)
        if (same(d->categories[c].code, p->category, p->category_length))
            return true;
    return false;
}

/* "a, b, c": what may stand there instead. */
static void list_codes(const dimension *d, const obligation *o, char *out, size_t size)
{
    size_t n = d ? d->category_count : o->dimension_count, used = 0;
    *out = '\0';
    for (size_t i = 0; i < n && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%s", i ? ", " : "",
                                 d ? d->categories[i].code : o->dimensions[i].code);
}

static bool pair_is_known(inspection *i, const pair *p)
{
    char allowed[200];
    const dimension *d = find_dimension(i->obligation, p);
    list_codes(d, i->obligation, allowed, sizeof allowed);
    if (!d)
        return reject(i, "breakdown-unknown", PART_BREAKDOWN,
                      _("\"%s\" không có phân tổ \"%.*s\"; có: %s"), i->obligation->code,
                      (int)p->dimension_length, p->dimension, allowed);
    return has_category(d, p) || reject(i, "breakdown-unknown", PART_BREAKDOWN,
                                        _("phân tổ \"%s\" không có loại \"%.*s\"; có: %s"), d->code,
                                        (int)p->category_length, p->category, allowed);
}

/* Takes the next pair off *TEXT; false when it is not "dimension=category". */
static bool next_pair(const char **text, pair *out)
{
    size_t n = strcspn(*text, ";");
    const char *equals = memchr(*text, '=', n);
    if (!equals)
        return false;
    *out = (pair){.dimension = *text,
                  .dimension_length = (size_t)(equals - *text),
                  .category = equals + 1,
                  .category_length = n - (size_t)(equals - *text) - 1};
    *text += n;
    if (**text == ';' && !*++*text)
        return false; /* a separator with nothing behind */
    return true;
}

/* The order of two dimensions' codes. */
static int compare_dimensions(const pair *a, const pair *b)
{
    size_t n =
        a->dimension_length < b->dimension_length ? a->dimension_length : b->dimension_length;
    int c = memcmp(a->dimension, b->dimension, n);
    if (c)
        return c;
    return (a->dimension_length > b->dimension_length) -
           (a->dimension_length < b->dimension_length);
}

/* One way of writing only: two spellings of a breakdown would be two figures. */
static bool breakdown_is_right(inspection *i)
{
    const char *text = i->report->breakdown;
    pair now, before = {0};
    if (*text && i->obligation->dimension_count == 0)
        return reject(i, "breakdown-unknown", PART_BREAKDOWN,
                      _("\"%s\" không có phân tổ; hãy bỏ trống ô phân tổ (\"%s\")"),
                      i->obligation->code, text);
    while (*text) {
        if (!next_pair(&text, &now))
            return reject(i, "breakdown-unknown", PART_BREAKDOWN,
                          _("phân tổ \"%s\" viết sai; viết như \"luu_tru=khach_san;tuoi=tu_60\""),
                          i->report->breakdown);
        if (!pair_is_known(i, &now))
            return false;
        int order = before.dimension ? compare_dimensions(&before, &now) : -1;
        if (order >= 0)
            return reject(i, "breakdown-unknown", PART_BREAKDOWN,
                          order ? _("phân tổ \"%s\" phải xếp theo thứ tự chữ cái của tên chiều")
                                : _("phân tổ \"%s\" nêu một chiều hai lần; hãy chỉ để một"),
                          i->report->breakdown);
        before = now;
    }
    return true;
}

/* ---- figure ------------------------------------------------------------------------------- */

static bool form_is_right(inspection *i)
{
    const obligation *o = i->obligation;
    if (o->is_ratio && !i->report->figure.is_ratio)
        return reject(i, "needs-ratio", PART_VALUE,
                      _("\"%s\" cần tử số (%s) và mẫu số (%s), không nhận tỷ lệ đã tính sẵn"),
                      o->code, o->numerator_name, o->denominator_name);
    if (!o->is_ratio && i->report->figure.is_ratio)
        return reject(i, "needs-value", PART_NUMERATOR,
                      _("\"%s\" cần một giá trị (%s), không nhận tử số và mẫu số"), o->code,
                      o->measure_unit);
    return true;
}

static bool amount_is_right(inspection *i, int64_t amount, report_part part, const char *name)
{
    const obligation *o = i->obligation;
    unsigned decimals = i->report->figure.decimals;
    char given[AMOUNT_TEXT_MAX], least[AMOUNT_TEXT_MAX], most[AMOUNT_TEXT_MAX];
    int64_t scaled;
    if (amount_rescale(amount, decimals, o->decimals, &scaled) && scaled >= o->min &&
        scaled <= o->max)
        return true;
    amount_format_short(amount, decimals, AMOUNT_PEOPLE, given, sizeof given);
    amount_format_short(o->min, o->decimals, AMOUNT_PEOPLE, least, sizeof least);
    amount_format_short(o->max, o->decimals, AMOUNT_PEOPLE, most, sizeof most);
    return reject(
        i, "out-of-range", part,
        _("%s %s của \"%s\" nằm ngoài khoảng cho phép, từ %s đến %s; hãy kiểm tra lại số liệu"),
        _(name), given, o->code, least, most);
}

static bool decimals_are_right(inspection *i)
{
    const obligation *o = i->obligation;
    unsigned given = i->report->figure.decimals;
    if (given <= o->decimals)
        return true;
    report_part part = o->is_ratio ? PART_NUMERATOR : PART_VALUE;
    if (o->decimals == 0)
        return reject(i, "too-many-decimals", part,
                      _("\"%s\" là số nguyên, không có phần thập phân (nhận được %u chữ số)"),
                      o->code, given);
    return reject(
        i, "too-many-decimals", part,
        _("\"%s\" có nhiều nhất %u chữ số thập phân, nhận được %u; hãy làm tròn rồi gửi lại"),
        o->code, o->decimals, given);
}

static bool ratio_is_right(inspection *i)
{
    const obligation *o = i->obligation;
    const figure *f = &i->report->figure;
    if (!amount_is_right(i, f->value, PART_NUMERATOR, N_("tử số")) ||
        !amount_is_right(i, f->denominator, PART_DENOMINATOR, N_("mẫu số")))
        return false;
    if (f->value <= f->denominator || o->may_exceed_denominator)
        return true;
    char top[AMOUNT_TEXT_MAX], bottom[AMOUNT_TEXT_MAX];
    amount_format_short(f->value, f->decimals, AMOUNT_PEOPLE, top, sizeof top);
    amount_format_short(f->denominator, f->decimals, AMOUNT_PEOPLE, bottom, sizeof bottom);
    return reject(i, "numerator-above-denominator", PART_NUMERATOR,
                  _("tử số %s lớn hơn mẫu số %s (%s trên %s); hãy kiểm tra lại hai số"), top,
                  bottom, o->numerator_name, o->denominator_name);
}

static bool figure_is_right(inspection *i)
{
    if (!form_is_right(i) || !decimals_are_right(i))
        return false;
    if (i->obligation->is_ratio)
        return ratio_is_right(i);
    return amount_is_right(i, i->report->figure.value, PART_VALUE, N_("giá trị"));
}

/* ---- task, texts -------------------------------------------------------------------------- */

static bool progress_is_right(inspection *i)
{
    const report *r = i->report;
    if (r->percent > 100)
        return reject(i, "percent-out-of-range", PART_PERCENT,
                      _("tiến độ %u%% nằm ngoài khoảng từ 0 đến 100"), r->percent);
    if (r->state < TASK_NOT_STARTED || r->state > TASK_BLOCKED)
        return reject(
            i, "state-missing", PART_STATE,
            _("chưa nêu trạng thái; viết một trong: chưa triển khai, đang thực hiện, hoàn "
              "thành, vướng mắc"));
    if (r->state == TASK_DONE && r->percent != 100)
        return reject(i, "state-contradicts", PART_STATE,
                      _("trạng thái \"hoàn thành\" nhưng tiến độ mới %u%%; hãy sửa một trong hai"),
                      r->percent);
    if (r->percent == 100 && r->state != TASK_DONE)
        return reject(i, "state-contradicts", PART_STATE,
                      _("tiến độ 100%% nhưng trạng thái là \"%s\"; hãy sửa một trong hai"),
                      task_state_name(r->state));
    return true;
}

static bool text_is_there(inspection *i)
{
    if (i->report->text[strspn(i->report->text, " \n")])
        return true;
    return reject(i, "text-missing", PART_TEXT,
                  i->report->kind == REPORT_DIFFICULTY
                      ? _("chưa viết nội dung khó khăn, vướng mắc và kiến nghị")
                      : _("chưa viết nội dung thuyết minh"));
}

bool content_is_right(inspection *i)
{
    switch (i->report->kind) {
    case REPORT_FIGURE:
        return figure_is_right(i) && breakdown_is_right(i);
    case REPORT_TASK:
        return progress_is_right(i);
    case REPORT_DIFFICULTY:
    case REPORT_NARRATIVE:
        return text_is_there(i);
    case REPORT_NOTHING:
        break;
    }
    return true;
}
