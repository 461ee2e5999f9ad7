#include "digest_sample.h"
#include "digest_sample_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* 07:00 on the DAY of MONTH 2024, local time. */
static int64_t at_seven(unsigned month, unsigned day)
{
    return clock_day_start_ms((date){2024, (uint8_t)month, (uint8_t)day}) +
           (int64_t)7 * 3600 * 1000;
}

exact sample_exact(int64_t amount, unsigned decimals, const char *unit)
{
    return (exact){.known = true, .amount = amount, .decimals = decimals, .unit = unit};
}

exact sample_unknown(const char *unit)
{
    return (exact){.unit = unit};
}

static void *or_abort(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

void *sample_room(digest *d, size_t size)
{
    return or_abort(arena_alloc(d->memory, size));
}

const char *sample_text(digest *d, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *out = arena_vprintf(d->memory, format, args);
    va_end(args);
    return or_abort(out);
}

static void add_line(digest *d, digest_lines *lines, const char *text)
{
    const char **items = sample_room(d, (lines->count + 1) * sizeof *items);
    for (size_t i = 0; i < lines->count; i++)
        items[i] = lines->items[i];
    items[lines->count++] = text;
    lines->items = items;
}

static digest *new_sample(void)
{
    digest *d = or_abort(digest_new());
    d->profile = "tuan";
    d->title =
        "Tình hình, tiến độ thực hiện các chỉ tiêu, nhiệm vụ chuyển đổi số, Đề án 06 tháng 7 "
        "năm 2024";
    d->organisation = "UBND tỉnh Thanh Hóa";
    d->issuer = "Sở Thông tin và Truyền thông";
    d->symbol = "BC-STTTT";
    d->place = "Thanh Hóa";
    d->greeting = "Kính gửi: Đồng chí Chủ tịch UBND tỉnh - Trưởng Ban Chỉ đạo chuyển đổi số, Tổ "
                  "trưởng Tổ công tác Đề án 06 tỉnh";
    d->basis = "Thực hiện nhiệm vụ được giao tại Thông báo kết luận hội nghị trực tuyến ngày "
               "22/7/2024 về chuyển đổi số và Đề án 06 trên địa bàn tỉnh";
    add_line(d, &d->signature, "GIÁM ĐỐC");
    add_line(d, &d->recipients, "Chủ tịch, các Phó Chủ tịch UBND tỉnh (để báo cáo)");
    add_line(d, &d->recipients, "Thành viên Ban Chỉ đạo chuyển đổi số tỉnh");
    add_line(d, &d->recipients, "Thành viên Tổ công tác Đề án 06 tỉnh");
    add_line(d, &d->recipients, "Lưu: VT, CNTT");
    add_line(d, &d->attachments, "báo cáo đầy đủ (PDF)");
    add_line(d, &d->attachments, "số liệu (XLSX)");
    d->as_of_ms = at_seven(7, 22);
    d->since_ms = at_seven(7, 15);
    d->last_event = 48213;
    d->period = "2024-M07";
    d->period_name = "tháng 7/2024";
    d->simulated = true;
    d->ranking_mark = "Điểm do hệ thống tính để nội bộ tham khảo, không phải xếp hạng chính thức.";
    return d;
}

static void add_words(digest *d)
{
    d->subject =
        "[SỐ LIỆU MÔ PHỎNG] [BC nhanh CĐS - ĐA06] Tháng 7/2024: 3 chỉ tiêu, nhiệm vụ quá hạn, "
        "8 có nguy cơ chậm, 2 đơn vị chưa báo cáo";
    add_line(d, &d->summary,
             "25/27 huyện, thị xã, thành phố đã gửi báo cáo tháng 7/2024 (đúng hạn 22, chậm 3); "
             "chưa gửi, quá hạn 6 ngày: Mường Lát, Quan Sơn.");
    add_line(
        d, &d->summary,
        "Trong 62 chỉ tiêu, nhiệm vụ: 9 hoàn thành, 21 đúng tiến độ, 8 có nguy cơ chậm, 4 chậm "
        "tiến độ, 3 quá hạn, 2 chưa đủ báo cáo.");
    add_line(d, &d->summary,
             "6 khó khăn, vướng mắc chờ trả lời, lâu nhất 41 ngày; 3 ý kiến chỉ đạo chưa thực hiện "
             "xong.");
    add_line(
        d, &d->attention,
        "Mường Lát chờ Sở TNMT trả lời khó khăn, vướng mắc về cơ sở dữ liệu đất đai đã 41 ngày.");
    add_line(
        d, &d->attention,
        "An toàn thông tin theo cấp độ: quá hạn 22 ngày, còn 7/27 đơn vị chưa hoàn thành; Mường "
        "Lát tự đánh giá hoàn thành.");
    add_line(d, &d->attention,
             "Thông tin người lao động: quá hạn 22 ngày, đạt 61,3%/100% (Sở LĐTBXH chủ trì).");
    add_line(d, &d->attention,
             "Doanh nghiệp chuyển đổi số: đạt 26,48%/40%, cần 2,5 điểm % mỗi 30 ngày, hiện 1,21.");
    add_line(d, &d->attention, "2 đơn vị chưa gửi báo cáo tháng 7/2024: Mường Lát, Quan Sơn.");
    add_line(d, &d->changes,
             "Mới quá hạn: Triển khai đầy đủ phương án bảo đảm an toàn thông tin theo "
             "hồ sơ cấp độ được phê duyệt (II.2a).");
    add_line(d, &d->changes, "Mới chậm tiến độ: Tỷ lệ doanh nghiệp chuyển đổi số (DX-KT-01).");
    add_line(d, &d->changes, "2 chỉ tiêu, nhiệm vụ mới hoàn thành: DX-CQ-03, 06-DV-02.");
    add_line(d, &d->changes, "2 khó khăn, vướng mắc mới nêu: Quan Hóa, Như Xuân.");
    add_line(d, &d->changes,
             "2 số liệu mà bản tin trước đã nêu được đính chính: Quan Hóa, Thọ Xuân.");
    add_line(d, &d->changes, "412 số liệu mới của 25 đơn vị.");
    add_line(
        d, &d->proposals,
        "Đề nghị Sở TNMT trả lời khó khăn, vướng mắc của Mường Lát về cơ sở dữ liệu đất đai (đã "
        "41 ngày).");
    add_line(d, &d->proposals,
             "Đôn đốc Mường Lát, Quan Sơn, Sở Công Thương gửi báo cáo tháng 7/2024.");
    add_line(d, &d->proposals,
             "Đề nghị Sở TTTT đôn đốc 7 đơn vị chưa hoàn thành phương án bảo đảm an toàn thông tin "
             "theo cấp độ.");
    add_line(d, &d->gaps, "Phần “Chỉ tiêu” thiếu 06-DL-02: số cộng vượt quá khả năng biểu diễn.");
    d->remark_count = 2;
    d->remarks = sample_room(d, 2 * sizeof *d->remarks);
    d->remarks[0] = (digest_remark){"Sở TTTT", "Số liệu của TX Bỉm Sơn đang được đối chiếu lại.",
                                    at_seven(7, 21)};
    d->remarks[1] = (digest_remark){
        "Công an tỉnh", "Đã nhắc Mường Lát bằng điện thoại ngày 19/7/2024.", at_seven(7, 21)};
}

static void add_difficulties(digest *d)
{
    static const struct {
        const char *unit, *agency, *obligation, *obligation_name, *text;
        unsigned month, day;
        difficulty_state state;
        bool central;
        const char *reference;
        bool is_new;
    } rows[] = {
        {"384", "STNMT", "06-DD-01", "Tỷ lệ đơn vị cấp xã hoàn thành cơ sở dữ liệu đất đai",
         "Bản đồ địa chính của 5 xã vùng cao đo từ năm 1998, không khớp hiện trạng; huyện không có "
         "kinh phí đo đạc lại, đề nghị hướng dẫn nguồn.",
         6, 11, DIFFICULTY_RAISED, false, "", false},
        {"STP", "STP", "III.5a",
         "Đánh giá những khó khăn, vướng mắc trong quá trình triển khai Mô hình 8",
         "Chưa có quy định về giá trị pháp lý của bản chứng thực điện tử khi nộp ngoài tỉnh.", 6,
         18, DIFFICULTY_ESCALATED, true, "Công văn 1123/STP-HCTP ngày 02/7/2024", false},
        {"387", "STTTT", "DX-XH-11", "Tỷ lệ thôn, bản được phủ sóng di động 4G",
         "12 bản giáp biên chưa có điện lưới nên chưa dựng được trạm.\nĐề nghị doanh nghiệp viễn "
         "thông có phương án dùng năng lượng mặt trời.",
         6, 24, DIFFICULTY_RECEIVED, false, "", false},
        {"386", "SLDTBXH", "06-LD-01", "Tỷ lệ người lao động được thu thập, cập nhật thông tin",
         "=1+1 <b>Lao động đi làm ăn xa</b> & chưa liên lạc được: \"không rõ nơi ở\", 'nhiều hộ'",
         7, 2, DIFFICULTY_IN_PROGRESS, false, "", false},
        {"385", "CAT", "06-CA-04", "Tỷ lệ kích hoạt tài khoản định danh điện tử",
         "Người cao tuổi ở xã vùng sâu không có điện thoại thông minh.", 7, 16, DIFFICULTY_RAISED,
         false, "", true},
        {"402", "SLDTBXH", "06-AS-01", "Tỷ lệ đối tượng an sinh xã hội được chi trả qua tài khoản",
         "Điểm giao dịch ngân hàng gần nhất cách trung tâm xã 35 km; người nhận đề nghị vẫn chi "
         "trả "
         "tiền mặt tại xã.",
         7, 18, DIFFICULTY_RAISED, false, "", true},
    };
    d->difficulty_count = sizeof rows / sizeof *rows;
    d->difficulties = sample_room(d, sizeof rows / sizeof *rows * sizeof *d->difficulties);
    for (size_t i = 0; i < d->difficulty_count; i++)
        d->difficulties[i] = (digest_difficulty){
            .id = 31 + (int64_t)i,
            .unit = sample_party(rows[i].unit),
            .agency = sample_party(rows[i].agency),
            .obligation = rows[i].obligation,
            .obligation_name = rows[i].obligation_name,
            .text = rows[i].text,
            .raised_ms = at_seven(rows[i].month, rows[i].day),
            .age_days = difficulty_age_days(at_seven(rows[i].month, rows[i].day), d->as_of_ms),
            .state = rows[i].state,
            .central = rows[i].central,
            .reference = rows[i].reference,
            .is_new = rows[i].is_new};
}

static void add_corrections(digest *d)
{
    d->correction_count = 2;
    d->corrections = sample_room(d, 2 * sizeof *d->corrections);
    d->corrections[0] = (digest_correction){.unit = sample_party("385"),
                                            .obligation = "06-CA-02",
                                            .obligation_name = "Số thẻ căn cước đã cấp (lũy kế)",
                                            .period = "2024-M06",
                                            .period_name = "tháng 6/2024",
                                            .before = sample_exact(45158, 0, "thẻ"),
                                            .after = sample_exact(41158, 0, "thẻ"),
                                            .whole_before = sample_exact(3076012, 0, "thẻ"),
                                            .whole_after = sample_exact(3072012, 0, "thẻ"),
                                            .shown_before = true,
                                            .at_ms = at_seven(7, 17)};
    d->corrections[1] = (digest_correction){
        .unit = sample_party("395"),
        .obligation = "DX-KT-01",
        .obligation_name = "Tỷ lệ doanh nghiệp chuyển đổi số trên tổng số doanh "
                           "nghiệp có phát sinh thuế",
        .period = "2024-Q2",
        .period_name = "quý II/2024",
        .before = sample_exact(3649, 2, "%"),
        .after = sample_exact(3109, 2, "%"),
        .whole_before = sample_exact(2663, 2, "%"),
        .whole_after = sample_exact(2648, 2, "%"),
        .shown_before = true,
        .at_ms = at_seven(7, 19)};
}

static void add_directives(digest *d)
{
    static const char *const units[] = {"384", "SCT", "387"};
    static const char *const texts[] = {
        ("Đề nghị Chủ tịch UBND huyện trực tiếp làm việc với Sở TNMT, báo cáo phương án trước ngày "
         "30/7/2024."),
        "Tham mưu giải pháp nâng tỷ lệ doanh nghiệp sử dụng hợp đồng điện tử.",
        "Báo cáo rõ lý do chưa gửi báo cáo tháng 6 và tháng 7."};
    d->directive_count = 3;
    d->directives = sample_room(d, 3 * sizeof *d->directives);
    for (size_t i = 0; i < 3; i++)
        d->directives[i] = (digest_directive){.id = 7 + (int64_t)i,
                                              .unit = sample_party(units[i]),
                                              .sender = "Văn phòng UBND tỉnh",
                                              .text = texts[i],
                                              .obligation = i == 0   ? "06-DD-01"
                                                            : i == 1 ? "DX-KT-02"
                                                                     : "",
                                              .issued_ms = at_seven(7, 1 + 6 * (unsigned)i),
                                              .age_days = 21 - 6 * (int64_t)i,
                                              .received = i != 2};
}

static void add_dates(digest *d)
{
    d->finished_count = 3;
    d->finished = sample_room(d, 3 * sizeof *d->finished);
    d->finished[0] = (digest_finished){d->indicators[d->indicator_count - 8].about,
                                       {"38", "Tỉnh Thanh Hóa", "Toàn tỉnh"},
                                       STATUS_DONE,
                                       at_seven(7, 16)};
    d->finished[1] = (digest_finished){d->indicators[d->indicator_count - 5].about,
                                       {"38", "Tỉnh Thanh Hóa", "Toàn tỉnh"},
                                       STATUS_DONE,
                                       at_seven(7, 16)};
    d->finished[2] = (digest_finished){d->concerns[0].about, sample_party("400"), STATUS_DONE_LATE,
                                       at_seven(7, 18)};
    d->upcoming_count = 2;
    d->upcoming = sample_room(d, 2 * sizeof *d->upcoming);
    for (size_t i = 0; i < 2; i++) {
        d->upcoming[i] = (digest_upcoming){d->concerns[14 + 4 * i].about,
                                           d->concerns[14 + 4 * i].whole, i ? 14 : 0, i ? 27 : 1};
        d->upcoming[i].about.has_deadline = true;
        d->upcoming[i].about.deadline = (date){2024, 8, (uint8_t)(15 + i)};
        d->upcoming[i].about.deadline_text = i ? "trước ngày 16/8/2024" : "15/8/2024";
        d->upcoming[i].about.days_left = 24 + (int64_t)i;
    }
    d->upcoming_left_out = 1;
}

digest *digest_sample(void)
{
    digest *d = new_sample();
    add_words(d);
    sample_add_concerns(d);
    sample_add_indicators(d);
    sample_add_units(d);
    add_difficulties(d);
    add_corrections(d);
    add_directives(d);
    add_dates(d);
    return d;
}

digest *digest_sample_quiet(void)
{
    digest *d = digest_sample();
    d->nothing_new = true;
    d->changes = (digest_lines){0};
    d->finished_count = d->correction_count = d->remark_count = d->gaps.count = 0;
    for (size_t i = 0; i < d->concern_count; i++)
        d->concerns[i].whole.is_new = false;
    for (size_t i = 0; i < d->difficulty_count; i++)
        d->difficulties[i].is_new = false;
    d->subject =
        "[SỐ LIỆU MÔ PHỎNG] [BC nhanh CĐS - ĐA06] Tháng 7/2024: không có thay đổi so với bản "
        "tin lúc 07:00 15/07/2024";
    return d;
}

digest *digest_sample_empty(void)
{
    digest *d = new_sample();
    d->since_ms = 0;
    d->last_event = 0;
    d->subject = "[SỐ LIỆU MÔ PHỎNG] [BC nhanh CĐS - ĐA06] Tháng 7/2024: chưa có báo cáo nào";
    add_line(d, &d->summary, "Chưa có đơn vị nào gửi báo cáo tháng 7/2024 (0/27).");
    add_line(d, &d->summary, "62 chỉ tiêu, nhiệm vụ: chưa có số liệu.");
    add_line(d, &d->summary, "Không có khó khăn, vướng mắc nào chờ trả lời.");
    d->obligations = 62;
    return d;
}
