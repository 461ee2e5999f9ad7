"""Alerts from a real store to a real mailbox, and the shell's verbs about them."""

import json

from foreign_collector import ForeignCollector, figure
from harness import PipelineTest, wait_for
from mail_server import MailServer, parse
from notifier_test import Notifier

DUTY, CHAIRMAN = "truc-ban@example.vn", "chu-tich@example.vn"

ALERTS = """
    timers: { group_wait_s = 1; interval: { warning = "1m"; critical = "1m"; info = "1m"; }; };
    rules = ( { kind = "disk"; enabled = false; } );
    routes = (
      { name = "truc"; to = [ "truc-ban" ]; kinds = [ "work", "system" ];
        quiet: { from = "22:00"; to = "06:30"; };
        escalate: { to = "lanh-dao"; after_h = 24; }; },
      { name = "lanh-dao"; to = [ "chu-tich" ]; kinds = [ ]; }
    );
"""


class AlertNotifier(Notifier):
    def configure(self, url, alerts=ALERTS, name="notifier.conf"):
        state = self.province.state
        self.config = self.province.root / name
        self.config.write_text(f'''
            store = "{state}/store.db";
            catalogue_dir = "{self.province.catalogue}";
            state_dir = "{self.state}";
            simulated = true;
            feed: {{ endpoint = "{self.province.feed}"; server_key_file = "{state}/server.pub";
                     key_file = "{state}/notifier.key"; }};
            smtp: {{ url = "{url}"; from = "tiendo@example.vn"; from_name = "Tiến độ";
                     retry_first_s = 1; retry_cap_s = 2; tls = "none_on_loopback"; }};
            roles = (
              {{ code = "truc-ban"; name = "Trực ban"; mailboxes = ( {{ address = "{DUTY}"; }} ); }},
              {{ code = "chu-tich"; name = "Chủ tịch UBND tỉnh";
                 mailboxes = ( {{ address = "{CHAIRMAN}"; }} ); }} );
            digests = ( {{ name = "tuan"; starts = "2024-07-22T07:00";
                schedule = "FREQ=WEEKLY;BYDAY=MO;BYHOUR=7;BYMINUTE=0;BYSECOND=0";
                to = [ "chu-tich" ]; }} );
            alerts: {{ {alerts} }};
        ''', encoding="utf-8")


class AlertsCase(PipelineTest):
    """A province, a collector, a mail server, and a notifier with routes for alerts."""

    def setUp(self):
        super().setUp()
        self.server = MailServer().start()
        self.there = self.province().start()
        self.peer = ForeignCollector.from_folder(self.there.endpoint,
                                                 self.unit(self.there, "384").folder)
        self.peer.hello()
        self.peer.receive_until("welcome")
        self.notifier = AlertNotifier(self.there, self.clock.env())
        self._started.append(self.notifier)
        self.notifier.configure(f"smtp://127.0.0.1:{self.server.port}")

    def tearDown(self):
        self.peer.close()
        super().tearDown()
        self.server.stop()


