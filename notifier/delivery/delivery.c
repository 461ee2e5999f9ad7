#include "notifier/delivery/delivery.h"

#include "base/i18n.h"

#include <string.h>

static const char *const codes[] = {"",       "queued",  "sending", "sent",   "deferred",
                                    "failed", "expired", "held",    "skipped"};
static const char *const names[] = {"",
                                    N_("chờ gửi"),
                                    N_("đang gửi"),
                                    N_("đã gửi"),
                                    N_("hoãn, sẽ thử lại"),
                                    N_("bị từ chối"),
                                    N_("quá hạn gửi"),
                                    N_("chờ duyệt"),
                                    N_("không gửi")};

static int64_t wait_after(const delivery_try *t, const delivery_policy *policy, uint32_t random)
{
    int64_t most = policy->retry_first_ms;
    for (int64_t i = 0; i < t->attempts && most < policy->retry_cap_ms; i++)
        most *= 2;
    if (most > policy->retry_cap_ms)
        most = policy->retry_cap_ms;
    int64_t spread = most - policy->retry_first_ms;
    int64_t wait = policy->retry_first_ms + (spread > 0 ? (int64_t)random % (spread + 1) : 0);
    int64_t asked = t->asked_ms < policy->retry_cap_ms ? t->asked_ms : policy->retry_cap_ms;
    return wait > asked ? wait : asked;
}

delivery_decision delivery_decide(const delivery_try *t, const delivery_policy *policy,
                                  uint32_t random)
{
    if (t->outcome == SEND_ACCEPTED)
        return (delivery_decision){DELIVERY_SENT, 0};
    if (t->outcome == SEND_REFUSED)
        return (delivery_decision){DELIVERY_FAILED, 0};
    int64_t next = t->now_ms + wait_after(t, policy, random);
    if (next - t->queued_ms > policy->give_up_ms)
        return (delivery_decision){DELIVERY_EXPIRED, 0};
    return (delivery_decision){DELIVERY_DEFERRED, next};
}

const char *delivery_state_code(delivery_state state)
{
    return codes[state];
}

const char *delivery_state_name(delivery_state state)
{
    return _(names[state]);
}

delivery_state delivery_state_parse(const char *code)
{
    for (int s = DELIVERY_QUEUED; s <= DELIVERY_SKIPPED; s++)
        if (strcmp(code, codes[s]) == 0)
            return (delivery_state)s;
    return 0;
}
