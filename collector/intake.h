/* intake.h - one file from the drop folder to the outbox, and what is left beside it. */
#pragma once
#include "base/error.h"
#include "collector/outbox.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct intake {
    outbox *outbox;
    const catalogue *catalogue; /* NULL: none yet; files wait */
    const char *unit;
    const char *folder; /* the drop folder, with done/ and rejected/ in it */
} intake;

/* Takes the file NAME, open as FD: its good rows are durable in the outbox before it is moved, to
 * done/ when all rows are good and to rejected/ when one is not. False: it must wait, and
 * NAME.result.txt in the drop folder says why. */
bool intake_file(const intake *in, const char *name, int fd, int64_t now_ms);
