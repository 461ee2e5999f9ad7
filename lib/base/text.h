/* text.h - Vietnamese text: checked, normalised, measured, compared. UTF-8 throughout. */
#pragma once
#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* Checks that TEXT is well-formed UTF-8 of at most MAX bytes, without NUL or control characters
 * (line feed is allowed when MULTILINE). Errors: ERR_LIMIT, ERR_INVALID. */
error text_check(const char *text, size_t length, size_t max, bool multiline);

/* Whether TEXT is printable ASCII, as all codes are: then it is well-formed, without control
 * characters, and in NFC. */
bool text_is_plain(const char *text, size_t length);

/* TEXT in Unicode NFC, in arena A. NULL when it is not UTF-8 or memory is out. */
char *text_nfc(arena *a, const char *text);
bool text_is_nfc(const char *text, size_t length);

/* A key for comparing names as people type them: NFC, lower case, tone marks and other marks
 * removed, đ as d, runs of anything but letters and digits as one space. "Huyện Hoằng Hoá" and
 * "huyện HOẰNG HÓA" give the same key. In arena A; NULL as text_nfc(). */
char *text_fold(arena *a, const char *text);

/* TEXT in capitals, and in small letters, in arena A; NULL as text_nfc(). */
char *text_upper(arena *a, const char *text);
char *text_lower(arena *a, const char *text);

/* TEXT with a capital at its beginning, in arena A; NULL without memory. UTF-8, NFC. */
char *text_capital(arena *a, const char *text);

/* Columns that TEXT (its first N bytes) takes on a terminal. */
int text_width(const char *text);
int text_width_n(const char *text, size_t n);

/* How many bytes of TEXT (of N) fit into COLUMNS columns: whole characters as a reader counts
 * them, with all their marks. 0 when the first one is wider. */
size_t text_fit(const char *text, size_t n, int columns);

/* TEXT with FROM, which must not be empty, replaced by TO everywhere. In arena A; NULL: no memory.
 */
char *text_replace(arena *a, const char *text, const char *from, const char *to);

/* The longest prefix of TEXT with at most BYTES bytes that cuts no character: its length. */
size_t text_clip(const char *text, size_t bytes);

/* How many edits turn A into B; for "did you mean". */
size_t text_distance(const char *a, const char *b);

/* The NAME in NAMES (of COUNT) nearest to TEXT, or NULL when none is near enough to suggest. */
const char *text_nearest(const char *text, const char *const *names, size_t count);

/* The order of names in a list, by the Vietnamese alphabet (a ă â b c d đ e ê …): tones decide only
 * where all letters are the same, capitals only where the tones are too. NFC. 0: the same text. */
int text_compare(const char *a, const char *b);

/* Whether S starts with PREFIX. */
bool text_starts_with(const char *s, const char *prefix);
