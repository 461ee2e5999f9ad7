"""Alerts while many digests are due at once."""

import re
import unittest

from alerts_test import AlertsCase
from foreign_collector import figure

PROFILES = 12
QUEUED, BEGINS = "digest-queued profile=", "alert-begins alert=[0-9]+ kind=met unit=384"


class PauseTest(AlertsCase):
    def setUp(self):
        super().setUp()
        self.multiply_profiles()

    def multiply_profiles(self):
        text = self.notifier.config.read_text(encoding="utf-8")
        one, = re.findall(r"digests = \( (\{.*?\}) \);", text, re.S)
        many = ", ".join(one.replace('"tuan"', f'"tuan-{i}"') for i in range(PROFILES))
        self.notifier.config.write_text(text.replace(one, many), encoding="utf-8")

    def report(self, sequence, month, numerator):
        self.peer.batch(figure(sequence, "384", "DX-XH-01", f"2024-M{month:02}",
                               numerator=numerator, denominator=9800))
        self.peer.receive_until("ack")

    def test_an_alert_waits_for_one_digest_not_for_all_that_are_due(self):
        for i, month in enumerate((4, 5, 6), 1):
            self.report(i, month, 1200 + 10 * i)
        self.clock.set("2024-07-22T07:00:01+07:00")
        log = self.notifier.start().process
        log.wait_log(QUEUED)
        self.report(4, 7, 9700)  # the target is 50 %
        log.wait_log(BEGINS)
        log.wait_log(QUEUED, PROFILES)
        said = [line.startswith("digest") for line in re.findall(f"{QUEUED}|{BEGINS}", log.log())]
        self.assertTrue(said[0], "the alert was there before any digest")
        self.assertTrue(said[-1], "the alert came behind the last digest")


if __name__ == "__main__":
    unittest.main()
