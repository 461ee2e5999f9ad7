#include "model/report.h"

#include "base/i18n.h"
#include "base/text.h"

#include <string.h>

static const char *const kind_codes[] = {"",           "figure",    "task",
                                         "difficulty", "narrative", "nothing"};
static const char *const kind_names[] = {"",
                                         N_("số liệu"),
                                         N_("tiến độ nhiệm vụ"),
                                         N_("khó khăn, vướng mắc"),
                                         N_("thuyết minh"),
                                         N_("không phát sinh")};

static const char *const state_codes[] = {"", "not_started", "in_progress", "done", "blocked"};
static const char *const state_names[] = {"", N_("chưa triển khai"), N_("đang thực hiện"),
                                          N_("hoàn thành"), N_("vướng mắc")};

const char *report_kind_code(report_kind kind)
{
    return kind_codes[kind];
}

const char *report_kind_name(report_kind kind)
{
    return _(kind_names[kind]);
}

report_kind report_kind_parse(const char *code)
{
    for (int k = REPORT_FIGURE; k <= REPORT_NOTHING; k++)
        if (strcmp(code, kind_codes[k]) == 0)
            return (report_kind)k;
    return 0;
}

const char *task_state_code(task_state state)
{
    return state_codes[state];
}

const char *task_state_name(task_state state)
{
    return _(state_names[state]);
}

task_state task_state_parse(const char *text)
{
    task_state found = 0;
    for (int s = TASK_NOT_STARTED; s <= TASK_BLOCKED; s++) /* as in the store: by the thousands */
        if (strcmp(text, state_codes[s]) == 0)
            return (task_state)s;
    arena *a = arena_new(0);
    const char *key = a ? text_fold(a, text) : NULL;
    for (int s = TASK_NOT_STARTED; key && s <= TASK_BLOCKED && !found; s++) {
        const char *name = text_fold(a, state_names[s]);
        if (name && strcmp(key, name) == 0)
            found = (task_state)s;
    }
    arena_free(a);
    return found;
}
