#include "collector/row.h"

#include "base/i18n.h"
#include "base/text.h"
#include "collector/spoken.h"
#include "model/check.h"
#include "model/period.h"

#include <stdlib.h>
#include <string.h>

/* A longer word in the column of secrecy is no word of secrecy: a text that slipped there. */
enum { SECRECY_SHOWN_MAX = 24 };

/* One row on its way to a report. */
typedef struct making {
    arena *memory;
    const row_cell *cells;
    const char *text[COLUMN_COUNT]; /* in NFC with \n line ends; "" when not filled */
    const row_context *context;
    const obligation *obligation; /* NULL: unknown */
    report *out;
    fault *why;
} making;

const char *column_name(column c)
{
    static const char *const names[COLUMN_COUNT] = {
        N_("Đơn vị"),          N_("Mã nội dung"),
        N_("Kỳ báo cáo"),      N_("Giá trị"),
        N_("Tử số"),           N_("Mẫu số"),
        N_("Phân tổ"),         N_("Tiến độ (%)"),
        N_("Trạng thái"),      N_("Khó khăn, vướng mắc"),
        N_("Gửi cơ quan"),     N_("Thuyết minh"),
        N_("Không phát sinh"), N_("Thời điểm số liệu"),
        N_("Ghi chú"),         N_("Độ mật"),
    };
    return _(names[c]);
}

static const char *title_of(const making *m, column c)
{
    return m->cells[c].title ? m->cells[c].title : column_name(c);
}

static bool filled(const making *m, column c)
{
    return *m->text[c] != '\0';
}

const char *row_shown(const char *text)
{
    return check_text_is_barred(text) ? _("[đã bỏ]") : text;
}

/* A cell for numbers holds figures, also of twelve digits. */
static bool is_figure(column c, const char *text)
{
    return (c == COLUMN_VALUE || c == COLUMN_NUMERATOR || c == COLUMN_DENOMINATOR) &&
           text[strspn(text, "+-0123456789., ")] == '\0';
}

static error refuse_showing(making *m, column c, const char *value, const char *message)
{
    *m->why = (fault){.column = title_of(m, c), .value = value};
    fault_set_text(m->memory, m->why, message);
    return error_make(ERR_INVALID, "%s: %s", title_of(m, c), message);
}

/* Says what is wrong with cell C: MESSAGE is "what; what to do". Words that slipped into another
 * column are not repeated when they are barred. */
static error refuse(making *m, column c, const char *message)
{
    const char *text = m->text[c];
    if (is_figure(c, text) || !check_text_is_barred(text))
        return refuse_showing(m, c, text, message);
    if (check_text_is_barred(message))
        message = _("ô này có nội dung không được gửi qua hệ thống; xem lại các cột của dòng này");
    return refuse_showing(m, c, row_shown(text), message);
}

static error refuse_row(making *m, const char *message)
{
    *m->why = (fault){.column = "", .value = ""};
    fault_set_text(m->memory, m->why, message);
    return error_make(ERR_INVALID, "%s", message);
}

static const char *without_carriage_returns(arena *a, const char *text)
{
    char *out = arena_alloc(a, strlen(text) + 1);
    char *to = out;
    for (; out && *text; text++)
        if (*text != '\r')
            *to++ = *text;
    return out;
}

static size_t most_bytes(column c)
{
    switch (c) {
    case COLUMN_NARRATIVE:
        return REPORT_NARRATIVE_MAX;
    case COLUMN_DIFFICULTY:
    case COLUMN_NOTE:
        return REPORT_TEXT_MAX;
    case COLUMN_BREAKDOWN:
        return REPORT_BREAKDOWN_MAX;
    default:
        return 200;
    }
}

static bool is_text(column c)
{
    return c == COLUMN_NARRATIVE || c == COLUMN_DIFFICULTY || c == COLUMN_NOTE;
}

