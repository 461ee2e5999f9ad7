"""Simulated figures: deterministic, invented, and marked as such wherever they show.

No number here was measured. Sizes are of a plausible order so that pages look as in real life."""

import random

DISTRICTS = [str(code) for code in range(380, 408) if code != 383]
CITIES = {"380": 4.0, "382": 1.1, "381": 0.7, "407": 2.6}

# (month, day on which the districts report): the day on which Decree 09/2019's window of that
# month has closed and the districts' reports are due.
MONTHS = [(2, "2024-02-16"), (3, "2024-03-18"), (4, "2024-04-16"), (5, "2024-05-16"),
          (6, "2024-06-18"), (7, "2024-07-16")]

# code: (share of the denominator in February, gain a month, denominator per 100,000 people)
MONTHLY_RATIOS = {
    "DX-XH-01": (0.12, 0.018, 72000),
    "DX-CQ-01": (0.58, 0.025, 5200),
    "DX-CQ-02": (0.47, 0.030, 4100),
    "DX-CQ-03": (0.995, 0.002, 5000),
    "DX-AT-02": (0.45, 0.070, 14),
    "06-CA-01": (0.90, 0.012, 100000),
    "06-CA-04": (0.55, 0.030, 74000),
    "06-DV-04": (0.40, 0.050, 4800),
    "06-AS-01": (0.35, 0.060, 2100),
    "06-LD-01": (0.50, 0.060, 52000),
}
MONTHLY_COUNTS = {"06-CA-02": (60000, 1500), "06-DL-03": (3000, 400)}
QUARTERLY_RATIOS = {"DX-KT-01": (0.22, 0.05, 420), "DX-XH-02": (0.60, 0.03, 76000)}
HALF_YEARLY_RATIOS = {"DX-XH-03": (0.74, 0.0, 72000), "DX-XH-04": (0.71, 0.0, 26000)}
HALF_OF_MONTH = {6: "2024-H1"}
QUARTER_OF_MONTH = {3: "2024-Q1", 6: "2024-Q2"}
TASK = "II.2a"


def population(code):
    return CITIES.get(code, 0.8 + (int(code) * 37 % 90) / 100)


def pace(code):
    """Some districts are ahead, some behind, and they stay so."""
    return 0.75 + (int(code) * 53 % 50) / 100


def rows_of(code, month):
    """The rows of one district's file for a month, as dicts by column."""
    rng = random.Random(f"{code}-{month}")
    steps = month - 2
    rows = []

    def ratio(obligation, period, base, gain, per, step):
        size = max(3, round(per * population(code)))
        share = min(1.0, (base + gain * step * pace(code)) * (0.955 + pace(code) * 0.05))
        rows.append({"obligation": obligation, "period": period,
                     "numerator": min(size, round(size * share * rng.uniform(0.985, 1.0))),
                     "denominator": size})

    for obligation, (base, gain, per) in MONTHLY_RATIOS.items():
        ratio(obligation, f"2024-M{month:02}", base, gain, per, steps)
    for obligation, (base, gain) in MONTHLY_COUNTS.items():
        value = round(population(code) * (base + gain * steps * pace(code)))
        rows.append({"obligation": obligation, "period": f"2024-M{month:02}", "value": value})
    if month in QUARTER_OF_MONTH:
        for obligation, (base, gain, per) in QUARTERLY_RATIOS.items():
            ratio(obligation, QUARTER_OF_MONTH[month], base, gain, per, steps // 3)
    if month in HALF_OF_MONTH:
        for obligation, (base, gain, per) in HALF_YEARLY_RATIOS.items():
            ratio(obligation, HALF_OF_MONTH[month], base, gain, per, 0)
    percent = min(95, round(20 + 11 * steps * pace(code)))
    rows.append({"obligation": TASK, "period": f"2024-M{month:02}", "percent": percent})
    return rows


COLUMNS = ["obligation", "period", "value", "numerator", "denominator", "percent", "difficulty",
           "addressed_to", "note"]
VIETNAMESE = {"obligation": "Mã nội dung", "period": "Kỳ báo cáo", "value": "Giá trị",
              "numerator": "Tử số", "denominator": "Mẫu số", "percent": "Tiến độ (%)",
              "difficulty": "Khó khăn, vướng mắc", "addressed_to": "Gửi cơ quan",
              "note": "Ghi chú"}


def people_number(value):
    return f"{value:,}".replace(",", ".")


def sheet(rows, vietnamese):
    """A CSV file: half of the districts write it as machines do, half as their office does."""
    if not vietnamese:
        lines = [",".join(COLUMNS)]
        lines += [",".join(quote(row.get(c, ""), ",") for c in COLUMNS) for row in rows]
        return "\n".join(lines) + "\n"
    lines = [";".join(VIETNAMESE[c] for c in COLUMNS)]
    for row in rows:
        cells = [people_number(v) if isinstance(v := row.get(c, ""), int) else quote(v, ";")
                 for c in COLUMNS]
        lines.append(";".join(cells))
    return "\ufeff" + "\r\n".join(lines) + "\r\n"


def quote(value, separator):
    text = str(value)
    return f'"{text}"' if separator in text or '"' in text else text


DIFFICULTIES = {
    ("384", 5): ("II.2a", "Đường truyền tới 3 xã biên giới thường xuyên gián đoạn; đề nghị bố trí "
                 "đường dự phòng (số liệu mô phỏng).", "STTTT"),
    ("390", 6): ("III.4", "Thiếu kinh phí số hóa hồ sơ địa chính của 4 xã (số liệu mô phỏng).",
                 "STNMT"),
    ("399", 7): ("III.3c", "Chưa có hướng dẫn về mẫu số người lao động cần thu thập thông tin (số "
                 "liệu mô phỏng).", "SLDTBXH"),
}
