/* The table of docs/notice.md against the notice's text and the catalogue: no word of the notice
 * is left out, every task stands for some clause, and each row says what the catalogue says. */
#include "unit_test.h"

#include "model/catalogue.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 256, CELLS = 5, FILE_MAX = 1 << 17, TEXT_MAX = 4096 };

typedef struct row {
    char *section, *clause, *codes, *indicators, *note;
} row;

typedef struct table {
    char *memory;
    row rows[ROWS_MAX];
    size_t count;
} table;

static catalogue *rules;
static char *notice, *page;

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    char *text = calloc(1, FILE_MAX);
    assert_true(fread(text, 1, FILE_MAX - 1, file) > 0);
    assert_true(feof(file));
    fclose(file);
    return text;
}

/* ---- the text ----------------------------------------------------------------------------- */

/* How many bytes of mark-up stand at TEXT: an asterisk, or the number of a footnote. */
static size_t markup_at(const char *text)
{
    static const char *const marks[] = {"*", "¹", "²", "³", "⁴", "⁵"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strncmp(text, marks[i], strlen(marks[i])) == 0)
            return strlen(marks[i]);
    return 0;
}

/* The notice as one line, without its mark-up and the line that this repository put above it. */
static char *plain(const char *text)
{
    char *out = calloc(1, strlen(text) + 1);
    size_t n = 0;
    for (const char *c = strchr(text, '\n'); *c;) {
        size_t skip = markup_at(c);
        if (skip) {
            c += skip;
        } else if (isspace((unsigned char)*c)) {
            if (n && out[n - 1] != ' ')
                out[n++] = ' ';
            c++;
        } else {
            out[n++] = *c++;
        }
    }
    return out;
}

/* ---- the table ---------------------------------------------------------------------------- */

static char *trimmed(char *cell)
{
    while (*cell == ' ')
        cell++;
    for (size_t n = strlen(cell); n && cell[n - 1] == ' '; n--)
        cell[n - 1] = '\0';
    return cell;
}

/* Splits "| a | b |" in place; answers how many cells there are. */
static size_t split_cells(char *line, char *cells[CELLS + 1])
{
    size_t n = 0;
    char *end = strrchr(line, '|');
    *end = '\0';
    for (char *next, *cell = line + 1; cell && n <= CELLS; cell = next) {
        next = strchr(cell, '|');
        if (next)
            *next++ = '\0';
        cells[n++] = trimmed(cell);
    }
    return n;
}

