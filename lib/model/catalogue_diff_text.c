#include "model/catalogue_diff_text.h"
#include "base/i18n.h"
#include "model/amount.h"

#include <string.h>

/* After any unit that is in force. */
static const date far_day = {9999, 12, 31};

const char *text_of_date(arena *a, date day)
{
    char text[11];
    date_format_vi(day, text, sizeof text);
    return arena_strdup(a, text);
}

const char *text_of_unit(arena *a, const catalogue *c, const char *code)
{
    const unit *u = *code ? catalogue_unit(c, code, far_day) : NULL;
    return u ? arena_printf(a, "%s (%s)", u->name, code) : code;
}

const char *text_of_target(arena *a, const obligation *o, int64_t target)
{
    char number[AMOUNT_TEXT_MAX];
    amount_format_short(target, TARGET_DECIMALS, AMOUNT_PEOPLE, number, sizeof number);
    bool percent = o->is_ratio || strcmp(o->measure_unit, "%") == 0;
    if (percent || !*o->measure_unit)
        return arena_printf(a, "%s%s", number, percent ? "%" : "");
    return arena_printf(a, "%s %s", number, o->measure_unit);
}

const char *text_of_deadline(arena *a, date day, const char *words)
{
    const char *text = text_of_date(a, day);
    return text && *words ? arena_printf(a, "%s (%s)", text, words) : text;
}

const char *text_of_exception(arena *a, const obligation *o, const exception *x)
{
    if (!x)
        return "";
    const char *target = x->has_target ? text_of_target(a, o, x->target) : "";
    const char *deadline =
        x->has_deadline ? text_of_deadline(a, x->deadline, x->deadline_text) : "";
    if (!target || !deadline)
        return NULL;
    if (*target && *deadline)
        return arena_printf(a, _("mức giao %s, hạn %s"), target, deadline);
    return *target ? arena_printf(a, _("mức giao %s"), target)
                   : arena_printf(a, _("hạn %s"), deadline);
}

static const char *quoted(arena *a, const char *text)
{
    return *text ? arena_printf(a, "\"%s\"", text) : "";
}

static const char *yes_or_no(bool yes)
{
    return yes ? _("có") : _("không");
}

static const char *number(arena *a, unsigned n)
{
    return arena_printf(a, "%u", n);
}

/* TEXT with MORE behind a comma. */
static const char *joined(arena *a, const char *text, const char *more)
{
    if (!text || !more)
        return NULL;
    return *text ? arena_printf(a, "%s, %s", text, more) : more;
}

/* ---- units --------------------------------------------------------------------------------- */

static const char *unit_name_text(arena *a, const catalogue *c, const unit *u)
{
    (void)c;
    return quoted(a, u->name);
}

static const char *unit_level_text(arena *a, const catalogue *c, const unit *u)
{
    (void)a;
    (void)c;
    return unit_level_name(u->level);
}

static const char *unit_parent_text(arena *a, const catalogue *c, const unit *u)
{
    return text_of_unit(a, c, u->parent);
}

static const char *unit_from_text(arena *a, const catalogue *c, const unit *u)
{
    (void)c;
    return u->valid_from.year ? text_of_date(a, u->valid_from) : "";
}

static const char *unit_to_text(arena *a, const catalogue *c, const unit *u)
{
    (void)c;
    return u->valid_to.year ? text_of_date(a, u->valid_to) : "";
}

const unit_part unit_parts[] = {
    {"name", N_("Tên"), unit_name_text},
    {"level", N_("Cấp"), unit_level_text},
    {"parent", N_("Đơn vị cấp trên"), unit_parent_text},
    {"valid_from", N_("Ngày bắt đầu hiệu lực"), unit_from_text},
    {"valid_to", N_("Ngày cuối còn hiệu lực"), unit_to_text},
    {0},
};

/* ---- obligations --------------------------------------------------------------------------- */

static const char *name_text(arena *a, const catalogue *c, const obligation *o)
{
    (void)c;
    return quoted(a, o->name);
}

static const char *lead_text(arena *a, const catalogue *c, const obligation *o)
{
    return text_of_unit(a, c, o->lead);
}

static const char *frequency_text(arena *a, const catalogue *c, const obligation *o)
{
    (void)a;
    (void)c;
    return period_kind_name(o->frequency);
}

static const char *report_type_text(arena *a, const catalogue *c, const obligation *o)
{
    return quoted(a, *o->report_type ? catalogue_report_type(c, o)->name : "");
}

static const char *reporters_text(arena *a, const catalogue *c, const obligation *o)
{
    const char *text = "";
    (void)c;
    for (int level = LEVEL_PROVINCE; level <= LEVEL_OTHER; level++)
        if (o->reporters & 1U << level)
            text = joined(a, text, unit_level_name((unit_level)level));
    return text;
}

static const char *reporter_units_text(arena *a, const catalogue *c, const obligation *o)
{
    const char *text = "";
    for (size_t i = 0; i < o->reporter_unit_count; i++)
        text = joined(a, text, text_of_unit(a, c, o->reporter_units[i]));
    return text;
}