static error clean_cell(making *m, column c)
{
    const char *raw = m->cells[c].text ? m->cells[c].text : "";
    const char *clean = without_carriage_returns(m->memory, raw);
    m->text[c] = clean ? text_nfc(m->memory, clean) : NULL;
    if (!m->text[c]) {
        m->text[c] = "";
        return clean ? refuse(m, c, _("chữ không phải UTF-8; lưu lại dạng UTF-8"))
                     : error_no_memory();
    }
    const char *text = m->text[c];
    error err = text_check(text, strlen(text), most_bytes(c), is_text(c));
    if (!err.code)
        return OK;
    const char *message =
        arena_printf(m->memory,
                     err.code == ERR_LIMIT ? _("%s; viết ngắn lại")
                                           : _("%s; xóa ký tự lạ hoặc chỗ xuống dòng trong ô"),
                     err.text);
    const char *start = arena_strndup(m->memory, text, text_clip(text, 60));
    if (!message || !start)
        return error_no_memory();
    return refuse_showing(m, c, check_text_is_barred(text) ? row_shown(text) : start, message);
}

static error clean_cells(making *m)
{
    for (column c = 0; c < COLUMN_COUNT; c++)
        m->text[c] = "";
    for (column c = 0; c < COLUMN_COUNT; c++)
        TRY(clean_cell(m, c));
    return OK;
}

/* ---- secrecy ------------------------------------------------------------------------------ */

/* 1: the row is secret, 0: it is not, -1: the word says neither. */
static int is_secret(making *m, const char *said)
{
    static const char *const yes[] = {"mat", "toi mat", "tuyet mat", "x", "co", "1", "yes", "true"};
    static const char *const no[] = {"khong", "thuong", "0", "no", "false"};
    if (!*said)
        return 0;
    const char *key = text_fold(m->memory, said);
    for (size_t i = 0; key && i < sizeof yes / sizeof *yes; i++)
        if (strcmp(key, yes[i]) == 0)
            return 1;
    for (size_t i = 0; key && i < sizeof no / sizeof *no; i++)
        if (strcmp(key, no[i]) == 0)
            return 0;
    return -1;
}

/* Comes first: what is secret, or may be, is quoted by no other refusal. */
static error refuse_secret(making *m)
{
    const char *said = m->cells[COLUMN_SECRECY].text ? m->cells[COLUMN_SECRECY].text : "";
    int secret = is_secret(m, said);
    if (secret == 0)
        return OK;
    if (secret == 1)
        return refuse_showing(m, COLUMN_SECRECY, _("[đã bỏ]"), check_secret_notice());
    return refuse_showing(
        m, COLUMN_SECRECY, strlen(said) > SECRECY_SHOWN_MAX ? _("[đã bỏ]") : said,
        _("không rõ có mật hay không; nếu không thì để trống hoặc viết \"không\", \"thường\", "
          "nếu có thì viết \"mật\", \"tối mật\", \"tuyệt mật\" (dòng đó không được gửi đi)"));
}

/* ---- the parts of a report ---------------------------------------------------------------- */

static error take_period(making *m)
{
    const char *text = m->text[COLUMN_PERIOD];
    period p;
    error err = m->cells[COLUMN_PERIOD].style == AMOUNT_PEOPLE ? spoken_period(text, &p)
                                                               : period_parse(text, &p);
    if (err.code)
        return refuse(m, COLUMN_PERIOD, err.text);
    char code[PERIOD_TEXT_MAX];
    m->out->period = arena_strdup(m->memory, period_format(p, code, sizeof code));
    return m->out->period ? OK : error_no_memory();
}

static error take_amount(making *m, column c, int64_t *out)
{
    if (!m->obligation) /* check_report() says so; how to read its numbers is not known */
        return OK;
    unsigned decimals = m->obligation->decimals;
    error err = amount_parse(m->text[c], m->cells[c].style, decimals, out);
    m->out->figure.decimals = decimals;
    return err.code ? refuse(m, c, err.text) : OK;
}

