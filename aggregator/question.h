/* question.h - what the shell's questions about the province share: the catalogue, the board as of
 * a day, and the filters of the command line. */
#pragma once
#include "aggregator/aggregator_settings.h"
#include "base/command.h"
#include "model/view.h"
#include "render/table.h"
#include "store/store_board.h"

typedef struct question {
    aggregator_settings *settings;
    catalogue *rules;
    store *store; /* a snapshot of it is open */
    board *board;
    refusals *refused;
    arena *memory;
    table *rows;
    output_format format;
    int64_t before_ms; /* 0: as it is now; else only what was known before this instant */
    int64_t as_of_ms;  /* the instant that is asked about */
    date today;        /* the day that is asked about */

    /* The filters; NULL or 0: any. */
    const char *field;
    const unit *unit;
    const obligation *obligation;
    const member *member;
    bool has_period;
    period period;
} question;

/* The options that every question takes; a verb's table begins with them. */
#define QUESTION_OPTIONS                                                                           \
    {"field", "LV", N_("chỉ lĩnh vực này: DX, 06, QL")}, {"unit", "MÃ", N_("chỉ của đơn vị này")}, \
        {"obligation", "MÃ", N_("chỉ của chỉ tiêu, nhiệm vụ này")},                                \
        {"member", "MÃ", N_("chỉ phần do thành viên Ban Chỉ đạo, Tổ công tác này phụ trách")},     \
    {                                                                                              \
        "as-of", "NGÀY", N_("như đã biết đến hết ngày này, ví dụ 2024-07-22 (mặc định: bây giờ)")  \
    }
#define QUESTION_PERIOD_OPTION                                                                     \
    {                                                                                              \
        "period", "KỲ", N_("chỉ của kỳ này, ví dụ 2024-M06")                                       \
    }

/* Opens what CMD names, reads the filters (a mistyped code is an error with the nearest one) and
 * fills the board. question_close() releases it also after an error. */
error question_open(question *q, const command *cmd, const table_column *columns, int count);
void question_close(question *q);

/* What is asked about; of Q, which must outlive it. */
view question_view(const question *q);

/* "Huyện Mường Lát"; the code itself when it is unknown. */
const char *question_unit_name(const question *q, const char *code);
