#!/usr/bin/env python3
"""Every figure of a digest, read back from its workbook by another program's reader, is what its JSON
says: the value, the type and the format. The columns are named here once more, on purpose."""
import datetime
import json
import math
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import zipfile

import openpyxl

SAMPLES = sys.argv.pop(1)
STATUS = {
    "done": "Hoàn thành", "done_late": "Hoàn thành quá hạn", "on_track": "Đúng tiến độ",
    "at_risk": "Có nguy cơ chậm", "behind": "Chậm tiến độ", "overdue": "Quá hạn",
    "silent": "Chưa báo cáo", "reported_late": "Báo cáo chậm", "returned": "Trả lại để bổ sung",
    "not_due": "Chưa đến kỳ báo cáo", "no_target": "Chưa giao chỉ tiêu",
    "not_applicable": "Không áp dụng"}
STATE = {
    "raised": "mới nêu", "received": "đã tiếp nhận", "in_progress": "đang xử lý",
    "resolved": "đã tháo gỡ", "escalated": "đã kiến nghị Trung ương",
    "out_of_scope": "không thuộc thẩm quyền"}
SPREADSHEET_DIGITS = 15


# ---- what a cell has to hold: (value, format or None) --------------------------------------------

def text(value):
    """As it is shown: without what turns around or hides what stands beside it."""
    return (value.replace("\t", " ").replace("\u202e", "") if value else None, None)


def exact(value):
    amount = value["amount"]
    if amount is None:
        return None, None
    decimals = len(amount.partition(".")[2])
    digits = amount.lstrip("-").replace(".", "").lstrip("0").rstrip("0")
    if len(digits) > SPREADSHEET_DIGITS:
        whole, _, rest = amount.partition(".")
        grouped = re.sub(r"(?<=\d)(?=(\d{3})+$)", ".", whole)
        return grouped + ("," + rest if rest else ""), "@"
    zeros = "." + "0" * decimals if decimals else ""
    if value["unit"] == "%":
        shifted = int(amount.replace(".", "")) / 10 ** (decimals + 2)
        return shifted, f"[$-42A]0{zeros}%"
    return float(amount), f"[$-42A]#,##0{zeros}"


def number(value, counts=""):
    return exact({"amount": None if value is None else str(value), "unit": counts})


def percent(value):
    return number(value, "%")


def unit(value):
    return text(value["unit"])


def day(value):
    when = value and datetime.datetime.fromisoformat(value)
    return (when, r"dd\/mm\/yyyy") if value else (None, None)


def instant(value):
    local = datetime.datetime.fromisoformat(value).replace(tzinfo=None)
    return local, r"dd\/mm\/yyyy hh:mm"


def status(value):
    return text(STATUS.get(value))


def state(value):
    return text(STATE.get(value))


def yes(value):
    return text("Có" if value else "")


def parties(value):
    return text(", ".join(p["short_name"] for p in value))


def share(part, whole):
    return (part / whole, "0%") if whole else (None, None)


def period(code):
    if month := re.fullmatch(r"(\d{4})-M(\d\d)", code):
        return f"tháng {int(month[2])}/{month[1]}"
    return code


# ---- rows ---------------------------------------------------------------------------------------

def about(o):
    return {"Mã": text(o["code"]), "Hạn": day(o["deadline"]), "Lĩnh vực": text(o["field"]),
            "Cơ quan chủ trì": text(o["lead"]["short_name"])}


def standing(s):
    return {"Tình trạng": status(s["status"]), "Thực hiện": exact(s["value"]),
            "Mức giao": exact(s["target"]), "Đơn vị tính": unit(s["value"]),
            "So với mức giao (%)": percent(s["percent"]), "Lý do": text(s["reason"])}


def unit_standing(s):
    return standing(s) | {
        "Đơn vị": text(s["unit"]["short_name"]), "Theo lộ trình (%)": percent(s["path_percent"]),
        "Cần mỗi 30 ngày": exact(s["needed_pace"]),
        "Thực tế mỗi 30 ngày": exact(s["actual_pace"]), "Dự kiến đạt": day(s["expected"]),
        "Đơn vị tự đánh giá": text(s["own"])}


