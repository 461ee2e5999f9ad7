"""What the system does not carry: state secrets and citizens' numbers are kept nowhere."""

import csv
import unittest

from foreign_collector import ForeignCollector, aggregator_pb2, figure, report_pb2
from harness import PipelineTest, wait_for

NUMBER = "038185001234"
WORDS = "chuyện của ông Kín"
SECRET = "vị trí hầm số bảy"
OPEN = "thiếu máy quét ở ba xã"
HEADER = "Mã nội dung;Kỳ báo cáo;Tử số;Mẫu số;Khó khăn, vướng mắc;Độ mật\n"


def files_with(text, *folders):
    """Files in FOLDERS, of whatever kind, that have TEXT among their bytes."""
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and text.encode("utf-8") in path.read_bytes():
                found.append(path.name)
    return found


class FileTest(PipelineTest):
    def setUp(self):
        super().setUp()
        self.there = self.province().start()
        self.here = self.unit(self.there, "384").start()

    def drop(self, name, *rows):
        self.here.put(name, HEADER + "".join(row + "\n" for row in rows))
        return wait_for(lambda: self.here.result(name, "rejected"), f"the result of {name}")

    def errors(self, name):
        path = self.here.drop / "rejected" / f"{name}.errors.csv"
        with open(path, encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def traces(self, text):
        """Where TEXT is, except in the file that was dropped."""
        return files_with(text, self.here.folder / "state", self.there.state) + [
            path.name for path in (self.here.folder / "collector.log",
                                   self.there.root / "aggregator.log",
                                   *(self.here.drop / "rejected").glob("*.result.txt"),
                                   *(self.here.drop / "rejected").glob("*.errors.csv"))
            if text in path.read_text(encoding="utf-8")]

    def test_barred_words_leave_no_trace_and_good_lines_arrive(self):
        self.here.process.wait_log("catalogue-updated")
        self.there.process.stop()
        self.drop("a.csv", "DX-XH-01;tháng 7/2024;1;2;;",
                  f"III.4;tháng 7/2024;;;{WORDS} {NUMBER};",
                  f"III.4;tháng 7/2024;;;{SECRET};Tối mật",
                  f"III.4;tháng 7/2024;;;\"{SECRET}\nMẬT\";không",
                  f"III.4;tháng 7/2024;;;{OPEN};thường")
        errors = self.errors("a.csv")
        self.assertEqual([(row["dòng"], row["giá trị"]) for row in errors],
                         [("3", "[đã bỏ]"), ("4", "[đã bỏ]"), ("5", "[đã bỏ]")])
        self.assertIn("0381••••••••", errors[0]["lỗi"])
        self.assertIn("tài liệu mật", errors[1]["cách sửa"])
        self.assertIn("tài liệu mật", errors[2]["cách sửa"])
        self.assertEqual(self.traces(OPEN), ["outbox.db"])
        for text in (NUMBER, WORDS, SECRET):
            self.assertEqual(self.traces(text), [])
        self.there.start()
        wait_for(lambda: self.there.count() == 2, "the good lines")
        self.assertIn("store.db-wal", self.traces(OPEN))
        for text in (NUMBER, WORDS, SECRET):
            self.assertEqual(self.traces(text), [])
        self.assertEqual(self.there.process.stop(), 0)
        self.assertIn("store.db", self.traces(OPEN))
        for text in (NUMBER, WORDS, SECRET):
            self.assertEqual(self.traces(text), [])

    def test_a_line_that_slipped_repeats_nothing(self):
        self.drop("b.csv", f"III.4;tháng 7/2024;;;thiếu máy; {WORDS} {NUMBER}",
                  f"III.4;tháng 7/2024;;;thiếu máy; hỏng;{WORDS} {NUMBER}",
                  f"III.4;{WORDS} {NUMBER};;;thiếu máy;",
                  f"{SECRET};{SECRET};{SECRET};;;mật")
        self.assertEqual([row["giá trị"] for row in self.errors("b.csv")], ["[đã bỏ]"] * 4)
        for text in (NUMBER, WORDS, SECRET):
            self.assertEqual(self.traces(text), [])

    def test_submit_refuses_what_is_said_to_be_secret(self):
        said = self.here.run("submit", "--obligation", "III.4", "--period", "2024-M07", "--difficulty",
                             SECRET, "--secret", status=1)
        self.assertIn("bí mật nhà nước", said)
        self.here.process.wait_log("catalogue-updated")
        said = self.here.run("submit", "--obligation", "III.4", "--period", "2024-M07", "--difficulty",
                             f"{WORDS} {NUMBER}", status=1)
        self.assertIn("0381••••••••", said)
        for text in (NUMBER, WORDS, SECRET):
            self.assertNotIn(text, said)
            self.assertEqual(self.traces(text), [])


class ForeignTest(PipelineTest):
    """A collector that does not look itself."""

    def setUp(self):
        super().setUp()
        self.there = self.province().start()
        unit = self.unit(self.there, "384")
        self.peer = ForeignCollector.from_folder(self.there.endpoint, unit.folder)
        self.peer.hello()
        self.peer.receive_until("welcome")

    def tearDown(self):
        self.peer.close()
        super().tearDown()

    def report(self, sequence, unit="384", **content):
        return report_pb2.Report(sequence=sequence, unit=unit, obligation="III.4",
                                 period="2024-M07", source="foreign", **content)

    def test_the_province_refuses_and_keeps_nothing(self):
        noted = figure(5, "384", "DX-XH-01", "2024-M07", numerator=1, denominator=2)
        noted.figure.note = f"{WORDS} {NUMBER}"
        counted = figure(6, "384", "DX-XH-01", "2024-M07", numerator=77777, denominator=99999)
        counted.secret, counted.source = True, SECRET
        self.peer.batch(
            self.report(1, difficulty=report_pb2.Difficulty(text=OPEN)),
            self.report(2, secret=True, difficulty=report_pb2.Difficulty(text=SECRET)),
            self.report(3, narrative=report_pb2.Narrative(text=f"(TUYỆT MẬT)\n{SECRET}")),
            self.report(4, difficulty=report_pb2.Difficulty(text=f"{WORDS} 038 185 001 234")),
            noted, counted,
            self.report(7, secret=True, unit="385",
                        narrative=report_pb2.Narrative(text=SECRET)))
        ack = self.peer.receive_until("ack")
        self.assertEqual([(v.sequence, v.outcome) for v in ack.verdicts],
                         [(n, aggregator_pb2.OUTCOME_REJECTED) for n in range(2, 8)])
        self.assertEqual([v.code for v in ack.verdicts],
                         ["secret-content", "secret-content", "personal-identifier",
                          "personal-identifier", "secret-content", "secret-content"])
        self.assertEqual(self.there.query("SELECT text FROM report"), [(OPEN,)])
        self.assertEqual(
            self.there.query("SELECT unit, kind, value, denominator, text, source FROM verdict"
                             " ORDER BY sequence"),
            [("384", "nothing", None, None, None, ""), ("384", "nothing", None, None, None, ""),
             ("384", "difficulty", None, None, None, "foreign"),
             ("384", "figure", 1, 2, None, "foreign"),
             ("384", "nothing", None, None, None, ""), ("384", "nothing", None, None, None, "")])
        self.assertEqual(len(self.there.json("rejected")), 6)
        for text in (NUMBER, WORDS, SECRET, "038 185"):
            self.assertEqual(files_with(text, self.there.state), [])
            self.assertNotIn(text, self.there.process.log())
            self.assertFalse(any(text in v.message for v in ack.verdicts))
        self.assertNotEqual(files_with(OPEN, self.there.state), [])


if __name__ == "__main__":
    unittest.main()
