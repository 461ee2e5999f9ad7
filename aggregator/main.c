/* tiendo-aggregator: takes the units' reports, checks, stores and acknowledges them. */
#include "aggregator/commands.h"
#include "aggregator/question.h"
#include "aggregator/server.h"
#include "base/i18n.h"

#include <stddef.h>

static const command_option UNIT_ADD_OPTIONS[] = {
    {"out", "DIR", N_("thư mục cấu hình sẽ tạo (mặc định ./collector-MÃ)")},
    {0},
};

static const command_option LIST_OPTIONS[] = {
    {"unit", "MÃ", N_("chỉ của đơn vị này")},
    {"obligation", "MÃ", N_("chỉ của chỉ tiêu, nhiệm vụ này")},
    {"period", "KỲ", N_("chỉ của kỳ này, ví dụ 2024-M06")},
    {"limit", "N", N_("nhiều nhất N dòng (mặc định 50)")},
    {0},
};

static const command_option ASK_OPTIONS[] = {QUESTION_OPTIONS, QUESTION_PERIOD_OPTION, {0}};

static const command_option HISTORY_OPTIONS[] = {
    QUESTION_OPTIONS,
    QUESTION_PERIOD_OPTION,
    {"with-predecessors", NULL, N_("cả số liệu của các đơn vị đã nhập vào đơn vị này")},
    {0},
};

static const command_option DISCIPLINE_OPTIONS[] = {
    QUESTION_OPTIONS,
    QUESTION_PERIOD_OPTION,
    {"by", "NHÓM", N_("gộp theo unit (đơn vị, mặc định), field (lĩnh vực) hoặc period (kỳ)")},
    {0},
};

static const command_option RANK_OPTIONS[] = {
    QUESTION_OPTIONS,
    {"group", "CẤP", N_("xếp hạng nhóm này: district (mặc định), department hoặc commune")},
    {"parts", NULL, N_("từng phần của điểm, để đơn vị tự tính lại")},
    {0},
};

static const command_option AS_OF_OPTIONS[] = {
    {"as-of", "NGÀY", N_("như đã biết đến hết ngày này, ví dụ 2024-07-22 (mặc định: bây giờ)")},
    {0},
};

static const command_option DUE_OPTIONS[] = {
    QUESTION_OPTIONS,
    {"days", "N", N_("trong N ngày tới (mặc định 30)")},
    {0},
};

static const command_option DIFFICULTIES_OPTIONS[] = {
    QUESTION_OPTIONS,
    {"agency", "MÃ", N_("chỉ những việc cơ quan này phải xử lý")},
    {"state", "TT", N_("open (mặc định), all, hoặc một trạng thái: raised, received, …")},
    {0},
};

static const command_option STEP_OPTIONS[] = {
    {"text", "LỜI", N_("nội dung trả lời, kết quả xử lý (bắt buộc)")},
    {"agency", "MÃ", N_("cơ quan xử lý; khi kiến nghị Trung ương: tên bộ, ngành")},
    {"ref", "SỐ", N_("số, ký hiệu văn bản")},
    {0},
};

static const command_option CONFIRM_OPTIONS[] = {
    {"text", "LỜI", N_("vì sao số liệu này đúng")},
    {0},
};

static const command_option RETURN_OPTIONS[] = {
    {"text", "LỜI", N_("cần bổ sung gì (bắt buộc)")},
    {0},
};

static const command_option REOPEN_OPTIONS[] = {
    {"until", "NGÀY", N_("mở đến hết ngày này (bắt buộc)")},
    {"text", "LỜI", N_("lý do (bắt buộc)")},
    {"unit", "MÃ", N_("chỉ cho đơn vị này")},
    {"obligation", "MÃ", N_("chỉ cho nội dung này")},
    {0},
};

