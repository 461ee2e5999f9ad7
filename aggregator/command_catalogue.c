/* catalogue: the versions of the catalogue that were in use, and what each changed. */
#include "aggregator/commands.h"
#include "aggregator/question.h"
#include "base/i18n.h"

#include <stdio.h>
#include <string.h>

static const table_column COLUMNS[] = {
    {"since", N_("Dùng từ"), TABLE_LEFT, 0},
    {"version", N_("Phiên bản"), TABLE_LEFT, 0},
    {"change", N_("Thay đổi"), TABLE_LEFT, 0},
};

static void put_change(question *q, const stored_catalogue *row, const char *text)
{
    char version[20];
    snprintf(version, sizeof version, "%016llx", (unsigned long long)row->version);
    table_time(q->rows, row->since_ms);
    table_text(q->rows, version);
    table_text(q->rows, *text ? text : NULL);
}

/* A line for each change; a version without any has one line. */
static bool put_version(void *context, const stored_catalogue *row)
{
    question *q = context;
    if (q->before_ms && row->since_ms >= q->before_ms)
        return true;
    char *text = arena_strdup(q->memory, row->changes), *rest;
    if (!text)
        return false;
    do {
        rest = strchr(text, '\n');
        if (rest)
            *rest++ = '\0';
        put_change(q, row, text);
    } while ((text = rest) && *text);
    return true;
}

error command_catalogue(const command *cmd)
{
    question q;
    error err = question_open(&q, cmd, COLUMNS, 3);
    if (!err.code)
        err = store_catalogues(q.store, put_version, &q);
    if (!err.code)
        err = table_print(q.rows, _("Bộ tổng hợp chưa chạy lần nào với danh mục này."));
    question_close(&q);
    return err;
}
