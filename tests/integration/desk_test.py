"""What operators decide from the shell: applied once, kept with its reason, told to the unit."""

import csv
import io
import sqlite3
import unittest

from harness import PipelineTest, wait_for

HEADER = "unit,obligation,period,numerator,denominator,value\n"


class DeskTest(PipelineTest):
    def setUp(self):
        super().setUp()
        self.there = self.province().start()
        self.here = self.unit(self.there, "384").start()
        self.here.process.wait_log("catalogue")

    def send(self, *rows):
        before = self.stored()
        self.here.put(f"file-{before}.csv", HEADER + "".join(
            ",".join("" if c is None else str(c) for c in row) + "\n" for row in rows))
        wait_for(lambda: self.stored() == before + len(rows), "the reports")

    def stored(self):
        return self.there.query("SELECT (SELECT count(*) FROM report) +"
                                " (SELECT count(*) FROM verdict WHERE outcome = 3)")[0][0]

    def raise_difficulty(self, text, obligation="06-CA-01"):
        self.here.run("submit", "--obligation", obligation, "--period", "2024-M07", "--difficulty",
                      text)
        return wait_for(lambda: self.there.query("SELECT report FROM difficulty WHERE text = ?",
                                                 text), "the difficulty")[0][0]

    def applied(self, n):
        wait_for(lambda: self.there.query("SELECT last_action FROM desk_mark")[0][0] >= n,
                 f"action {n}")

    def set(self, number, state, *options, status=0):
        return self.there.run("difficulty", "set", str(number), state, *options, status=status)

    def letters(self):
        return [p.read_text("utf-8") for p in sorted((self.here.drop / "inbox").glob("*.txt"))]


class DifficultyTest(DeskTest):
    def test_from_raised_to_the_ministries_and_back(self):
        number = self.raise_difficulty("Công chứng viên chưa có tài khoản tra cứu, cần hướng dẫn")
        rows = self.there.json("difficulties")
        self.assertEqual([(r["id"], r["state"], r["unit"]) for r in rows],
                         [(number, "raised", "384")])
        self.set(number, "received", "--text", "Đã nhận", "--agency", "STP")
        self.applied(1)
        self.clock.set("2024-07-26T09:00:00+07:00")
        self.assertEqual(self.there.json("difficulties")[0]["days_without_answer"], 10)
        self.assertIn("--ref", self.set(number, "escalated", "--text", "Kiến nghị", status=2))
        self.set(number, "escalated", "--text", "Đề nghị hướng dẫn", "--agency",
                 "Bộ Tư pháp; Bộ Công an", "--ref", "1234/STP-BTTP")
        self.applied(2)
        row = self.there.json("difficulties")[0]
        self.assertEqual((row["state"], row["with"], row["reference"]),
                         ("escalated", "Bộ Tư pháp; Bộ Công an", "1234/STP-BTTP"))
        self.clock.set("2024-08-05T09:00:00+07:00")
        self.assertEqual(self.there.json("difficulties")[0]["days_without_answer"], 10)
        self.set(number, "resolved", "--text", "Bộ Công an đã cấp tài khoản")
        self.applied(3)
        self.assertEqual(self.there.json("difficulties"), [])
        steps = self.there.json("difficulty", "show", str(number))
        self.assertEqual([s["state"] for s in steps],
                         ["raised", "received", "escalated", "resolved"])
        then = self.there.json("difficulties", "--as-of", "2024-07-20")
        self.assertEqual([r["state"] for r in then], ["received"])

    def test_a_step_that_is_not_possible_is_refused_with_what_is(self):
        number = self.raise_difficulty("Thiếu máy đọc thẻ")
        self.assertIn("không có khó khăn #99", self.set(99, "received", "--text", "x", status=1))
        self.assertIn("received", self.set(number, "closed", "--text", "x", status=2))
        self.assertIn("gần nhất là STP", self.set(number, "received", "--text", "x", "--agency",
                                                 "STPP", status=2))
        self.set(number, "resolved", "--text", "Đã cấp máy")
        self.applied(1)
        self.assertIn("đã tháo gỡ", self.set(number, "escalated", "--text", "x", "--agency", "Bộ",
                                            "--ref", "1", status=1))

    def test_the_answer_reaches_the_unit_and_is_receipted(self):
        number = self.raise_difficulty("Đường truyền gián đoạn")
        self.set(number, "in_progress", "--text", "VNPT khắc phục trước ngày 30/7", "--agency",
                 "STTTT")
        self.applied(1)
        self.here.process.stop()
        self.here.start() # it greets
        letters = wait_for(self.letters, "the letter")
        self.assertIn("VNPT khắc phục trước ngày 30/7", letters[0])
        wait_for(lambda: self.there.query("SELECT 1 FROM directive WHERE received_ms IS NOT NULL"),
                 "the receipt")
        self.here.process.stop()
        self.here.start()
        self.assertEqual(len(self.letters()), 1)

    def test_what_is_alike_is_counted_and_no_spreadsheet_runs_it(self):
        self.raise_difficulty("=HYPERLINK(\"http://x\") thiếu máy đọc thẻ tại công an xã")
        self.raise_difficulty("=HYPERLINK(\"http://x\") thieu may doc the tai cong an xa.")
        text = self.there.run("difficulties", "--csv")
        rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
        self.assertEqual([r["alike"] for r in rows], ["1", "1"])
        self.assertTrue(all(r["text"].startswith("'=HYPERLINK") for r in rows))


