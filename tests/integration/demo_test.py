"""The demonstration as a test: its last line and its exit status are read back from the store
and the mailbox, not from what it hoped for; each question is asked of its store; and the worked
example in docs/ is that store's, figure by figure."""

import csv
import fractions
import io
import json
import mailbox
import os
import re
import subprocess
import tempfile
import unittest
import pathlib
from email.header import decode_header, make_header

SOURCE = pathlib.Path(os.environ["TIENDO_SOURCE"])
NOTIFIER = pathlib.Path(os.environ["TIENDO_BUILD"]) / "notifier/tiendo-notifier"
AGGREGATOR = pathlib.Path(os.environ["TIENDO_BUILD"]) / "aggregator/tiendo-aggregator"
EXAMPLE = SOURCE / "docs/worked-example.md"
DAY = ("--as-of", "2024-07-22")
QUESTIONS = [
    ("progress",), ("overdue",), ("risk",), ("silent",), ("due",), ("rank",), ("rank", "--parts"),
    ("discipline",), ("discipline", "--by", "field"), ("discipline", "--by", "period"),
    ("difficulties",), ("pilots",), ("warnings",), ("catalogue",),
    ("history", "--unit", "384", "--obligation", "DX-KT-01"),
    ("progress", "--field", "06"), ("progress", "--unit", "Mường Lát"), ("risk", "--unit", "384"),
    ("silent", "--period", "2024-M07"), ("progress", "--obligation", "DX-KT-01"),
    ("progress", "--member", "PHO-BCD-TT"),
]
ANSWERED_WITH_NOTHING = [("overdue",)]  # nothing is past its deadline on that day


def processes_naming(text):
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue  # ended meanwhile
        if text in command:
            found.append(command)
    return found


def number(text):
    """"1.092" and "26,84%" as they are read in Vietnam."""
    return fractions.Fraction(text.strip("*% ").replace(".", "").replace(",", "."))


def tables(text):
    """The rows of each table of a Markdown text, without its head, as lists of cells."""
    found = []
    for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        rows = [[cell.strip() for cell in line.strip("|").split("|")]
                for line in block.splitlines()]
        found.append(rows[2:])
    return found


class Store:
    """The demonstration's store, to be asked."""

    def __init__(self, folder):
        self.config = folder / "aggregator.conf"
        self.config.write_text(
            f'''listen = "tcp://127.0.0.1:1"; feed = "tcp://127.0.0.1:2";
public_endpoint = "tcp://127.0.0.1:1"; state_dir = "{folder}";
catalogue_dir = "{SOURCE}/config/thanh-hoa"; simulated = true;''', encoding="utf-8")

    def ask(self, *arguments):
        done = subprocess.run([AGGREGATOR, *arguments, "-c", str(self.config)],
                              capture_output=True)
        if done.returncode:
            raise AssertionError(f"{arguments}: {done.stderr.decode()}")
        return done.stdout.decode("utf-8")

    def rows(self, *arguments):
        return json.loads(self.ask(*arguments, "--json"))


