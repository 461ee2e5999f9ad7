/* message.h - something that goes out, whole and frozen, whatever the channel. */
#pragma once
#include "base/arena.h"
#include "base/clock.h"

#include <stddef.h>
#include <stdint.h>

typedef enum message_kind {
    MESSAGE_DIGEST = 1,
    MESSAGE_ALERT,
    MESSAGE_DRAFT, /* a digest for approval, to the standing body */
    MESSAGE_TEST,
} message_kind;

/* "digest", "alert", "draft", "test": in the ledger and on the way. Parsing gives 0 for anything
 * else. */
const char *message_kind_code(message_kind kind);
message_kind message_kind_parse(const char *code);
/* "bản tin", "cảnh báo", …, translated. */
const char *message_kind_name(message_kind kind);

/* One rendering. NAME is a file name, "" for the bodies (text/plain, text/html); a picture that
 * the HTML shows has a CONTENT_ID. */
typedef struct message_part {
    const char *name, *type, *content_id;
    const void *data;
    size_t size;
} message_part;

typedef struct message {
    message_kind kind;
    const char *profile;    /* the digest's, or the alert route's name */
    const char *key;        /* unique within kind and profile: the same is never added twice */
    const char *references; /* key of the message, same kind and profile, that this follows (an
                               alert's end), "" for none */
    int64_t slot_ms;        /* what it was due for, or when it was asked for */
    int64_t as_of_ms;       /* the instant that it speaks of */
    int64_t last_event;     /* highest event that is in it */
    const char *subject;
    const message_part *parts;
    size_t part_count;
    const char *frozen; /* a digest as JSON (digest_json.h); "" for others */
} message;

/* The Message-ID of the message with KIND, PROFILE and KEY to ADDRESS, with its angle brackets:
 * always the same one, also after a crash (M5). DOMAIN: an address, or what stands behind its "@".
 * In arena A; NULL: no memory. */
char *message_id_make(arena *a, message_kind kind, const char *profile, const char *key,
                      const char *address, const char *domain);

/* The part without a name of TYPE, "text/plain" or "text/html"; NULL when there is none. */
const message_part *message_body(const message *m, const char *type);

/* Where one goes. Role, person and mailbox are three things: NAME is the role as the To: line says
 * it, ADDRESS the mailbox that it has today. */
typedef struct message_address {
    const char *channel; /* "mail", or the name of a webhook or folder of the configuration */
    const char *name;
    const char *address;
    const char *message_id; /* with angle brackets; the same after a crash (M5) */
    const char *skipped;    /* why nothing goes there, though it should; NULL: it goes */
} message_address;
