"""How much memory the programs hold. Only meaningful without sanitizers."""

import pathlib
import re
import unittest

from harness import SANITIZED, SOURCE, PipelineTest, wait_for
from mail_server import MailServer
from notifier_test import Notifier
from standing_test import StandingTest

REPORTED = ["06-AS-01", "06-CA-01", "06-CA-04", "06-DV-04", "06-LD-01", "DX-AT-02", "DX-CQ-01",
            "DX-CQ-02", "DX-CQ-03", "DX-XH-01"]


def status_mib(process, what):
    status = pathlib.Path(f"/proc/{process.process.pid}/status").read_text()
    line = next(l for l in status.splitlines() if l.startswith(what))
    return int(line.split()[1]) / 1024


def resident_mib(process):
    return status_mib(process, "VmRSS")


def own_mib(process):
    return status_mib(process, "RssAnon")


def peak_mib(process):
    return status_mib(process, "VmHWM")


@unittest.skipIf(SANITIZED, "sanitizers need memory of their own")
class FootprintTest(PipelineTest):
    def test_27_idle_collectors_and_their_aggregator_stay_small(self):
        there = self.province().start()
        units = [self.unit(there, str(code)).start() for code in range(380, 408) if code != 383]
        for unit in units:
            unit.process.wait_log("catalogue")
        self.assertLess(max(resident_mib(unit.process) for unit in units), 12)
        self.assertLess(resident_mib(there.process), 40)


class WholeOffice(Notifier):
    """The notifier with all that the example of its configuration has: three digests with PDF,
    workbook and JSON, an approval, and alerts."""

    def configure(self, url):
        text = (SOURCE / "notifier/notifier.conf.example").read_text(encoding="utf-8")
        state = self.province.state
        for pattern, value in [("/var/lib/tiendo/aggregator", state),
                               ("/var/lib/tiendo/notifier", self.state),
                               ('"thanh-hoa"', f'"{self.province.catalogue}"'),
                               ('"notifier.key"', f'"{state}/notifier.key"'),
                               (r"tcp://127\.0\.0\.1:5571", self.province.feed),
                               (r"smtp://thu\.example\.vn:587", url),
                               ('tls = "required"', 'tls = "none_on_loopback"')]:
            text, found = re.subn(pattern, str(value), text)
            if not found:
                raise AssertionError(f"the example has no {pattern}")
        self.config.write_text(text, encoding="utf-8")


@unittest.skipIf(SANITIZED, "sanitizers need memory of their own")
class NotifierFootprintTest(StandingTest):
    def test_a_notifier_stays_small_also_when_it_makes_every_digest_and_alert(self):
        self.begin("2024-02-01")
        self.months(REPORTED, range(4, 8))
        server = MailServer().start()
        self.addCleanup(server.stop)
        there = WholeOffice(self.there, self.there.env)
        self._started.append(there)
        there.configure(f"smtp://127.0.0.1:{server.port}")
        self.go("2024-07-19")
        there.start()
        for profile in ("ngay", "thang"):
            there.process.wait_log(f"digest-queued profile={profile}")
        there.process.wait_log("alert-told")
        wait_for(lambda: there.ledger() and all(
            row["state"] in ("sent", "held") for row in there.ledger()), "everything to be sent")
        self.assertLess(peak_mib(there.process), 64)
        self.assertLess(resident_mib(there.process), 56)
        self.assertLess(own_mib(there.process), 28)  # the rest is libraries and fonts, as on disk


if __name__ == "__main__":
    unittest.main()