static error take_figure(making *m)
{
    m->out->kind = REPORT_FIGURE;
    bool value = filled(m, COLUMN_VALUE);
    bool numerator = filled(m, COLUMN_NUMERATOR), denominator = filled(m, COLUMN_DENOMINATOR);
    if (value && (numerator || denominator))
        return refuse_row(m, _("có cả giá trị lẫn tử số, mẫu số; chỉ điền một trong hai: giá trị, "
                               "hoặc tử số và mẫu số"));
    if (value)
        return take_amount(m, COLUMN_VALUE, &m->out->figure.value);
    if (!numerator)
        return refuse(m, COLUMN_NUMERATOR, _("có mẫu số mà thiếu tử số; điền cả hai ô"));
    if (!denominator)
        return refuse(m, COLUMN_DENOMINATOR, _("có tử số mà thiếu mẫu số; điền cả hai ô"));
    m->out->figure.is_ratio = true;
    TRY(take_amount(m, COLUMN_NUMERATOR, &m->out->figure.value));
    return take_amount(m, COLUMN_DENOMINATOR, &m->out->figure.denominator);
}

static error take_percent(making *m)
{
    const char *text = m->text[COLUMN_PERCENT];
    size_t n = strlen(text);
    if (n && text[n - 1] == '%')
        n--;
    while (n && text[n - 1] == ' ')
        n--;
    const char *number = arena_strndup(m->memory, text, n);
    if (!number)
        return error_no_memory();
    int64_t percent;
    error err = amount_parse(number, m->cells[COLUMN_PERCENT].style, 0, &percent);
    if (err.code)
        return refuse(m, COLUMN_PERCENT, err.text);
    if (percent < 0 || percent > 100)
        return refuse(m, COLUMN_PERCENT,
                      _("tiến độ nằm ngoài 0 đến 100; viết số phần trăm đã làm được"));
    m->out->percent = (unsigned)percent;
    return OK;
}

static error take_state(making *m)
{
    m->out->state = task_state_parse(m->text[COLUMN_STATE]);
    if (!m->out->state)
        return refuse(m, COLUMN_STATE,
                      _("không có trạng thái này; viết một trong: chưa triển khai, đang thực hiện, "
                        "hoàn thành, vướng mắc"));
    return OK;
}

static task_state state_of_percent(unsigned percent)
{
    if (percent == 0)
        return TASK_NOT_STARTED;
    return percent == 100 ? TASK_DONE : TASK_IN_PROGRESS;
}

static error take_task(making *m)
{
    report *r = m->out;
    r->kind = REPORT_TASK;
    bool percent = filled(m, COLUMN_PERCENT), state = filled(m, COLUMN_STATE);
    if (percent)
        TRY(take_percent(m));
    if (state)
        TRY(take_state(m));
    else
        r->state = state_of_percent(r->percent);
    if (!percent && r->state == TASK_DONE)
        r->percent = 100;
    else if (!percent && r->state != TASK_NOT_STARTED)
        return refuse(m, COLUMN_PERCENT,
                      _("trạng thái này cần số phần trăm đã làm; điền 0 đến 99"));
    return OK;
}

/* The code of the unit that is meant; what is not understood is left for the check to name. */
static error take_unit(making *m, column c, const char **out)
{
    date today = clock_local_date(m->context->now_ms);
    const unit *u = catalogue_unit_meant(m->context->catalogue, m->text[c], today);
    *out = u ? arena_strdup(m->memory, u->code) : m->text[c];
    return *out ? OK : error_no_memory();
}

static error take_difficulty(making *m)
{
    m->out->kind = REPORT_DIFFICULTY;
    m->out->text = m->text[COLUMN_DIFFICULTY];
    if (!filled(m, COLUMN_ADDRESSED_TO))
        return OK;
    return take_unit(m, COLUMN_ADDRESSED_TO, &m->out->addressed_to);
}

static error take_narrative(making *m)
{
    m->out->kind = REPORT_NARRATIVE;
    m->out->text = m->text[COLUMN_NARRATIVE];
    return OK;
}

static error take_nothing(making *m)
{
    m->out->kind = REPORT_NOTHING;
    return OK;
}

/* 1: ticked, 0: not, -1: neither word is known. */
static int ticked(making *m)
{
    static const char *const yes[] = {"x", "co", "1", "yes", "true"};
    static const char *const no[] = {"", "khong", "0", "no", "false"};
    const char *key = text_fold(m->memory, m->text[COLUMN_NOTHING]);
    for (size_t i = 0; key && i < sizeof yes / sizeof *yes; i++) {
        if (strcmp(key, yes[i]) == 0)
            return 1;
        if (strcmp(key, no[i]) == 0)
            return 0;
    }
    return -1;
}

