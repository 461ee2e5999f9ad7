/* digest_build.h - makes a digest from the store, in bounded time whatever the history. */
#pragma once
#include "base/error.h"
#include "notifier/digest/digest_model.h"
#include "store/store.h"

/* What a profile asks for. Strings are copied. */
typedef struct digest_request {
    const char *profile, *organisation, *issuer, *symbol, *place, *greeting, *basis;
    const char *const *signature; /* lines */
    size_t signature_count;
    const char *const *recipients; /* lines of "Nơi nhận" */
    size_t recipient_count;
    const char *const *attachments; /* what goes with the mail, in words */
    size_t attachment_count;
    const char *const *fields; /* "DX", "06"; none: all */
    size_t field_count;
    const char *const *units; /* codes, with all below them; none: the whole province */
    size_t unit_count;
    digest_depth depth; /* for the words; nothing is left out by it yet: digest_shorten.h */
    unsigned sections;  /* 0: all */
    size_t most;        /* kept for digest_shorten() */
    bool simulated;
    int64_t as_of_ms;       /* nothing received later is in it */
    bool in_the_past;       /* AS_OF_MS is not now: the reports are replayed (grows with history) */
    const digest *previous; /* the last one to this reader, NULL when there was none */
    const digest_remark *remarks;
    size_t remark_count;
} digest_request;

/* Reads S within one short snapshot. A part that cannot be made is left out, and `gaps` says so; an
 * error is returned only when nothing can be said. On success *out is the caller's. */
error digest_build(digest **out, store *s, const catalogue *c, const digest_request *request);
