#include "digest_sample_parts.h"

#include <stdio.h>
#include <string.h>

typedef struct row {
    const char *code, *name, *field, *lead;
    obligation_kind kind;
    date deadline;
    const char *deadline_text;
    status status;
    bool is_new;
    int64_t value, target; /* -1: not known */
    unsigned decimals;
    const char *unit;
    int64_t needed, actual; /* per 30 days, 10^-2; -1: not known */
    date expected;
    const char *own, *reason;
    size_t overdue, behind, at_risk, silent, done, units;
} row;

/* clang-format off */
static const row concerns[] = {
    {"II.2a",
     "Triển khai đầy đủ phương án bảo đảm an toàn thông tin theo hồ sơ cấp độ được phê duyệt",
     "DX", "STTTT", OBLIGATION_TASK, {2024, 6, 30}, "trước ngày 30/6/2024", STATUS_OVERDUE, true,
     74, 100, 0, "%", -1, 410, {2024, 9, 18}, "hoàn thành",
     "Quá hạn 22 ngày: 20/27 đơn vị đã hoàn thành, còn Mường Lát, Quan Sơn, Quan Hóa và 4 đơn vị "
     "khác.", 7, 0, 0, 0, 20, 27},
    {"06-LD-01", "Tỷ lệ người lao động được thu thập, cập nhật thông tin", "06", "SLDTBXH",
     OBLIGATION_INDICATOR, {2024, 6, 30}, "hết quý II/2024", STATUS_OVERDUE, false, 6130, 10000, 2,
     "%", -1, 520, {2025, 3, 1}, "", "Quá hạn 22 ngày, mới đạt 61,3% so với mức giao 100%.", 9, 0,
     0, 1, 17, 27},
    {"06-DD-01", "Tỷ lệ đơn vị cấp xã hoàn thành cơ sở dữ liệu đất đai", "06", "STNMT",
     OBLIGATION_INDICATOR, {2024, 6, 30}, "theo tiến độ CT 04", STATUS_OVERDUE, false, 3584, 10000,
     2, "%", -1, 118, {2026, 1, 14}, "", "Quá hạn 22 ngày, mới đạt 35,84% (200/558 xã).", 15, 0, 0,
     2, 10, 27},
    {"DX-KT-01", "Tỷ lệ doanh nghiệp chuyển đổi số trên tổng số doanh nghiệp có phát sinh thuế",
     "DX", "STTTT", OBLIGATION_INDICATOR, {2024, 12, 31}, "hết năm 2024 (phấn đấu)", STATUS_BEHIND,
     true, 2648, 4000, 2, "%", 250, 121, {2025, 6, 18}, "",
     "Đạt 26,48%, thấp hơn lộ trình 4,1 điểm %; với tốc độ hiện nay đến 18/6/2025 mới đạt 40%.", 0,
     9, 6, 1, 5, 27},
    {"DX-KT-02", "Tỷ lệ doanh nghiệp sử dụng hợp đồng điện tử", "DX", "SCT", OBLIGATION_INDICATOR,
     {2025, 12, 31}, "31/12/2025", STATUS_BEHIND, false, 3120, 8000, 2, "%", 277, 130,
     {2026, 8, 9}, "", "Đạt 31,2%, thấp hơn lộ trình 5,6 điểm %.", 0, 11, 4, 0, 3, 27},
    {"06-CA-04", "Tỷ lệ kích hoạt tài khoản định danh điện tử", "06", "CAT", OBLIGATION_INDICATOR,
     {2024, 12, 31}, "hết năm 2024", STATUS_BEHIND, false, 6875, 9000, 2, "%", 394, 210,
     {2025, 5, 21}, "", "Đạt 68,75%, thấp hơn lộ trình 3,9 điểm %.", 0, 8, 5, 1, 6, 27},
    {"06-AS-01", "Tỷ lệ đối tượng an sinh xã hội được chi trả qua tài khoản", "06", "SLDTBXH",
     OBLIGATION_INDICATOR, {2024, 12, 31}, "hết năm 2024", STATUS_BEHIND, false, 6219, 8500, 2,
     "%", 423, 188, {2025, 7, 21}, "", "Đạt 62,19%, thấp hơn lộ trình 5,2 điểm %.", 0, 7, 6, 0, 7,
     27},
    {"II.3b", "Riêng thị xã Bỉm Sơn phấn đấu hoàn thành trong năm 2024", "DX", "381",
     OBLIGATION_TASK, {2024, 12, 31}, "trong năm 2024 (phấn đấu)", STATUS_AT_RISK, true, 60, 100,
     0, "%", 741, 600, {2025, 2, 7}, "đúng tiến độ",
     "Mới hoàn thành 60%; với tốc độ hiện nay đến 07/02/2025 mới xong, chậm 38 ngày.", 0, 0, 1, 0,
     0, 1},
    {"DX-XH-01", "Tỷ lệ dân số trưởng thành có chữ ký số hoặc chữ ký điện tử cá nhân", "DX",
     "STTTT", OBLIGATION_INDICATOR, {2025, 12, 31}, "31/12/2025", STATUS_AT_RISK, false, 1834,
     5000, 2, "%", 180, 160, {2026, 3, 9}, "", "Với tốc độ hiện nay đến 09/3/2026 mới đạt 50%.", 0,
     4, 9, 1, 2, 27},
    {"DX-XH-02", "Tỷ lệ dân số trưởng thành có tài khoản thanh toán điện tử", "DX", "STTTT",
     OBLIGATION_INDICATOR, {2025, 12, 31}, "31/12/2025", STATUS_AT_RISK, false, 6512, 8000, 2, "%",
     85, 77, {2026, 2, 22}, "", "Với tốc độ hiện nay đến 22/02/2026 mới đạt 80%.", 0, 3, 8, 0, 6,
     27},
    {"DX-XH-03", "Tỷ lệ dân số trưởng thành có điện thoại thông minh", "DX", "STTTT",
     OBLIGATION_INDICATOR, {2025, 12, 31}, "31/12/2025", STATUS_AT_RISK, false, 7015, 8000, 2, "%",
     56, 52, {2026, 2, 10}, "", "Với tốc độ hiện nay đến 10/02/2026 mới đạt 80%.", 0, 2, 6, 0, 8,
     27},
    {"DX-CQ-02", "Tỷ lệ hồ sơ trực tuyến toàn trình", "DX", "STTTT", OBLIGATION_INDICATOR,
     {2025, 12, 31}, "31/12/2025", STATUS_AT_RISK, false, 5127, 7000, 2, "%", 106, 101,
     {2026, 1, 30}, "", "Với tốc độ hiện nay đến 30/01/2026 mới đạt 70%.", 0, 2, 7, 0, 5, 36},
    {"06-DV-05", "Tỷ lệ khai thác, tái sử dụng thông tin, dữ liệu số hóa", "06", "TTPVHCC",
     OBLIGATION_INDICATOR, {2024, 12, 31}, "hết năm 2024", STATUS_AT_RISK, false, 3840, 5000, 2,
     "%", 215, 190, {2025, 1, 21}, "", "Với tốc độ hiện nay đến 21/01/2025 mới đạt 50%.", 0, 3, 5,
     0, 9, 36},
    {"DX-KT-07", "Tỷ lệ DN nhỏ và vừa sử dụng nền tảng số", "DX", "STTTT", OBLIGATION_INDICATOR,
     {2025, 12, 31}, "31/12/2025", STATUS_AT_RISK, false, 2890, 5000, 2, "%", 120, 111,
     {2026, 2, 12}, "", "Với tốc độ hiện nay đến 12/02/2026 mới đạt 50%.", 0, 3, 4, 0, 4, 27},
    {"III.2c", "Đưa Trung tâm điều hành thông minh của tỉnh đi vào hoạt động chính thức", "DX",
     "STTTT", OBLIGATION_TASK, {0, 0, 0}, "(không nêu hạn)", STATUS_AT_RISK, false, 55, 100, 0,
     "%", -1, 0, {0, 0, 0}, "",
     "Sở TTTT báo đang vướng về hạ tầng máy chủ; tiến độ 55% từ tháng 5/2024.", 0, 0, 1, 0, 0, 1},
    {"06-DL-01", "Tỷ lệ cơ sở lưu trú thông báo lưu trú qua phần mềm", "06", "SVHTTDL",
     OBLIGATION_INDICATOR, {2024, 12, 31}, "hết năm 2024", STATUS_SILENT, false, -1, 9500, 2, "%",
     -1, -1, {0, 0, 0}, "", "Kỳ tháng 7/2024 chưa đủ báo cáo: 21/27 đơn vị.", 0, 1, 0, 6, 12, 27},
    {"DX-AT-04", "Số sự cố an toàn thông tin trong kỳ", "DX", "STTTT", OBLIGATION_INDICATOR,
     {0, 0, 0}, "", STATUS_SILENT, false, -1, -1, 0, "sự cố", -1, -1, {0, 0, 0}, "",
     "Kỳ tháng 7/2024 chưa đủ báo cáo: 24/27 đơn vị.", 0, 0, 0, 3, 0, 27},
    {"06-MH-01", "Tỷ lệ mô hình Đề án 06 đã triển khai", "06", "CAT", OBLIGATION_INDICATOR,
     {2024, 12, 31}, "hết năm 2024", STATUS_ON_TRACK, false, 7000, 10000, 2, "%", 556, 600,
     {2024, 12, 20}, "", "Toàn tỉnh đúng tiến độ; 2 đơn vị chậm.", 0, 2, 0, 0, 15, 27},
    {"06-YT-01", "Tỷ lệ khám chữa bệnh BHYT bằng căn cước hoặc VNeID", "06", "CAT",
     OBLIGATION_INDICATOR, {2024, 12, 31}, "hết năm 2024", STATUS_ON_TRACK, false, 8820, 9500, 2,
     "%", 126, 165, {2024, 11, 23}, "", "Toàn tỉnh đúng tiến độ; Mường Lát có nguy cơ chậm.", 0, 0,
     1, 0, 14, 27},
    {"DX-CQ-06", "Tỷ lệ cán bộ, công chức được cấp chứng thư số", "DX", "STTTT",
     OBLIGATION_INDICATOR, {0, 0, 0}, "", STATUS_ON_TRACK, false, 9120, 10000, 2, "%", -1, 90,
     {2025, 5, 11}, "", "Toàn tỉnh đúng tiến độ; 1 đơn vị chưa báo cáo.", 0, 0, 0, 1, 16, 36},
};
/* clang-format on */