/* ---- which of the five it is ----------------------------------------------------------------- */

typedef error (*take_fn)(making *m);

static error choose_kind(making *m, take_fn *out)
{
    int nothing = ticked(m);
    if (nothing < 0)
        return refuse(
            m, COLUMN_NOTHING,
            _("không rõ có hay không; đánh \"x\" nếu không phát sinh, nếu có thì để trống"));
    struct {
        bool is;
        take_fn take;
        report_kind kind;
    } kinds[] = {
        {filled(m, COLUMN_VALUE) || filled(m, COLUMN_NUMERATOR) || filled(m, COLUMN_DENOMINATOR),
         take_figure, REPORT_FIGURE},
        {filled(m, COLUMN_PERCENT) || filled(m, COLUMN_STATE), take_task, REPORT_TASK},
        {filled(m, COLUMN_DIFFICULTY), take_difficulty, REPORT_DIFFICULTY},
        {filled(m, COLUMN_NARRATIVE), take_narrative, REPORT_NARRATIVE},
        {nothing == 1, take_nothing, REPORT_NOTHING},
    };
    const char *said = NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!kinds[i].is)
            continue;
        if (said) {
            const char *message =
                arena_printf(m->memory,
                             _("dòng này nói hai việc: %s và %s; mỗi dòng chỉ báo cáo một việc, "
                               "hãy tách thành hai dòng"),
                             said, report_kind_name(kinds[i].kind));
            return message ? refuse_row(m, message) : error_no_memory();
        }
        said = report_kind_name(kinds[i].kind);
        *out = kinds[i].take;
    }
    if (!said)
        return refuse_row(m,
                          _("dòng này chưa báo cáo gì; điền giá trị (hoặc tử số và mẫu số), tiến "
                            "độ, khó khăn, thuyết minh, hoặc đánh \"x\" ở cột không phát sinh"));
    return OK;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "b=2; a=1" as "a=1;b=2". */
static error take_breakdown(making *m)
{
    if (!filled(m, COLUMN_BREAKDOWN))
        return OK;
    if (m->out->kind != REPORT_FIGURE)
        return refuse(m, COLUMN_BREAKDOWN,
                      _("phân tổ chỉ đi với số liệu; để trống ô này ở dòng không có số liệu"));
    char *parts[REPORT_BREAKDOWN_DIMENSIONS_MAX], *rest = NULL;
    size_t n = 0;
    char *copy = arena_strdup(m->memory, m->text[COLUMN_BREAKDOWN]);
    char *joined = arena_alloc(m->memory, REPORT_BREAKDOWN_MAX + 1);
    if (!copy || !joined)
        return error_no_memory();
    for (char *p = strtok_r(copy, ";", &rest); p; p = strtok_r(NULL, ";", &rest)) {
        p += strspn(p, " ");
        for (size_t end = strlen(p); end && p[end - 1] == ' ';)
            p[--end] = '\0';
        const char *equals = strchr(p, '=');
        if (!equals || equals == p || !equals[1] || n == REPORT_BREAKDOWN_DIMENSIONS_MAX)
            return refuse(
                m, COLUMN_BREAKDOWN,
                _("không phải phân tổ; viết như luu_tru=khach_san;quoc_tich=noi_dia, nhiều "
                  "nhất 4 chiều"));
        parts[n++] = p;
    }
    qsort(parts, n, sizeof *parts, compare_texts);
    for (size_t i = 0; i < n; i++) {
        strcat(joined, i ? ";" : "");
        strcat(joined, parts[i]);
    }
    m->out->breakdown = joined;
    return OK;
}

