"""Roll-ups, statuses and questions: what the province knows equals what was sent, on any day."""

import json
import random
import sqlite3
import unittest
from fractions import Fraction

from harness import PipelineTest, wait_for

DISTRICTS = [str(code) for code in range(380, 408) if code != 383]
HEADER = "unit,obligation,period,numerator,denominator,value\n"


def rounded(fraction, decimals):
    """Half away from zero, as figures are shown."""
    scaled = fraction * 10 ** decimals
    whole = int(abs(scaled) + Fraction(1, 2))
    return (whole if scaled >= 0 else -whole) / 10 ** decimals


class StandingTest(PipelineTest):
    """One collector of the province's own unit speaks for all districts."""

    def setUp(self):
        super().setUp()
        self.there = self.province()
        self.random = random.Random(20240722)
        self.files = 0

    def go(self, day):
        self.clock.set(f"{day}T09:00:00+07:00")

    def begin(self, day):
        self.go(day)
        self.there.start()
        self.here = self.unit(self.there, "38").start()

    def settled(self):
        return self.there.count() + self.there.query(
            "SELECT count(*) FROM verdict WHERE outcome = 3")[0][0]

    def send(self, rows):
        """Rows of (unit, obligation, period, numerator, denominator, value), None for blank."""
        before = self.settled()
        self.files += 1
        text = HEADER + "".join(",".join("" if c is None else str(c) for c in row) + "\n"
                                for row in rows)
        self.here.put(f"file-{self.files:03}.csv", text)
        wait_for(lambda: self.settled() == before + len(rows), f"{len(rows)} more reports")

    def months(self, obligations, numbers):
        """A file a month, on its due day: {(unit, obligation, month): (numerator, denominator)}."""
        sent = {}
        for month in numbers:
            self.go(f"2024-{month:02}-16")
            rows = []
            for unit in DISTRICTS[:-1]:
                for obligation in obligations:
                    whole = self.random.randrange(1000, 90000)
                    part = whole * (month * 5 + self.random.randrange(5)) // 100
                    sent[unit, obligation, month] = part, whole
                    rows.append((unit, obligation, f"2024-M{month:02}", part, whole, None))
            self.send(rows)
        return sent

    def progress(self, *arguments):
        return self.there.json("progress", *arguments)


