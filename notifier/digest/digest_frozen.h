/* digest_frozen.h - structs of a digest as JSON values and back, by the tables of digest_fields.h.
 *
 * Both directions keep the same limits, so that whatever was frozen can be read again, and both
 * name the place of what they refuse: "concerns[3].whole.target". */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "notifier/digest/digest_fields.h"

#include <jansson.h>

enum {
    FROZEN_ITEMS_MAX = 10000,    /* of one list */
    FROZEN_TEXT_MAX = 64 * 1024, /* bytes of one text */
    FROZEN_AMOUNT_SIZE = 40,
};

/* Where in a document something stands: NAME or, without one, the item INDEX of OUTER. */
typedef struct frozen_place {
    const struct frozen_place *outer;
    const char *name;
    size_t index;
} frozen_place;

/* "concerns[3].whole.target" into OUT, cut at SIZE. Returns OUT. */
char *frozen_path(const frozen_place *at, char *out, size_t size);

/* Puts the members of the struct AT FROM, which is of SHAPE, into OBJECT. PLACE: NULL at the root.
 * Errors: ERR_LIMIT, ERR_INVALID (what cannot be written), ERR_NO_MEMORY. */
error frozen_write(json_t *object, const digest_shape *shape, const void *from,
                   const frozen_place *place);

/* Fills the struct INTO, which is of SHAPE and zeroed, from OBJECT, with copies in A. A key that
 * SHAPE does not have is an error, unless it is IGNORED (NULL: none). Errors: ERR_INVALID,
 * ERR_LIMIT, ERR_NO_MEMORY. */
error frozen_read(const json_t *object, const digest_shape *shape, void *into, arena *a,
                  const frozen_place *place, const char *ignored);
