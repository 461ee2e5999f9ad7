"""Profiles, roles, approval and looking back: a real notifier with a real SMTP server."""

import json
import sqlite3
import unittest
from email.header import decode_header, make_header
from email.utils import parseaddr

from foreign_collector import ForeignCollector, figure
from harness import PipelineTest, wait_for
from mail_server import MailServer, parse
from notifier_test import Notifier

CHAIRMAN, STANDING = "chu-tich@example.vn", "stttt@example.vn"
MONDAYS = 'schedule = "FREQ=WEEKLY;BYDAY=MO;BYHOUR=7;BYMINUTE=0;BYSECOND=0"; '
ROLES = f'''roles = (
    {{ code = "chu-tich"; name = "Chủ tịch UBND tỉnh"; mailboxes = ( {{ address = "{CHAIRMAN}"; }} ); }},
    {{ code = "truong-bcd"; name = "Trưởng Ban Chỉ đạo";
       mailboxes = ( {{ address = "{CHAIRMAN}"; to = "2024-12-31"; }} ); }},
    {{ code = "stttt"; name = "Sở TTTT"; mailboxes = ( {{ address = "{STANDING}"; }} ); }},
    {{ code = "khuyet"; name = "Vai trò khuyết"; }} );
'''
APPROVAL = 'approval: {{ by = [ "stttt" ]; hours_before = 4; if_silent = "{}"; }};'


def shown_name(mail, header):
    """The display name by RFC 2047, section 6.2. The addresses of Python 3.11's policies are not:
    they keep the white space between two encoded words, which belongs to neither."""
    written = next(value for name, value in mail.raw_items() if name.lower() == header)
    return str(make_header(decode_header(parseaddr(written)[0])))


class Office(Notifier):
    def configure_digest(self, server, digest, starts="2024-07-22T07:00"):
        state = self.province.state
        self.config.write_text(f'''
            store = "{state}/store.db"; catalogue_dir = "{self.province.catalogue}";
            state_dir = "{self.state}";
            smtp: {{ url = "smtp://127.0.0.1:{server.port}"; from = "tiendo@example.vn";
                     retry_first_s = 1; retry_cap_s = 2; tls = "none_on_loopback"; }};
            {ROLES}
            digests = ( {{ name = "tuan"; starts = "{starts}"; {MONDAYS} {digest} }} );
        ''', encoding="utf-8")

    def drafts(self, *arguments):
        return self.json("drafts", *arguments)

    def schedule_seen(self):
        with sqlite3.connect(f"file:{self.state}/ledger.db?mode=ro", uri=True) as db:
            return db.execute("SELECT 1 FROM schedule").fetchone()

    def message(self, kind):
        with sqlite3.connect(f"file:{self.state}/ledger.db?mode=ro", uri=True) as db:
            return db.execute("SELECT id, frozen FROM message WHERE kind = ? ORDER BY id DESC",
                              (kind,)).fetchone()


class OfficeCase(PipelineTest):
    """A province, one unit that has reported, a mail server, and a notifier to be configured."""

    def setUp(self):
        super().setUp()
        self.there = self.province().start()
        self.peer = ForeignCollector.from_folder(self.there.endpoint,
                                                 self.unit(self.there, "384").folder)
        self.peer.hello()
        self.peer.receive_until("welcome")
        self.report(1, 1200)
        self.server = MailServer().start()
        self.office = Office(self.there, self.clock.env())
        self._started.append(self.office)

    def tearDown(self):
        self.peer.close()
        super().tearDown()
        self.server.stop()

    def report(self, sequence, numerator):
        self.peer.batch(figure(sequence, "384", "DX-XH-01", "2024-M07", numerator=numerator,
                               denominator=9800))
        self.peer.receive_until("ack")

    def mails_to(self, address):
        return [parse(content) for content in self.server.accepted_by(address)]


