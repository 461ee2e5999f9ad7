"""A digest of which a part cannot be made: it goes out all the same, and says what is missing."""

import json
import os
import sqlite3
import subprocess
import unittest

from harness import DEADLINE_S, program
from office_test import CHAIRMAN, OfficeCase

NO_PDF = ("Không lập được báo cáo đầy đủ (PDF): máy chủ thiếu phông chữ hoặc chưa được cấu hình "
          "đúng.")
NO_CHARTS = ("Không lập được đủ biểu đồ trong thư: máy chủ thiếu phông chữ hoặc chưa được cấu hình "
             "đúng.")
NO_DIRECTIVES = 'Không lập được phần "ý kiến chỉ đạo": lỗi của hệ thống.'
PROFILE = 'to = [ "chu-tich" ]; attach = [ "pdf", "xlsx", "json" ];'


def body(mail, kind):
    """On one line."""
    return " ".join(mail.get_body((kind,)).get_content().replace("&quot;", '"').split())


class GapsTest(OfficeCase):
    def setUp(self):
        super().setUp()
        self.office.configure_digest(self.server, PROFILE)

    def hide_fonts(self):
        fonts = self.there.root / "fonts.conf"
        fonts.write_text("<fontconfig/>\n")
        self.office.env = {**self.office.env, "FONTCONFIG_FILE": str(fonts)}

    def lose(self, table):
        with sqlite3.connect(self.there.state / "store.db") as db:
            db.execute(f"DROP TABLE {table}")

    def mail(self):
        mail, = self.mails_to(CHAIRMAN)
        return mail

    def frozen(self):
        return json.loads(self.office.message("digest")[1])

    def files(self, mail):
        return sorted(part.get_filename().rsplit(".")[-1] for part in mail.iter_attachments())

    def call(self, *arguments):
        return subprocess.run([program("notifier"), *arguments, "-c", str(self.office.config)],
                              capture_output=True, text=True, timeout=DEADLINE_S,
                              env={**os.environ, **self.office.env})

    def assert_named(self, *lines):
        mail = self.mail()
        for line in lines:
            self.assertIn(line, body(mail, "plain"))
            self.assertIn(line, body(mail, "html"))
            self.assertIn(line, self.frozen()["gaps"])
        return mail

    def test_without_fonts_the_mail_goes_out_and_names_report_and_charts(self):
        self.hide_fonts()
        done = self.call("send", "--now")
        self.assertEqual(done.returncode, 0, done.stderr)
        mail = self.assert_named(NO_PDF, NO_CHARTS)
        self.assertEqual(self.files(mail), ["json", "xlsx"])
        self.assertEqual([d["state"] for d in self.office.ledger()], ["sent"])
        for part in "pdf", "charts":
            self.assertRegex(done.stderr,
                             rf"digest-incomplete profile=tuan part={part} reason=.*fonts-liberation")

    def test_the_service_sends_it_by_itself_and_its_log_says_why(self):
        self.hide_fonts()
        self.clock.set("2024-07-22T07:00:01+07:00")
        self.office.start()
        self.office.wait_state("sent")
        self.office.process.wait_log("digest-incomplete profile=tuan part=pdf reason=.*fonts-lib")
        self.assert_named(NO_PDF, NO_CHARTS)
        self.assertEqual(self.office.process.stop(), 0)

    def test_a_section_that_cannot_be_read_is_named_in_mail_and_files(self):
        self.there.process.stop()
        self.lose("directive")
        done = self.call("send", "--now")
        self.assertEqual(done.returncode, 0, done.stderr)
        mail = self.assert_named(NO_DIRECTIVES)
        self.assertEqual(self.files(mail), ["json", "pdf", "xlsx"])
        self.assertRegex(done.stderr, "digest-incomplete profile=tuan part=directives "
                                      "reason=.*no such table: directive")
        self.assertIn(NO_DIRECTIVES, self.office.run("preview", "--format", "json")
                      .replace('\\"', '"'))

    def test_whoever_asks_for_the_report_alone_is_told_what_to_install(self):
        self.hide_fonts()
        self.clock.set("2024-07-22T09:00:00+07:00")
        for verb in ("preview",), ("render", "--as-of", "2024-07-22T07:00"):
            done = self.call(*verb, "--format", "pdf")
            self.assertEqual(done.returncode, 78, done.stderr)
            self.assertIn("fonts-liberation", done.stderr)

    def test_check_warns_of_fonts_that_are_missing(self):
        self.assertNotIn("fonts-liberation", self.office.run("check"))
        self.hide_fonts()
        self.assertIn("fonts-liberation", self.office.run("check"))
        self.assertNotIn("fonts-liberation", self.office.run("check", "--no-environment"))


if __name__ == "__main__":
    unittest.main()
