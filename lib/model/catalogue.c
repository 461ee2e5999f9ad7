#include "base/i18n.h"
#include "base/text.h"
#include "model/catalogue_internal.h"

#include <string.h>

/* Deeper than any tree of units; stops a parent that names its own descendant. */
enum { DEPTH_MAX = 16 };

const char *const unit_level_codes[] = {"province", "department", "district",
                                        "commune",  "other",      NULL};
const char *const aggregation_codes[] = {"sum",        "ratio_of_sums", "mean",          "last",
                                         "count_true", "none",          "province_only", NULL};
const char *const accumulation_codes[] = {"stock", "flow", "cumulative", NULL};
const char *const severity_codes[] = {"ignore", "warn", "reject", NULL};

const char *unit_level_name(unit_level level)
{
    static const char *const names[] = {N_("tỉnh"), N_("sở, ban, ngành cấp tỉnh"),
                                        N_("huyện, thị xã, thành phố"), N_("xã, phường, thị trấn"),
                                        N_("tổ chức khác")};
    return _(names[level - 1]);
}

const char *field_name(const char *code)
{
    static const char *const names[][2] = {{"DX", N_("chuyển đổi số")},
                                           {"06", N_("Đề án 06")},
                                           {"DX+06", N_("chuyển đổi số và Đề án 06")},
                                           {"QL", N_("quản lý chung")}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i][0], code) == 0)
            return _(names[i][1]);
    return code;
}

const char *aggregation_name(aggregation a)
{
    static const char *const names[] = {
        N_("tổng các đơn vị"),        N_("tổng tử số trên tổng mẫu số"), N_("trung bình"),
        N_("số liệu mới nhất"),       N_("số đơn vị đạt được"),          N_("không tổng hợp"),
        N_("nhập một lần ở cấp tỉnh")};
    return _(names[a]);
}

void catalogue_free(catalogue *c)
{
    if (c)
        arena_free(c->memory); /* C itself lies in it */
}

size_t catalogue_unit_count(const catalogue *c)
{
    return c->unit_count;
}

const unit *catalogue_unit_at(const catalogue *c, size_t i)
{
    return &c->units[i];
}

size_t catalogue_obligation_count(const catalogue *c)
{
    return c->obligation_count;
}

const obligation *catalogue_obligation_at(const catalogue *c, size_t i)
{
    return &c->obligations[i];
}

const calendar *catalogue_calendar(const catalogue *c)
{
    return &c->days;
}

static uint64_t hash(const char *code)
{
    uint64_t h = UINT64_C(14695981039346656037);
    while (*code)
        h = (h ^ (unsigned char)*code++) * UINT64_C(1099511628211); /* FNV-1a */
    return h;
}

bool code_index_build(code_index *index, const char *const *codes, size_t n, arena *a)
{
    for (index->size = 16; index->size < n * 2;)
        index->size *= 2;
    if (!(index->table = arena_alloc(a, index->size * sizeof *index->table)))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (i && strcmp(codes[i - 1], codes[i]) == 0)
            continue;
        size_t at = (size_t)hash(codes[i]) & (index->size - 1);
        while (index->table[at])
            at = (at + 1) & (index->size - 1);
        index->table[at] = (uint32_t)i + 1;
    }
    return true;
}

/* Index of the first of the N sorted CODES that is CODE; N: none is. */
static size_t first_at(const code_index *index, const char *const *codes, size_t n,
                       const char *code)
{
    size_t at = (size_t)hash(code) & (index->size - 1);
    for (; index->table[at]; at = (at + 1) & (index->size - 1))
        if (strcmp(codes[index->table[at] - 1], code) == 0)
            return index->table[at] - 1;
    return n;
}

bool unit_valid_on(const unit *u, date day)
{
    return (u->valid_from.year == 0 || date_compare(u->valid_from, day) <= 0) &&
           (u->valid_to.year == 0 || date_compare(day, u->valid_to) <= 0);
}

const unit *catalogue_unit(const catalogue *c, const char *code, date day)
{
    const unit *latest = NULL;
    size_t i = first_at(&c->unit_index, c->unit_codes, c->unit_count, code);
    for (; i < c->unit_count && strcmp(c->unit_codes[i], code) == 0; i++) {
        latest = c->units_by_code[i];
        if (unit_valid_on(latest, day))
            return latest;
    }
    return latest;
}

const unit *catalogue_province(const catalogue *c)
{
    for (size_t i = 0; i < c->unit_count; i++)
        if (c->units[i].level == LEVEL_PROVINCE)
            return &c->units[i];
    return NULL;
}

const obligation *catalogue_obligation(const catalogue *c, const char *code)
{
    size_t i = first_at(&c->obligation_index, c->obligation_codes, c->obligation_count, code);
    return i < c->obligation_count ? c->obligations_by_code[i] : NULL;
}

const char *catalogue_nearest_unit(const catalogue *c, const char *code)
{
    return text_nearest(code, c->unit_codes, c->unit_count);
}

const char *catalogue_nearest_obligation(const catalogue *c, const char *code)
{
    return text_nearest(code, c->obligation_codes, c->obligation_count);
}

static bool within(const catalogue *c, const char *code, const char *ancestor, int depth)
{
    if (strcmp(code, ancestor) == 0)
        return true;
    if (depth == 0)
        return false;
    size_t i = first_at(&c->unit_index, c->unit_codes, c->unit_count, code);
    for (; i < c->unit_count && strcmp(c->unit_codes[i], code) == 0; i++) {
        const char *parent = c->units_by_code[i]->parent;
        if (*parent && within(c, parent, ancestor, depth - 1))
            return true;
    }
    return false;
}

bool catalogue_unit_within(const catalogue *c, const char *code, const char *ancestor)
{
    return within(c, code, ancestor, DEPTH_MAX);
}

bool obligation_is_reported_by(const obligation *o, const unit *u)
{
    if (!(o->reporters & 1U << u->level))
        return false;
    for (size_t i = 0; i < o->reporter_unit_count; i++)
        if (strcmp(o->reporter_units[i], u->code) == 0)
            return true;
    return o->reporter_unit_count == 0;
}