class OfficeTest(OfficeCase):
    def different_mails_to(self, address):
        """Killed before the server's answer is recorded, a mail is sent again under its own id."""
        return {mail["message-id"] for mail in self.mails_to(address)}

    def ask(self, if_silent):
        """A notifier whose digest of 22 July waits for approval, its draft delivered."""
        self.office.configure_digest(self.server,
                                     'to = [ "chu-tich" ]; ' + APPROVAL.format(if_silent))
        self.clock.set("2024-07-22T03:00:01+07:00")
        self.office.start()
        wait_for(lambda: self.mails_to(STANDING), "the draft")
        return self.office.drafts()[0]

    # ---- to whom -----------------------------------------------------------------------------

    def test_several_hats_on_one_head_get_one_mail_that_names_them_all(self):
        self.office.configure_digest(self.server, 'to = [ "chu-tich", "truong-bcd", "stttt" ];')
        self.office.run("send", "--now")
        mail, = self.mails_to(CHAIRMAN)
        self.assertEqual(shown_name(mail, "to"), "Chủ tịch UBND tỉnh, Trưởng Ban Chỉ đạo")
        self.assertEqual(len(self.server.accepted), 2)

    def test_a_role_without_a_mailbox_is_skipped_with_its_reason_and_shown(self):
        self.office.configure_digest(self.server, 'to = [ "chu-tich", "khuyet" ];')
        self.office.run("send", "--now", status=1)
        skipped = next(r for r in self.office.ledger() if r["state"] == "skipped")
        self.assertEqual(skipped["to"], "Vai trò khuyết")
        self.assertIn("hộp thư", skipped["said"])
        self.assertEqual(len(self.mails_to(CHAIRMAN)), 1)

    # ---- when --------------------------------------------------------------------------------

    def test_after_ten_days_away_there_is_one_digest_and_kills_make_none_more(self):
        self.office.configure_digest(self.server, 'to = [ "chu-tich" ];')
        self.clock.set("2024-08-01T09:00:00+07:00")
        for _ in range(5):
            self.office.start()
            wait_for(lambda: self.mails_to(CHAIRMAN), "the digest")
            self.office.process.kill()
        self.office.start()
        self.office.wait_state("sent")
        self.assertEqual(len(self.different_mails_to(CHAIRMAN)), 1)
        self.assertEqual(len(self.office.ledger()), 1)

    def test_a_schedule_that_is_new_here_does_not_begin_with_what_it_missed(self):
        self.office.configure_digest(self.server, 'to = [ "chu-tich" ];')
        text = self.office.config.read_text(encoding="utf-8")
        self.office.config.write_text(text.replace('starts = "2024-07-22T07:00"; ', ""),
                                      encoding="utf-8")
        self.clock.set("2024-07-24T09:00:00+07:00")
        self.office.start()
        wait_for(self.office.schedule_seen, "the schedule in the ledger")
        self.clock.set("2024-07-29T07:00:01+07:00")
        wait_for(lambda: self.mails_to(CHAIRMAN), "the next Monday's digest")
        self.assertEqual(len(self.office.ledger()), 1)

    def test_with_nothing_new_nothing_is_sent_and_that_is_recorded(self):
        self.office.configure_digest(self.server,
                                     'to = [ "chu-tich" ]; when_nothing_new = "skip";')
        text = self.office.config.read_text(encoding="utf-8")
        self.office.config.write_text(text.replace("WEEKLY;BYDAY=MO", "DAILY"), encoding="utf-8")
        self.clock.set("2024-07-22T07:00:01+07:00")
        self.office.start()
        wait_for(lambda: len(self.mails_to(CHAIRMAN)) == 1, "the first digest")
        # Two reports were due on the 22nd: that a deadline has passed is news without any report.
        self.clock.set("2024-07-23T07:00:01+07:00")
        wait_for(lambda: len(self.mails_to(CHAIRMAN)) == 2, "the digest of what is overdue")
        self.assertIn("2 nhiệm vụ quá hạn", self.mails_to(CHAIRMAN)[1]["subject"])
        for day in ("24", "25"):
            self.clock.set(f"2024-07-{day}T07:00:01+07:00")
            skipped = wait_for(lambda: next((d for d in self.office.ledger()
                                             if d["slot"].startswith(f"2024-07-{day}")), None),
                               f"the delivery of the {day}th")
            self.assertEqual(skipped["state"], "skipped")
            self.assertIn("không có gì mới từ bản tin trước", skipped["said"])
        self.report(2, 9000)
        self.clock.set("2024-07-26T07:00:01+07:00")
        wait_for(lambda: len(self.mails_to(CHAIRMAN)) == 3, "the digest of the new figure")
        # Nobody got the skipped ones: what is told since then is told since the last one read.
        frozen = json.loads(self.office.message("digest")[1])
        self.assertTrue(frozen["since"].startswith("2024-07-23T07:00"), frozen["since"])

    # ---- approval ----------------------------------------------------------------------------

    def test_a_draft_says_what_is_asked_until_when_and_what_silence_means(self):
        draft = self.ask("send")
        mail, = self.mails_to(STANDING)
        self.assertIn("[DỰ THẢO CHỜ DUYỆT]", mail["subject"])
        for kind in ("plain", "html"):
            body = " ".join(mail.get_body((kind,)).get_content().split())
            self.assertIn(f"tiendo-notifier approve {draft['digest']}", body)
            self.assertIn("07:00 22/07/2024", body)
            self.assertIn("Nếu đến giờ đó không có ý kiến, bản tin được gửi đi", body)
        self.assertEqual(self.mails_to(CHAIRMAN), [])
        self.assertEqual(self.office.ledger()[-1]["state"], "held")

    def test_an_approved_digest_goes_out_at_its_slot_with_the_remark_and_the_same_figures(self):
        number = str(self.ask("wait")["digest"])
        before = json.loads(self.office.message("digest")[1])
        self.office.run("approve", number, "--by", "Sở TTTT", "--remark", "Đã rà soát.")
        self.assertEqual(self.mails_to(CHAIRMAN), [])
        self.report(2, 9000)
        self.clock.set("2024-07-22T07:00:01+07:00")
        wait_for(lambda: self.mails_to(CHAIRMAN), "the digest")
        mail, = self.mails_to(CHAIRMAN)
        self.assertIn("Đã rà soát.", mail.get_body(("plain",)).get_content())
        after = json.loads(self.office.message("digest")[1])
        remark, = after.pop("remarks")
        self.assertEqual((remark["author"], remark["text"]), ("Sở TTTT", "Đã rà soát."))
        before.pop("remarks")
        self.assertEqual(before, after)
        acts = self.office.drafts(number)
        self.assertEqual([(a["act"], a["by"]) for a in acts],
                         [("asked", None), ("remarked", "Sở TTTT"), ("approved", "Sở TTTT"),
                          ("released_approved", None)])

    def test_silence_sends_where_that_is_agreed(self):
        self.ask("send")
        self.clock.set("2024-07-22T07:00:01+07:00")
        wait_for(lambda: self.mails_to(CHAIRMAN), "the digest")
        self.assertEqual(self.office.drafts(), [])

    def test_silence_waits_where_it_is_not_and_late_approval_sends_at_once(self):
        number = str(self.ask("wait")["digest"])
        self.clock.set("2024-07-22T09:00:00+07:00")
        wait_for(lambda: self.office.drafts()[0]["state"] == "waiting", "the waiting")
        self.assertEqual(self.mails_to(CHAIRMAN), [])
        self.office.run("approve", number)
        wait_for(lambda: self.mails_to(CHAIRMAN), "the digest")
        self.assertIn("03:00", self.mails_to(CHAIRMAN)[0].get_body(("plain",)).get_content())

    def test_what_is_held_stays_held_over_a_kill_and_its_slot(self):
        number = str(self.ask("send")["digest"])
        self.office.run("hold", number, "--by", "CVP", "--reason", "chờ số liệu")
        self.office.process.kill()
        self.clock.set("2024-07-22T07:00:01+07:00")
        self.office.start()
        self.office.run("hold", number, "--reason", "lần nữa", status=1)
        self.assertEqual(self.office.drafts()[0]["state"], "held")
        self.assertEqual(self.mails_to(CHAIRMAN), [])
        self.assertEqual(len(self.different_mails_to(STANDING)), 1)

    def test_killed_between_draft_and_slot_it_goes_out_once_at_the_slot(self):
        self.ask("send")
        self.office.process.kill()
        self.office.start()
        self.office.process.kill()
        self.clock.set("2024-07-22T07:00:01+07:00")
        self.office.start()
        wait_for(lambda: self.mails_to(CHAIRMAN), "the digest")
        self.office.process.kill()
        self.office.start()
        self.office.wait_state("sent")
        self.assertEqual(len(self.different_mails_to(CHAIRMAN)), 1)
        self.assertEqual(len(self.different_mails_to(STANDING)), 1)

    def test_a_remark_with_a_citizens_number_is_refused(self):
        number = str(self.ask("wait")["digest"])
        self.office.run("remark", number, "ông A, CCCD 038090001234", status=1)
        self.assertEqual([a["act"] for a in self.office.drafts(number)], ["asked"])

    def test_a_draft_that_is_not_there_is_an_error_and_programs_get_words_that_never_change(self):
        draft = self.ask("wait")
        self.assertEqual(draft["if_silent"], "wait")
        self.office.run("drafts", "99", status=1)
        listed = self.office.run("ledger")
        self.assertIn("dự thảo tuan", listed)
        self.assertIn("bản tin tuan", listed)

    # ---- looking -----------------------------------------------------------------------------

    def test_render_gives_the_bytes_that_were_sent(self):
        self.office.configure_digest(self.server,
                                     'to = [ "chu-tich" ]; attach = [ "pdf", "xlsx", "json" ];')
        self.clock.set("2024-07-22T07:00:01+07:00")
        self.office.start()
        wait_for(lambda: self.mails_to(CHAIRMAN), "the digest")
        self.assertEqual(self.office.process.stop(), 0)
        sent, = self.mails_to(CHAIRMAN)
        self.report(2, 9000)
        self.clock.set("2024-07-24T09:00:00+07:00")
        files = {p.get_filename().rsplit(".", 1)[1]: p.get_payload(decode=True)
                 for p in sent.iter_attachments()}
        out = self.root / "then"
        for name in ("pdf", "xlsx", "json", "text", "eml"):
            self.office.run("render", "--as-of", "2024-07-22T07:00", "--format", name, "--out",
                            str(out))
        for end, data in files.items():
            self.assertEqual((out / f"digest.{end}").read_bytes(), data, end)
        self.assertEqual((out / "digest.txt").read_text(encoding="utf-8"),
                         sent.get_body(("plain",)).get_content().replace("\r\n", "\n"))
        self.assertEqual((out / "digest.eml").read_bytes(), self.server.accepted_by(CHAIRMAN)[0])

    def test_a_day_is_one_here_and_not_in_greenwich(self):
        self.office.configure_digest(self.server, 'to = [ "chu-tich" ];')
        self.clock.set("2024-07-22T05:30:00+07:00")
        self.office.run("send", "--now")
        self.report(2, 9000)
        self.clock.set("2024-07-24T09:00:00+07:00")
        sent = self.mails_to(CHAIRMAN)[0].get_body(("plain",)).get_content()
        self.assertEqual(self.office.run("render", "--as-of", "2024-07-22"),
                         sent.replace("\r\n", "\n"))
        self.office.run("render", "--as-of", "2024-07-25", status=2)  # still to come
        self.office.run("render", "--as-of", "22/07/2024", status=2)

    def test_render_builds_anew_where_nothing_was_sent(self):
        self.office.configure_digest(self.server, 'to = [ "chu-tich" ];')
        self.report(2, 9000)
        self.clock.set("2024-07-17T09:00:00+07:00")
        text = self.office.run("render", "--as-of", "2024-07-16T12:00")
        self.assertIn("12:00 ngày 16/07/2024", text)
        self.assertEqual(self.office.ledger(), [])

    def test_a_dry_run_says_what_would_go_where_and_leaves_no_trace(self):
        self.office.configure_digest(self.server,
                                     'to = [ "chu-tich", "khuyet" ]; attach = [ "pdf" ];')
        plan = self.office.run("send", "--dry-run")
        mine = self.office.json("send", "--to", "toi@example.vn", "--dry-run")
        self.assertIn("application/pdf", plan)
        self.assertIn(CHAIRMAN, plan)
        self.assertEqual([row["to"] for row in mine], ["toi@example.vn"])
        self.assertEqual((self.server.commands, self.office.ledger()), ([], []))

    def test_a_copy_for_oneself_is_nobodys_last_digest(self):
        self.office.configure_digest(self.server, 'to = [ "chu-tich" ];')
        self.office.run("send", "--now", "--to", "toi@example.vn")
        self.office.run("test", "--to", "stttt")
        self.assertEqual(len(self.mails_to("toi@example.vn")), 1)
        self.assertIn("Thư thử", self.mails_to(STANDING)[0]["subject"])
        self.assertEqual(self.mails_to(CHAIRMAN), [])
        self.assertIsNone(self.office.message("digest"))
        self.office.run("test", "--to", "sttt", status=2)


if __name__ == "__main__":
    unittest.main()