static error take_rest(making *m)
{
    report *r = m->out;
    if (filled(m, COLUMN_ADDRESSED_TO) && r->kind != REPORT_DIFFICULTY)
        return refuse(m, COLUMN_ADDRESSED_TO,
                      _("chỉ khó khăn, vướng mắc mới gửi cơ quan khác; để trống ô này"));
    if (filled(m, COLUMN_NOTE)) {
        if (*r->text)
            return refuse(m, COLUMN_NOTE,
                          _("khó khăn và thuyết minh không có ghi chú riêng; viết chung vào phần "
                            "nội dung"));
        r->text = m->text[COLUMN_NOTE];
    }
    if (filled(m, COLUMN_OBSERVED_AT)) {
        error err = m->cells[COLUMN_OBSERVED_AT].style == AMOUNT_PEOPLE
                        ? spoken_time(m->text[COLUMN_OBSERVED_AT], &r->observed_at_ms)
                        : clock_parse_iso(m->text[COLUMN_OBSERVED_AT], &r->observed_at_ms);
        if (err.code)
            return refuse(m, COLUMN_OBSERVED_AT, err.text);
    }
    return take_breakdown(m);
}

/* ---- the rules that the province applies too ------------------------------------------------ */

static column column_of_part(const report *r, report_part part)
{
    static const column columns[] = {
        [PART_UNIT] = COLUMN_UNIT,
        [PART_OBLIGATION] = COLUMN_OBLIGATION,
        [PART_PERIOD] = COLUMN_PERIOD,
        [PART_VALUE] = COLUMN_VALUE,
        [PART_NUMERATOR] = COLUMN_NUMERATOR,
        [PART_DENOMINATOR] = COLUMN_DENOMINATOR,
        [PART_BREAKDOWN] = COLUMN_BREAKDOWN,
        [PART_PERCENT] = COLUMN_PERCENT,
        [PART_STATE] = COLUMN_STATE,
        [PART_ADDRESSED_TO] = COLUMN_ADDRESSED_TO,
        [PART_OBSERVED_AT] = COLUMN_OBSERVED_AT,
        [PART_SECRECY] = COLUMN_SECRECY,
    };
    if (part != PART_TEXT)
        return columns[part];
    if (r->kind == REPORT_DIFFICULTY)
        return COLUMN_DIFFICULTY;
    return r->kind == REPORT_NARRATIVE ? COLUMN_NARRATIVE : COLUMN_NOTE;
}

static error apply_rules(making *m)
{
    const row_context *x = m->context;
    check_context context = {.catalogue = x->catalogue,
                             .speaker = x->unit,
                             .now_ms = x->now_ms,
                             .judge_lateness = false};
    verdict v = check_report(m->out, &context);
    if (v.outcome != REJECTED)
        return OK;
    const char *message = arena_strdup(m->memory, v.message);
    if (!message)
        return error_no_memory();
    if (v.part == PART_NONE)
        return refuse_row(m, message);
    column c = column_of_part(m->out, v.part);
    error err = refuse(m, c, message);
    if (c == COLUMN_UNIT && !filled(m, c))
        m->why->value = m->out->unit;
    return err;
}

static error require(making *m, column c)
{
    return filled(m, c) ? OK : refuse(m, c, _("ô này để trống; điền vào"));
}

static error begin_report(making *m)
{
    *m->out = (report){
        .unit = m->context->unit,
        .obligation = m->text[COLUMN_OBLIGATION],
        .period = "",
        .breakdown = "",
        .source = "",
        .text = "",
        .addressed_to = "",
    };
    m->obligation = catalogue_obligation(m->context->catalogue, m->text[COLUMN_OBLIGATION]);
    return filled(m, COLUMN_UNIT) ? take_unit(m, COLUMN_UNIT, &m->out->unit) : OK;
}

error row_report(arena *a, const row_cell *cells, const row_context *context, report *out,
                 fault *why)
{
    making m = {.memory = a, .cells = cells, .context = context, .out = out, .why = why};
    take_fn take = NULL;
    TRY(refuse_secret(&m));
    TRY(clean_cells(&m));
    TRY(require(&m, COLUMN_OBLIGATION));
    TRY(require(&m, COLUMN_PERIOD));
    TRY(begin_report(&m));
    TRY(take_period(&m));
    TRY(choose_kind(&m, &take));
    if (take)
        TRY(take(&m));
    TRY(take_rest(&m));
    return apply_rules(&m);
}
