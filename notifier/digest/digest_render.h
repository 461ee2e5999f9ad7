/* digest_render.h - the renderings of a digest. Each is a function of the digest alone: the same
 * digest gives the same bytes (no clock, no random ids).
 *
 * *OUT is the caller's, released by free(). Errors: ERR_NO_MEMORY, ERR_INTERNAL. */
#pragma once
#include "base/error.h"
#include "notifier/digest/digest_model.h"

#include <stddef.h>

/* UTF-8 with LF line ends, 80 columns as a terminal counts them. */
error digest_render_text(const digest *d, char **out);

/* A picture that the HTML names by "cid:ID". */
typedef struct digest_picture {
    const char *id;          /* "progress", "trend", "map", "heat" */
    const char *file_name;   /* "tien-do.png" */
    const char *alternative; /* what it shows, in words */
    int width, height;       /* as shown; the PNG has twice as many pixels each way */
    unsigned char *png;
    size_t size;
} digest_picture;

enum { DIGEST_PICTURES_MAX = 6 };

typedef struct digest_html {
    char *html;
    digest_picture pictures[DIGEST_PICTURES_MAX];
    size_t picture_count;
    error undrawn; /* why a picture is not there; ERR_OK: all are */
    arena *memory; /* of the alternatives, and of what `undrawn` says */
} digest_html;

/* For mail programs: pictures by cid:, less than 100 kB of HTML and 200 kB of pictures, whatever
 * the digest: of lists that are too long the beginning is shown, and how much is not. A picture
 * that cannot be drawn is left out (`undrawn`). *OUT is released by digest_html_free(). */
error digest_render_html(const digest *d, digest_html *out);
void digest_html_free(digest_html *h);

/* The same page in one file: pictures as data: URLs. Also ERR_CONFIG, ERR_LIMIT: a picture cannot
 * be drawn. */
error digest_render_page(const digest *d, char **out);

/* In the presentation of Decree 30/2020/NĐ-CP, Appendix I. */
error digest_render_pdf(const digest *d, unsigned char **out, size_t *size);

/* Whether the fonts of charts and PDF are installed: ERR_CONFIG says what to install. */
error digest_check_fonts(void);

/* One sheet a section. */
error digest_render_xlsx(const digest *d, unsigned char **out, size_t *size);
