"""The command line as a person meets it: exit codes, errors, listings, languages."""

import csv
import io
import json
import os
import shutil
import subprocess
import unittest

from foreign_collector import ForeignCollector, figure
from harness import BUILD, SOURCE, PipelineTest, program


def call(name, *arguments, **env):
    return subprocess.run([program(name), *arguments], capture_output=True, text=True,
                          env={**os.environ, "TIENDO_LOCALE_DIR": str(BUILD / "po"), **env})


class MannersTest(unittest.TestCase):
    def test_help_version_and_usage(self):
        for name in ("aggregator", "collector", "notifier"):
            with self.subTest(name):
                done = call(name, "--help")
                self.assertEqual(done.returncode, 0)
                self.assertIn("Cách dùng", done.stdout)
                self.assertIn("--config", done.stdout)
                self.assertRegex(call(name, "--version").stdout, rf"^tiendo-{name} \d+\.\d+\.\d+$")
                wrong = call(name, "chekc")
                self.assertEqual(wrong.returncode, 2)
                self.assertIn('"check"', wrong.stderr)
                self.assertEqual(call(name, "check", "--no-such").returncode, 2)
                self.assertEqual(call(name).returncode, 2)

    def test_english_on_request_and_vietnamese_by_default(self):
        self.assertIn("Usage", call("aggregator", "--help", "--lang", "en").stdout)
        self.assertIn("Usage", call("aggregator", "--help", LC_ALL="en_US.UTF-8").stdout)
        self.assertIn("Cách dùng", call("aggregator", "--help", LC_ALL="C").stdout)
        self.assertIn("Cách dùng", call("aggregator", "--help", "--lang=vi",
                                        LC_ALL="en_US.UTF-8").stdout)
        self.assertEqual(call("aggregator", "--help", "--lang", "fr").returncode, 2)


    def test_csv_is_offered_and_taken_only_where_one_table_is_printed(self):
        for name, verb in (("aggregator", "check"), ("aggregator", "run"),
                           ("collector", "status"), ("notifier", "preview")):
            with self.subTest(f"{name} {verb}"):
                done = call(name, verb, "--csv")
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(f"{verb} không in ra đúng một bảng", done.stderr)
                self.assertNotIn("--csv", call(name, verb, "--help").stdout)
        for name, verb in (("aggregator", "latest"), ("notifier", "ledger")):
            with self.subTest(f"{name} {verb}"):
                self.assertIn("--csv", call(name, "--help").stdout)
                self.assertIn("--csv", call(name, verb, "--help").stdout)
        self.assertNotIn("--csv", call("collector", "--help").stdout)

    def test_json_and_csv_exclude_each_other(self):
        for order in (("--json", "--csv"), ("--csv", "--json")):
            done = call("aggregator", "latest", *order)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn("--json", done.stderr)
            self.assertIn("--csv", done.stderr)


class ConfigurationTest(PipelineTest):
    def test_every_mistake_is_named_at_once_with_file_and_line_and_exit_78(self):
        there = self.province()
        broken = self.root / "catalogue"
        shutil.copytree(SOURCE / "config/thanh-hoa", broken)
        path = broken / "indicators.conf"
        text = path.read_text(encoding="utf-8")
        text = text.replace('frequency = "quarter";', 'frequency = "quater";', 1)
        text = text.replace('lead = "STTTT";', 'lead = "STTT";', 1)
        text = text.replace("measure_unit =", "mesure_unit =", 1)
        path.write_text(text, encoding="utf-8")
        there.write_config("tcp://127.0.0.1:*", "tcp://127.0.0.1:*", "tcp://127.0.0.1", broken)
        said = there.run("check", status=78)
        self.assertRegex(said, r"aggregator\.conf:\d+: public_endpoint")
        there.write_config("tcp://127.0.0.1:*", "tcp://127.0.0.1:*", "tcp://127.0.0.1:1", broken)
        said = there.run("check", status=78)
        lines = {number: line for number, line in enumerate(text.splitlines(), 1)}
        for wrong, right in (("quater", "quarter"), ("STTT", "STTTT"),
                             ("mesure_unit", "measure_unit")):
            with self.subTest(wrong):
                number = next(n for n, line in lines.items() if wrong in line and "#" not in line)
                self.assertRegex(said, rf'indicators\.conf:{number}: .*"{wrong}".*"{right}')
        self.assertEqual(there.run("run", status=78), said)

    def test_state_that_was_never_made_is_said_so(self):
        there = self.province()
        shutil.rmtree(there.state)
        for verb in (("run",), ("status",), ("unit", "list")):
            self.assertIn("tiendo-aggregator init", there.run(*verb, status=78))

    def test_init_never_overwrites_keys(self):
        there = self.province()
        before = (there.state / "server.key").read_bytes()
        self.assertIn("không ghi đè", there.run("init", status=1))
        self.assertEqual((there.state / "server.key").read_bytes(), before)

    def test_enrolling_says_what_is_wrong(self):
        there = self.province()
        self.assertIn("384", there.run("unit", "add", "3844", status=1))
        self.clock.set("2025-07-16T09:00:00+07:00")
        self.assertIn("valid_to", there.run("unit", "add", "384", status=1))
        self.clock.set("2024-07-16T09:00:00+07:00")
        there.run("unit", "add", "384", "--out", str(self.root / "a"))
        self.assertEqual((self.root / "a/collector.key").stat().st_mode & 0o777, 0o600)
        self.assertIn("revoke 384", there.run("unit", "add", "384", "--out",
                                              str(self.root / "b"), status=1))
        self.assertFalse((self.root / "b").exists())
        there.run("unit", "revoke", "384")
        self.assertIn("384", there.run("unit", "revoke", "384", status=1))
        self.assertEqual([bool(e["revoked"]) for e in there.json("unit", "list")
                          if e["code"] == "384"], [True])


