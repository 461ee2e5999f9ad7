#include "notifier/digest/digest_fields.h"

/* ---- codes -------------------------------------------------------------------------------- */

static const char *kind_code(unsigned value)
{
    return value == OBLIGATION_TASK ? "task" : "indicator";
}

static const char *status_of(unsigned value)
{
    return status_code((status)value);
}

static const char *state_of(unsigned value)
{
    return difficulty_state_code((difficulty_state)value);
}

static const char *depth_of(unsigned value)
{
    return digest_depth_codes[value - 1];
}

static const char *section_of(unsigned value)
{
    return digest_section_codes[value - 1];
}

static const digest_codes kinds = {"obligation_kind", OBLIGATION_TASK, kind_code};
static const digest_codes statuses = {"status", STATUS_NOT_APPLICABLE, status_of};
static const digest_codes states = {"difficulty_state", DIFFICULTY_OUT_OF_SCOPE, state_of};
static const digest_codes depths = {"digest_depth", DIGEST_FULL, depth_of};
static const digest_codes sections = {"digest_section", DIGEST_SECTIONS, section_of};

/* ---- how a line of a table is written ------------------------------------------------------ */

#define MEMBER(name_, type_, member_)                                                              \
    .name = (name_), .type = (type_), .offset = offsetof(IN, member_)
#define OR_NULL(none_) .nullable = true, .none = (none_)
#define OR_FLAG(flag_) .nullable = true, .has_flag = true, .flag = offsetof(IN, flag_)

