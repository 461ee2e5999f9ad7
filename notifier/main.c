/* tiendo-notifier: tells leadership where things stand, on schedule and on demand. */
#include "base/i18n.h"
#include "notifier/command_ledger.h"
#include "notifier/commands.h"
#include "notifier/run.h"

#include <stddef.h>

static const command_option SEND_OPTIONS[] = {
    {"now", NULL, N_("gửi ngay, với số liệu đến lúc này")},
    {"digest", "TÊN", N_("bản tin nào trong cấu hình (mặc định: bản tin đầu tiên)")},
    {0},
};

static const command_option PREVIEW_OPTIONS[] = {
    {"digest", "TÊN", N_("bản tin nào trong cấu hình (mặc định: bản tin đầu tiên)")},
    {"out", "DIR", N_("ghi digest.txt và digest.html vào thư mục này")},
    {0},
};

static const command_option CHECK_OPTIONS[] = {
    {"no-environment", NULL, N_("chỉ kiểm tra cấu hình, không liên lạc với máy chủ nào")},
    {0},
};

static const command_verb VERBS[] = {
    {"run", NULL, 0, 0, N_("theo dõi sự kiện và gửi bản tin theo lịch cho đến khi được dừng"),
     run_notifier, NULL, false},
    {"send", NULL, 0, 0, N_("gửi bản tin ngay và cho biết kết quả từng người nhận"), command_send,
     SEND_OPTIONS, true},
    {"preview", NULL, 0, 0, N_("xem bản tin sẽ gửi, không gửi đi"), command_preview,
     PREVIEW_OPTIONS, false},
    {"ledger show", "SỐ", 1, 1,
     N_("một thư: gửi tới ai, gồm những gì, từng lần gửi được trả lời ra sao"), command_ledger_show,
     NULL, false},
    {"ledger", NULL, 0, 0, N_("từng thư đã gửi, đang chờ, không tới được, và nơi nhận nói gì"),
     command_ledger, LEDGER_OPTIONS, true},
    {"resend", "[SỐ …]", 0, COMMAND_OPERANDS_MAX,
     N_("đưa thư bị từ chối, quá hạn hoặc không gửi vào hàng chờ lại"), command_resend,
     RESEND_OPTIONS, false},
    {"check", NULL, 0, 0,
     N_("kiểm tra toàn bộ cấu hình, nêu mọi lỗi, và liên lạc thử từng kênh gửi"), command_check,
     CHECK_OPTIONS, false},
    {0},
};

static const command_program PROGRAM = {
    .name = "tiendo-notifier",
    .purpose = N_("bộ gửi bản tin cho lãnh đạo tỉnh"),
    .default_config = "/etc/tiendo/notifier.conf",
    .verbs = VERBS,
};

int main(int argc, char **argv)
{
    return command_main(&PROGRAM, argc, argv);
}
