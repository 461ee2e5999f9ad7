#include "notifier/role.h"

#include <string.h>
#include <strings.h>

const role *role_find(const role_list *all, const char *code)
{
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->items[i].code, code) == 0)
            return &all->items[i];
    return NULL;
}

bool mailbox_holds_on(const mailbox *m, date day)
{
    return (!m->from.year || date_compare(m->from, day) <= 0) &&
           (!m->to.year || date_compare(day, m->to) <= 0);
}

typedef struct seating {
    arena *memory;
    seat *seats;
    size_t used;
} seating;

/* Addresses differ in practice by more than the case of their letters. */
static seat *seat_of(const seating *s, const char *address)
{
    for (size_t i = 0; i < s->used; i++)
        if (*s->seats[i].address && strcasecmp(s->seats[i].address, address) == 0)
            return &s->seats[i];
    return NULL;
}

static error add_seat(seating *s, const char *name, const char *address)
{
    seat *taken = *address ? seat_of(s, address) : NULL;
    if (!taken) {
        s->seats[s->used++] = (seat){name, address};
        return OK;
    }
    const char *names = arena_printf(s->memory, "%s, %s", taken->names, name);
    if (!names)
        return error_no_memory();
    taken->names = names;
    return OK;
}

static error seat_role(seating *s, const role *r, date day)
{
    bool seated = false;
    for (size_t i = 0; i < r->mailbox_count; i++) {
        if (!mailbox_holds_on(&r->mailboxes[i], day))
            continue;
        TRY(add_seat(s, r->name, r->mailboxes[i].address));
        seated = true;
    }
    return seated ? OK : add_seat(s, r->name, "");
}

error role_seats(arena *a, const role *const *roles, size_t count, date day, seat **out,
                 size_t *seat_count)
{
    size_t most = count;
    for (size_t i = 0; i < count; i++)
        most += roles[i]->mailbox_count;
    seating s = {a, arena_alloc(a, (most + 1) * sizeof(seat)), 0};
    if (!s.seats)
        return error_no_memory();
    for (size_t i = 0; i < count; i++)
        TRY(seat_role(&s, roles[i], day));
    *out = s.seats;
    *seat_count = s.used;
    return OK;
}