static const command_verb VERBS[] = {
    {"init", NULL, 0, 0, N_("tạo khóa và cơ sở dữ liệu của tỉnh"), command_init, NULL, false},
    {"run", NULL, 0, 0, N_("chạy bộ tổng hợp cho đến khi được dừng"), server_run, NULL, false},
    {"check", NULL, 0, 0, N_("kiểm tra toàn bộ cấu hình và danh mục, nêu mọi lỗi"), command_check,
     NULL, false},
    {"unit add", "MÃ", 1, 1, N_("cấp khóa cho một đơn vị, ghi sẵn cấu hình bộ thu thập"),
     command_unit_add, UNIT_ADD_OPTIONS, false},
    {"unit list", NULL, 0, 0, N_("các khóa đã cấp và đã thu hồi"), command_unit_list, NULL, true},
    {"unit revoke", "MÃ", 1, 1, N_("thu hồi khóa của một đơn vị, có hiệu lực trong một giây"),
     command_unit_revoke, NULL, false},
    {"progress", NULL, 0, 0, N_("từng nội dung đến đâu: tình trạng, mức đạt và lý do"),
     command_progress, ASK_OPTIONS, true},
    {"overdue", NULL, 0, 0, N_("nội dung đã quá hạn mà chưa hoàn thành"), command_overdue,
     ASK_OPTIONS, true},
    {"risk", NULL, 0, 0, N_("nội dung chậm hoặc có nguy cơ chậm tiến độ"), command_risk,
     ASK_OPTIONS, true},
    {"silent", NULL, 0, 0, N_("đơn vị chưa gửi báo cáo đã đến hạn"), command_silent, ASK_OPTIONS,
     true},
    {"due", NULL, 0, 0, N_("những gì sắp đến hạn"), command_due, DUE_OPTIONS, true},
    {"rank", NULL, 0, 0, N_("xếp hạng đơn vị, kèm cách tính"), command_rank, RANK_OPTIONS, true},
    {"discipline", NULL, 0, 0, N_("nề nếp báo cáo: đủ và đúng hạn, từ đầu năm báo cáo"),
     command_discipline, DISCIPLINE_OPTIONS, true},
    {"history", NULL, 0, 0, N_("lý lịch một số liệu: mọi báo cáo đứng sau nó"), command_history,
     HISTORY_OPTIONS, true},
    {"difficulties", NULL, 0, 0, N_("khó khăn, vướng mắc đang chờ, lâu nhất trước"),
     command_difficulties, DIFFICULTIES_OPTIONS, true},
    {"difficulty show", "SỐ", 1, 1, N_("mọi bước xử lý của một khó khăn"), command_difficulty_show,
     NULL, true},
    {"difficulty set", "SỐ TRẠNG-THÁI", 2, 2, N_("ghi một bước xử lý của một khó khăn"),
     command_difficulty_set, STEP_OPTIONS, false},
    {"pilots", NULL, 0, 0, N_("mô hình thí điểm và việc nhân rộng"), command_pilots, ASK_OPTIONS,
     true},
    {"catalogue", NULL, 0, 0, N_("các phiên bản danh mục đã dùng và những gì đã đổi"),
     command_catalogue, AS_OF_OPTIONS, true},
    {"warnings", NULL, 0, 0, N_("số liệu có lưu ý, chờ xác nhận hoặc đính chính"), command_warnings,
     ASK_OPTIONS, true},
    {"confirm", "SỐ", 1, 1, N_("xác nhận một số liệu có lưu ý là đúng"), command_confirm,
     CONFIRM_OPTIONS, false},
    {"return", "SỐ", 1, 1, N_("trả lại một báo cáo để đơn vị bổ sung"), command_return,
     RETURN_OPTIONS, false},
    {"reopen", "KỲ", 1, 1, N_("mở lại một kỳ đã khóa số liệu"), command_reopen, REOPEN_OPTIONS,
     false},
    {"verify", NULL, 0, 0, N_("đếm lại từ báo cáo đầu tiên và nêu mọi chỗ khác"), command_verify,
     NULL, true},
    {"status", NULL, 0, 0, N_("từng đơn vị: liên lạc, báo cáo gần nhất, số bị từ chối"),
     command_status, NULL, true},
    {"reports", NULL, 0, 0, N_("mọi báo cáo đã nhận, mới nhất trước"), command_reports,
     LIST_OPTIONS, true},
    {"latest", NULL, 0, 0, N_("số liệu đang có hiệu lực"), command_latest, LIST_OPTIONS, true},
    {"rejected", NULL, 0, 0, N_("báo cáo bị từ chối chưa được sửa"), command_rejected, LIST_OPTIONS,
     true},
    {0},
};

static const command_program PROGRAM = {
    .name = "tiendo-aggregator",
    .purpose = N_("bộ tổng hợp báo cáo của tỉnh"),
    .default_config = "/etc/tiendo/aggregator.conf",
    .verbs = VERBS,
};

int main(int argc, char **argv)
{
    return command_main(&PROGRAM, argc, argv);
}