def difficulties(d):
    for it in d["difficulties"]:
        yield {
            "Số": number(it["id"]), "Đơn vị nêu": text(it["unit"]["short_name"]),
            "Cơ quan phải trả lời": text(it["agency"]["short_name"]),
            "Khó khăn, vướng mắc": text(it["text"]), "Mã": text(it["obligation"]),
            "Nội dung giao": text(it["obligation_name"]), "Nêu lúc": instant(it["raised"]),
            "Số ngày": number(it["age_days"]), "Tình trạng": state(it["state"]),
            "Chờ Trung ương": yes(it["central"]), "Văn bản": text(it["reference"]),
            "Mới": yes(it["is_new"])}


def concerns(d):
    counts = {"overdue": "Số đơn vị quá hạn", "behind": "Số đơn vị chậm",
              "at_risk": "Số đơn vị có nguy cơ chậm", "silent": "Số đơn vị chưa báo cáo",
              "done": "Số đơn vị hoàn thành", "units": "Số đơn vị được giao"}
    for it in d["concerns"]:
        for i, s in enumerate([it["whole"], *it["worst"]]):
            yield about(it["about"]) | unit_standing(s) | {
                "Nội dung giao": text(it["about"]["name"]), "Mới": yes(s["is_new"]),
                "Còn lại (ngày)": number(it["about"]["days_left"]),
                "Hạn theo văn bản": text(it["about"]["deadline_text"]),
            } | {title: number(None if i else it[key]) for key, title in counts.items()}


def indicators(d):
    def whole_only(i, cell):
        return (None, None) if i else cell

    for it in d["indicators"]:
        for i, s in enumerate([it["whole"], *it["worst"]]):
            yield about(it["about"]) | unit_standing(s) | {
                "Chỉ tiêu": text(it["about"]["name"]),
                "Kỳ số liệu": whole_only(i, text(it["period_name"])),
                "Thay đổi": whole_only(i, exact(it["change"])),
                "Thay đổi bằng lời": whole_only(i, text(it["change_text"])),
                "Tử số": whole_only(i, exact(it["numerator"])),
                "Mẫu số": whole_only(i, exact(it["denominator"])),
                "Số đơn vị có số liệu": whole_only(i, number(s["have"])),
                "Số đơn vị phải báo cáo": whole_only(i, number(s["expected_units"]))}


def points(d):
    for it in d["indicators"]:
        for p in it["trend"]:
            yield {"Mã": text(it["about"]["code"]), "Chỉ tiêu": text(it["about"]["name"]),
                   "Mã kỳ": text(p["period"]), "Kỳ": text(period(p["period"])),
                   "Giá trị": exact(p["value"]), "Đơn vị tính": unit(p["value"])}


def ranks(d):
    for ranking in d["rankings"]:
        for it in ranking["rows"]:
            now, before = it["rank"], it["rank_before"]
            moved = (before - now, "+0;-0;0") if now and before else (None, None)
            yield {"Bảng xếp hạng": text(ranking["title"]), "Hạng": number(now),
                   "Hạng bản tin trước": number(before), "Tăng, giảm bậc": moved,
                   "Mã": text(it["unit"]["code"]), "Đơn vị": text(it["unit"]["name"]),
                   "Tổng điểm": exact(it["total"]), "Điểm kết quả": exact(it["results"]),
                   "Điểm nề nếp báo cáo": exact(it["discipline"])}


def tiles(d):
    counts = {"overdue": "Quá hạn", "behind": "Chậm tiến độ", "at_risk": "Có nguy cơ chậm",
              "silent": "Chưa báo cáo", "done": "Hoàn thành",
              "obligations": "Số nội dung được giao", "row": "Hàng trên bản đồ",
              "column": "Cột trên bản đồ"}
    for it in d["tiles"]:
        yield {"Mã": text(it["unit"]["code"]), "Đơn vị": text(it["unit"]["name"]),
               "Tổng điểm": exact(it["score"]), "Tình trạng đáng lo nhất": status(it["worst"]),
               } | {title: number(it[key]) for key, title in counts.items()}


def reportings(d):
    for it in d["reportings"]:
        yield {"Kỳ": text(it["period_name"]), "Nhóm đơn vị": text(it["level_name"]),
               "Hạn gửi": day(it["due"]), "Đã quá hạn (ngày)": number(it["days_late"]),
               "Phải báo cáo": number(it["expected"]), "Đã báo cáo": number(it["reported"]),
               "Đúng hạn": number(it["on_time"]), "Chậm": number(it["late"]),
               "Tỷ lệ đã báo cáo": share(it["reported"], it["expected"]),
               "Đơn vị chưa gửi": parties(it["missing"]),
               "Đơn vị gửi chậm": parties(it["late_units"]),
               "Đơn vị gửi chưa đủ": parties(it["incomplete"])}


