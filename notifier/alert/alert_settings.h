/* alert_settings.h - the group `alerts` of the notifier's configuration.
 *
 *   alerts: {
 *     routes = ( { name = "lanh-dao"; to = [ "chu-tich" ]; }, … );   the only part that is needed
 *     rules  = ( { kind = "difficulty"; days = 10; }, … );
 *     timers: { … };
 *   };
 *
 * What makes no sense is refused where it stands: nobody should have to find out from a message
 * that never came. */
#pragma once
#include "base/arena.h"
#include "base/settings.h"
#include "notifier/alert/alert_policy.h"

typedef struct alert_settings alert_settings;

/* Reads GROUP (NULL: no alerts are configured, and the policy has no routes). RECIPIENTS are the
 * COUNT names that a route's `to` may say: codes of roles and names of channels. What is wrong goes
 * to FOUND. The result lives in A; GROUP's configuration must outlive it. NULL: no memory. */
alert_settings *alert_settings_read(const settings_group *group, const char *const *recipients,
                                    size_t count, arena *a, problems *found);

const alert_policy *alert_settings_policy(const alert_settings *s);

/* What can only be checked with the catalogue: the units and fields that routes name. */
void alert_settings_check(const alert_settings *s, const catalogue *c, problems *found);
