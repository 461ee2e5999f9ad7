"""The digest and the shell's questions say the same of the same store."""

import json
import unittest

from notifier_test import Notifier
from standing_test import StandingTest

LATE = ("overdue", "behind", "at_risk")


class DigestStandingTest(StandingTest):
    def digest(self):
        there = Notifier(self.there, self.there.env)
        there.configure("smtp://127.0.0.1:9")
        return json.loads(there.run("preview", "--format", "json"))

    def test_statuses_places_and_silence_are_the_shells(self):
        self.begin("2024-07-23")
        self.months(["06-CA-01", "06-CA-04", "DX-XH-01"], [8, 9, 10])
        self.go("2024-11-04")
        digest = self.digest()
        self.assertEqual(digest["gaps"], [])
        self.assert_wholes(digest)
        self.assert_units(digest)
        self.assert_places(digest)
        self.assert_silence(digest)

    def assert_wholes(self, digest):
        whole = {row["obligation"]: row for row in self.progress()}
        self.assertGreater(len(digest["concerns"]), 0)
        for part in ["concerns", "indicators"]:
            for item in digest[part]:
                row, stands = whole[item["about"]["code"]], item["whole"]
                self.assertEqual((stands["status"], stands["reason"]),
                                 (row["status"], row["reason"]), row["obligation"])
        for state in LATE:
            self.assertEqual(digest[state], sum(r["status"] == state for r in whole.values()))
        self.assertEqual(digest["obligations"], len(whole))

    def assert_units(self, digest):
        shell = {(row["obligation"], row["unit"]): row["status"]
                 for verb in ["overdue", "risk"] for row in self.there.json(verb)}
        told = {(c["about"]["code"], s["unit"]["code"]): s["status"]
                for c in digest["concerns"] for s in [c["whole"], *c["worst"]]
                if s["status"] in LATE}
        self.assertEqual(told, shell)

    def assert_places(self, digest):
        shell = {row["unit"]: (row["rank"], float(row["total"]))
                 for row in self.there.json("rank", "--group", "district")}
        told = {row["unit"]["code"]: (row["rank"], float(row["total"]["amount"]))
                for ranking in digest["rankings"] for row in ranking["rows"]}
        self.assertEqual(told, shell)
        self.assertEqual(len(told), 27)  # of departments nobody has a point, so nobody has a place

    def assert_silence(self, digest):
        """Whoever sent nothing for a period that is due is missing in both."""
        shell, told = {}, {}
        for row in self.there.json("silent"):
            if row["missing"] == row["owed"]:
                shell.setdefault(row["period"], set()).add(row["unit"])
        for reporting in digest["reportings"]:
            if reporting["missing"]:
                told.setdefault(reporting["period"], set()).update(
                    unit["code"] for unit in reporting["missing"])
        self.assertEqual(told, shell)


del StandingTest

if __name__ == "__main__":
    unittest.main()