class RollUpTest(StandingTest):
    def test_the_provinces_figure_is_the_ratio_of_sums_with_its_coverage(self):
        self.begin("2024-03-01")
        sent = self.months(["06-CA-01", "DX-XH-01"], [5, 6])
        self.go("2024-06-19") # while reports still come in, the month before is the last that counts
        for obligation in ["06-CA-01", "DX-XH-01"]:
            row = self.progress("--field", "06" if obligation[0] == "0" else "DX",
                                "--obligation", obligation)[0]
            parts = [v for (_, o, m), v in sent.items() if o == obligation and m == 6]
            ratio = Fraction(sum(a for a, _ in parts), sum(b for _, b in parts)) * 100
            self.assertEqual(float(row["value"]), rounded(ratio, 4), obligation)
            self.assertEqual((row["unit"], row["have"], row["expected_units"]), ("38", 26, 27))
        self.assertIn("Đúng", self.there.run("verify"))

    def test_corrections_replace_and_verify_agrees_after_a_kill_in_mid_stream(self):
        self.begin("2024-03-01")
        sent = self.months(["06-CA-01"], [3, 4])
        for n in range(6):
            rows = [(unit, "06-CA-01", f"2024-M{month:02}", sent[unit, "06-CA-01", month][0] + n + 1,
                     sent[unit, "06-CA-01", month][1], None)
                    for unit in self.random.sample(DISTRICTS[:-1], 10) for month in (3, 4)]
            for unit, o, period, a, b, _ in rows:
                sent[unit, o, int(period[-2:])] = a, b
            self.files += 1
            self.here.put(f"file-{self.files:03}.csv", HEADER + "".join(
                ",".join("" if c is None else str(c) for c in row) + "\n" for row in rows))
            if n % 2:
                self.there.process.kill()
                self.there.start()
        wait_for(lambda: self.there.count() == 2 * 26 + 6 * 20, "all corrections")
        self.go("2024-04-18")
        row = self.progress("--obligation", "06-CA-01")[0]
        parts = [v for (_, _, m), v in sent.items() if m == 4]
        ratio = Fraction(sum(a for a, _ in parts), sum(b for _, b in parts)) * 100
        self.assertEqual(float(row["value"]), rounded(ratio, 4))
        self.assertIn("Đúng", self.there.run("verify"))

    def test_verify_names_what_is_not_as_it_was_counted(self):
        self.begin("2024-03-01")
        self.months(["06-CA-01"], [5])
        self.there.process.stop()
        damage = {
            "số tổng hợp": "UPDATE rollup SET value = value + 1",
            "số liệu có hiệu lực": "DELETE FROM latest WHERE unit = '384'",
            "tình trạng": "UPDATE standing SET status = 'done' WHERE unit = '384'"
                          " AND obligation = '06-CA-01'",
            "luồng gửi": "DELETE FROM report WHERE id = (SELECT max(id) FROM report)",
        }
        self.change("UPDATE desk_mark SET id = id")  # everything is in the one file now
        good = (self.there.state / "store.db").read_bytes()
        self.assertIn("Đúng", self.there.run("verify"))
        for what, sql in damage.items():
            self.assertGreater(self.change(sql), 0, what)
            rows = json.loads(self.run_failing("verify", "--json"))
            self.assertIn(what, [r["what"] for r in rows])
            (self.there.state / "store.db").write_bytes(good)
        self.assertIn("Đúng", self.there.run("verify"))

    def change(self, sql):
        """Changes the store behind the stopped aggregator's back; how many rows."""
        db = sqlite3.connect(self.there.state / "store.db")
        rows = db.execute(sql).rowcount
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        return rows

    def run_failing(self, *arguments):
        """Standard output of a verb that exits with 1."""
        import os
        import subprocess
        from harness import program
        done = subprocess.run([program("aggregator"), *arguments, "-c", str(self.there.config)],
                              capture_output=True, text=True,
                              env={**os.environ, **self.there.env})
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("khác", done.stderr)
        return done.stdout

    def test_a_restart_mends_roll_ups_and_statuses(self):
        self.begin("2024-03-01")
        self.months(["06-CA-01"], [5])
        self.there.process.stop()
        self.change("UPDATE rollup SET value = value + 1")
        self.change("UPDATE standing SET status = 'done', judged_ms = 0")
        self.run_failing("verify", "--json")
        self.there.start()
        wait_for(lambda: not self.there.query("SELECT 1 FROM standing WHERE judged_ms = 0"),
                 "everything judged anew")
        self.assertIn("Đúng", self.there.run("verify"))