class DemoTest(unittest.TestCase):
    def test_27_districts_reach_the_mailbox_and_no_process_stays(self):
        with tempfile.TemporaryDirectory(prefix="tiendo-demo-") as folder:
            out = pathlib.Path(folder) / "out"
            done = subprocess.run(
                ["/usr/bin/python3", str(SOURCE / "scripts/demo.d/demo.py"), "--once", "--out",
                 str(out)], capture_output=True, text=True,
                env={**os.environ, "PYTHONPATH": str(SOURCE / "tests/integration")})
            self.assertEqual(done.returncode, 0, done.stdout[-3000:] + done.stderr[-3000:])
            self.assertRegex(done.stdout.splitlines()[-1],
                             r"^demo: units=27 accepted=\d+ rejected=2 silent=2 digest=delivered "
                             r"seconds=\d+$")
            text = (out / "digest.txt").read_text(encoding="utf-8")
            self.assertIn("MÔ PHỎNG", text)
            self.assertIn("Đính chính: Ngọc Lặc", text)
            self.assertEqual((out / "digest.pdf").read_bytes()[:5], b"%PDF-")
            self.assertEqual((out / "digest.xlsx").read_bytes()[:2], b"PK")
            brief = (out / "brief.txt").read_text(encoding="utf-8")
            self.assertLess(len(brief), len(text) / 2)
            for page in text, brief:
                self.assertIn("12 đơn vị chưa gửi báo cáo tháng 7/2024, quá hạn 6 ngày: Quan Sơn",
                              " ".join(page.split()))
            self.assertNotIn('"cid:', (out / "digest.html").read_text(encoding="utf-8"))
            for name in ("digest.html", "digest.eml", "store.db", "logs/aggregator.log",
                         "logs/collector-407.log"):
                self.assertTrue((out / name).exists(), name)
            self.assertEqual(processes_naming(str(out)), [])
            self.operators_hear_of_the_line_that_was_cut_and_of_nothing_else(out)
            store = Store(out)
            self.every_question_is_answered_in_every_format(store)
            text = EXAMPLE.read_text(encoding="utf-8")
            figures, parts, owed = tables(text)
            self.the_province_is_the_sum_of_the_example(store, text, figures)
            self.the_score_adds_up(store, text, parts, owed)
            self.assertIn("Đúng:", store.ask("verify"))

    def operators_hear_of_the_line_that_was_cut_and_of_nothing_else(self, out):
        check = subprocess.run([NOTIFIER, "check", "--no-environment", "--deny-warnings", "-c",
                                out / "run/notifier/notifier.conf"], capture_output=True, text=True)
        self.assertEqual(check.returncode, 0, check.stdout + check.stderr)
        box = mailbox.Maildir(out / "maildir", create=False)
        subjects = [str(make_header(decode_header(m["Subject"]))) for m in box
                    if "van-hanh@" in m["To"]]
        self.assertIn("[SỐ LIỆU MÔ PHỎNG] [Cảnh báo] 1 đơn vị mất liên lạc: Mường Lát", subjects)
        for subject in subjects:
            self.assertIn("Mường Lát", subject)

    def every_question_is_answered_in_every_format(self, store):
        for question in QUESTIONS:
            with self.subTest(question=question):
                rows = store.rows(*question, *DAY)
                self.assertEqual(rows == [], question in ANSWERED_WITH_NOTHING)
                self.assertTrue(all(row["simulated"] for row in rows))
                sheet = list(csv.DictReader(io.StringIO(
                    store.ask(*question, *DAY, "--csv").removeprefix("\ufeff"))))
                self.assertEqual([list(row) for row in sheet], [list(row) for row in rows])
                lines = store.ask(*question, *DAY).splitlines()
                self.assertIn("SỐ LIỆU MÔ PHỎNG", lines[0])
                self.assertGreaterEqual(len(lines), 2 + len(rows))

    def the_province_is_the_sum_of_the_example(self, store, text, figures):
        latest = {row["unit"]: row["content"] for row in
                  store.rows("latest", "--obligation", "DX-KT-01", "--period", "2024-Q2")}
        *units, total = figures
        self.assertEqual({row[0]: f"{row[4]} ({row[2]}/{row[3]})" for row in units}, latest)
        numerator, denominator = (sum(number(row[i]) for row in units) for i in (2, 3))
        self.assertEqual((numerator, denominator), (number(total[2]), number(total[3])))
        answers = store.rows("progress", "--obligation", "DX-KT-01", *DAY)
        whole = next(row for row in answers if row["unit"] == "38")
        self.assertEqual(round(100 * numerator / denominator, 4),
                         fractions.Fraction(whole["value"]))
        self.assertIn(f"{len(units)}/27 đơn vị có số liệu", whole["reason"])
        district = next(row for row in answers if row["unit"] == "384")
        for row in (whole, district):
            self.assertIn(f"> {row['reason']}\n", text)
        self.assertEqual((whole["status"], district["status"]), ("on_track", "at_risk"))

    def the_score_adds_up(self, store, text, parts, owed):
        *with_figure, without, total = parts
        answers = store.rows("rank", "--unit", "384", "--parts", *DAY)
        self.assertEqual(
            [[row["obligation"], number(row["value"].replace(".", ",")), number(row["target"]),
              number(row["points"].replace(".", ","))] for row in answers if row["value"]],
            [[row[0], *map(number, row[1:])] for row in with_figure])
        self.assertEqual(int(without[0].split()[0]), len(answers) - len(with_figure))
        self.assertEqual(sum(number(row[3]) for row in with_figure), number(total[3]))
        *periods, due = owed
        rank = store.rows("rank", "--unit", "384", *DAY)[0]
        self.assertEqual(
            [[row["name"], row["EXPECTED_REPORTS"], row["ACTUAL_REPORTS"],
              row["ACTUAL_REPORTS_ON_TIME"]]
             for row in store.rows("discipline", "--unit", "384", "--by", "period", *DAY)],
            [[row[0], *map(int, row[1:])] for row in periods])
        for column in (1, 2, 3):
            self.assertEqual(sum(int(row[column]) for row in periods), number(due[column]))
        results = round(number(total[3]) / len(answers), 2)
        discipline = round(100 * number(due[3]) / number(due[1]), 2)
        self.assertEqual((results, discipline),
                         (fractions.Fraction(rank["results"]),
                          fractions.Fraction(rank["discipline"])))
        self.assertEqual(round(results * 70 / 100 + discipline * 30 / 100, 2),
                         fractions.Fraction(rank["total"]))
        self.assertIn(rank["formula"], text)


if __name__ == "__main__":
    unittest.main()
