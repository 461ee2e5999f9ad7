#include "base/i18n.h"
#include "collector/verbs.h"

static const command_verb verbs[] = {
    {"run", NULL, 0, 0, N_("theo dõi thư mục nhận tệp và gửi báo cáo về tỉnh"), run_collector, NULL,
     false},
    {"submit", NULL, 0, 0, N_("báo cáo một số liệu, tiến độ, khó khăn hoặc thuyết minh"),
     run_submit, submit_options, false},
    {"status", NULL, 0, 0, N_("xem hàng đợi, kết nối và những báo cáo bị từ chối"), run_status,
     NULL, false},
    {"check", NULL, 0, 0, N_("kiểm tra cấu hình rồi thoát"), run_check, NULL, false},
    {NULL, NULL, 0, 0, NULL, NULL, NULL, false},
};

static const command_program program = {
    "tiendo-collector",
    N_("đưa báo cáo của đơn vị về tỉnh"),
    "/etc/tiendo/collector.conf",
    verbs,
};

int main(int argc, char **argv)
{
    return command_main(&program, argc, argv);
}