static digest_obligation about(const row *r)
{
    date none = {0}, today = {2024, 7, 22};
    bool dated = date_compare(r->deadline, none) != 0;
    return (digest_obligation){.code = r->code,
                               .name = r->name,
                               .field = r->field,
                               .kind = r->kind,
                               .lead = sample_party(r->lead),
                               .has_deadline = dated,
                               .deadline = r->deadline,
                               .deadline_text = r->deadline_text,
                               .days_left =
                                   dated ? date_to_days(r->deadline) - date_to_days(today) : 0};
}

static exact known(int64_t amount, unsigned decimals, const char *unit)
{
    return amount < 0 ? sample_unknown(unit) : sample_exact(amount, decimals, unit);
}

static digest_standing whole(const row *r)
{
    const char *pace_unit = strcmp(r->unit, "%") == 0 ? "điểm %" : r->unit;
    return (digest_standing){
        .unit = {"38", "Tỉnh Thanh Hóa", "Toàn tỉnh"},
        .status = r->status,
        .is_new = r->is_new,
        .value = known(r->value, r->decimals, r->unit),
        .target = known(r->target, r->decimals, r->unit),
        .percent = r->value < 0 || r->target <= 0 ? -1 : r->value * 100 / r->target,
        .path_percent = r->needed > 0 && r->decimals == 2 && r->target > 0
                            ? (r->value + 3 * (r->needed - r->actual)) * 100 / r->target
                            : 0,
        .needed_pace = known(r->needed, 2, pace_unit),
        .actual_pace = known(r->actual, 2, pace_unit),
        .has_expected = r->expected.year != 0,
        .expected = r->expected,
        .own = r->own,
        .reason = r->reason,
        .have = r->units - r->silent,
        .expected_units = r->units};
}