#define TEXT(member_)           MEMBER(#member_, FIELD_TEXT, member_)
#define BOOL(member_)           MEMBER(#member_, FIELD_BOOL, member_)
#define INT64(member_)          MEMBER(#member_, FIELD_INT64, member_)
#define SIZE(member_)           MEMBER(#member_, FIELD_SIZE, member_)
#define EXACT(member_)          MEMBER(#member_, FIELD_EXACT, member_)
#define DATE(member_)           MEMBER(#member_, FIELD_DATE, member_), .nullable = true
#define INSTANT(name_, member_) MEMBER(name_, FIELD_INSTANT, member_)
#define CODE(member_, codes_)                                                                      \
    MEMBER(#member_, FIELD_CODE, member_), .nullable = true, .codes = &(codes_)
#define CODES(member_, codes_)  MEMBER(#member_, FIELD_CODES, member_), .codes = &(codes_)
#define OBJECT(member_, shape_) MEMBER(#member_, FIELD_OBJECT, member_), .of = &(shape_)

/* NONE_ is what the member holds when there is nothing to say. */
#define SIZE_OR(member_, none_)           SIZE(member_), OR_NULL(none_)
#define INT_OR(member_, none_)            MEMBER(#member_, FIELD_INT, member_), OR_NULL(none_)
#define INT64_OR(member_, none_)          INT64(member_), OR_NULL(none_)
#define INSTANT_OR(name_, member_, none_) INSTANT(name_, member_), OR_NULL(none_)
/* The number stands behind the date that FLAG_ belongs to. */
#define DATE_IF(member_, flag_)  MEMBER(#member_, FIELD_DATE, member_), OR_FLAG(flag_)
#define INT64_IF(member_, flag_) INT64(member_), OR_FLAG(flag_)

#define LIST(name_, items_, count_, shape_)                                                        \
    MEMBER(name_, FIELD_LIST, items_), .count = offsetof(IN, count_), .of = (shape_)
/* MEMBER_ is a TYPE_ of items and their count. */
#define LIST_IN(member_, type_, shape_)                                                            \
    MEMBER(#member_, FIELD_LIST, member_),                                                         \
        .count = offsetof(IN, member_) + offsetof(type_, count), .of = (shape_)
#define LINES(member_)   LIST_IN(member_, digest_lines, NULL)
#define PARTIES(member_) LIST_IN(member_, digest_parties, &party)

_Static_assert(offsetof(digest_lines, items) == 0 && offsetof(digest_parties, items) == 0,
               "LIST_IN takes the member itself for its items");

#define SHAPE(name_, fields_)                                                                      \
    {                                                                                              \
        name_, sizeof(IN), fields_, sizeof(fields_) / sizeof *(fields_)                            \
    }

/* ---- the structs, in the order of digest_model.h -------------------------------------------- */

#define IN digest_party
static const digest_field party_fields[] = {{TEXT(code)}, {TEXT(name)}, {TEXT(short_name)}};
static const digest_shape party = SHAPE("party", party_fields);
#undef IN

#define IN digest_obligation
static const digest_field obligation_fields[] = {
    {TEXT(code)},          {TEXT(name)},
    {TEXT(field)},         {CODE(kind, kinds)},
    {OBJECT(lead, party)}, {DATE_IF(deadline, has_deadline)},
    {TEXT(deadline_text)}, {INT64_IF(days_left, has_deadline)},
};
static const digest_shape obligation_shape = SHAPE("obligation", obligation_fields);
#undef IN

#define IN digest_standing
static const digest_field standing_fields[] = {
    {OBJECT(unit, party)},
    {CODE(status, statuses)},
    {BOOL(is_new)},
    {EXACT(value)},
    {EXACT(target)},
    {INT64_OR(percent, -1)},
    {INT64_OR(path_percent, 0)},
    {EXACT(needed_pace)},
    {EXACT(actual_pace)},
    {DATE_IF(expected, has_expected)},
    {TEXT(own)},
    {TEXT(reason)},
    {SIZE(have)},
    {SIZE(expected_units)},
};
static const digest_shape standing = SHAPE("standing", standing_fields);
#undef IN

#define IN digest_concern
static const digest_field concern_fields[] = {
    {OBJECT(about, obligation_shape)},
    {OBJECT(whole, standing)},
    {SIZE(overdue)},
    {SIZE(behind)},
    {SIZE(at_risk)},
    {SIZE(silent)},
    {SIZE(done)},
    {SIZE(units)},
    {LIST("worst", worst, worst_count, &standing)},
};
static const digest_shape concern = SHAPE("concern", concern_fields);
#undef IN

#define IN digest_point
static const digest_field point_fields[] = {{TEXT(period)}, {EXACT(value)}};
static const digest_shape point_shape = SHAPE("point", point_fields);
#undef IN

#define IN digest_indicator
static const digest_field indicator_fields[] = {
    {OBJECT(about, obligation_shape)},
    {OBJECT(whole, standing)},
    {TEXT(period)},
    {TEXT(period_name)},
    {EXACT(numerator)},
    {EXACT(denominator)},
    {EXACT(change)},
    {TEXT(change_text)},
    {LIST("trend", trend, trend_count, &point_shape)},
    {LIST("worst", worst, worst_count, &standing)},
};
static const digest_shape indicator = SHAPE("indicator", indicator_fields);
#undef IN

#define IN digest_difficulty
static const digest_field difficulty_fields[] = {
    {INT64(id)},
    {OBJECT(unit, party)},
    {OBJECT(agency, party)},
    {TEXT(obligation)},
    {TEXT(obligation_name)},
    {TEXT(text)},
    {INSTANT("raised", raised_ms)},
    {INT64(age_days)},
    {CODE(state, states)},
    {BOOL(central)},
    {TEXT(reference)},
    {BOOL(is_new)},
};
static const digest_shape difficulty = SHAPE("difficulty", difficulty_fields);
#undef IN

#define IN digest_rank
static const digest_field rank_fields[] = {
    {SIZE_OR(rank, 0)}, {SIZE_OR(rank_before, 0)}, {OBJECT(unit, party)},
    {EXACT(total)},     {EXACT(results)},          {EXACT(discipline)},
};
static const digest_shape rank_shape = SHAPE("rank", rank_fields);
#undef IN

#define IN digest_ranking
static const digest_field ranking_fields[] = {
    {TEXT(level)},
    {TEXT(title)},
    {LIST("rows", rows, count, &rank_shape)},
};
static const digest_shape ranking_shape = SHAPE("ranking", ranking_fields);
#undef IN

#define IN digest_reporting
static const digest_field reporting_fields[] = {
    {TEXT(level)},
    {TEXT(level_name)},
    {TEXT(period)},
    {TEXT(period_name)},
    {DATE(due)},
    {BOOL(due_passed)},
    {INT64_IF(days_late, due_passed)},
    {SIZE(expected)},
    {SIZE(reported)},
    {SIZE(on_time)},
    {SIZE(late)},
    {PARTIES(missing)},
    {PARTIES(late_units)},
    {PARTIES(incomplete)},
};
static const digest_shape reporting = SHAPE("reporting", reporting_fields);
#undef IN

#define IN digest_cell
static const digest_field cell_fields[] = {{SIZE(expected)}, {SIZE(actual)}, {SIZE(on_time)}};
static const digest_shape cell = SHAPE("cell", cell_fields);
#undef IN

#define IN digest_heat_row
static const digest_field heat_row_fields[] = {
    {OBJECT(unit, party)},
    {LIST("cells", cells, cell_count, &cell)},
};
static const digest_shape heat_row = SHAPE("heat_row", heat_row_fields);
#undef IN

#define IN digest_finished
static const digest_field finished_fields[] = {
    {OBJECT(about, obligation_shape)},
    {OBJECT(unit, party)},
    {CODE(status, statuses)},
    {INSTANT("at", at_ms)},
};
static const digest_shape finished_shape = SHAPE("finished", finished_fields);
#undef IN

#define IN digest_correction
static const digest_field correction_fields[] = {
    {OBJECT(unit, party)}, {TEXT(obligation)},   {TEXT(obligation_name)}, {TEXT(period)},
    {TEXT(period_name)},   {EXACT(before)},      {EXACT(after)},          {EXACT(whole_before)},
    {EXACT(whole_after)},  {BOOL(shown_before)}, {INSTANT("at", at_ms)},
};
static const digest_shape correction = SHAPE("correction", correction_fields);
#undef IN

#define IN digest_directive
static const digest_field directive_fields[] = {
    {INT64(id)},        {OBJECT(unit, party)},          {TEXT(sender)},    {TEXT(text)},
    {TEXT(obligation)}, {INSTANT("issued", issued_ms)}, {INT64(age_days)}, {BOOL(received)},
};
static const digest_shape directive = SHAPE("directive", directive_fields);
#undef IN

#define IN digest_upcoming
static const digest_field upcoming_fields[] = {
    {OBJECT(about, obligation_shape)},
    {OBJECT(whole, standing)},
    {SIZE(done)},
    {SIZE(units)},
};
static const digest_shape upcoming_shape = SHAPE("upcoming", upcoming_fields);
#undef IN

#define IN digest_tile
static const digest_field tile_fields[] = {
    {OBJECT(unit, party)},   {INT_OR(row, 0)}, {INT_OR(column, 0)}, {EXACT(score)},
    {CODE(worst, statuses)}, {SIZE(overdue)},  {SIZE(behind)},      {SIZE(at_risk)},
    {SIZE(silent)},          {SIZE(done)},     {SIZE(obligations)},
};
static const digest_shape tile = SHAPE("tile", tile_fields);
#undef IN

#define IN digest_remark
static const digest_field remark_fields[] = {{TEXT(author)}, {TEXT(text)}, {INSTANT("at", at_ms)}};
static const digest_shape remark = SHAPE("remark", remark_fields);
#undef IN

#define IN digest
static const digest_field digest_fields[] = {
    {TEXT(profile)},
    {TEXT(title)},
    {TEXT(organisation)},
    {TEXT(issuer)},
    {TEXT(symbol)},
    {TEXT(place)},
    {TEXT(greeting)},
    {TEXT(basis)},
    {LINES(signature)},
    {LINES(recipients)},
    {LINES(attachments)},
    {TEXT(language)},
    {INSTANT("as_of", as_of_ms)},
    {INSTANT_OR("since", since_ms, 0)},
    {INT64(last_event)},
    {TEXT(period)},
    {TEXT(period_name)},
    {BOOL(simulated)},
    {CODE(depth, depths)},
    {SIZE(most)},
    {CODES(sections, sections)},
    {BOOL(nothing_new)},
    {TEXT(subject)},
    {LINES(summary)},
    {LINES(attention)},
    {LINES(changes)},
    {LINES(proposals)},
    {LINES(gaps)},
    {LIST("remarks", remarks, remark_count, &remark)},
    {LIST("difficulties", difficulties, difficulty_count, &difficulty)},
    {SIZE(difficulties_left_out)},
    {LIST("concerns", concerns, concern_count, &concern)},
    {SIZE(concerns_left_out)},
    {SIZE(overdue)},
    {SIZE(behind)},
    {SIZE(at_risk)},
    {SIZE(silent)},
    {SIZE(done)},
    {SIZE(on_track)},
    {SIZE(obligations)},
    {LIST("indicators", indicators, indicator_count, &indicator)},
    {SIZE(indicators_left_out)},
    {LIST("rankings", rankings, ranking_count, &ranking_shape)},
    {TEXT(ranking_mark)},
    {LIST("reportings", reportings, reporting_count, &reporting)},
    {LINES(heat_periods)},
    {LIST("heat", heat, heat_count, &heat_row)},
    {LIST("tiles", tiles, tile_count, &tile)},
    {LIST("finished", finished, finished_count, &finished_shape)},
    {SIZE(finished_left_out)},
    {LIST("corrections", corrections, correction_count, &correction)},
    {SIZE(corrections_left_out)},
    {LIST("directives", directives, directive_count, &directive)},
    {SIZE(directives_left_out)},
    {LIST("upcoming", upcoming, upcoming_count, &upcoming_shape)},
    {SIZE(upcoming_left_out)},
};
const digest_shape digest_shape_digest = SHAPE("digest", digest_fields);
#undef IN

size_t digest_field_size(const digest_field *field)
{
    switch (field->type) {
    case FIELD_BOOL:
        return sizeof(bool);
    case FIELD_INT64:
    case FIELD_INSTANT:
        return sizeof(int64_t);
    case FIELD_SIZE:
        return sizeof(size_t);
    case FIELD_INT:
        return sizeof(int);
    case FIELD_DATE:
        return sizeof(date);
    case FIELD_EXACT:
        return sizeof(exact);
    case FIELD_CODE:
    case FIELD_CODES:
        return sizeof(unsigned);
    case FIELD_OBJECT:
        return field->of->size;
    case FIELD_TEXT:
    case FIELD_LIST:
        break;
    }
    return sizeof(void *);
}
