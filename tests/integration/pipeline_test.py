"""From a CSV file in a drop folder to a row in the province's store, with everything cut on the
way."""

import random
import re
import signal
import unittest
from datetime import datetime

from harness import PipelineTest, wait_for

HEADER = "obligation,period,numerator,denominator\n"
RATIOS = ["DX-XH-01", "06-CA-01", "06-CA-03", "06-CA-04", "06-AS-01", "06-LD-01", "DX-CQ-01",
          "DX-CQ-02", "DX-CQ-03", "06-DV-01", "06-DV-02"]


def sheet(rows):
    return HEADER + "".join(f"{o},{p},{a},{b}\n" for o, p, a, b in rows)


class PipelineFileTest(PipelineTest):
    def setUp(self):
        super().setUp()
        self.there = self.province().start()
        self.here = self.unit(self.there, "384")

    def test_a_file_arrives_and_its_result_says_so(self):
        self.here.start()
        self.here.put("thang-7.csv", sheet([("DX-XH-01", "2024-M07", 0, 9800),
                                            ("06-CA-01", "2024-M07", 45158, 53571)]))
        wait_for(lambda: self.there.count() == 2, "two reports stored")
        wait_for(lambda: self.here.result("thang-7.csv"), "a result beside the file")
        rows = self.there.query("SELECT obligation, value, denominator, source FROM report"
                                " ORDER BY sequence")
        self.assertEqual([r[:3] for r in rows],
                         [("DX-XH-01", 0, 9800), ("06-CA-01", 45158, 53571)])
        self.assertIn("thang-7.csv:2", rows[0][3])
        latest = self.there.json("latest", "--unit", "384")
        self.assertEqual({r["obligation"]: r["content"] for r in latest}["06-CA-01"],
                         "84,3% (45.158/53.571)")

    def test_sighup_makes_an_idle_collector_greet_at_once(self):
        self.here.start()
        self.here.process.wait_log("catalogue")
        self.clock.set("2024-07-17T09:00:00+07:00")
        since_ms = int(datetime.fromisoformat("2024-07-17T09:00:00+07:00").timestamp() * 1000)
        self.here.process.process.send_signal(signal.SIGHUP)
        wait_for(lambda: self.there.query("SELECT 1 FROM stream WHERE last_seen_ms >= ?", since_ms),
                 "its greeting")

    def test_vietnamese_headers_and_numbers_in_a_semicolon_file(self):
        self.here.start()
        text = ("\ufeffMã chỉ tiêu;Kỳ báo cáo;Tử số;Mẫu số;Giá trị\r\n"
                "06-CA-02;tháng 7/2024;;;1.234\r\n"
                "06-AS-02;2024-M07;;;1.234,5\r\n")
        self.here.put("so-lieu.csv", text)
        wait_for(lambda: self.there.count() == 2, "two reports stored")
        self.assertEqual(self.there.query("SELECT obligation, value, decimals FROM report"
                                          " ORDER BY sequence")[0][:2], ("06-CA-02", 1234))
        value, decimals = self.there.query("SELECT value, decimals FROM report"
                                           " WHERE obligation = '06-AS-02'")[0]
        self.assertEqual(value * 10 ** -decimals, 1234.5)

    def test_a_bad_line_is_named_and_does_not_stop_the_good_ones(self):
        self.here.start()
        self.here.put("loi.csv", sheet([("DX-XH-01", "2024-M07", 1, 2), ("DX-XH-99", "2024-M07", 1, 2),
                                        ("06-CA-01", "2024-M07", 5, 2)]))
        wait_for(lambda: self.there.count() == 1, "the good line")
        errors = wait_for(lambda: (self.here.drop / "rejected/loi.csv.errors.csv").exists() and
                          (self.here.drop / "rejected/loi.csv.errors.csv").read_text("utf-8-sig"),
                          "errors.csv")
        lines = errors.splitlines()
        self.assertEqual(len(lines), 3, errors)
        self.assertTrue(lines[1].startswith(("3,", '"3"')), errors)
        self.assertIn("DX-XH-99", lines[1])
        self.assertIn("gần nhất là", lines[1])
        self.assertIn("numerator", lines[2])

    def test_the_same_file_twice_and_unchanged_rows_add_nothing_and_a_change_corrects(self):
        self.here.start()
        rows = [("DX-XH-01", "2024-M07", 1, 2), ("06-CA-01", "2024-M07", 5, 9)]
        self.here.put("a.csv", sheet(rows))
        wait_for(lambda: self.there.count() == 2, "first")
        self.here.put("a.csv", sheet(rows))
        wait_for(lambda: len(list((self.here.drop / "done").glob("*.result.txt"))) == 2, "second result")
        self.here.put("b.csv", sheet([rows[0], ("06-CA-01", "2024-M07", 6, 9)]))
        wait_for(lambda: self.there.count() == 3, "the correction")
        self.assertEqual(self.there.query("SELECT value, corrects, replaces FROM report WHERE id = 3"),
                         [(6, 2, 2)])
        self.assertEqual(self.there.query("SELECT kind FROM event ORDER BY id")[-1], ("correction",))

    def test_submit_from_the_shell_while_the_collector_runs(self):
        self.here.start()
        self.here.process.wait_log("catalogue")
        self.here.run("submit", "--obligation", "06-DL-02", "--period", "2024-M07", "--value", "0")
        self.here.run("submit", "--obligation", "II.2a", "--period", "2024-M07", "--percent", "60")
        self.here.run("submit", "--obligation", "III.4", "--period", "2024-M07", "--difficulty",
                      "Thiếu máy chủ", "--to", "STTTT")
        wait_for(lambda: self.there.count() == 3, "three reports")
        self.assertEqual(self.there.query("SELECT unit, addressed_to, text FROM difficulty"),
                         [("384", "STTTT", "Thiếu máy chủ")])
        wait_for(lambda: self.here.json("status")["queue"]["length"] == 0, "an empty queue")
        self.assertEqual(self.here.json("status")["connection"]["state"], "ready")


