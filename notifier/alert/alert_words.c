#include "notifier/alert/alert_words.h"

#include "base/i18n.h"

typedef struct phrases {
    const char *begun, *lasts, *ended, *advice;
    const char *more; /* the command that shows more */
} phrases;

static const phrases PHRASES[ALERT_KINDS] = {
    [ALERT_OVERDUE] = {N_("nội dung mới quá hạn"), N_("nội dung vẫn quá hạn"),
                       N_("nội dung không còn quá hạn"),
                       N_("Đề nghị đơn vị báo cáo kết quả, cơ quan chủ trì đề xuất giải pháp."),
                       "tiendo-aggregator overdue"},
    [ALERT_BEHIND] = {N_("nội dung mới chậm tiến độ"), N_("nội dung vẫn chậm tiến độ"),
                      N_("nội dung không còn chậm tiến độ"),
                      N_("Đề nghị đơn vị, cơ quan chủ trì có giải pháp để kịp hạn."),
                      "tiendo-aggregator risk"},
    [ALERT_AT_RISK] = {N_("nội dung mới có nguy cơ chậm"), N_("nội dung vẫn có nguy cơ chậm"),
                       N_("nội dung không còn nguy cơ chậm"),
                       N_("Đề nghị đơn vị, cơ quan chủ trì theo dõi."), "tiendo-aggregator risk"},
    [ALERT_MET] = {N_("nội dung mới hoàn thành"), N_("nội dung đã hoàn thành"),
                   N_("nội dung không còn đạt mức giao"), "", ""},
    [ALERT_RETURNED] = {N_("báo cáo bị trả lại, chưa được bổ sung"),
                        N_("báo cáo bị trả lại, vẫn chưa được bổ sung"),
                        N_("báo cáo bị trả lại đã được bổ sung"),
                        N_("Đề nghị đơn vị bổ sung và gửi lại báo cáo."), ""},
    [ALERT_SILENT] = {N_("đơn vị chưa báo cáo"), N_("đơn vị vẫn chưa báo cáo"),
                      N_("đơn vị đã báo cáo"), N_("Đề nghị đôn đốc đơn vị gửi báo cáo."),
                      "tiendo-aggregator silent"},
    [ALERT_MISSING] = {N_("đơn vị báo cáo còn thiếu"), N_("đơn vị báo cáo vẫn còn thiếu"),
                       N_("đơn vị đã báo cáo đủ"), N_("Đề nghị đơn vị gửi phần còn thiếu."),
                       "tiendo-aggregator silent"},
    [ALERT_DIFFICULTY] = {N_("khó khăn, vướng mắc chưa được trả lời"),
                          N_("khó khăn, vướng mắc vẫn chưa được trả lời"),
                          N_("khó khăn, vướng mắc đã được trả lời"),
                          N_("Đề nghị cơ quan được gửi trả lời."),
                          "tiendo-aggregator difficulties"},
    [ALERT_UNUSUAL] = {N_("số liệu khác thường"), N_("số liệu khác thường vẫn chờ xác nhận"),
                       N_("số liệu khác thường đã được xác nhận hoặc đính chính"),
                       N_("Hỏi lại đơn vị; đúng thì xác nhận, sai thì đơn vị đính chính."),
                       "tiendo-aggregator warnings, confirm"},
    [ALERT_CATALOGUE] = {N_("lần danh mục thay đổi"), N_("lần danh mục thay đổi"),
                         N_("lần danh mục thay đổi"),
                         N_("Tình trạng đổi theo danh mục không báo riêng trong 24 giờ."),
                         "tiendo-aggregator catalogue"},
    [ALERT_GONE] = {N_("đơn vị mất liên lạc"), N_("đơn vị vẫn mất liên lạc"),
                    N_("đơn vị đã liên lạc lại"),
                    N_("Gọi cán bộ đầu mối của đơn vị kiểm tra máy tính, đường truyền."),
                    "tiendo-aggregator status, tiendo-collector status"},
    [ALERT_DEAF] = {N_("sự cố: không đơn vị nào liên lạc được"),
                    N_("sự cố: vẫn không đơn vị nào liên lạc được"),
                    N_("sự cố đã hết: các đơn vị đã liên lạc lại"),
                    N_("Kiểm tra bộ tổng hợp và đường truyền của trung tâm dữ liệu."),
                    "tiendo-aggregator status"},
    [ALERT_STORE] = {N_("sự cố: không đọc được kho số liệu"),
                     N_("sự cố: vẫn không đọc được kho số liệu"),
                     N_("sự cố đã hết: đọc lại được kho số liệu"),
                     N_("Kiểm tra bộ tổng hợp còn chạy không, đĩa còn chỗ không."), ""},
    [ALERT_LOG] = {N_("nhật ký ghi quá dài"), N_("nhật ký ghi vẫn quá dài"),
                   N_("nhật ký ghi đã ngắn lại"),
                   N_("Tìm và dừng chương trình đang đọc kho số liệu quá lâu."), ""},
    [ALERT_DISK] = {N_("đĩa sắp đầy"), N_("đĩa vẫn sắp đầy"), N_("đĩa đã có thêm chỗ"),
                    N_("Dọn đĩa hoặc thêm dung lượng: đĩa đầy thì báo cáo của các đơn vị phải "
                       "chờ."),
                    ""},
    [ALERT_DELIVERY] = {N_("địa chỉ không nhận được thư"), N_("địa chỉ vẫn không nhận được thư"),
                        N_("địa chỉ đã nhận được thư"), N_("Sửa nguyên nhân rồi gửi lại."),
                        "tiendo-notifier ledger, resend"},
};

