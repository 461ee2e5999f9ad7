/* tiendo-notifier: tells leadership where things stand, on schedule and on demand. */
#include "base/i18n.h"
#include "notifier/command_alerts.h"
#include "notifier/command_ledger.h"
#include "notifier/commands.h"
#include "notifier/run.h"

#include <stddef.h>

#define DIGEST                                                                                     \
    {                                                                                              \
        "digest", "TÊN", N_("bản tin nào trong cấu hình (mặc định: bản tin đầu tiên)")             \
    }
#define FORMAT                                                                                     \
    {                                                                                              \
        "format", "DẠNG", N_("text, html, pdf, xlsx, json hoặc eml")                               \
    }
#define BY                                                                                         \
    {                                                                                              \
        "by", "AI", N_("người có ý kiến: chức vụ, tên (mặc định: tài khoản đang dùng)")            \
    }

static const command_option SEND_OPTIONS[] = {
    {"now", NULL, N_("gửi ngay, với số liệu đến lúc này")},
    DIGEST,
    {"to", "AI",
     N_("chỉ gửi một bản tới vai trò, kênh hoặc địa chỉ này; không tính là bản tin đã gửi")},
    {"dry-run", NULL, N_("lập đầy đủ và cho biết sẽ gửi gì tới đâu; không gửi, không ghi gì")},
    {0},
};

static const command_option PREVIEW_OPTIONS[] = {
    DIGEST,
    FORMAT,
    {"out", "DIR", N_("ghi vào thư mục này; không nêu --format thì ghi mọi dạng")},
    {"open", NULL, N_("mở trang vừa lập bằng chương trình xem của máy này")},
    {0},
};

static const command_option RENDER_OPTIONS[] = {
    DIGEST, {"as-of", "LÚC", N_("2024-07-22T07:00, hoặc 2024-07-22 cho cả ngày")},
    FORMAT, {"out", "DIR", N_("ghi vào thư mục này")},
    {0},
};

static const command_option TEST_OPTIONS[] = {
    {"to", "AI", N_("mã vai trò, tên kênh hoặc địa chỉ thư")},
    {0},
};

static const command_option DRAFTS_OPTIONS[] = {
    {"all", NULL, N_("cả những bản đã gửi hoặc đã thay")},
    {0},
};

static const command_option APPROVE_OPTIONS[] = {
    BY,
    {"remark", "Ý KIẾN", N_("thêm ý kiến này vào bản tin trước khi duyệt")},
    {0},
};

static const command_option HOLD_OPTIONS[] = {
    BY,
    {"reason", "LÝ DO", N_("vì sao giữ lại")},
    {0},
};

static const command_option REMARK_OPTIONS[] = {BY, {0}};

static const command_option CHECK_OPTIONS[] = {
    {"no-environment", NULL, N_("chỉ kiểm tra cấu hình, không liên lạc với máy chủ nào")},
    {"deny-warnings", NULL, N_("có cảnh báo cũng coi là sai")},
    {0},
};

static const command_verb VERBS[] = {
    {"run", NULL, 0, 0, N_("theo dõi sự kiện và gửi bản tin theo lịch cho đến khi được dừng"),
     run_notifier, NULL, false},
    {"send", NULL, 0, 0, N_("gửi bản tin ngay và cho biết kết quả từng người nhận"), command_send,
     SEND_OPTIONS, true},
    {"test", NULL, 0, 0, N_("gửi một thư thử và cho biết kết quả"), command_test, TEST_OPTIONS,
     true},
    {"preview", NULL, 0, 0, N_("xem bản tin sẽ gửi, không gửi đi"), command_preview,
     PREVIEW_OPTIONS, false},
    {"render", NULL, 0, 0, N_("xem lại bản tin của một thời điểm, đúng như đã gửi"), command_render,
     RENDER_OPTIONS, false},
    {"drafts", "[SỐ]", 0, 1, N_("dự thảo chờ duyệt; có SỐ: ai đã có ý kiến gì, lúc nào"),
     command_drafts, DRAFTS_OPTIONS, true},
    {"approve", "SỐ", 1, 1, N_("duyệt một dự thảo: đến giờ thì gửi, quá giờ thì gửi ngay"),
     command_approve, APPROVE_OPTIONS, false},
    {"hold", "SỐ", 1, 1, N_("giữ lại một dự thảo, không tự gửi nữa"), command_hold, HOLD_OPTIONS,
     false},
    {"remark", "SỐ 'Ý KIẾN'", 2, 2, N_("thêm ý kiến vào một dự thảo; số liệu giữ nguyên"),
     command_remark, REMARK_OPTIONS, false},
    {"ledger", NULL, 0, 0, N_("từng thư đã gửi, đang chờ, không tới được, và nơi nhận nói gì"),
     command_ledger, LEDGER_OPTIONS, true},
    {"ledger show", "SỐ", 1, 1,
     N_("một thư: gửi tới ai, gồm những gì, từng lần gửi được trả lời ra sao"), command_ledger_show,
     NULL, false},
    {"resend", "[SỐ …]", 0, COMMAND_OPERANDS_MAX,
     N_("đưa thư bị từ chối, quá hạn hoặc không gửi vào hàng chờ lại"), command_resend,
     RESEND_OPTIONS, false},
    {"alerts", NULL, 0, 0, N_("những cảnh báo đang có: đã báo lúc nào, lần tới lúc nào"),
     command_alerts, ALERTS_OPTIONS, true},
    {"alerts ack", "SỐ …", 1, COMMAND_OPERANDS_MAX,
     N_("xác nhận đã nắm và đang xử lý những cảnh báo này; 12-20: mọi số từ 12 đến 20"),
     command_alerts_ack, ALERT_ACK_OPTIONS, false},
    {"alerts silence", NULL, 0, 0, N_("tạm ngừng báo một loại, một đơn vị, một nội dung"),
     command_alerts_silence, ALERT_SILENCE_OPTIONS, false},
    {"alerts unsilence", "SỐ", 1, 1, N_("bỏ một lệnh tạm ngừng trước khi hết giờ"),
     command_alerts_unsilence, NULL, false},
    {"alerts silences", NULL, 0, 0, N_("những lệnh tạm ngừng đang có hiệu lực"),
     command_alerts_silences, ALERT_SILENCES_OPTIONS, true},
    {"when", NULL, 0, 0, N_("một người sẽ được báo gì, lúc nào: bản tin, cảnh báo"), command_when,
     WHEN_OPTIONS, true},
    {"check", NULL, 0, 0,
     N_("kiểm tra toàn bộ cấu hình, nêu mọi lỗi, và liên lạc thử từng kênh gửi"), command_check,
     CHECK_OPTIONS, false},
    {0},
};

static const command_program PROGRAM = {
    .name = "tiendo-notifier",
    .purpose = N_("bộ gửi bản tin, cảnh báo cho lãnh đạo tỉnh"),
    .default_config = "/etc/tiendo/notifier.conf",
    .verbs = VERBS,
};

int main(int argc, char **argv)
{
    return command_main(&PROGRAM, argc, argv);
}