class DayTest(StandingTest):
    def status_of(self, unit, obligation):
        rows = self.there.query("SELECT status FROM standing WHERE unit = ? AND obligation = ?",
                                unit, obligation)
        return rows[0][0] if rows else None

    def test_a_day_passes_and_who_said_nothing_is_silent(self):
        self.begin("2024-04-02")
        self.months(["DX-XH-01"], [4, 5])
        self.assertEqual(self.status_of("384", "DX-XH-01"), "on_track")
        self.go("2024-06-19")
        wait_for(lambda: self.status_of("384", "DX-XH-01") == "silent", "silence")
        events = self.there.query("SELECT detail FROM event WHERE kind = 'status' AND unit = '384'"
                                  " AND obligation = 'DX-XH-01'")
        self.assertEqual(events[-1][0], "on_track>silent")
        silent = {(r["unit"], r["period"]): r for r in self.there.json("silent", "--obligation",
                                                                        "DX-XH-01")}
        self.assertEqual(len(silent), 27)
        self.assertEqual(silent["384", "2024-M06"]["days_late"], 1)

    def test_what_was_known_on_a_day_stays_what_it_was(self):
        """--as-of a day gives what the same question gave on that day."""
        self.begin("2024-03-01")
        questions = [["progress"], ["progress", "--obligation", "06-CA-01"], ["risk"], ["overdue"],
                     ["rank"], ["rank", "--parts"], ["discipline"], ["discipline", "--by", "period"],
                     ["due"], ["history", "--unit", "384", "--obligation", "06-CA-01"],
                     ["difficulties"], ["warnings"]]
        told = {}
        for month in (4, 5, 6, 7):
            self.months(["06-CA-01", "DX-XH-01"], [month])
            back = max(4, month - 1) # a correction of the month before, which must not leak back
            self.send([("384", "06-CA-01", f"2024-M{back:02}", month, 100, None)])
            self.go(f"2024-{month:02}-17")
            day = f"2024-{month:02}-17"
            told[day] = [self.there.json(*q) for q in questions]
        self.go("2024-07-20")
        for day, answers in told.items():
            for question, answer in zip(questions, answers):
                then = self.there.json(*question, "--as-of", day)
                self.assertEqual(then, answer, f"{question} --as-of {day}")
        self.assertNotEqual(told["2024-05-17"][0], told["2024-06-17"][0])

    def test_a_merged_district_counts_for_its_own_periods(self):
        self.begin("2024-12-16")
        rows = [(u, "06-CA-01", "2024-M12", 1, 2, None) for u in DISTRICTS]
        self.send(rows)
        row = self.progress("--obligation", "06-CA-01")[0]
        self.assertEqual((row["have"], row["expected_units"]), (27, 27))
        self.go("2025-01-15")
        self.send([(u, "06-CA-01", "2025-M01", 1, 4, None) for u in DISTRICTS])
        refused = self.there.query("SELECT unit, code FROM verdict WHERE outcome = 3")
        self.assertEqual(refused, [("405", "unit-not-valid")])
        row = self.progress("--obligation", "06-CA-01")[0]
        self.assertEqual((row["have"], row["expected_units"]), (26, 26))
        own = self.there.json("history", "--unit", "380", "--obligation", "06-CA-01")
        self.assertEqual({r["unit"] for r in own}, {"380"})
        both = self.there.json("history", "--unit", "380", "--obligation", "06-CA-01",
                               "--with-predecessors")
        self.assertEqual({r["unit"] for r in both}, {"380", "405"})
        self.assertIn("Đúng", self.there.run("verify"))


class ScoreTest(StandingTest):
    def test_a_unit_can_compute_its_score_from_the_export(self):
        self.begin("2024-03-01")
        self.months(["06-CA-01", "DX-XH-01"], [4, 5])
        self.go("2024-05-20")
        parts = {}
        for p in self.there.json("rank", "--parts"):
            parts.setdefault(p["unit"], []).append(p)
        rates = {d["group"]: d for d in self.there.json("discipline")}
        for s in self.there.json("rank"):
            mine = parts.get(s["unit"], [])
            points = sum(Fraction(p["points"]) * p["weight"] for p in mine)
            results = rounded(points / sum(p["weight"] for p in mine), 2)
            d = rates[s["unit"]]
            scored = d["ACTUAL_REPORTS_ON_TIME"] - d["unscored"]
            discipline = rounded(Fraction(100 * scored, d["EXPECTED_REPORTS"]), 2)
            total = rounded(Fraction(str(results)) * 70 / 100 + Fraction(str(discipline)) * 30 / 100,
                            2)
            self.assertEqual((float(s["results"]), float(s["discipline"]), float(s["total"])),
                             (results, discipline, total), s["unit"])


if __name__ == "__main__":
    unittest.main()
