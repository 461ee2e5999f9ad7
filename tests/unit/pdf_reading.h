/* pdf_reading.h - a document of a test, read back by poppler's programs. */
#pragma once
#include "unit_test.h"

#include "notifier/digest/digest_render.h"
#include "pdf_digests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[64]; /* of the document of this test */

static inline int make_path(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "/tmp/tiendo-pdf-XXXXXX");
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static inline int drop_path(void **state)
{
    (void)state;
    return unlink(path);
}

/* What COMMAND writes, which finds the document at $PDF; the caller's. */
static inline char *output_of(const char *command, int *status)
{
    setenv("PDF", path, 1);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    char *out = NULL;
    size_t room = 0, used = 0, n;
    do {
        out = realloc(out, room += 1 << 16);
        assert_non_null(out);
        n = fread(out + used, 1, room - used - 1, f);
        used += n;
    } while (n);
    out[used] = '\0';
    *status = pclose(f);
    return out;
}

static inline char *shown_by(const char *command)
{
    int status;
    char *out = output_of(command, &status);
    assert_int_equal(status, 0);
    return out;
}

static inline void keep(const void *bytes, size_t size)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

/* Renders and releases D. */
static inline void render(digest *d)
{
    unsigned char *pdf;
    size_t size;
    error err = digest_render_pdf(d, &pdf, &size);
    digest_free(d);
    assert_int_equal(err.code, ERR_OK);
    keep(pdf, size);
    free(pdf);
}

static inline size_t page_count(void)
{
    char *info = shown_by("pdfinfo $PDF");
    const char *at = strstr(info, "Pages:");
    assert_non_null(at);
    size_t n = strtoul(at + strlen("Pages:"), NULL, 10);
    free(info);
    return n;
}

static inline size_t count_in(const char *text, const char *word)
{
    size_t n = 0;
    for (const char *at = text; (at = strstr(at, word)); at += strlen(word))
        n++;
    return n;
}

/* In their order, each behind the one before, with line ends as spaces. */
static inline void assert_in_order(char *text, const char *const *wanted, size_t n)
{
    for (char *c = text; *c; c++)
        if (*c == '\n')
            *c = ' ';
    const char *from = text;
    for (size_t i = 0; i < n; i++) {
        const char *at = strstr(from, wanted[i]);
        if (at)
            from = at + strlen(wanted[i]);
        else
            fail_msg("\"%s\" is not there, or not behind \"%s\"", wanted[i],
                     i ? wanted[i - 1] : "");
    }
}

#define with_document(test) cmocka_unit_test_setup_teardown(test, make_path, drop_path)
