/* Writes the mails of the samples into a folder, for people to look at and for the tests in a
 * browser:
 *   mail_sample FOLDER */
#include "digest_sample.h"
#include "mail_digests.h"
#include "worst_province.h"

#include "notifier/digest/digest_render.h"
#include "notifier/digest/digest_shorten.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *folder;

static int write_file(const char *name, const char *ending, const void *bytes, size_t size)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s%s", folder, name, ending);
    FILE *f = fopen(path, "wb");
    size_t n = f ? fwrite(bytes, 1, size, f) : 0;
    if (!f || fclose(f) != 0 || n != size) {
        perror(path);
        return 1;
    }
    return 0;
}

static int write_text(const char *name, const digest *d)
{
    char *text;
    error err = digest_render_text(d, &text);
    if (err.code) {
        fprintf(stderr, "%s: %s\n", name, err.text);
        return 1;
    }
    int failed = write_file(name, ".txt", text, strlen(text));
    free(text);
    return failed;
}

static int write_html(const char *name, const digest *d)
{
    digest_html mail;
    char *page;
    error err = digest_render_html(d, &mail);
    if (err.code) {
        fprintf(stderr, "%s: %s\n", name, err.text);
        return 1;
    }
    int failed = write_file(name, ".mail.html", mail.html, strlen(mail.html));
    for (size_t i = 0; i < mail.picture_count; i++) {
        char ending[64];
        snprintf(ending, sizeof ending, ".%s.png", mail.pictures[i].id);
        failed |= write_file(name, ending, mail.pictures[i].png, mail.pictures[i].size);
    }
    digest_html_free(&mail);
    err = digest_render_page(d, &page);
    if (err.code) {
        fprintf(stderr, "%s: %s\n", name, err.text);
        return 1;
    }
    failed |= write_file(name, ".page.html", page, strlen(page));
    free(page);
    return failed;
}

/* As it goes out. */
static int write_worst(const char *name, digest_depth depth)
{
    digest *d = worst_digest(depth);
    const char *files[] = {"báo cáo đầy đủ (PDF)", "bảng số liệu (XLSX)", "dữ liệu cho máy (JSON)"};
    d->attachments = (digest_lines){files, sizeof files / sizeof *files};
    digest_shorten(d);
    int failed = write_text(name, d) | write_html(name, d);
    digest_free(d);
    return failed;
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    folder = argv[1];
    int failed = 0;
    for (size_t i = 0; i < MAIL_DIGESTS; i++) {
        digest *d = mail_digests[i].make();
        failed |= write_text(mail_digests[i].name, d);
        failed |= write_html(mail_digests[i].name, d);
        digest_free(d);
    }
    failed |= write_worst("worst", DIGEST_FULL) | write_worst("worst-brief", DIGEST_BRIEF);
    return failed;
}