class RulingTest(DeskTest):
    def test_a_warning_waits_until_it_is_confirmed(self):
        self.send(("384", "06-CA-01", "2024-M06", 40, 100, None))
        self.send(("384", "06-CA-01", "2024-M07", 40, 100, None))
        warnings = self.there.json("warnings")
        self.assertEqual([w["code"] for w in warnings], ["repeated-value"])
        rates = self.there.json("discipline", "--unit", "384", "--obligation", "06-CA-01")
        self.there.run("confirm", str(warnings[0]["report"]), "--text", "Đã đối chiếu sổ gốc")
        self.applied(1)
        self.assertEqual(self.there.json("warnings"), [])
        self.assertIn("không có lưu ý", self.there.run("confirm", "1", status=1))
        self.clock.set("2024-07-18T09:00:00+07:00")
        after = self.there.json("discipline", "--unit", "384", "--obligation", "06-CA-01")
        self.assertEqual(after[0]["unscored"], 0, (rates, after))
        passport = self.there.json("history", "--unit", "384", "--obligation", "06-CA-01",
                                   "--period", "2024-M07")
        self.assertIn("Đã đối chiếu sổ gốc", passport[0]["ruling"])

    def test_a_corrected_figure_needs_no_confirmation(self):
        self.send(("384", "06-CA-01", "2024-M06", 40, 100, None))
        self.send(("384", "06-CA-01", "2024-M07", 40, 100, None))
        self.send(("384", "06-CA-01", "2024-M07", 41, 100, None))
        self.assertEqual(self.there.json("warnings"), [])

    def test_a_returned_report_counts_as_not_said_until_it_is_completed(self):
        self.send(("384", "06-CA-01", "2024-M07", 40, 100, None))
        number = self.there.query("SELECT max(id) FROM report")[0][0]
        self.assertIn("--text", self.there.run("return", str(number), status=2))
        self.there.run("return", str(number), "--text", "Mẫu số chưa gồm người tạm trú")
        self.applied(1)
        self.clock.set("2024-07-18T09:00:00+07:00")
        mine = lambda: self.there.json("progress", "--unit", "384", "--obligation", "06-CA-01")[0]
        self.assertEqual(mine()["status"], "returned")
        silent = self.there.json("silent", "--unit", "384", "--obligation", "06-CA-01")
        self.assertEqual([r["returned"] for r in silent], [1])
        self.send(("384", "06-CA-01", "2024-M07", 40, 110, None))
        self.assertNotEqual(mine()["status"], "returned")
        self.assertIn("Đúng", self.there.run("verify"))

    def test_a_locked_period_opens_for_a_reason_and_closes_again(self):
        self.clock.set("2025-02-20T09:00:00+07:00")
        late = ("384", "06-CA-01", "2024-M07", 40, 100, None)
        self.send(late)
        self.assertEqual(self.there.query("SELECT code FROM verdict WHERE outcome = 3"),
                         [("period-locked",)])
        self.assertIn("--text", self.there.run("reopen", "2024-M07", "--until", "2025-02-28",
                                               status=2))
        self.there.run("reopen", "2024-M07", "--unit", "384", "--until", "2025-02-28", "--text",
                       "Mất điện kéo dài, có công văn")
        self.applied(1)
        self.send(("384", "06-CA-01", "2024-M07", 40, 100, None))
        self.assertEqual(self.there.query("SELECT warning FROM report"), [("late",)])
        self.clock.set("2025-03-01T09:00:00+07:00")
        self.send(("384", "06-CA-01", "2024-M07", 41, 100, None))
        self.assertEqual(self.there.count(), 1)


class OnceTest(DeskTest):
    def test_what_is_decided_while_the_aggregator_is_down_is_applied_once(self):
        number = self.raise_difficulty("Thiếu máy đọc thẻ")
        self.there.process.kill()
        self.set(number, "in_progress", "--text", "Đang mua")
        self.set(number, "in_progress", "--text", "Đã ký hợp đồng")
        for _ in range(3):
            self.there.start()
            self.applied(2)
            self.there.process.kill()
        texts = self.there.query("SELECT text FROM difficulty_step ORDER BY id")
        self.assertEqual(texts, [("Đang mua",), ("Đã ký hợp đồng",)])

    def test_what_cannot_be_applied_any_more_stops_nothing(self):
        number = self.raise_difficulty("Thiếu máy đọc thẻ")
        self.there.process.kill()
        self.set(number, "resolved", "--text", "Đã cấp")
        self.set(number, "escalated", "--text", "Kiến nghị", "--agency", "Bộ Công an", "--ref", "1")
        self.set(number, "resolved", "--text", "Đã cấp lần nữa")
        db = sqlite3.connect(self.there.state / "desk.db")
        db.execute("INSERT INTO action SELECT NULL, at_ms, kind, operator, unit, obligation, period,"
                   " until, 999, state, agency, reference, text FROM action WHERE id = 1")
        db.commit()
        db.close()
        self.there.start()
        self.applied(4)
        self.assertEqual(self.there.query("SELECT state FROM difficulty_step ORDER BY id"),
                         [("resolved",)])
        refused = self.there.query("SELECT count(*) FROM event WHERE kind = 'desk-refused'")
        self.assertEqual(refused, [(3,)])


if __name__ == "__main__":
    unittest.main()
