/* crew.h - the collectors of a fleet: their keys and streams, made once and kept in a file. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "net/keys.h"
#include "proto/wire.h"

#include <stddef.h>
#include <stdint.h>

typedef struct crew_member {
    char unit[33];
    key_pair key;
    uint8_t stream[WIRE_STREAM_ID_SIZE];
} crew_member;

/* Makes COUNT members for the units of LEVEL that are valid on DAY, in turn, enters their keys
 * into the registry at REGISTRY_PATH and writes them to PATH. Several may speak for one unit. */
error crew_make(const char *path, const char *registry_path, const catalogue *c, unit_level level,
                date day, size_t count);

/* Reads them back into memory of A. */
error crew_read(const char *path, arena *a, crew_member **out, size_t *count);
