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

static int64_t wait_after(int64_t attempts, const delivery_policy *policy, uint32_t random)
{
    int64_t most = policy->retry_first_ms;
    for (int64_t i = 0; i < attempts && most < policy->retry_cap_ms; i++)
        most *= 2;
    if (most > policy->retry_cap_ms)
        most = policy->retry_cap_ms;
    int64_t spread = most - policy->retry_first_ms;
    return policy->retry_first_ms + (spread > 0 ? (int64_t)random % (spread + 1) : 0);
}

delivery_decision delivery_decide(send_outcome outcome, int64_t attempts, int64_t queued_ms,
                                  int64_t now_ms, const delivery_policy *policy, uint32_t random)
{
    if (outcome == SEND_ACCEPTED)
        return (delivery_decision){DELIVERY_SENT, 0};
    if (outcome == SEND_REFUSED)
        return (delivery_decision){DELIVERY_FAILED, 0};
    int64_t next = now_ms + wait_after(attempts, policy, random);
    if (next - queued_ms > policy->give_up_ms)
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