class AlertsTest(AlertsCase):
    def subjects(self, address=DUTY):
        return [parse(mail)["subject"] for mail in self.server.accepted_by(address)]

    def wait_subject(self, part, address=DUTY):
        return wait_for(lambda: next((s for s in self.subjects(address) if part in s), None),
                        f"a mail that says {part}; there are {self.subjects(address)}")

    def alerts(self, *arguments):
        return self.notifier.json("alerts", *arguments)

    def the_alert(self, kind, where):
        return next((a for a in self.alerts() if (a["kind"], a["where"]) == (kind, where)), None)

    def let_july_be_late(self):
        """On 17/07/2024 the reports of July were due the day before. The subject that says so."""
        self.clock.set("2024-07-17T08:30:00+07:00")
        wait_for(lambda: self.there.query(
            "SELECT 1 FROM standing WHERE status = 'silent' LIMIT 1"), "statuses of the day")
        self.notifier.start()
        return self.wait_subject("đơn vị chưa báo cáo")

    def test_silent_units_are_one_mail(self):
        subject = self.let_july_be_late()
        self.assertTrue(subject.startswith("[SỐ LIỆU MÔ PHỎNG] [Cảnh báo] "), subject)
        mail = parse(self.server.accepted_by(DUTY)[0])
        self.assertEqual([p.get_content_type() for p in mail.walk() if not p.is_multipart()],
                         ["text/plain", "text/html"])
        self.assertEqual(len(self.subjects()), 1)
        self.assertEqual(self.the_alert("silent", "Mường Lát")["state"], "told")

    def test_a_restart_sends_nothing_again(self):
        self.let_july_be_late()
        told = {a["alert"]: a["told"] for a in self.alerts()}
        for _ in range(3):
            self.notifier.process.stop()
            self.notifier.start()
            self.notifier.process.wait_log("started version=")
        self.assertEqual({a["alert"]: a["told"] for a in self.alerts()}, told)
        self.assertEqual(len(self.subjects()), 1)

    def test_the_shell_acknowledges_silences_and_sees_both(self):
        self.let_july_be_late()
        first = self.the_alert("silent", "Mường Lát")["alert"]
        said = self.notifier.run("alerts", "ack", str(first), "--note", "đã gọi", "--by", "An")
        self.assertIn("1 cảnh báo", said)
        wait_for(lambda: self.the_alert("silent", "Mường Lát")["state"] == "acknowledged",
                 "the acknowledgement")
        self.notifier.run("alerts", "silence", "--unit", "Huyện Quan Hoá", "--hours", "4",
                          "--reason", "mất điện")
        silences = self.notifier.json("alerts", "silences")
        self.assertEqual([(s["unit"], s["reason"]) for s in silences], [("385", "mất điện")])
        wait_for(lambda: self.the_alert("silent", "Quan Hóa")["state"] == "silenced",
                 "the silence")
        self.notifier.run("alerts", "unsilence", str(silences[0]["silence"]))
        self.assertEqual(self.notifier.json("alerts", "silences"), [])
        self.assertEqual(len(self.notifier.json("alerts", "silences", "--all")), 1)

    def test_wrong_words_are_refused_with_what_would_be_right(self):
        run = self.notifier.run
        run("alerts", "ack", "99", status=1)
        run("alerts", "ack", "x", status=2)
        run("alerts", "ack", "1-99", status=0)  # of a range those that there are: none
        run("alerts", "ack", "1-99999", status=2)
        run("alerts", "ack", "30-20", status=2)
        run("alerts", "--for", "ai-do@example.vn", status=1)
        run("when", "--for", DUTY, "--at", "22/07/2024", status=2)
        run("alerts", "silence", "--hours", "4", "--reason", "x", status=2)
        run("alerts", "silence", "--kind", "overdu", "--hours", "4", "--reason", "x", status=2)
        run("alerts", "silence", "--kind", "overdue", "--reason", "x", status=2)
        run("alerts", "silence", "--kind", "overdue", "--hours", "4", status=2)
        run("alerts", "silence", "--unit", "Atlantis", "--hours", "4", "--reason", "x", status=2)
        run("when", status=2)
        run("when", "--for", "ai-do@example.vn", status=1)

    def test_when_says_what_somebody_will_be_told(self):
        rows = self.notifier.json("when", "--for", DUTY, "--at", "2024-07-22T23:00")
        held = next(r for r in rows if r["what"] == "warning")
        self.assertEqual(held["when"], "2024-07-23T06:30:00+07:00")
        self.assertIn("Giữ đến hết giờ yên lặng", held["words"])
        self.assertIn("lanh-dao", held["words"])
        now = next(r for r in rows if r["what"] == "critical")
        self.assertEqual(now["when"], "2024-07-22T23:00:01+07:00")
        rows = self.notifier.json("when", "--for", "chu-tich", "--at", "2024-07-22T23:00")
        self.assertEqual([r["when"] for r in rows if r["what"] == "digest"][0],
                         "2024-07-29T07:00:00+07:00")
        self.assertTrue(any(r["what"] == "escalated" for r in rows))

    def test_when_knows_what_is_bound_to_come(self):
        self.let_july_be_late()
        known = [r for r in self.notifier.json("when", "--for", DUTY) if r["what"] == "known"]
        self.assertEqual([r["when"] for r in known][:2],
                         ["2024-07-18T08:00:00+07:00", "2024-07-21T08:00:00+07:00"])
        self.assertIn("[Nhắc lại]", known[0]["words"])

    def test_a_figure_that_looks_wrong_is_told_to_those_on_duty(self):
        for i, period in enumerate(["2024-M04", "2024-M05", "2024-M06"], 1):
            self.peer.batch(figure(i, "384", "DX-XH-01", period, numerator=1200, denominator=9800))
        self.peer.batch(figure(4, "384", "DX-XH-01", "2024-M07", numerator=9700, denominator=9800))
        self.peer.receive_until("ack")
        self.notifier.start()
        self.wait_subject("Cảnh báo")
        waiting = self.there.json("warnings")
        kinds = [a["kind"] for a in self.alerts()]
        self.assertEqual(kinds.count("unusual"), len(waiting))
        self.assertGreater(len(waiting), 0)
        self.assertNotIn("1200", json.dumps(self.subjects()))


if __name__ == "__main__":
    import unittest
    unittest.main()
