/* composition.h - what a digest looks like on its way: the renderings that its profile asks for,
 * each made from its frozen form, so that the same can be made again from the ledger. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "notifier/delivery/message.h"
#include "notifier/digest/digest_model.h"
#include "notifier/profile.h"

#include <stddef.h>

/* The frozen form of D and the parts of its message, in arena A: text, HTML with its pictures, then
 * files. A rendering that cannot be made is left out and all others say so (D's gaps grow); errors:
 * only when not even the text can be made. */
error compose_digest(arena *a, digest *d, unsigned attachments, message *out);

typedef enum rendering_format {
    RENDER_TEXT,
    RENDER_HTML,  /* one file, pictures within */
    RENDER_BRIEF, /* a PDF of two sheets */
    RENDER_PDF,
    RENDER_XLSX,
    RENDER_JSON,
    RENDER_EML, /* the whole mail */
} rendering_format;

/* "text", "html", "brief", "pdf", "xlsx", "json", "eml"; NULL-terminated. And how a file's name
 * ends. */
extern const char *const rendering_codes[];
extern const char *const rendering_endings[];

/* The bit of the attachment whose file has this NAME, 0 for none. */
unsigned attachment_of_name(const char *name);

/* One rendering of what was frozen, but for RENDER_EML; *out is the caller's, released by free().
 */
error render_frozen(const char *frozen, rendering_format format, unsigned char **out, size_t *size);

/* "bao-cao-tuan-2024-07-22" for files: ASCII, in arena A; NULL: no memory. */
char *digest_file_name(arena *a, const digest *d);
