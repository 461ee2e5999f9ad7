#include "base/i18n.h"
#include "notifier/digest/build.h"
#include "notifier/digest/digest_gap.h"

#include <string.h>

/* ---- the head -------------------------------------------------------------------------------- */

static void copy_lines(building *b, digest_lines *to, const char *const *lines, size_t count)
{
    for (size_t i = 0; i < count; i++)
        build_add(b, to, build_copy(b, lines[i]));
}

static void copy_remarks(building *b)
{
    const digest_request *r = b->request;
    digest *d = b->digest;
    d->remarks = build_room(b, r->remark_count, sizeof *d->remarks);
    for (size_t i = 0; d->remarks && i < r->remark_count; i++)
        d->remarks[d->remark_count++] =
            (digest_remark){.author = build_copy(b, r->remarks[i].author),
                            .text = build_copy(b, r->remarks[i].text),
                            .at_ms = r->remarks[i].at_ms};
}

static void set_head(building *b)
{
    char code[PERIOD_TEXT_MAX], name[PERIOD_NAME_MAX];
    const digest_request *r = b->request;
    digest *d = b->digest;
    d->profile = build_copy(b, r->profile);
    d->organisation = build_copy(b, r->organisation);
    d->issuer = build_copy(b, r->issuer);
    d->symbol = build_copy(b, r->symbol);
    d->place = build_copy(b, r->place);
    d->greeting = build_copy(b, r->greeting);
    d->basis = build_copy(b, r->basis);
    copy_lines(b, &d->signature, r->signature, r->signature_count);
    copy_lines(b, &d->recipients, r->recipients, r->recipient_count);
    copy_lines(b, &d->attachments, r->attachments, r->attachment_count);
    copy_remarks(b);
    d->language = i18n_lang();
    d->as_of_ms = r->as_of_ms;
    d->since_ms = r->previous ? r->previous->as_of_ms : 0;
    d->period = build_copy(b, period_format(b->month, code, sizeof code));
    d->period_name = build_copy(b, period_name(b->month, name, sizeof name));
    d->simulated = r->simulated;
    d->depth = r->depth == DIGEST_BRIEF ? DIGEST_BRIEF : DIGEST_FULL;
    d->most = r->most;
    d->sections = r->sections ? r->sections & SECTION_ALL : SECTION_ALL;
}

/* ---- sections
 * -------------------------------------------------------------------------------------- */

static void forget_concerns(digest *d)
{
    d->concern_count = d->concerns_left_out = 0;
}

static void forget_upcoming(digest *d)
{
    d->upcoming_count = d->upcoming_left_out = 0;
}

static void forget_finished(digest *d)
{
    d->finished_count = d->finished_left_out = 0;
}

static void forget_indicators(digest *d)
{
    d->indicator_count = d->indicators_left_out = 0;
}

static void forget_reportings(digest *d)
{
    d->reporting_count = 0;
}

static void forget_heat(digest *d)
{
    d->heat_count = 0;
    d->heat_periods = (digest_lines){0};
}

static void forget_rankings(digest *d)
{
    d->ranking_count = d->tile_count = 0;
}

static void forget_difficulties(digest *d)
{
    d->difficulty_count = d->difficulties_left_out = 0;
}

static void forget_directives(digest *d)
{
    d->directive_count = d->directives_left_out = 0;
}

static void forget_corrections(digest *d)
{
    d->correction_count = d->corrections_left_out = 0;
}

/* In the order in which they need one another. */
static const struct {
    digest_section section;
    bool needs_facts;
    const char *name;
    error (*build)(building *b);
    void (*forget)(digest *d);
} sections[] = {
    {SECTION_CONCERNS, true, N_("nội dung chậm, quá hạn, có nguy cơ"), build_concerns,
     forget_concerns},
    {SECTION_UPCOMING, true, N_("nội dung sắp đến hạn"), build_upcoming, forget_upcoming},
    {SECTION_FINISHED, true, N_("nội dung đã hoàn thành"), build_finished, forget_finished},
    {SECTION_INDICATORS, true, N_("chỉ tiêu"), build_indicators, forget_indicators},
    {SECTION_DISCIPLINE, true, N_("tình hình gửi báo cáo"), build_reportings, forget_reportings},
    {SECTION_DISCIPLINE, true, N_("tình hình gửi báo cáo từng tháng"), build_owed, forget_heat},
    {SECTION_RANKING, true, N_("xếp hạng"), build_rankings, forget_rankings},
    {SECTION_DECISIONS, false, N_("khó khăn, vướng mắc"), build_difficulties, forget_difficulties},
    {SECTION_DIRECTIVES, false, N_("ý kiến chỉ đạo"), build_directives, forget_directives},
    {SECTION_CORRECTIONS, true, N_("đính chính"), build_corrections, forget_corrections},
};
enum { SECTION_COUNT = sizeof sections / sizeof *sections };

