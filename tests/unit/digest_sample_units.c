#include "digest_sample_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In the order of the ranking; movement is against RANK_BEFORE. */
static const struct {
    digest_party unit;
    int row, column;
    size_t rank_before;
    int64_t total, results, discipline; /* 10^-2 points */
    size_t overdue, behind, at_risk, silent, done;
} districts[SAMPLE_DISTRICTS] = {
    {{"380", "Thành phố Thanh Hóa", "TP Thanh Hóa"}, 6, 5, 2, 9612, 9446, 10000, 0, 0, 1, 0, 21},
    {{"381", "Thị xã Bỉm Sơn", "TX Bỉm Sơn"}, 2, 6, 1, 9571, 9387, 10000, 0, 0, 1, 0, 20},
    {{"382", "Thành phố Sầm Sơn", "TP Sầm Sơn"}, 6, 6, 3, 9340, 9057, 10000, 0, 1, 1, 0, 18},
    {{"399", "Huyện Hoằng Hóa", "Hoằng Hóa"}, 5, 6, 5, 9188, 8840, 10000, 0, 1, 2, 0, 17},
    {{"394", "Huyện Yên Định", "Yên Định"}, 4, 5, 4, 9187, 8900, 9857, 0, 1, 2, 0, 17},
    {{"407", "Thị xã Nghi Sơn", "TX Nghi Sơn"}, 8, 5, 6, 9023, 8666, 9856, 0, 2, 1, 0, 16},
    {{"395", "Huyện Thọ Xuân", "Thọ Xuân"}, 4, 4, 9, 8951, 8563, 9857, 1, 1, 1, 0, 16},
    {{"406", "Huyện Quảng Xương", "Quảng Xương"}, 7, 6, 7, 8874, 8453, 9857, 1, 1, 2, 0, 15},
    {{"393", "Huyện Vĩnh Lộc", "Vĩnh Lộc"}, 3, 5, 8, 8790, 8395, 9712, 1, 1, 2, 0, 15},
    {{"392", "Huyện Hà Trung", "Hà Trung"}, 3, 6, 10, 8701, 8268, 9712, 1, 2, 2, 0, 14},
    {{"398", "Huyện Thiệu Hóa", "Thiệu Hóa"}, 5, 5, 12, 8655, 8202, 9712, 1, 2, 2, 0, 14},
    {{"400", "Huyện Hậu Lộc", "Hậu Lộc"}, 4, 6, 11, 8602, 8126, 9713, 1, 2, 2, 0, 14},
    {{"405", "Huyện Đông Sơn", "Đông Sơn"}, 6, 4, 13, 8540, 8100, 9567, 1, 2, 2, 0, 13},
    {{"397", "Huyện Triệu Sơn", "Triệu Sơn"}, 5, 4, 14, 8411, 7916, 9566, 1, 2, 3, 0, 13},
    {{"390", "Huyện Cẩm Thủy", "Cẩm Thủy"}, 2, 4, 16, 8320, 7786, 9566, 1, 2, 3, 0, 12},
    {{"401", "Huyện Nga Sơn", "Nga Sơn"}, 3, 7, 15, 8320, 7849, 9419, 1, 2, 3, 0, 12},
    {{"404", "Huyện Nông Cống", "Nông Cống"}, 7, 5, 17, 8177, 7645, 9418, 1, 3, 3, 0, 12},
    {{"389", "Huyện Ngọc Lặc", "Ngọc Lặc"}, 3, 4, 18, 8012, 7470, 9277, 1, 3, 3, 1, 11},
    {{"391", "Huyện Thạch Thành", "Thạch Thành"}, 2, 5, 19, 7903, 7314, 9277, 2, 3, 3, 0, 11},
    {{"403", "Huyện Như Thanh", "Như Thanh"}, 7, 4, 21, 7790, 7215, 9132, 2, 3, 3, 1, 10},
    {{"396", "Huyện Thường Xuân", "Thường Xuân"}, 4, 3, 20, 7688, 7070, 9130, 2, 3, 4, 1, 10},
    {{"402", "Huyện Như Xuân", "Như Xuân"}, 7, 3, 22, 7455, 6800, 8983, 2, 4, 4, 1, 9},
    {{"386", "Huyện Bá Thước", "Bá Thước"}, 2, 3, 23, 7312, 6657, 8840, 2, 4, 4, 2, 9},
    {{"388", "Huyện Lang Chánh", "Lang Chánh"}, 3, 3, 24, 7140, 6473, 8696, 3, 4, 4, 2, 8},
    {{"385", "Huyện Quan Hóa", "Quan Hóa"}, 2, 2, 26, 6805, 6120, 8403, 3, 5, 4, 2, 7},
    {{"387", "Huyện Quan Sơn", "Quan Sơn"}, 3, 2, 25, 6644, 5952, 8259, 3, 5, 5, 3, 7},
    {{"384", "Huyện Mường Lát", "Mường Lát"}, 1, 1, 0, 5120, 4390, 6823, 4, 6, 5, 9, 4},
};

