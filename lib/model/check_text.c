#include "base/i18n.h"
#include "model/check_internal.h"

#include <stdio.h>
#include <string.h>

/* Content that the system does not carry, whoever sends it: numbers that identify a citizen, and
 * what its sender declares a state secret. Looked at before everything else, on bytes as they come,
 * so that no other refusal can keep such a text or repeat it. */

/* A citizen's number has twelve digits; the first is 0 (province codes 001 to 096). */
enum { ID_DIGITS = 12, ID_SHOWN = 4, MASK_SIZE = ID_SHOWN + 3 * (ID_DIGITS - ID_SHOWN) + 1 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t count_digits(const char *text)
{
    return strspn(text, "0123456789");
}

/* ---- personal identifiers ----------------------------------------------------------------- */

static void mask(const char digits[ID_DIGITS], char out[MASK_SIZE])
{
    memcpy(out, digits, ID_SHOWN);
    out[ID_SHOWN] = '\0';
    for (size_t i = ID_SHOWN; i < ID_DIGITS; i++)
        strcat(out, "•");
}

/* Bytes of a separator between groups of digits; 0: there is none. */
static size_t separator_length(const char *text)
{
    static const char no_break_space[] = "\xc2\xa0";
    if (*text == ' ' || *text == '-' || *text == '.')
        return 1;
    return strncmp(text, no_break_space, 2) == 0 ? 2 : 0;
}

/* Twelve digits in groups of SIZE. */
static bool read_groups(const char *text, size_t size, char digits[ID_DIGITS])
{
    for (size_t n = 0; n < ID_DIGITS; n += size) {
        size_t gap = n ? separator_length(text) : 0;
        if (n && !gap)
            return false;
        text += gap;
        if (count_digits(text) != size)
            return false;
        memcpy(digits + n, text, size);
        text += size;
    }
    return true;
}

/* Whether AT in TEXT goes on with an amount, as "038.…" does in "1.038.123.456.789". */
static bool continues_amount(const char *text, const char *at)
{
    return at >= text + 2 && at[-1] == '.' && is_digit(at[-2]);
}

/* The first number in TEXT that may be a citizen's, masked; NULL: none. Money in groups, such as
 * 120.000.000.000, does not begin with 0. */
static const char *find_identifier(const char *text, char masked[MASK_SIZE])
{
    char digits[ID_DIGITS];
    for (const char *p = text + strcspn(text, "0123456789"); *p; p += strcspn(p, "0123456789")) {
        size_t n = count_digits(p);
        bool grouped = (n == 3 || n == 4) && *p == '0' && !continues_amount(text, p) &&
                       read_groups(p, n, digits);
        if (n == ID_DIGITS)
            memcpy(digits, p, ID_DIGITS);
        if (n == ID_DIGITS || grouped) {
            mask(digits, masked);
            return p;
        }
        p += n;
    }
    return NULL;
}

static unsigned line_of(const char *text, const char *at)
{
    unsigned line = 1;
    for (; text < at; text++)
        line += *text == '\n';
    return line;
}

static const char *name_of_text(report_kind kind)
{
    switch (kind) {
    case REPORT_DIFFICULTY:
        return _("khó khăn, vướng mắc");
    case REPORT_NARRATIVE:
        return _("thuyết minh");
    default:
        return _("ghi chú");
    }
}

/* ---- state secrets ------------------------------------------------------------------------ */

/* Bytes of a space, bracket or quotation mark that TEXT starts with; 0: of none. */
static size_t wrapping_at(const char *text)
{
    static const char *const marks[] = {" ", "\t", "\r", "(", ")", "[", "]", "{", "}", "<",
                                        ">", "\"", "'",  "“", "”", "‘", "’", "«", "»", "\xc2\xa0"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strncmp(text, marks[i], strlen(marks[i])) == 0)
            return strlen(marks[i]);
    return 0;
}

/* Whether LINE is one of the three marks of secrecy and nothing else. */
static bool line_declares_secrecy(const char *line)
{
    static const char *const levels[] = {"MẬT", "TỐI MẬT", "TUYỆT MẬT"};
    for (size_t n; (n = wrapping_at(line));)
        line += n;
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        size_t n = strlen(levels[i]);
        if (strncmp(line, levels[i], n) != 0)
            continue;
        const char *rest = line + n;
        while ((n = wrapping_at(rest)))
            rest += n;
        if (!*rest || *rest == '\n')
            return true;
    }
    return false;
}

static bool text_declares_secrecy(const char *text)
{
    for (const char *line = text; line && *line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (line_declares_secrecy(line))
            return true;
    }
    return false;
}

/* Decree 09/2019/NĐ-CP, Art. 1(2): reports with state secrets are outside the reporting regime. */
const char *check_secret_notice(void)
{
    return _("hệ thống này không nhận và không chuyển bí mật nhà nước (báo cáo mật không thuộc "
             "phạm vi Nghị định 09/2019/NĐ-CP, khoản 2 Điều 1); hãy gửi theo đường dành cho tài "
             "liệu mật");
}

/* ---- the rule ----------------------------------------------------------------------------- */

bool check_text_is_barred(const char *text)
{
    char masked[MASK_SIZE];
    return find_identifier(text, masked) || text_declares_secrecy(text);
}

bool content_may_be_carried(inspection *i)
{
    const report *r = i->report;
    char masked[MASK_SIZE];
    if (r->secret)
        return reject(i, "secret-content", PART_SECRECY, "%s", check_secret_notice());
    if (text_declares_secrecy(r->text))
        return reject(i, "secret-content", PART_TEXT, "%s", check_secret_notice());
    const char *at = find_identifier(r->text, masked);
    if (!at)
        return true;
    return reject(i, "personal-identifier", PART_TEXT,
                  _("%s, dòng thứ %u, có dãy số giống số định danh cá nhân (%s); hãy bỏ số này, "
                    "báo cáo không nêu số định danh của công dân (nếu là số tiền thì viết có dấu "
                    "chấm, như 120.000.000.000)"),
                  name_of_text(r->kind), line_of(r->text, at), masked);
}

bool verdict_bars_content(const verdict *v)
{
    return strcmp(v->code, "secret-content") == 0 || strcmp(v->code, "personal-identifier") == 0;
}