bool build_tells(const building *b, digest_section section)
{
    return (b->digest->sections & ~b->missing & section) != 0;
}

static error leave_out(building *b, const char *name, const char *code, error why)
{
    const char *line =
        build_say(b, _("Không lập được phần \"%s\": %s."), name, digest_gap_reason(why.code));
    return digest_add_gap(b->digest, line, code, why.text);
}

static const char *code_of(digest_section section)
{
    return digest_section_codes[__builtin_ctz(section)];
}

/* Without memory nothing is right any more; whatever else fails leaves out its part. */
static error build_sections(building *b)
{
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        if (sections[i].needs_facts && !b->has_facts) {
            b->missing |= sections[i].section;
            continue;
        }
        error err = sections[i].build(b);
        if (err.code == ERR_NO_MEMORY || b->failed)
            return error_no_memory();
        if (!err.code)
            continue;
        sections[i].forget(b->digest);
        b->missing |= sections[i].section;
        TRY(leave_out(b, _(sections[i].name), code_of(sections[i].section), err));
    }
    return OK;
}

/* What the profile does not ask for was made all the same: the words come from it. */
static void forget_unasked(digest *d)
{
    for (size_t i = 0; i < SECTION_COUNT; i++)
        if (!(d->sections & sections[i].section))
            sections[i].forget(d);
}

static error read_store(building *b)
{
    error err = build_since(b);
    if (err.code == ERR_NO_MEMORY)
        return err;
    if (err.code)
        TRY(leave_out(b, _("thay đổi từ bản tin trước"), "changes", err));
    b->since.known = b->since.known && !err.code;
    err = build_facts(b);
    if (err.code == ERR_NO_MEMORY)
        return err;
    if (err.code)
        TRY(leave_out(b, _("số liệu, tình trạng, xếp hạng"), "figures", err));
    b->has_facts = !err.code;
    return build_sections(b);
}

/* ---- the whole
 * ----------------------------------------------------------------------------------------- */

static error add_words(building *b)
{
    digest *d = b->digest;
    TRY(build_changes(b));
    TRY(build_words(b));
    forget_unasked(d);
    if (b->request->previous && !build_has_news(d, b->request->previous)) {
        d->nothing_new = true;
        d->changes = (digest_lines){0};
    }
    return build_subject(b);
}

static void set_views(building *b)
{
    const digest_request *r = b->request;
    b->everybody = (view){.rules = b->rules,
                          .today = b->today,
                          .memory = b->scratch,
                          .fields = r->fields,
                          .field_count = r->field_count};
    b->mine = b->everybody;
    b->mine.units = r->units;
    b->mine.unit_count = r->unit_count;
    if (r->unit_count == 1)
        b->only = catalogue_unit(b->rules, r->units[0], b->today);
    if (b->only && b->only->level == LEVEL_PROVINCE)
        b->only = NULL; /* which is all of it */
}

static error build_all(building *b)
{
    b->today = clock_local_date(b->request->as_of_ms);
    b->month = period_last_closed(PERIOD_MONTH, b->today);
    b->before_ms = b->request->in_the_past ? b->request->as_of_ms + 1 : 0;
    set_head(b);
    set_views(b);
    TRY(store_snapshot_begin(b->store));
    error err = read_store(b);
    store_snapshot_end(b->store);
    if (!err.code)
        err = add_words(b);
    return b->failed ? error_no_memory() : err;
}

error digest_build(digest **out, store *s, const catalogue *c, const digest_request *request)
{
    building b = {.digest = digest_new(),
                  .request = request,
                  .rules = c,
                  .store = s,
                  .scratch = arena_new(0)};
    error err = b.digest && b.scratch ? build_all(&b) : error_no_memory();
    board_free(b.board);
    refusals_free(b.refused);
    arena_free(b.scratch);
    if (err.code) {
        digest_free(b.digest);
        return err;
    }
    *out = b.digest;
    return OK;
}