static const struct {
    digest_party unit;
    size_t rank_before;
    int64_t total, results, discipline;
} departments[SAMPLE_DEPARTMENTS] = {
    {{"STTTT", "Sở Thông tin và Truyền thông", "Sở TTTT"}, 1, 9420, 9171, 10000},
    {{"CAT", "Công an tỉnh Thanh Hóa", "Công an tỉnh"}, 2, 9355, 9079, 10000},
    {{"TTPVHCC", "Trung tâm Phục vụ hành chính công tỉnh", "TT PVHCC"}, 4, 9102, 8717, 10000},
    {{"SVHTTDL", "Sở Văn hóa, Thể thao và Du lịch", "Sở VHTTDL"}, 3, 8840, 8343, 10000},
    {{"NHNN-TH", "Ngân hàng Nhà nước Việt Nam - Chi nhánh Thanh Hóa", "NHNN Thanh Hóa"},
     5,
     8512,
     7960,
     9800},
    {{"SLDTBXH", "Sở Lao động - Thương binh và Xã hội", "Sở LĐTBXH"}, 6, 8233, 7647, 9600},
    {{"STNMT", "Sở Tài nguyên và Môi trường", "Sở TNMT"}, 7, 7710, 7157, 9000},
    {{"STP", "Sở Tư pháp", "Sở Tư pháp"}, 8, 7525, 7021, 8700},
    {{"SCT", "Sở Công Thương", "Sở Công Thương"}, 9, 6890, 6386, 8066},
};

digest_party sample_district(size_t place)
{
    return districts[place].unit;
}

digest_party sample_department(size_t place)
{
    return departments[place].unit;
}

digest_party sample_party(const char *code)
{
    for (size_t i = 0; i < SAMPLE_DISTRICTS; i++)
        if (strcmp(districts[i].unit.code, code) == 0)
            return districts[i].unit;
    for (size_t i = 0; i < SAMPLE_DEPARTMENTS; i++)
        if (strcmp(departments[i].unit.code, code) == 0)
            return departments[i].unit;
    fprintf(stderr, "the sample has no unit %s\n", code);
    abort();
}

static exact points(int64_t amount)
{
    return sample_exact(amount, 2, "điểm");
}

static void add_rankings(digest *d)
{
    d->ranking_count = 2;
    d->rankings = sample_room(d, 2 * sizeof *d->rankings);
    d->rankings[0] =
        (digest_ranking){.level = "district",
                         .title = "Huyện, thị xã, thành phố",
                         .rows = sample_room(d, SAMPLE_DISTRICTS * sizeof(digest_rank)),
                         .count = SAMPLE_DISTRICTS};
    d->rankings[1] =
        (digest_ranking){.level = "department",
                         .title = "Sở, ban, ngành, đơn vị cấp tỉnh",
                         .rows = sample_room(d, SAMPLE_DEPARTMENTS * sizeof(digest_rank)),
                         .count = SAMPLE_DEPARTMENTS};
    for (size_t i = 0; i < SAMPLE_DISTRICTS; i++)
        d->rankings[0].rows[i] =
            (digest_rank){.rank = i == 15 ? 15 : i + 1, /* two have the same total */
                          .rank_before = districts[i].rank_before,
                          .unit = districts[i].unit,
                          .total = points(districts[i].total),
                          .results = points(districts[i].results),
                          .discipline = points(districts[i].discipline)};
    for (size_t i = 0; i < SAMPLE_DEPARTMENTS; i++)
        d->rankings[1].rows[i] = (digest_rank){.rank = i + 1,
                                               .rank_before = departments[i].rank_before,
                                               .unit = departments[i].unit,
                                               .total = points(departments[i].total),
                                               .results = points(departments[i].results),
                                               .discipline = points(departments[i].discipline)};
    d->ranking_mark = "Điểm do hệ thống tính để nội bộ tham khảo, không phải xếp hạng chính thức.";
}

static digest_parties parties(digest *d, size_t n, const char *const *codes)
{
    digest_party *items = sample_room(d, (n ? n : 1) * sizeof *items);
    for (size_t i = 0; i < n; i++)
        items[i] = sample_party(codes[i]);
    return (digest_parties){items, n};
}