static const char *measure_unit_text(arena *a, const catalogue *c, const obligation *o)
{
    (void)c;
    return quoted(a, o->measure_unit);
}

static const char *numerator_text(arena *a, const catalogue *c, const obligation *o)
{
    (void)c;
    return quoted(a, o->numerator_name);
}

static const char *denominator_text(arena *a, const catalogue *c, const obligation *o)
{
    (void)c;
    return quoted(a, o->denominator_name);
}

static const char *decimals_text(arena *a, const catalogue *c, const obligation *o)
{
    (void)c;
    return number(a, o->decimals);
}

static const char *bound_text(arena *a, const obligation *o, int64_t bound)
{
    char text[AMOUNT_TEXT_MAX];
    if (o->kind != OBLIGATION_INDICATOR)
        return "";
    amount_format_short(bound, o->decimals, AMOUNT_PEOPLE, text, sizeof text);
    return arena_strdup(a, text);
}

static const char *min_text(arena *a, const catalogue *c, const obligation *o)
{
    (void)c;
    return bound_text(a, o, o->min);
}

static const char *max_text(arena *a, const catalogue *c, const obligation *o)
{
    (void)c;
    return bound_text(a, o, o->max);
}

static const char *may_exceed_text(arena *a, const catalogue *c, const obligation *o)
{
    (void)a;
    (void)c;
    return yes_or_no(o->may_exceed_denominator);
}

static const char *dimensions_text(arena *a, const catalogue *c, const obligation *o)
{
    const char *text = "";
    (void)c;
    for (size_t i = 0; text && i < o->dimension_count; i++) {
        const dimension *d = &o->dimensions[i];
        const char *names = "";
        for (size_t k = 0; k < d->category_count; k++)
            names = joined(a, names, d->categories[k].name);
        text = names ? joined(a, text, arena_printf(a, "%s (%s)", d->name, names)) : NULL;
    }
    return text;
}

static const char *aggregation_text(arena *a, const catalogue *c, const obligation *o)
{
    (void)a;
    (void)c;
    return aggregation_name(o->aggregation);
}

static const char *accumulation_text(arena *a, const catalogue *c, const obligation *o)
{
    static const char *const names[] = {N_("tồn lượng"), N_("lưu lượng trong kỳ"), N_("lũy kế")};
    (void)a;
    (void)c;
    return _(names[o->accumulation]);
}

static const char *lower_text(arena *a, const catalogue *c, const obligation *o)
{
    (void)a;
    (void)c;
    return yes_or_no(o->lower_is_better);
}

static const char *target_text(arena *a, const catalogue *c, const obligation *o)
{
    (void)c;
    return o->has_target ? text_of_target(a, o, o->target) : "";
}

/* The last day that counts, so that "before a day" reads differently from "by" it. */
static const char *deadline_text(arena *a, const catalogue *c, const obligation *o)
{
    (void)c;
    if (!o->has_deadline)
        return quoted(a, o->deadline_text);
    date last = o->deadline_exclusive ? date_add_days(o->deadline, -1) : o->deadline;
    return text_of_deadline(a, last, o->deadline_text);
}

static const char *since_text(arena *a, const catalogue *c, const obligation *o)
{
    char day[16];
    (void)c;
    if (!o->since.year)
        return "";
    date_format_vi(o->since, day, sizeof day);
    return arena_strdup(a, day);
}

static const char *weight_text(arena *a, const catalogue *c, const obligation *o)
{
    (void)c;
    return number(a, o->weight);
}

const obligation_part obligation_parts[] = {
    {"name", N_("Tên"), name_text},
    {"lead", N_("Cơ quan chủ trì"), lead_text},
    {"reporters", N_("Cấp phải báo cáo"), reporters_text},
    {"reporter_units", N_("Đơn vị phải báo cáo"), reporter_units_text},
    {"frequency", N_("Tần suất báo cáo"), frequency_text},
    {"since", N_("Ngày giao"), since_text},
    {"report_type", N_("Chế độ báo cáo"), report_type_text},
    {"measure_unit", N_("Đơn vị tính"), measure_unit_text},
    {"numerator", N_("Tử số"), numerator_text},
    {"denominator", N_("Mẫu số"), denominator_text},
    {"decimals", N_("Số chữ số thập phân"), decimals_text},
    {"may_exceed_denominator", N_("Tử số được lớn hơn mẫu số"), may_exceed_text},
    {"min", N_("Giá trị nhỏ nhất được nhận"), min_text},
    {"max", N_("Giá trị lớn nhất được nhận"), max_text},
    {"dimensions", N_("Phân tổ"), dimensions_text},
    {"aggregation", N_("Cách tính số của tỉnh"), aggregation_text},
    {"accumulation", N_("Cách cộng qua các kỳ"), accumulation_text},
    {"lower_is_better", N_("Càng thấp càng tốt"), lower_text},
    {"target", N_("Mức giao"), target_text},
    {"deadline", N_("Hạn"), deadline_text},
    {"weight", N_("Trọng số"), weight_text},
    {0},
};
