/* role.h - who gets something. Role, person and mailbox are three things: a role ("Trưởng Ban Chỉ
 * đạo chuyển đổi số") outlives the person who holds it, one person holds several, and which
 * mailboxes a role has depends on the day. Pure. */
#pragma once
#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct mailbox {
    const char *address; /* checked: nothing in it can break out of an SMTP command (M3) */
    date from, to;       /* both inclusive; year 0: open */
} mailbox;

typedef struct role {
    const char *code; /* "chu-tich" */
    const char *name; /* "Chủ tịch UBND tỉnh" */
    const mailbox *mailboxes;
    size_t mailbox_count;
} role;

typedef struct role_list {
    const role *items;
    size_t count;
} role_list;

/* The role called CODE, or NULL. */
const role *role_find(const role_list *all, const char *code);

bool mailbox_holds_on(const mailbox *m, date day);

/* One mailbox, and all the hats of whoever reads it. */
typedef struct seat {
    const char *names; /* "Chủ tịch UBND tỉnh, Trưởng Ban Chỉ đạo chuyển đổi số" */
    const char *address; /* "": the role has no mailbox on that day, so nothing can be sent */
} seat;

/* Who has to get what goes to ROLES on DAY: each mailbox once, in the order of the roles, and each
 * role that has none. In arena A. */
error role_seats(arena *a, const role *const *roles, size_t count, date day, seat **out,
                 size_t *seat_count);