def heat(part):
    def rows(d):
        for it in d["heat"]:
            yield {"Mã": text(it["unit"]["code"]), "Đơn vị": text(it["unit"]["name"])} | {
                period(p): share(c[part], c["expected"])
                for p, c in zip(d["heat_periods"], it["cells"])}
    return rows


def finished(d):
    for it in d["finished"]:
        yield about(it["about"]) | {
            "Nội dung giao": text(it["about"]["name"]), "Đơn vị": text(it["unit"]["short_name"]),
            "Tình trạng": status(it["status"]), "Lúc": instant(it["at"])}


def corrections(d):
    for it in d["corrections"]:
        yield {"Đơn vị": text(it["unit"]["short_name"]), "Mã": text(it["obligation"]),
               "Chỉ tiêu": text(it["obligation_name"]), "Kỳ": text(it["period_name"]),
               "Trước": exact(it["before"]), "Sau": exact(it["after"]),
               "Đơn vị tính": unit(it["after"]),
               "Toàn tỉnh, bản tin trước": exact(it["whole_before"]),
               "Toàn tỉnh, nay": exact(it["whole_after"]),
               "Bản tin trước đã nêu": yes(it["shown_before"]), "Lúc": instant(it["at"])}


def directives(d):
    for it in d["directives"]:
        yield {"Số": number(it["id"]), "Đơn vị nhận": text(it["unit"]["short_name"]),
               "Người chỉ đạo": text(it["sender"]), "Ý kiến chỉ đạo": text(it["text"]),
               "Mã": text(it["obligation"]), "Lúc": instant(it["issued"]),
               "Số ngày": number(it["age_days"]), "Đơn vị đã nhận": yes(it["received"])}


def upcoming(d):
    for it in d["upcoming"]:
        yield about(it["about"]) | standing(it["whole"]) | {
            "Nội dung giao": text(it["about"]["name"]),
            "Còn lại (ngày)": number(it["about"]["days_left"]),
            "Số đơn vị hoàn thành": number(it["done"]),
            "Số đơn vị được giao": number(it["units"]),
            "Hạn theo văn bản": text(it["about"]["deadline_text"])}


SHEETS = {
    "Khó khăn, vướng mắc": difficulties, "Quá hạn, chậm, nguy cơ chậm": concerns,
    "Chỉ tiêu": indicators, "Diễn biến chỉ tiêu": points, "Xếp hạng": ranks,
    "Từng địa phương": tiles, "Tình hình gửi báo cáo": reportings,
    "Mức đầy đủ theo kỳ": heat("actual"), "Mức đúng hạn theo kỳ": heat("on_time"),
    "Mới hoàn thành": finished, "Đính chính số liệu": corrections, "Ý kiến chỉ đạo": directives,
    "Sắp đến hạn": upcoming}
ONLY_WITH_ROWS = {"Từng địa phương", "Mức đầy đủ theo kỳ", "Mức đúng hạn theo kỳ"}
SIMULATED = "SỐ LIỆU MÔ PHỎNG, KHÔNG PHẢI SỐ LIỆU THẬT"


def heading_row(sheet):
    return int(re.search(r"\d+", sheet.freeze_panes)[0]) - 1


