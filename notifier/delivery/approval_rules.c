#include "notifier/delivery/approval_rules.h"

#include "base/i18n.h"

#include <string.h>

static const char *const state_codes[] = {"",        "asked",    "approved", "held",
                                          "waiting", "released", "replaced", NULL};
static const char *const state_names[] = {"",
                                          N_("chờ duyệt"),
                                          N_("đã duyệt, chờ đến giờ gửi"),
                                          N_("tạm giữ"),
                                          N_("quá giờ, chờ ý kiến"),
                                          N_("đã cho gửi"),
                                          N_("thay bằng bản tin sau")};
static const char *const act_codes[] = {"",
                                        "asked",
                                        "approved",
                                        "held",
                                        "remarked",
                                        "released_approved",
                                        "released_silent",
                                        "waits_silent",
                                        "replaced",
                                        NULL};
static const char *const act_names[] = {"",
                                        N_("gửi dự thảo xin ý kiến"),
                                        N_("duyệt"),
                                        N_("giữ lại"),
                                        N_("thêm ý kiến"),
                                        N_("đến giờ, gửi đi"),
                                        N_("đến giờ, không có ý kiến, gửi đi"),
                                        N_("đến giờ, không có ý kiến, chờ tiếp"),
                                        N_("không gửi nữa, đã có bản tin sau")};

static int code_at(const char *const *codes, const char *code)
{
    for (int i = 1; codes[i]; i++)
        if (strcmp(codes[i], code) == 0)
            return i;
    return 0;
}

const char *approval_state_code(approval_state state)
{
    return state_codes[state];
}

const char *approval_state_name(approval_state state)
{
    return _(state_names[state]);
}

approval_state approval_state_parse(const char *code)
{
    return (approval_state)code_at(state_codes, code);
}

const char *approval_act_code(approval_act act)
{
    return act_codes[act];
}

const char *approval_act_name(approval_act act)
{
    return _(act_names[act]);
}

approval_act approval_act_parse(const char *code)
{
    return (approval_act)code_at(act_codes, code);
}

static approval_step when_time_goes_on(approval_state from, bool passed, bool sends_if_silent)
{
    if (passed && from == APPROVAL_APPROVED)
        return (approval_step){APPROVAL_RELEASED, ACT_RELEASED_APPROVED, true};
    if (passed && from == APPROVAL_ASKED && sends_if_silent)
        return (approval_step){APPROVAL_RELEASED, ACT_RELEASED_SILENT, true};
    if (passed && from == APPROVAL_ASKED)
        return (approval_step){APPROVAL_WAITING, ACT_WAITS_SILENT, false};
    return (approval_step){from, ACT_NONE, false};
}

static error refuse_ended(approval_state from)
{
    if (from == APPROVAL_RELEASED)
        return error_make(ERR_REFUSED, _("bản tin này đã được gửi đi"));
    if (from == APPROVAL_REPLACED)
        return error_make(ERR_REFUSED, _("bản tin này đã được thay bằng bản tin sau"));
    return OK;
}

static error approve(approval_state from, bool passed, approval_step *out)
{
    if (from == APPROVAL_APPROVED)
        return error_make(ERR_REFUSED, _("bản tin này đã được duyệt, đến giờ sẽ gửi"));
    *out = (approval_step){passed ? APPROVAL_RELEASED : APPROVAL_APPROVED, ACT_APPROVED, passed};
    return OK;
}

static error hold(approval_state from, approval_step *out)
{
    if (from == APPROVAL_HELD)
        return error_make(ERR_REFUSED, _("bản tin này đang được giữ lại"));
    *out = (approval_step){APPROVAL_HELD, ACT_HELD, false};
    return OK;
}

error approval_decide(approval_state from, approval_word word, int64_t due_ms, bool sends_if_silent,
                      int64_t now_ms, approval_step *out)
{
    const bool passed = now_ms >= due_ms;
    if (word == WORD_TIME) {
        *out = when_time_goes_on(from, passed, sends_if_silent);
        return OK;
    }
    TRY(refuse_ended(from));
    if (word == WORD_APPROVE)
        return approve(from, passed, out);
    if (word == WORD_HOLD)
        return hold(from, out);
    *out = (approval_step){from, ACT_REMARKED, false};
    return OK;
}