const char *alert_phrase(alert_kind k, alert_says says)
{
    const phrases *p = &PHRASES[k];
    switch (says) {
    case ALERT_SAYS_ENDED:
        return _(p->ended);
    case ALERT_SAYS_STILL:
    case ALERT_SAYS_AGAIN:
        return _(p->lasts);
    default:
        return _(p->begun);
    }
}

const char *alert_advice(alert_kind k)
{
    return *PHRASES[k].advice ? _(PHRASES[k].advice) : "";
}

const char *alert_shows_more(alert_kind k)
{
    return PHRASES[k].more;
}

const char *alert_occasion(alert_says says)
{
    if (says == ALERT_SAYS_ESCALATED)
        return _("Đã báo mà chưa ai xác nhận");
    return says == ALERT_SAYS_STILL ? _("Hết thời gian tạm ngừng báo") : "";
}

const char *alert_tag(alert_severity s, alert_says says)
{
    switch (says) {
    case ALERT_SAYS_ENDED:
        return _("[Hết cảnh báo]");
    case ALERT_SAYS_AGAIN:
        return s == ALERT_CRITICAL ? _("[Nhắc lại, nghiêm trọng]") : _("[Nhắc lại]");
    case ALERT_SAYS_ESCALATED:
        return _("[Chưa ai xác nhận]");
    default:
        if (s == ALERT_CRITICAL)
            return _("[Cảnh báo nghiêm trọng]");
        return s == ALERT_WARNING ? _("[Cảnh báo]") : _("[Thông tin]");
    }
}

const char *alert_says_code(alert_says says)
{
    static const char *const codes[] = {"", "begun", "escalated", "still", "again", "ended"};
    return codes[says];
}

const char *alert_place(const catalogue *c, const alert *a)
{
    const alert_subject *s = &a->subject;
    const unit *u = *s->unit ? catalogue_unit(c, s->unit, clock_local_date(a->begun_ms)) : NULL;
    if (u)
        return u->short_name;
    return *s->unit ? s->unit : s->object;
}

const char *alert_lead(const catalogue *c, const alert *a)
{
    const obligation *o = catalogue_obligation(c, a->subject.obligation);
    date day = clock_local_date(a->begun_ms);
    const char *code = o ? obligation_terms(o, NULL, day).lead : "";
    const unit *u = *code ? catalogue_unit(c, code, day) : NULL;
    return u ? u->name : "";
}

const char *alert_repeats_say(arena *a, const alert_repeats *r)
{
    const char *list = "";
    char gap[64];
    for (size_t i = 0; i + 1 < r->count && list; i++)
        list = arena_printf(a, "%s%s%s", list, i ? ", " : "",
                            alert_duration_say(r->gap_ms[i], gap, sizeof gap));
    if (r->count == 0 || !list)
        return list;
    alert_duration_say(r->gap_ms[r->count - 1], gap, sizeof gap);
    return *list ? arena_printf(a, _("%s, từ đó cứ %s một lần"), list, gap)
                 : arena_printf(a, _("%s một lần"), gap);
}