class Workbook(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        subprocess.run([SAMPLES, cls.folder.name], check=True)

    def path(self, name):
        return pathlib.Path(self.folder.name, name)

    def both(self, name):
        return (json.loads(self.path(f"{name}.json").read_text()),
                openpyxl.load_workbook(self.path(f"{name}.xlsx")))

    def check_cell(self, cell, wanted):
        value, number_format = wanted
        if isinstance(value, datetime.datetime) and "hh" in number_format:
            self.assertLess(abs(cell.value - value), datetime.timedelta(milliseconds=2))
        elif number_format == "0%":  # a quotient, which has no end
            self.assertAlmostEqual(cell.value, value, 13)
        elif isinstance(value, str):
            self.assertEqual((cell.data_type, cell.value), ("s", value))
        else:
            self.assertEqual(cell.value, value)
            self.assertNotIsInstance(cell.value, str)
        if number_format:
            self.assertEqual(cell.number_format, number_format)

    def check_rows(self, sheet, rows):
        head = heading_row(sheet)
        titles = [c.value for c in sheet[head]]
        self.assertEqual(sheet.max_row - head, max(len(rows), 1))
        for number_of_row, row in enumerate(rows, head + 1):
            self.assertEqual(set(titles), set(row))
            for title, cell in zip(titles, sheet[number_of_row]):
                with self.subTest(sheet=sheet.title, cell=cell.coordinate, title=title):
                    self.check_cell(cell, row[title])

    def test_every_value_comes_back(self):
        for name in "sample", "filled", "sparse", "hostile":
            d, book = self.both(name)
            for title, rows_of in SHEETS.items():
                rows = list(rows_of(d))
                if title in ONLY_WITH_ROWS and not rows:
                    self.assertNotIn(title, book.sheetnames)
                else:
                    self.check_rows(book[title], rows)

    def test_nothing_is_a_formula(self):
        _, book = self.both("hostile")
        sheet = book["Đính chính số liệu"]
        first = heading_row(sheet) + 1
        cells = [sheet.cell(first + i, 1) for i in range(6)]
        self.assertEqual([c.value[0] for c in cells], ["=", "+", "-", "@", " ", "="])
        for cell in cells:
            blank = cell.value[0] == " "
            self.assertEqual((cell.data_type, cell.number_format),
                             ("s", "General" if blank else "@"))
        with zipfile.ZipFile(self.path("hostile.xlsx")) as parts:
            for part in parts.namelist():
                self.assertNotIn(b"<f>", parts.read(part), part)

    def test_the_summary_comes_first_and_leads_to_the_rest(self):
        d, book = self.both("sample")
        self.assertEqual(book.sheetnames, ["Tóm tắt", *SHEETS])
        first = book["Tóm tắt"]
        texts = {c.value for row in first.iter_rows() for c in row}
        for part in "summary", "attention", "changes", "proposals", "gaps":
            self.assertLessEqual(set(d[part]), texts)
        self.assertLessEqual({d["title"], SIMULATED, d["overdue"], d["obligations"]}, texts)
        links = {c.hyperlink.location for row in first.iter_rows() for c in row if c.hyperlink}
        self.assertEqual(links, {f"'{title}'!A1" for title in SHEETS})

    def test_every_sheet_says_that_figures_are_simulated(self):
        for name in "sample", "empty", "quiet":
            d, book = self.both(name)
            self.assertTrue(d["simulated"])
            for sheet in book:
                self.assertIn(SIMULATED, [sheet.cell(r, 1).value for r in range(1, 7)])
                self.assertIn(SIMULATED, sheet.oddFooter.right.text)

    def test_headings_stay_in_view_are_filtered_and_printed_on_each_page(self):
        _, book = self.both("sample")
        for sheet in book.worksheets[1:]:
            head = heading_row(sheet)
            last = openpyxl.utils.get_column_letter(sheet.max_column)
            self.assertEqual(sheet.auto_filter.ref, f"A{head}:{last}{sheet.max_row}")
            self.assertEqual(sheet.print_title_rows, f"${head}:${head}")
            self.assertTrue(all(c.font.b and c.alignment.wrap_text for c in sheet[head]))

    def test_links_lead_to_sheets_whatever_their_names_were_wished(self):
        book = openpyxl.load_workbook(self.path("names.xlsx"))
        self.assertEqual(book.sheetnames, [
            "Tóm tắt", "Overdue, behind, or at risk of…", "Overdue, behind, or at ris… (2)",
            "Chỉ tiêu-nhiệm vụ (06)", "’Khó khăn’", "history (2)"])
        links = [row[0].hyperlink.location for row in book["Tóm tắt"].iter_rows()]
        self.assertEqual(links, [f"'{name}'!A1" for name in book.sheetnames[1:]])

    def test_a_row_is_as_high_as_its_longest_text_needs(self):
        """In points, by the least that a letter or a line takes."""
        letter, character, line = 3.6, 5.25, 15
        _, book = self.both("sample")
        wrapped = 0
        for sheet in book:
            for row in sheet.iter_rows():
                height = sheet.row_dimensions[row[0].row].height or line
                for cell in row:
                    if not isinstance(cell.value, str) or not cell.alignment.wrap_text:
                        continue
                    room = sheet.column_dimensions[cell.column_letter].width * character
                    lines = sum(max(1, math.ceil(len(part) * letter / room))
                                for part in cell.value.split("\n"))
                    wrapped += lines > 1
                    self.assertGreaterEqual(height, lines * line, (sheet.title, cell.coordinate))
        self.assertGreater(wrapped, 20)

    def test_every_figure_has_room_in_its_column(self):
        """A number that has none is shown as ####: digits take 5.5 points, the signs half of it."""
        _, book = self.both("hostile")
        sheet = book["Đính chính số liệu"]
        for row in sheet.iter_rows(min_row=heading_row(sheet) + 1):
            for cell in row:
                if not isinstance(cell.value, (int, float)):
                    continue
                decimals = len(cell.number_format.rstrip("%").partition(".")[2])
                digits = f"{cell.value:,.{decimals}f}"
                needed = sum(5.5 if c.isdigit() else 2.75 for c in digits)
                self.assertGreater(sheet.column_dimensions[cell.column_letter].width * 5.25, needed)

    def test_a_table_too_wide_to_read_on_one_page_takes_two(self):
        _, book = self.both("sample")
        wide, small = book["Quá hạn, chậm, nguy cơ chậm"], book["Mới hoàn thành"]
        self.assertEqual(wide.page_setup.fitToWidth, 2)
        self.assertEqual(wide.print_title_cols, "$A:$B")
        self.assertIn(small.page_setup.fitToWidth, (None, 1))

    def test_every_sheet_prints_on_a4_as_wide_as_the_page(self):
        _, book = self.both("sample")
        for sheet in book:
            self.assertEqual((sheet.page_setup.paperSize, sheet.page_setup.orientation),
                             (9, "landscape"))
            self.assertTrue(sheet.sheet_properties.pageSetUpPr.fitToPage)
            self.assertEqual(sheet.page_setup.fitToHeight, 0)
            self.assertIn("Trang", sheet.oddFooter.center.text)
            self.assertIn("Dự thảo", sheet.oddFooter.left.text)

    def test_a_status_has_a_colour_and_its_word(self):
        _, book = self.both("sample")
        sheet = book["Quá hạn, chậm, nguy cơ chậm"]
        head = heading_row(sheet)
        column = [c.value for c in sheet[head]].index("Tình trạng") + 1
        colours = {}
        for row in range(head + 1, sheet.max_row + 1):
            cell = sheet.cell(row, column)
            self.assertEqual(cell.fill.fill_type, "solid")
            colours.setdefault(cell.value, set()).add(cell.fill.fgColor.rgb)
        self.assertGreater(len(colours), 2)
        self.assertTrue(all(len(c) == 1 for c in colours.values()))
        self.assertEqual(len(set.union(*colours.values())), len(colours))

    def test_an_empty_section_says_so(self):
        d, book = self.both("empty")
        self.assertEqual(d["difficulties"], [])
        sheet = book["Khó khăn, vướng mắc"]
        self.assertTrue(sheet.cell(heading_row(sheet) + 1, 1).value.startswith("Không có"))

    def test_sections_that_were_not_asked_for_have_no_sheet(self):
        d, book = self.both("brief")
        self.assertEqual(d["sections"], ["decisions", "finished"])
        self.assertEqual(book.sheetnames, ["Tóm tắt", "Khó khăn, vướng mắc", "Mới hoàn thành"])

    def test_what_was_left_out_is_told(self):
        d, book = self.both("sample")
        left = d["upcoming_left_out"]
        self.assertGreater(left, 0)
        notes = " ".join(str(book["Sắp đến hạn"].cell(r, 1).value) for r in range(1, 6))
        self.assertIn(f"còn {left} mục nữa", notes)

    def test_a_digest_with_nothing_new_is_one_sheet(self):
        _, book = self.both("quiet")
        self.assertEqual(book.sheetnames, ["Tóm tắt"])

    def test_the_file_carries_the_time_of_the_figures_and_no_other(self):
        d, book = self.both("sample")
        made = datetime.datetime.fromisoformat(d["as_of"]).astimezone(datetime.timezone.utc)
        self.assertEqual(book.properties.created, made.replace(tzinfo=None))
        self.assertEqual(book.properties.modified, book.properties.created)
        self.assertEqual(book.properties.title, d["title"])
        with zipfile.ZipFile(self.path("sample.xlsx")) as parts:
            self.assertEqual({i.date_time for i in parts.infolist()}, {(1980, 1, 1, 0, 0, 0)})


if __name__ == "__main__":
    unittest.main()
