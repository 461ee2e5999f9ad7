/* digest_fields.h - every member of a digest, described once.
 *
 * The tables drive both directions of the frozen form, as those of base/settings.h do for
 * configuration: a member that is added to digest_model.h gets a line here and one in
 * docs/digest.schema.json, and tests say so when either is forgotten. */
#pragma once
#include "notifier/digest/digest_model.h"

typedef enum digest_field_type {
    FIELD_TEXT,    /* const char * */
    FIELD_BOOL,    /* bool */
    FIELD_INT64,   /* int64_t */
    FIELD_SIZE,    /* size_t */
    FIELD_INT,     /* int, from 0 */
    FIELD_INSTANT, /* int64_t: "2024-07-22T07:00:00.000+07:00" */
    FIELD_DATE,    /* date: "2024-07-22" */
    FIELD_EXACT,   /* exact: an object of a decimal number as text, and what is counted */
    FIELD_CODE,    /* an enum: its code */
    FIELD_CODES,   /* unsigned, bits: the list of their codes */
    FIELD_OBJECT,  /* a struct of SHAPE */
    FIELD_LIST,    /* a pointer to structs of SHAPE, and their number; SHAPE NULL: of texts */
} digest_field_type;

/* An enum's values are 1 … LAST, those of bits 1 << 0 … 1 << (LAST - 1). */
typedef struct digest_codes {
    const char *name; /* of the enum */
    unsigned last;
    const char *(*code)(unsigned value); /* of 1 … LAST */
} digest_codes;

typedef struct digest_shape digest_shape;

typedef struct digest_field {
    const char *name;
    digest_field_type type;
    size_t offset;
    bool nullable;          /* NONE, no date or no code is written as null */
    int64_t none;           /* of numbers and instants */
    bool has_flag;          /* of dates and numbers: a bool says whether there is one */
    size_t flag;            /* offset of that bool */
    size_t count;           /* of lists: offset of their number, a size_t */
    const digest_shape *of; /* of objects and lists */
    const digest_codes *codes;
} digest_field;

struct digest_shape {
    const char *name; /* in the schema */
    size_t size;      /* of the struct */
    const digest_field *fields;
    size_t count;
};

extern const digest_shape digest_shape_digest;

/* Bytes of the member that FIELD describes, without its flag or number. */
size_t digest_field_size(const digest_field *field);