static void add_reportings(digest *d)
{
    static const char *const silent[] = {"384", "387"}, *const late[] = {"385", "388", "402"},
                             *const partly[] = {"386", "388"}, *const department[] = {"SCT"},
                             *const nobody[] = {""};
    d->reporting_count = 3;
    d->reportings = sample_room(d, 3 * sizeof *d->reportings);
    d->reportings[0] = (digest_reporting){.level = "district",
                                          .level_name = "huyện, thị xã, thành phố",
                                          .period = "2024-M07",
                                          .period_name = "tháng 7/2024",
                                          .due = {2024, 7, 16},
                                          .due_passed = true,
                                          .days_late = 6,
                                          .expected = 27,
                                          .reported = 25,
                                          .on_time = 22,
                                          .late = 3,
                                          .missing = parties(d, 2, silent),
                                          .late_units = parties(d, 3, late),
                                          .incomplete = parties(d, 2, partly)};
    d->reportings[1] = (digest_reporting){.level = "department",
                                          .level_name = "sở, ban, ngành cấp tỉnh",
                                          .period = "2024-M07",
                                          .period_name = "tháng 7/2024",
                                          .due = {2024, 7, 16},
                                          .due_passed = true,
                                          .days_late = 6,
                                          .expected = 9,
                                          .reported = 8,
                                          .on_time = 8,
                                          .late = 0,
                                          .missing = parties(d, 1, department),
                                          .late_units = parties(d, 0, nobody)};
    d->reportings[2] = (digest_reporting){.level = "district",
                                          .level_name = "huyện, thị xã, thành phố",
                                          .period = "2024-Q2",
                                          .period_name = "quý II/2024",
                                          .due = {2024, 6, 18},
                                          .due_passed = true,
                                          .days_late = 34,
                                          .expected = 27,
                                          .reported = 27,
                                          .on_time = 26,
                                          .late = 1,
                                          .missing = parties(d, 0, nobody),
                                          .late_units = parties(d, 1, silent)};
}

/* The better its discipline, the fewer holes a unit has; the last one began in February. */
static digest_cell cell(size_t unit, size_t period)
{
    if (unit == SAMPLE_DISTRICTS - 1 && period < 6)
        return (digest_cell){0, 0, 0};
    size_t lost = unit > 10 ? (unit * 7 + period * 5) % (unit - 6) : 0, expected = 24;
    lost = lost > expected || (unit == SAMPLE_DISTRICTS - 1 && period == 11) ? expected : lost;
    size_t actual = expected - lost, late = (unit + period) % 5 == 0 ? actual / 6 : 0;
    return (digest_cell){expected, actual, actual - late};
}

static void add_heat(digest *d)
{
    d->heat_periods.count = SAMPLE_PERIODS;
    d->heat_periods.items = sample_room(d, SAMPLE_PERIODS * sizeof *d->heat_periods.items);
    for (int i = 0; i < SAMPLE_PERIODS; i++)
        d->heat_periods.items[i] =
            sample_text(d, "%d-M%02d", i < 5 ? 2023 : 2024, i < 5 ? i + 8 : i - 4);
    d->heat_count = SAMPLE_DISTRICTS;
    d->heat = sample_room(d, SAMPLE_DISTRICTS * sizeof *d->heat);
    for (size_t i = 0; i < SAMPLE_DISTRICTS; i++) {
        digest_cell *cells = sample_room(d, SAMPLE_PERIODS * sizeof *cells);
        for (size_t k = 0; k < SAMPLE_PERIODS; k++)
            cells[k] = cell(i, k);
        d->heat[i] = (digest_heat_row){districts[i].unit, cells, SAMPLE_PERIODS};
    }
}

static void add_tiles(digest *d)
{
    d->tile_count = SAMPLE_DISTRICTS;
    d->tiles = sample_room(d, SAMPLE_DISTRICTS * sizeof *d->tiles);
    for (size_t i = 0; i < SAMPLE_DISTRICTS; i++)
        d->tiles[i] = (digest_tile){.unit = districts[i].unit,
                                    .row = districts[i].row,
                                    .column = districts[i].column,
                                    .score = points(districts[i].total),
                                    .worst = districts[i].overdue  ? STATUS_OVERDUE
                                             : districts[i].behind ? STATUS_BEHIND
                                                                   : STATUS_AT_RISK,
                                    .overdue = districts[i].overdue,
                                    .behind = districts[i].behind,
                                    .at_risk = districts[i].at_risk,
                                    .silent = districts[i].silent,
                                    .done = districts[i].done,
                                    .obligations = 42};
}

void sample_add_units(digest *d)
{
    add_rankings(d);
    add_reportings(d);
    add_heat(d);
    add_tiles(d);
}