class ListingTest(PipelineTest):
    def setUp(self):
        super().setUp()
        self.there = self.province().start()
        unit = self.unit(self.there, "384")
        peer = ForeignCollector.from_folder(self.there.endpoint, unit.folder)
        peer.hello()
        peer.receive_until("welcome")
        peer.batch(figure(1, "384", "DX-XH-01", "2024-M06", numerator=1, denominator=2),
                   figure(2, "384", "DX-XH-01", "2024-M07", numerator=0, denominator=2),
                   figure(3, "384", "DX-XH-01", "2024-M07", numerator=1, denominator=2),
                   figure(4, "384", "DX-XH-01", "2024-M07", numerator=3, denominator=2))
        peer.receive_until("ack")
        peer.close()

    def test_tables_and_json_say_the_same(self):
        self.assertEqual([r["content"] for r in self.there.json("reports")],
                         ["50% (1/2)", "0% (0/2)", "50% (1/2)"])
        self.assertEqual([(r["period"], r["content"]) for r in self.there.json("latest")],
                         [("2024-M06", "50% (1/2)"), ("2024-M07", "50% (1/2)")])
        self.assertEqual([r["code"] for r in self.there.json("rejected")],
                         ["numerator-above-denominator"])
        status = self.there.json("status")
        self.assertEqual((status[0]["unit"], status[0]["reports"], status[0]["rejected"]),
                         ("384", 3, 1))
        table = self.there.run("latest")
        self.assertIn("Huyện Mường Lát", table)
        self.assertIn("50% (1/2)", table)
        # June's report came after its due date, 18 June; July's says the same as June's.
        self.assertEqual([r["warning"] for r in self.there.json("latest")],
                         ["late", "repeated-value"])

    def test_csv_says_the_same_as_json(self):
        for verb in (("latest",), ("reports",), ("rejected",), ("status",), ("unit", "list")):
            with self.subTest(" ".join(verb)):
                text = self.there.run(*verb, "--csv")
                self.assertTrue(text.startswith("\ufeff"))
                # The characters of a key may look like a formula; an apostrophe is put in front.
                rows = [{key: value.removeprefix("'") for key, value in row.items()}
                        for row in csv.DictReader(io.StringIO(text[1:]))]
                self.assertEqual(rows, [{key: "" if value is None else str(value)
                                         for key, value in row.items()}
                                        for row in self.there.json(*verb)])

    def test_filters_and_limits(self):
        self.assertEqual(len(self.there.json("reports", "--period", "2024-M07")), 2)
        self.assertEqual(len(self.there.json("reports", "--limit", "1")), 1)
        self.assertEqual(self.there.json("latest", "--unit", "385"), [])
        self.assertIn("DX-XH-01", self.there.run("latest", "--obligation", "DX-XH-1", status=2))
        self.assertIn("2024-M06", self.there.run("latest", "--period", "2024-13", status=2))

    def test_listing_does_not_disturb_the_writer(self):
        before = json.dumps(self.there.json("status"))
        for _ in range(20):
            self.there.run("reports")
        self.assertEqual(json.dumps(self.there.json("status")), before)


if __name__ == "__main__":
    unittest.main()