class ReminderTest(PipelineTest):
    def test_a_silent_unit_gets_the_reminder_as_a_file_and_its_receipt_comes_back(self):
        self.clock.set("2024-07-18T09:00:00+07:00")
        there = self.province().start()
        here = self.unit(there, "384").start()
        letters = wait_for(lambda: list((here.drop / "inbox").glob("*.txt")), "the letter")
        text = letters[0].read_text(encoding="utf-8")
        self.assertIn("chưa gửi báo cáo kỳ tháng 7/2024", text)
        wait_for(lambda: ("receipt",) in there.query("SELECT kind FROM event"), "the receipt")
        self.assertEqual(len(here.json("status")["inbox"]), 1)


class InterruptionTest(PipelineTest):
    """Equality of what was submitted and what is stored, whatever is killed in between."""

    FILES = 30

    def setUp(self):
        super().setUp()
        self.there = self.province().start()
        self.here = self.unit(self.there, "384")
        self.random = random.Random(20240722)

    def sheets(self):
        """FILES sheets that together report RATIOS for six months, with corrections."""
        files = []
        for n in range(self.FILES):
            month = 2 + n % 6
            files.append([(o, f"2024-M{month:02}", self.random.randrange(5000) + n * 10000, 10**6)
                          for o in RATIOS])
        return files

    def expected_latest(self, files):
        latest = {}
        for rows in files:
            for obligation, period, a, b in rows:
                latest[obligation, period] = (a, b)
        return latest

    def stored_latest(self):
        rows = self.there.query(
            "SELECT l.obligation, l.period, r.value, r.denominator FROM latest l"
            " JOIN report r ON r.id = l.report")
        return {(o, p): (a, b) for o, p, a, b in rows}

    def assert_all_arrived_once(self, files):
        total = sum(len(rows) for rows in files)
        wait_for(lambda: self.there.count() >= total, f"{total} reports")
        self.assertEqual(self.there.count(), total)
        self.assertEqual(self.stored_latest(), self.expected_latest(files))
        sequences = [s for s, in self.there.query("SELECT sequence FROM report ORDER BY id")]
        self.assertEqual(sequences, list(range(1, total + 1)))

    def test_kill_9_of_the_aggregator_in_mid_stream(self):
        self.here.start()
        files = self.sheets()
        for n, rows in enumerate(files):
            self.here.put(f"{n:03}.csv", sheet(rows))
            if n % 7 == 3:
                seen = self.there.count()
                wait_for(lambda: self.there.count() > seen, "progress")
                self.there.process.kill()
                self.there.start()
        self.assert_all_arrived_once(files)

    def test_kill_9_of_the_collector_in_mid_stream(self):
        self.here.start()
        files = self.sheets()
        for n, rows in enumerate(files):
            self.here.put(f"{n:03}.csv", sheet(rows))
            if n % 7 == 3:
                self.here.process.kill()
                self.here.start()
        self.assert_all_arrived_once(files)

    def test_reports_made_while_the_province_is_away_arrive_when_it_is_back(self):
        self.here.start()
        self.here.process.wait_log("catalogue")
        self.there.process.kill()
        files = self.sheets()[:5]
        for n, rows in enumerate(files):
            self.here.put(f"{n:03}.csv", sheet(rows))
        wait_for(lambda: len(list((self.here.drop / "done").glob("*.csv"))) == 5, "files taken")
        self.assertEqual(self.there.count(), 0)
        self.there.start()
        self.assert_all_arrived_once(files)

    def test_both_stop_on_sigterm_with_status_0(self):
        self.here.start()
        self.here.process.wait_log("catalogue")
        self.assertEqual(self.here.process.stop(), 0)
        self.assertEqual(self.there.process.stop(), 0)
        self.assertFalse(re.search(r" (ERROR|WARN) (?!.*clock)", self.there.process.log()))


if __name__ == "__main__":
    unittest.main()
