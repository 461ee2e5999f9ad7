"""The digest on its way to a mailbox: a real notifier and a real SMTP server."""

import json
import os
import re
import sqlite3
import subprocess
import unittest
from datetime import datetime

from foreign_collector import ForeignCollector, figure
from harness import DEADLINE_S, PipelineTest, Process, program, wait_for
from mail_server import Authority, MailServer, SilentServer, own_address, parse

CHAIRMAN, OFFICE = "chu-tich@example.vn", "van-phong@example.vn"
NAMES = {CHAIRMAN: "Chủ tịch UBND tỉnh", OFFICE: 'Văn phòng "UBND" <tỉnh>, Bcc: x'}
BUSY = "451 4.7.1 greylisted, come back later"
REFUSED = "550 5.1.1 no such mailbox here"


class Notifier:
    """A notifier with its configuration and ledger under the province's folder."""

    def __init__(self, province, env):
        self.province, self.env = province, env
        self.config = province.root / "notifier.conf"
        self.state = province.root / "notifier"
        self.process = None

    def configure(self, url, *recipients, smtp='tls = "none_on_loopback";',
                  starts="2024-07-22T07:00"):
        quoted = [f'{{ name = {json.dumps(NAMES[a], ensure_ascii=False)}; address = "{a}"; }}'
                  for a in recipients or (CHAIRMAN,)]
        state = self.province.state
        self.config.write_text(f'''
            store = "{state}/store.db";
            catalogue_dir = "{self.province.catalogue}";
            state_dir = "{self.state}";
            feed: {{ endpoint = "{self.province.feed}"; server_key_file = "{state}/server.pub";
                     key_file = "{state}/notifier.key"; }};
            smtp: {{ url = "{url}"; from = "tiendo@example.vn"; from_name = "Hệ thống Tiến độ";
                     retry_first_s = 1; retry_cap_s = 2; {smtp} }};
            digests = ( {{ name = "tuan"; starts = "{starts}";
                schedule = "FREQ=WEEKLY;BYDAY=MO;BYHOUR=7;BYMINUTE=0;BYSECOND=0";
                recipients = ( {", ".join(quoted)} ); }} );
        ''', encoding="utf-8")

    def run(self, *arguments, status=0):
        done = subprocess.run([program("notifier"), *arguments, "-c", str(self.config)],
                              capture_output=True, text=True, env={**os.environ, **self.env},
                              timeout=DEADLINE_S)
        if done.returncode != status:
            raise AssertionError(f"{arguments}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def json(self, *arguments, status=0):
        return json.loads(self.run(*arguments, "--json", status=status))

    def ledger(self):
        """Newest first."""
        return self.json("ledger")

    def wait_state(self, state):
        """The newest delivery once it is in STATE."""
        return wait_for(lambda: next((d for d in self.ledger()[:1] if d["state"] == state), None),
                        f"a delivery that is {state}")

    def digests(self):
        with sqlite3.connect(f"file:{self.state}/ledger.db?mode=ro", uri=True) as db:
            db.row_factory = sqlite3.Row
            return db.execute("""
                SELECT m.*, CAST(t.data AS TEXT) AS text, CAST(h.data AS TEXT) AS html
                FROM message m
                JOIN part t ON t.message = m.id AND t.type = 'text/plain'
                JOIN part h ON h.message = m.id AND h.type = 'text/html'
                WHERE m.kind = 'digest' ORDER BY m.id""").fetchall()

    def start(self):
        log = self.province.root / "notifier.log"
        before = len(re.findall("started version", log.read_text())) if log.exists() else 0
        self.process = Process([program("notifier"), "run", "-c", str(self.config)], log, self.env)
        self.process.wait_log("started version=", before + 1)
        return self


class NotifierTest(PipelineTest):
    def setUp(self):
        super().setUp()
        self.servers = []
        self.there = self.province().start()
        self.peer = ForeignCollector.from_folder(self.there.endpoint,
                                                 self.unit(self.there, "384").folder)
        self.peer.hello()
        self.peer.receive_until("welcome")
        self.report(1, numerator=1200, denominator=9800)
        self.notifier = Notifier(self.there, self.clock.env())
        self._started.append(self.notifier)

    def tearDown(self):
        self.peer.close()
        super().tearDown()
        for server in self.servers:
            server.stop()

    def report(self, sequence, **measure):
        self.peer.batch(figure(sequence, "384", "DX-XH-01", "2024-M07", **measure))
        self.peer.receive_until("ack")

    def server(self, **options):
        server = MailServer(**options)
        self.servers.append(server)
        return server.start()

    def url(self, server, host="127.0.0.1"):
        return f"smtp://{host}:{server.port}"

    def message_ids(self, contents):
        return [parse(content)["message-id"] for content in contents]

    # ---- the mail itself ---------------------------------------------------------------------

    def test_a_mail_arrives_with_the_subject_text_html_and_addresses_as_meant(self):
        server = self.server()
        self.notifier.configure(self.url(server))
        sent = self.notifier.json("send", "--now")
        self.assertEqual([(row["to"], row["state"]) for row in sent], [(CHAIRMAN, "sent")])

        content = server.accepted_by(CHAIRMAN)[0]
        mail, digest = parse(content), self.notifier.digests()[0]
        self.assertEqual(mail.defects, [])
        self.assertEqual(mail["subject"], digest["subject"])
        self.assertRegex(mail["subject"], r"Tháng \d+/2024")
        self.assertEqual([(a.display_name, a.addr_spec) for a in mail["to"].addresses],
                         [(NAMES[CHAIRMAN], CHAIRMAN)])
        self.assertEqual([(a.display_name, a.addr_spec) for a in mail["from"].addresses],
                         [("Hệ thống Tiến độ", "tiendo@example.vn")])
        self.assertRegex(mail["message-id"], r"^<[0-9a-f]{32}@example\.vn>$")
        self.assertEqual(mail["auto-submitted"], "auto-generated")
        self.assertEqual(int(mail["date"].datetime.timestamp()), digest["made_ms"] // 1000)
        self.assertEqual(mail["date"].datetime.utcoffset().total_seconds(), 7 * 3600)

        parts = [part for part in mail.walk() if not part.is_multipart()]
        bodies, pictures = parts[:2], parts[2:]
        self.assertEqual([part.get_content_type() for part in bodies], ["text/plain", "text/html"])
        self.assertEqual({part.get_content_type() for part in pictures}, {"image/png"})
        for part, text in zip(bodies, (digest["text"], digest["html"])):
            self.assertEqual(part.get_content_charset(), "utf-8")
            # In each mail the pictures have addresses of their own.
            shown = re.sub(r'"cid:(\w+)\.[0-9a-f]{16}@example\.vn"', r'"cid:\1"',
                           part.get_content().replace("\r\n", "\n"))
            self.assertEqual(shown, text)

    def test_a_mail_is_ascii_in_short_lines_that_all_end_in_crlf(self):
        server = self.server()
        self.notifier.configure(self.url(server), OFFICE)
        self.notifier.run("send", "--now")
        content = server.accepted_by(OFFICE)[0]
        self.assertTrue(content.isascii())
        self.assertIsNone(re.search(rb"(?<!\r)\n|\r(?!\n)", content))
        # A line with a multipart boundary cannot be folded; it stays far below the 998 allowed.
        long = [line for line in content.split(b"\r\n")
                if len(line) > 76 and b"boundary=" not in line]
        self.assertEqual(long, [])

    def test_each_recipient_gets_a_mail_of_its_own_that_names_nobody_else(self):
        server = self.server()
        self.notifier.configure(self.url(server), CHAIRMAN, OFFICE)
        self.notifier.run("send", "--now")
        self.assertEqual(sorted(to for to, _ in server.accepted), [[CHAIRMAN], [OFFICE]])
        for address in (CHAIRMAN, OFFICE):
            mail = parse(server.accepted_by(address)[0])
            self.assertEqual([(a.display_name, a.addr_spec) for a in mail["to"].addresses],
                             [(NAMES[address], address)])
            self.assertEqual((mail["cc"], mail["bcc"]), (None, None))
        self.assertEqual(len(set(self.message_ids(m for _, m in server.accepted))), 2)

    def test_preview_shows_the_digest_and_sends_and_records_nothing(self):
        server = self.server()
        self.notifier.configure(self.url(server))
        shown = self.notifier.run("preview")
        out = self.root / "preview"
        self.notifier.run("preview", "--out", str(out))
        self.assertIn("Tháng", shown.splitlines()[0])
        self.assertTrue((out / "digest.html").read_text(encoding="utf-8").strip())
        self.assertEqual((server.commands, self.notifier.ledger()), ([], []))
        self.notifier.run("send", "--now")
        self.assertEqual(self.notifier.digests()[0]["subject"],
                         shown.splitlines()[0].split(": ", 1)[1])

    # ---- a mail server in trouble ------------------------------------------------------------

    def test_a_mail_waits_for_a_mail_server_that_is_down_and_arrives_once_when_it_is_up(self):
        server = self.server()
        server.stop()
        self.notifier.configure(self.url(server), starts="2024-07-15T07:00")
        self.notifier.start()
        waiting = self.notifier.wait_state("deferred")
        self.assertTrue(waiting["said"])
        server.start()
        sent = self.notifier.wait_state("sent")
        self.assertEqual(self.message_ids(server.accepted_by(CHAIRMAN)), [sent["message_id"]])
        self.assertEqual(self.notifier.process.stop(), 0)
        self.assertEqual(len(server.arrived), 1)

    def check_deferred_then_sent(self, server):
        self.notifier.configure(self.url(server))
        shown = self.notifier.json("send", "--now", status=1)
        self.assertEqual([(row["state"], row["said"]) for row in shown], [("deferred", BUSY)])
        listed = self.notifier.ledger()[0]
        self.assertEqual((listed["state"], listed["said"], listed["attempts"]),
                         ("deferred", BUSY, 1))
        self.assertIsNotNone(listed["next_try"])
        self.assertEqual(server.accepted, [])
        self.notifier.start()
        sent = self.notifier.wait_state("sent")
        self.assertEqual(sent["attempts"], 3)
        self.assertTrue(sent["said"].startswith("250"), sent["said"])
        self.assertEqual(self.message_ids(server.accepted_by(CHAIRMAN)), [sent["message_id"]])

    def test_a_recipient_answered_with_4xx_is_tried_again_until_250(self):
        server = self.server()
        server.rcpt_answers = [BUSY, BUSY]
        self.check_deferred_then_sent(server)

    def test_a_mail_answered_with_4xx_after_its_data_is_tried_again_until_250(self):
        server = self.server()
        server.data_answers = [BUSY, BUSY]
        self.check_deferred_then_sent(server)

    def check_refused_then_resent(self, server, mend):
        self.notifier.configure(self.url(server), CHAIRMAN, OFFICE)
        shown = {row["to"]: row for row in self.notifier.json("send", "--now", status=1)}
        self.assertEqual((shown[CHAIRMAN]["state"], shown[CHAIRMAN]["said"]), ("failed", REFUSED))
        self.assertEqual(shown[OFFICE]["state"], "sent")
        self.notifier.start()
        self.notifier.process.wait_log("events kind=figure")
        failed = next(row for row in self.notifier.ledger() if row["to"] == CHAIRMAN)
        self.assertEqual((failed["state"], failed["attempts"]), ("failed", 1))

        mend()
        self.notifier.run("resend", str(failed["delivery"]))
        wait_for(lambda: server.accepted_by(CHAIRMAN), "the mail sent again")
        self.assertEqual(self.message_ids(server.accepted_by(CHAIRMAN)), [failed["message_id"]])
        self.assertEqual(len(server.accepted_by(OFFICE)), 1)

    def test_a_recipient_answered_with_5xx_is_shown_and_tried_again_only_when_told_to(self):
        server = self.server()
        server.refused = {CHAIRMAN: REFUSED}
        self.check_refused_then_resent(server, server.refused.clear)

    def test_a_mail_answered_with_5xx_after_its_data_is_shown_and_not_tried_again(self):
        server = self.server()
        server.data_answers = [REFUSED]
        self.check_refused_then_resent(server, lambda: None)

    def test_only_a_mail_that_has_ended_badly_can_be_sent_again(self):
        server = self.server()
        self.notifier.configure(self.url(server))
        sent = self.notifier.json("send", "--now")[0]
        self.notifier.run("resend", str(sent["delivery"]), status=1)
        self.notifier.run("resend", "4711", status=1)
        self.notifier.run("resend", "x", status=2)
        self.assertEqual(len(server.arrived), 1)

    def test_send_tells_of_every_recipient_however_many(self):
        server = self.server()
        self.notifier.configure(self.url(server))
        config = self.notifier.config.read_text(encoding="utf-8")
        many = ", ".join(f'{{ name = "x"; address = "{i}@example.vn"; }}' for i in range(201))
        config = re.sub(r"recipients = \( .*? \);", f"recipients = ( {many} );", config)
        self.notifier.config.write_text(config.replace("retry_first_s",
                                                       "most_per_minute = 0; retry_first_s"))
        told = self.notifier.json("send", "--now")
        self.assertEqual({row["to"] for row in told if row["state"] == "sent"},
                         {f"{i}@example.vn" for i in range(201)})

    # ---- TLS ---------------------------------------------------------------------------------

    def check_deferred_in_silence(self, server):
        """Nothing that says who writes to whom, and no password, has left."""
        waiting = self.notifier.json("send", "--now", status=1)[0]
        self.assertEqual(waiting["state"], "deferred")
        self.assertTrue(waiting["said"])
        self.assertEqual(set(server.commands), {"connect"})
        self.assertEqual((server.arrived, server.passwords), ([], []))

    def secrets(self):
        (self.root / "password").write_text("mật khẩu\n", encoding="utf-8")
        return f'user = "tiendo"; password_file = "{self.root}/password";'

    def test_without_tls_on_offer_nothing_leaves_when_tls_is_required(self):
        server = self.server(auth_require_tls=False)
        self.notifier.configure(self.url(server), smtp=self.secrets())
        self.check_deferred_in_silence(server)
        # The control: it was for TLS alone that this server got nothing.
        self.notifier.configure(self.url(server),
                                smtp=self.secrets() + ' tls = "none_on_loopback";')
        self.notifier.run("send", "--now")
        self.assertIn("MAIL", server.commands)
        self.assertEqual(server.passwords[0], ("tiendo", "mật khẩu"))
        self.assertTrue(server.accepted_by(CHAIRMAN))

    def test_with_the_right_authority_the_mail_goes_over_tls_with_the_password(self):
        authority = Authority(self.root, "authority")
        server = self.server(tls_context=authority.tls_context("DNS:localhost", "IP:127.0.0.1"),
                             require_starttls=True, auth_required=True)
        self.notifier.configure(self.url(server),
                                smtp=f'{self.secrets()} ca_file = "{authority.certificate}";')
        self.notifier.run("send", "--now")
        self.assertEqual(server.passwords, [("tiendo", "mật khẩu")])
        self.assertEqual(len(server.accepted_by(CHAIRMAN)), 1)

    def test_a_certificate_of_another_authority_is_refused(self):
        right, wrong = Authority(self.root, "right"), Authority(self.root, "wrong")
        server = self.server(tls_context=right.tls_context("DNS:localhost", "IP:127.0.0.1"))
        self.notifier.configure(self.url(server),
                                smtp=f'{self.secrets()} ca_file = "{wrong.certificate}";')
        self.check_deferred_in_silence(server)
        self.notifier.configure(self.url(server), smtp=f'ca_file = "{right.certificate}";')
        self.notifier.run("send", "--now")
        self.assertTrue(server.accepted_by(CHAIRMAN))

    def test_a_certificate_for_another_host_is_refused(self):
        authority = Authority(self.root, "authority")
        server = self.server(tls_context=authority.tls_context("DNS:localhost"))
        trusting = f'ca_file = "{authority.certificate}";'
        self.notifier.configure(self.url(server), smtp=self.secrets() + trusting)
        self.check_deferred_in_silence(server)
        self.notifier.configure(self.url(server, "localhost"), smtp=trusting)
        self.notifier.run("send", "--now")
        self.assertTrue(server.accepted_by(CHAIRMAN))

    def test_plain_mail_goes_to_loopback_only(self):
        address = own_address()
        if not address:
            self.skipTest("this machine has no IPv4 address but loopback")
        server = self.server(host="0.0.0.0")
        self.notifier.configure(self.url(server, address))
        waiting = self.notifier.json("send", "--now", status=1)[0]
        self.assertEqual((waiting["state"], server.commands), ("deferred", []))
        self.assertIn("none_on_loopback", waiting["said"])
        self.notifier.configure(self.url(server))
        self.notifier.run("send", "--now")
        self.assertTrue(server.accepted_by(CHAIRMAN))

    # ---- the notifier in trouble -------------------------------------------------------------

    def test_after_a_kill_before_the_servers_answer_the_same_message_id_arrives_again(self):
        server = self.server()
        server.holding = True
        self.notifier.configure(self.url(server), starts="2024-07-15T07:00")
        self.notifier.start()
        wait_for(lambda: server.arrived, "the mail's data")
        self.notifier.process.kill()
        self.assertEqual(self.notifier.ledger()[0]["state"], "sending")
        server.holding = False
        self.notifier.start()
        sent = self.notifier.wait_state("sent")
        self.assertEqual(sent["attempts"], 2)
        self.assertEqual(self.message_ids(content for _, content in server.arrived),
                         [sent["message_id"]] * 2)

    def test_send_takes_up_what_a_killed_notifier_left_behind(self):
        server = self.server()
        server.holding = True
        self.notifier.configure(self.url(server), starts="2024-07-15T07:00")
        self.notifier.start()
        wait_for(lambda: server.arrived, "the mail's data")
        self.notifier.process.kill()
        server.holding = False
        self.notifier.run("send", "--now")
        self.assertEqual([row["state"] for row in self.notifier.ledger()], ["sent", "sent"])

    def test_a_digest_made_late_counts_a_figure_corrected_since_its_slot(self):
        server = self.server()
        self.notifier.configure(self.url(server))
        self.clock.set("2024-07-22T09:00:00+07:00")
        self.report(2, numerator=2450, denominator=9800)
        self.clock.set("2024-07-22T10:00:00+07:00")
        self.notifier.start()
        wait_for(lambda: len(server.accepted) == 1, "the digest of the missed slot")
        text = self.notifier.digests()[0]["text"]
        self.assertIn("1/27", text)
        self.assertIn("25%", text)

    def test_after_weeks_away_one_digest_is_made_and_a_restart_makes_none_more(self):
        server = self.server()
        self.notifier.configure(self.url(server))
        self.notifier.start()
        self.notifier.process.wait_log("events kind=figure")
        self.assertEqual(self.notifier.ledger(), [])
        self.clock.set("2024-08-21T10:00:00+07:00")
        wait_for(lambda: len(server.accepted) == 1, "the digest after the jump")
        self.assertEqual(self.notifier.process.stop(), 0)

        self.notifier.start()
        self.clock.set("2024-08-26T07:00:01+07:00")
        wait_for(lambda: len(server.accepted) == 2, "the next week's digest")
        self.assertEqual(self.notifier.process.stop(), 0)
        slots = [datetime.fromtimestamp(d["slot_ms"] / 1000).astimezone().timestamp()
                 for d in self.notifier.digests()]
        wanted = [datetime.fromisoformat(f"{day}T07:00:00+07:00").timestamp()
                  for day in ("2024-08-19", "2024-08-26")]
        self.assertEqual(slots, wanted)

    def test_trouble_with_the_store_is_logged_once_and_the_digest_made_when_it_is_over(self):
        server = self.server()
        self.notifier.configure(self.url(server), starts="2024-07-15T07:00")
        store, aside = self.root / "later.db", self.root / "aside.db"
        config = self.notifier.config.read_text(encoding="utf-8")
        self.notifier.config.write_text(config.replace(f"{self.there.state}/store.db", str(store)),
                                        encoding="utf-8")
        self.notifier.start()
        self.notifier.process.wait_log("digest-not-made")
        self.notifier.run("send", "--now", status=78)
        with sqlite3.connect(f"file:{self.there.state}/store.db?mode=ro", uri=True) as source:
            with sqlite3.connect(aside) as copy:
                source.backup(copy)
        copy.close()
        aside.rename(store)
        wait_for(lambda: server.accepted, "the digest")
        self.assertEqual(self.notifier.process.log().count("digest-not-made"), 1)

    def test_a_second_notifier_is_refused_and_send_leaves_the_delivering_to_the_first(self):
        server = self.server()
        self.notifier.configure(self.url(server))
        self.notifier.start()
        self.notifier.run("run", status=1)
        sent = self.notifier.json("send", "--now")
        self.assertEqual([row["state"] for row in sent], ["sent"])
        self.notifier.process.wait_log("mail-tried .*state=sent")
        self.assertEqual(len(server.arrived), 1)

    def test_sigterm_ends_it_while_the_server_keeps_silent_after_the_data(self):
        server = self.server()
        server.holding = True
        self.notifier.configure(self.url(server), starts="2024-07-15T07:00")
        self.notifier.start()
        wait_for(lambda: server.arrived, "the mail's data")
        self.assertEqual(self.notifier.process.stop(), 0)
        self.assertEqual(self.notifier.ledger()[0]["state"], "deferred")

    def test_sigterm_ends_it_while_the_server_has_not_said_a_word(self):
        server = SilentServer()
        self.notifier.configure(self.url(server), starts="2024-07-15T07:00")
        self.notifier.start()
        connection = server.accept(DEADLINE_S)
        self.assertEqual(self.notifier.process.stop(), 0)
        self.assertEqual(self.notifier.ledger()[0]["state"], "deferred")
        connection.close()
        server.close()

    def test_a_report_is_followed_as_soon_as_the_feed_tells_of_it(self):
        self.notifier.configure("smtp://127.0.0.1:1")
        self.notifier.start()
        self.notifier.process.wait_log("events kind=figure")
        self.report(2, numerator=1300, denominator=9800)
        self.notifier.process.wait_log("events kind=correction")


if __name__ == "__main__":
    unittest.main()