static table parse(const char *text)
{
    table t = {.memory = strdup(text)};
    char *rest = NULL;
    for (char *line = strtok_r(t.memory, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        char *cell[CELLS + 1];
        if (*line != '|' || split_cells(line, cell) != CELLS)
            continue;
        if (strcmp(cell[0], "Mục") == 0 || strncmp(cell[0], "---", 3) == 0)
            continue;
        assert_true(t.count < ROWS_MAX);
        t.rows[t.count++] = (row){cell[0], cell[1], cell[2], cell[3], cell[4]};
    }
    return t;
}

static bool is_without_code(const row *r)
{
    return strcmp(r->codes, "—") == 0;
}

/* The next code of a cell "II.1a, II.1b" into OUT; false at its end. */
static bool take_code(const char **cell, char out[32])
{
    *cell += strspn(*cell, ", ");
    size_t n = strcspn(*cell, ",");
    snprintf(out, 32, "%.*s", (int)n, *cell);
    *cell += n;
    return n > 0;
}

static bool names_code(const row *r, const char *code)
{
    char one[32];
    for (const char *cell = r->codes; take_code(&cell, one);)
        if (strcmp(one, code) == 0)
            return true;
    return false;
}

/* ---- what is wrong with it ---------------------------------------------------------------- */

static bool has_word(const char *from, const char *to)
{
    for (; from < to; from++)
        if (isalpha((unsigned char)*from) || (unsigned char)*from >= 0x80)
            return true;
    return false;
}

/* Each clause must follow the one before it, with nothing but punctuation between them. */
static void find_unquoted(const table *t, const char *text, FILE *said)
{
    const char *at = text;
    for (size_t i = 0; i < t->count; i++) {
        const char *found = strstr(at, t->rows[i].clause);
        if (!found) {
            fprintf(said, "not in the notice here: %s\n", t->rows[i].clause);
            continue;
        }
        if (has_word(at, found))
            fprintf(said, "not in the table: %.*s\n", (int)(found - at), at);
        at = found + strlen(t->rows[i].clause);
        at += strspn(at, " .,;:/-");
    }
    if (has_word(at, at + strlen(at)))
        fprintf(said, "not in the table: %s\n", at);
}

static void find_missing(const table *t, FILE *said)
{
    for (size_t i = 0; i < catalogue_obligation_count(rules); i++) {
        const obligation *o = catalogue_obligation_at(rules, i);
        bool found = o->kind != OBLIGATION_TASK;
        for (size_t k = 0; k < t->count && !found; k++)
            found = names_code(&t->rows[k], o->code);
        if (!found)
            fprintf(said, "no clause for %s\n", o->code);
    }
}

/* Adds O's indicators that are not yet in LIST ("a, b"). */
static void add_indicators(const obligation *o, char list[TEXT_MAX])
{
    for (size_t i = 0; i < o->measured_by_count; i++) {
        if (strstr(list, o->measured_by[i]))
            continue;
        strcat(list, *list ? ", " : "");
        strcat(list, o->measured_by[i]);
    }
}

static void check_codes(const row *r, FILE *said)
{
    char code[32], indicators[TEXT_MAX] = "";
    bool is_footnote = strncmp(r->section, "Chú thích ", strlen("Chú thích ")) == 0;
    for (const char *cell = r->codes; take_code(&cell, code);) {
        const obligation *o = catalogue_obligation(rules, code);
        if (!o || o->kind != OBLIGATION_TASK) {
            fprintf(said, "no task %s\n", code);
            continue;
        }
        if (!is_footnote && strcmp(o->section, r->section) != 0)
            fprintf(said, "%s is of section %s, not %s\n", code, o->section, r->section);
        add_indicators(o, indicators);
    }
    if (strcmp(indicators, r->indicators) != 0)
        fprintf(said, "%s is measured by \"%s\", not \"%s\"\n", r->codes, indicators,
                r->indicators);
}

/* Sections I to III assign in every sentence; only "I. …" and "1. …" above them do not. */
static void check_without_code(const row *r, FILE *said)
{
    size_t number = strspn(r->clause, "0123456789IV");
    bool is_heading = number && strncmp(r->clause + number, ". ", 2) == 0;
    if (!*r->note || *r->indicators)
        fprintf(said, "says nothing of why it has no code: %s\n", r->clause);
    if (*r->section == 'I' && !is_heading)
        fprintf(said, "no code: %s\n", r->clause);
}

/* All that is wrong with the table in PAGE_TEXT, a line each; the caller's. */
static char *judge(const char *page_text)
{
    char *out = NULL;
    size_t size = 0;
    FILE *said = open_memstream(&out, &size);
    char *text = plain(notice);
    table t = parse(page_text);
    find_unquoted(&t, text, said);
    find_missing(&t, said);
    for (size_t i = 0; i < t.count; i++) {
        if (is_without_code(&t.rows[i]))
            check_without_code(&t.rows[i], said);
        else
            check_codes(&t.rows[i], said);
    }
    fclose(said);
    free(t.memory);
    free(text);
    return out;
}

/* ---- tests -------------------------------------------------------------------------------- */

static int load(void **state)
{
    (void)state;
    problems *found = problems_new();
    error err = catalogue_load(&rules, TIENDO_SOURCE_DIR "/config/thanh-hoa", found);
    problems_print(found, stderr);
    problems_free(found);
    notice = read_file(TIENDO_SOURCE_DIR "/docs/notice-2024-07.txt");
    page = read_file(TIENDO_SOURCE_DIR "/docs/notice.md");
    return err.code ? -1 : 0;
}

static int unload(void **state)
{
    (void)state;
    catalogue_free(rules);
    free(notice);
    free(page);
    return 0;
}

static void every_word_of_the_notice_stands_in_the_table(void **state)
{
    (void)state;
    char *said = judge(page);
    assert_string_equal(said, "");
    free(said);
    table t = parse(page);
    assert_true(t.count > 100); /* and it is the table that was judged */
    free(t.memory);
}

/* Judges the page with OLD replaced by REPLACEMENT; what is said must hold WANTED. */
static void assert_said(const char *old, const char *replacement, const char *wanted)
{
    const char *where = strstr(page, old);
    assert_non_null(where);
    char *changed = calloc(1, strlen(page) + strlen(replacement) + 1);
    sprintf(changed, "%.*s%s%s", (int)(where - page), page, replacement, where + strlen(old));
    char *said = judge(changed);
    if (!strstr(said, wanted))
        fail_msg("\"%s\" is not in: %s", wanted, said);
    free(said);
    free(changed);
}

/* The whole line of the page that starts with START. */
static char *line_from(const char *start)
{
    const char *from = strstr(page, start);
    assert_non_null(from);
    return strndup(from, strcspn(from, "\n") + 1);
}

static void a_row_left_out_is_noticed_by_its_code_and_by_its_words(void **state)
{
    (void)state;
    char *land = line_from("| III.4 | Nghiên cứu");
    assert_said(land, "", "no clause for III.4\n");
    assert_said(land, "", "not in the table: Nghiên cứu các giải pháp");
    free(land);
}

static void the_last_row_is_missed_too(void **state)
{
    (void)state;
    char *last = line_from("| Kết | TL. CHỦ TỊCH");
    assert_said(last, "", "not in the table: TL. CHỦ TỊCH");
    free(last);
}

static void a_clause_that_the_notice_does_not_have_is_noticed(void **state)
{
    (void)state;
    assert_said("triển khai hiện các chỉ tiêu", "triển khai thực hiện các chỉ tiêu",
                "not in the notice here: Thường xuyên đôn đốc");
}

static void a_code_that_does_not_exist_is_noticed(void **state)
{
    (void)state;
    assert_said("| III.5a |", "| III.5c |", "no task III.5c");
    assert_said("| III.5a |", "| III.4 |", "III.4 is of section III.4, not III.5");
    assert_said("| III.5a |", "| — |", "no code: Nghiên cứu, đánh giá");
}

static void indicators_are_those_that_measure_the_task(void **state)
{
    (void)state;
    assert_said("| DX-KT-02 |", "| DX-KT-03 |", "II.1a is measured by \"DX-KT-02\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_of_the_notice_stands_in_the_table),
        cmocka_unit_test(a_row_left_out_is_noticed_by_its_code_and_by_its_words),
        cmocka_unit_test(the_last_row_is_missed_too),
        cmocka_unit_test(a_clause_that_the_notice_does_not_have_is_noticed),
        cmocka_unit_test(a_code_that_does_not_exist_is_noticed),
        cmocka_unit_test(indicators_are_those_that_measure_the_task),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