/* The PLACE-th of the districts that are furthest behind. */
static digest_standing worst(digest *d, const row *r, size_t place)
{
    digest_standing s = whole(r);
    s.unit = sample_district(SAMPLE_DISTRICTS - 1 - place);
    bool silent = place == 0 && r->silent;
    if (silent) {
        s.status = STATUS_SILENT;
        s.value = sample_unknown(r->unit);
        s.percent = -1;
        s.has_expected = false;
        s.reason = "Chưa báo cáo tháng 7/2024.";
    } else if (s.value.known && s.target.known) {
        s.value.amount = s.value.amount * (6 + (int64_t)place) / 10;
        s.percent = s.value.amount * 100 / s.target.amount;
        s.reason = sample_text(d, "Mới đạt %s so với mức giao %s.", exact_text(d->memory, &s.value),
                               exact_text(d->memory, &s.target));
    }
    s.is_new = place == 1;
    s.have = !silent;
    s.expected_units = 1;
    return s;
}

void sample_add_concerns(digest *d)
{
    d->concern_count = sizeof concerns / sizeof *concerns;
    d->concerns = sample_room(d, d->concern_count * sizeof *d->concerns);
    for (size_t i = 0; i < d->concern_count; i++) {
        const row *r = &concerns[i];
        digest_concern *c = &d->concerns[i];
        *c = (digest_concern){.about = about(r),
                              .whole = whole(r),
                              .overdue = r->overdue,
                              .behind = r->behind,
                              .at_risk = r->at_risk,
                              .silent = r->silent,
                              .done = r->done,
                              .units = r->units};
        size_t open = r->overdue + r->behind + r->at_risk + r->silent;
        c->worst_count = r->units == 1 ? 0 : open < 5 ? open : 5;
        c->worst = sample_room(d, (c->worst_count + 1) * sizeof *c->worst);
        for (size_t k = 0; k < c->worst_count; k++)
            c->worst[k] = worst(d, r, k);
    }
    d->overdue = 3, d->behind = 4, d->at_risk = 8, d->silent = 2, d->done = 9, d->on_track = 21;
    d->obligations = 62;
}

