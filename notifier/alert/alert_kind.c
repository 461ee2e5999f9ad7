#include "notifier/alert/alert_kind.h"

#include "base/i18n.h"

#include <string.h>

/* In the order of the kinds. */
const char *const alert_kind_codes[ALERT_KINDS] = {
    "overdue", "behind",    "at_risk", "met",  "returned", "silent", "missing", "difficulty",
    "unusual", "catalogue", "gone",    "deaf", "store",    "log",    "disk",    "delivery",
};

const char *const alert_severity_codes[ALERT_SEVERITIES] = {"info", "warning", "critical"};

enum { A_YEAR = 365, A_DAY_MINUTES = 1440, A_GIB = 1 << 10, A_PIB = 1 << 30 };

static const alert_kind_facts FACTS[ALERT_KINDS] = {
    [ALERT_OVERDUE] = {.name = N_("quá hạn"), .severity = ALERT_WARNING},
    [ALERT_BEHIND] = {.name = N_("chậm tiến độ"), .severity = ALERT_WARNING},
    [ALERT_AT_RISK] = {.name = N_("có nguy cơ chậm"), .severity = ALERT_INFO},
    [ALERT_MET] = {.name = N_("hoàn thành"), .severity = ALERT_INFO, .is_once = true},
    [ALERT_RETURNED] = {.name = N_("bị trả lại, chưa bổ sung"),
                        .severity = ALERT_INFO,
                        .limit_key = "days",
                        .limit = 3,
                        .limit_max = A_YEAR},
    [ALERT_SILENT] = {.name = N_("chưa báo cáo"), .severity = ALERT_WARNING},
    [ALERT_MISSING] = {.name = N_("báo cáo còn thiếu"),
                       .severity = ALERT_INFO,
                       .limit_key = "days",
                       .limit = 3,
                       .limit_max = A_YEAR},
    [ALERT_DIFFICULTY] = {.name = N_("khó khăn, vướng mắc chưa được trả lời"),
                          .severity = ALERT_WARNING,
                          .limit_key = "days",
                          .limit = 15,
                          .limit_min = 1,
                          .limit_max = A_YEAR},
    [ALERT_UNUSUAL] = {.name = N_("số liệu khác thường"), .severity = ALERT_INFO},
    [ALERT_CATALOGUE] = {.name = N_("danh mục thay đổi"),
                         .severity = ALERT_INFO,
                         .is_once = true,
                         .ends_quietly = true},
    [ALERT_GONE] = {.name = N_("mất liên lạc"),
                    .severity = ALERT_WARNING,
                    .is_system = true,
                    .limit_key = "hours",
                    .limit = 9,
                    .limit_min = 1,
                    .limit_max = A_YEAR},
    [ALERT_DEAF] = {.name = N_("không đơn vị nào liên lạc được"),
                    .severity = ALERT_CRITICAL,
                    .is_system = true,
                    .is_alone = true,
                    .limit_key = "hours",
                    .limit = 2,
                    .limit_min = 1,
                    .limit_max = A_YEAR},
    [ALERT_STORE] = {.name = N_("không đọc được kho số liệu"),
                     .severity = ALERT_CRITICAL,
                     .is_system = true,
                     .is_alone = true,
                     .limit_key = "minutes",
                     .limit = 10,
                     .limit_min = 1,
                     .limit_max = A_DAY_MINUTES},
    [ALERT_LOG] = {.name = N_("nhật ký ghi quá dài"),
                   .severity = ALERT_WARNING,
                   .is_system = true,
                   .is_alone = true,
                   .limit_key = "mib",
                   .limit = 64,
                   .limit_min = 16,
                   .limit_max = A_PIB},
    [ALERT_DISK] = {.name = N_("đĩa sắp đầy"),
                    .severity = ALERT_CRITICAL,
                    .is_system = true,
                    .limit_key = "mib",
                    .limit = A_GIB,
                    .limit_min = 1,
                    .limit_max = A_PIB},
    [ALERT_DELIVERY] = {.name = N_("thư không tới nơi"),
                        .severity = ALERT_CRITICAL,
                        .is_system = true,
                        .limit_key = "hours",
                        .limit = 4,
                        .limit_min = 1,
                        .limit_max = 72},
};

const alert_kind_facts *alert_kind_about(alert_kind k)
{
    return &FACTS[k];
}

const char *alert_kind_code(alert_kind k)
{
    return alert_kind_codes[k - 1];
}

const char *alert_kind_name(alert_kind k)
{
    return _(FACTS[k].name);
}

alert_kind alert_kind_parse(const char *code)
{
    for (alert_kind k = ALERT_OVERDUE; k < ALERT_KINDS; k++)
        if (strcmp(alert_kind_codes[k - 1], code) == 0)
            return k;
    return 0;
}

unsigned alert_kinds_of(bool system)
{
    unsigned kinds = 0;
    for (alert_kind k = ALERT_OVERDUE; k < ALERT_KINDS; k++)
        kinds |= FACTS[k].is_system == system ? 1U << k : 0;
    return kinds;
}

alert_kind alert_kind_graver(alert_kind k)
{
    switch (k) {
    case ALERT_AT_RISK:
        return ALERT_BEHIND;
    case ALERT_BEHIND:
        return ALERT_OVERDUE;
    case ALERT_MISSING:
        return ALERT_SILENT;
    default:
        return 0;
    }
}

bool alert_kind_is_lesser(alert_kind k, alert_kind than)
{
    do
        k = alert_kind_graver(k);
    while (k && k != than);
    return k == than;
}

const char *alert_severity_code(alert_severity s)
{
    return alert_severity_codes[s - 1];
}

const char *alert_severity_name(alert_severity s)
{
    static const char *const names[] = {"", N_("thông tin"), N_("cảnh báo"), N_("nghiêm trọng")};
    return _(names[s]);
}

alert_severity alert_severity_parse(const char *code)
{
    for (alert_severity s = ALERT_INFO; s < ALERT_SEVERITIES; s++)
        if (strcmp(alert_severity_codes[s - 1], code) == 0)
            return s;
    return 0;
}

int alert_subject_compare(const alert_subject *a, const alert_subject *b)
{
    int order = (a->kind > b->kind) - (a->kind < b->kind);
    if (!order)
        order = strcmp(a->unit, b->unit);
    if (!order)
        order = strcmp(a->obligation, b->obligation);
    return order ? order : strcmp(a->object, b->object);
}
