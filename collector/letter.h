/* letter.h - what the province sends to the unit, as a file that people find in inbox/. */
#pragma once
#include "collector/outbox.h"

/* Writes LETTER into FOLDER/inbox/ and keeps it in the outbox; one that is kept already is left
 * alone. When it returns OK the letter is durable and may be receipted. */
error letter_take(outbox *box, const char *folder, const outbox_letter *letter);