/* ---- indicators ------------------------------------------------------------------------------ */

/* Those that are not among the concerns. */
/* clang-format off */
static const row others[] = {
    {"DX-CQ-01", "Tỷ lệ hồ sơ thủ tục hành chính nộp trực tuyến", "DX", "STTTT",
     OBLIGATION_INDICATOR, {0, 0, 0}, "", STATUS_NO_TARGET, false, 7845, -1, 2, "%", -1, 95,
     {0, 0, 0}, "", "Chưa giao mức.", 0, 0, 0, 0, 0, 36},
    {"DX-CQ-03", "Tỷ lệ hồ sơ giải quyết đúng hạn và trước hạn", "DX", "STTTT",
     OBLIGATION_INDICATOR, {0, 0, 0}, "", STATUS_DONE, true, 9951, 9800, 2, "%", -1, 4, {0, 0, 0},
     "", "Đạt 99,51%, vượt mức giao 98%.", 0, 0, 0, 0, 34, 36},
    {"06-CA-02", "Số thẻ căn cước đã cấp (lũy kế)", "06", "CAT", OBLIGATION_INDICATOR, {0, 0, 0},
     "", STATUS_NO_TARGET, false, 3084512, -1, 0, "thẻ", -1, 1250000, {0, 0, 0}, "",
     "Chưa giao mức.", 0, 0, 0, 1, 0, 27},
    {"06-AS-02", "Số tiền chi trả an sinh xã hội qua tài khoản", "06", "SLDTBXH",
     OBLIGATION_INDICATOR, {0, 0, 0}, "", STATUS_NO_TARGET, false, 182456, -1, 3, "tỷ đồng", -1,
     2610, {0, 0, 0}, "", "Chưa giao mức; cộng từ đầu năm báo cáo 2024.", 0, 0, 0, 0, 0, 27},
    {"06-DV-02", "Tỷ lệ thanh toán trực tuyến trên Cổng DVC quốc gia", "06", "TTPVHCC",
     OBLIGATION_INDICATOR, {2024, 12, 31}, "hết năm 2024", STATUS_DONE, true, 5893, 4500, 2, "%",
     0, 240, {2024, 5, 14}, "", "Đạt 58,93%, vượt mức giao 45%.", 0, 0, 0, 0, 24, 27},
    {"06-DV-03", "Tỷ lệ số hóa hồ sơ khi tiếp nhận", "06", "TTPVHCC", OBLIGATION_INDICATOR,
     {2024, 12, 31}, "hết năm 2024", STATUS_ON_TRACK, false, 8812, 9500, 2, "%", 127, 160,
     {2024, 11, 27}, "", "Với tốc độ hiện nay đến 27/11/2024 đạt 95%.", 0, 0, 0, 0, 12, 36},
    {"06-AS-03", "Tỷ lệ người nhận lương hưu, trợ cấp BHXH không dùng tiền mặt", "06", "SLDTBXH",
     OBLIGATION_INDICATOR, {2024, 12, 31}, "hết năm 2024", STATUS_ON_TRACK, false, 3649, 4000, 2,
     "%", 65, 80, {2024, 12, 1}, "", "Với tốc độ hiện nay đến 01/12/2024 đạt 40%.", 0, 0, 0, 0, 9,
     27},
    {"06-NH-01", "Số người yếu thế được vay tín chấp", "06", "NHNN-TH", OBLIGATION_INDICATOR,
     {0, 0, 0}, "", STATUS_NO_TARGET, false, 12840, -1, 0, "người", -1, 42000, {0, 0, 0}, "",
     "Chưa giao mức.", 0, 0, 0, 0, 0, 1},
    {"06-CA-01", "Tỷ lệ dữ liệu dân cư đã được làm sạch", "06", "CAT", OBLIGATION_INDICATOR,
     {0, 0, 0}, "", STATUS_DONE, false, 10000, 10000, 2, "%", -1, 0, {0, 0, 0}, "", "Đạt 100%.", 0,
     0, 0, 0, 27, 27},
};
/* clang-format on */

