/* output_format.h - how a listing is written: for a person, or for a program. */
#pragma once

typedef enum output_format {
    FORMAT_TABLE, /* aligned columns, in the person's language */
    FORMAT_JSON,  /* --json */
    FORMAT_CSV    /* --csv */
} output_format;