static const char *const changes[] = {
    "tăng 1,2 điểm % so với bản tin trước", "giảm 0,4 điểm % so với bản tin trước",
    "không đổi so với bản tin trước",
    "không so sánh được với bản tin trước: cách tính thay đổi từ 01/7/2024"};
static const int64_t change_amounts[] = {120, -40, 0, 0};

static void add_trend(digest *d, digest_indicator *it, const row *r)
{
    it->trend_count = SAMPLE_PERIODS;
    it->trend = sample_room(d, SAMPLE_PERIODS * sizeof *it->trend);
    int64_t step = r->value / 40;
    for (int k = 0; k < SAMPLE_PERIODS; k++)
        it->trend[k] = (digest_point){
            .period = sample_text(d, "%d-M%02d", k < 5 ? 2023 : 2024, k < 5 ? k + 8 : k - 4),
            .value = k == 4 || r->value < 0
                         ? sample_unknown(r->unit)
                         : sample_exact(r->value - step * (SAMPLE_PERIODS - 1 - k), r->decimals,
                                        r->unit)};
}

static digest_indicator indicator(digest *d, const row *r, size_t i)
{
    bool with_value = r->value >= 0, ratio = strcmp(r->unit, "%") == 0;
    const char *pace_unit = ratio ? "điểm %" : r->unit;
    digest_indicator it = {
        .about = about(r),
        .whole = whole(r),
        .period = with_value ? "2024-M07" : "",
        .period_name = with_value ? "tháng 7/2024" : "",
        .numerator = with_value && ratio ? sample_exact(r->value * 37, 0, "") : sample_unknown(""),
        .denominator = with_value && ratio ? sample_exact(370000, 0, "") : sample_unknown(""),
        .change = with_value && ratio && i % 4 != 3
                      ? sample_exact(change_amounts[i % 4], 2, pace_unit)
                      : sample_unknown(pace_unit),
        .change_text = with_value && ratio ? changes[i % 4] : ""};
    add_trend(d, &it, r);
    it.worst_count =
        with_value && r->target > 0 && r->units > 5 && r->status != STATUS_DONE ? 3 : 0;
    it.worst = sample_room(d, (it.worst_count + 1) * sizeof *it.worst);
    for (size_t k = 0; k < it.worst_count; k++)
        it.worst[k] = worst(d, r, k + (r->silent > 0));
    return it;
}

void sample_add_indicators(digest *d)
{
    size_t room = sizeof concerns / sizeof *concerns + sizeof others / sizeof *others, n = 0;
    d->indicators = sample_room(d, room * sizeof *d->indicators);
    for (size_t i = 0; i < sizeof concerns / sizeof *concerns; i++)
        if (concerns[i].kind == OBLIGATION_INDICATOR) {
            d->indicators[n] = indicator(d, &concerns[i], n);
            n++;
        }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        d->indicators[n] = indicator(d, &others[i], n);
        n++;
    }
    d->indicator_count = n;
}
