"""Mail by way of real servers, Debian's Postfix and OpenSMTPD: delivered, put off, refused, out of
reach, not to be trusted."""

import random
import unittest

from harness import PipelineTest, wait_for
from mail_server import Authority, parse
from post import Post, part
from real_mail import MAILBOXES, PASSWORD, USER, OpenSmtpd, Postfix

CHAIRMAN = "chu-tich@example.vn"
TEXT = part("Dòng một\nDòng hai: 12,5%\n", "text/plain")


class ServerTest(PipelineTest):
    """A notifier and, as the test starts it, a real server. SERVER: which."""

    server_class = None

    @classmethod
    def setUpClass(cls):
        if cls.server_class is None:
            raise unittest.SkipTest("for its subclasses")
        reason = cls.server_class.missing()
        if reason:
            raise unittest.SkipTest(reason)

    def setUp(self):
        super().setUp()
        self.clock.set_offset(0)
        self.servers = []
        self.authority = Authority(self.root, "authority")
        self.certify("DNS:localhost", "IP:127.0.0.1")
        self.post = Post(self.root, self.clock.env())
        self._started.append(self.post)

    def tearDown(self):
        # The notifier first: it would only log that they are gone.
        for process in self._started:
            if process.process and process.process.process.poll() is None:
                process.process.kill()
        for server in self.servers:
            server.stop()
        super().tearDown()

    def certify(self, *names):
        self.context = self.authority.tls_context(*names)

    def server(self, **options):
        made = self.server_class(self.root, self.root / "authority-server.pem",
                                 self.root / "authority-server.key", **options)
        self.servers.append(made)
        return made.start()

    def smtp(self, password=PASSWORD, authority=None):
        (self.root / "password").write_text(password + "\n", encoding="utf-8")
        return (f'user = "{USER}"; password_file = "{self.root}/password";'
                f' ca_file = "{(authority or self.authority).certificate}";')

    def configure(self, server, **options):
        self.post.configure(f"smtp://127.0.0.1:{server.port}", self.smtp(), **options)

    def got(self, server, user, count=1):
        """The mails of USER, once there are COUNT."""
        wait_for(lambda: len(server.mails(user)) >= count, f"{count} mails for {user}")
        mails = server.mails(user)
        self.assertEqual(len(mails), count)
        return mails


class MailTests:
    def test_a_mail_is_sent_when_the_server_says_250_and_each_gets_his_own(self):
        server = self.server()
        self.configure(server)
        message = self.post.add("Tiến độ", TEXT, to=[f"{u}@example.vn" for u in MAILBOXES])
        self.post.start()
        rows = self.post.wait(message, "sent")
        for row in rows:
            self.assertRegex(row["said"], r"^250 2\.0\.0 ")
            content = self.got(server, row["to"].split("@")[0])[0]
            self.assertIn(row["message_id"].encode(), content)
            self.assertEqual([u for u in MAILBOXES if f"{u}@".encode() in content],
                             [row["to"].split("@")[0]])
        self.assertEqual(len({row["said"] for row in rows}), 3)

    def test_tls_from_the_first_byte_serves_as_well(self):
        server = self.server()
        self.post.configure(f"smtps://127.0.0.1:{server.smtps_port}", self.smtp())
        message = self.post.add("Tiến độ", TEXT)
        self.post.start()
        self.post.wait(message, "sent")
        self.got(server, "chu-tich")

    def test_what_is_greylisted_is_put_off_and_sent_with_the_same_id(self):
        server = self.server(greylisting=True)
        self.configure(server)
        message = self.post.add("Tiến độ", TEXT)
        self.post.start()
        row = self.post.wait(message, "sent")[0]
        self.assertEqual(row["attempts"], 2)
        tries = self.post.json("ledger", "show", str(row["delivery"]))["tries"]
        self.assertEqual([t["state"] for t in tries], ["deferred", "sent"])
        self.assertRegex(tries[0]["said"], r"^450 4\.7\.1 .*Greylisted")
        self.assertIn(row["message_id"].encode(), self.got(server, "chu-tich")[0])

    def test_an_unknown_mailbox_is_a_dead_letter_with_the_servers_words(self):
        server = self.server()
        self.configure(server)
        message = self.post.add("Tiến độ", TEXT, to=("khong-co@example.vn", CHAIRMAN))
        self.post.start()
        self.got(server, "chu-tich")
        wait_for(lambda: self.post.json("ledger", "--dead"), "a dead letter")
        dead = self.post.json("ledger", "--dead")
        self.assertEqual([(d["to"], d["state"], d["attempts"]) for d in dead],
                         [("khong-co@example.vn", "failed", 1)])
        self.assertRegex(dead[0]["said"], r"^5\d\d 5\.\d\.\d .*khong-co@example\.vn")
        self.post.run("resend", "--message", str(message))
        wait_for(lambda: self.post.json("ledger", "--dead")[0:1] and
                 self.post.json("ledger", "--dead")[0]["attempts"] == 2, "the second refusal")
        self.got(server, "chu-tich")

    def test_a_server_that_is_down_is_waited_for(self):
        server = self.server()
        server.stop()
        self.configure(server)
        message = self.post.add("Tiến độ", TEXT)
        self.post.start()
        row = self.post.wait(message, "deferred")[0]
        self.assertIn(f"không kết nối được tới máy chủ 127.0.0.1:{server.port}", row["said"])
        server.start()
        self.post.wait(message, "sent")
        self.got(server, "chu-tich")

    def check_nothing_left(self, server, said):
        """Deferred for the reason SAID, and no name, address or password has reached the server."""
        message = self.post.add("Tiến độ", TEXT)
        self.post.start()
        self.assertIn(said, self.post.wait(message, "deferred")[0]["said"])
        self.assertEqual(self.post.process.stop(), 0)
        server.stop()
        self.assertEqual(server.mails("chu-tich"), [])
        for word in ("auth", "tiendo@example.vn", "chu-tich@"):
            self.assertNotIn(word, server.sessions())

    def test_a_certificate_of_another_authority_keeps_everything_here(self):
        server = self.server()
        other = Authority(self.root, "other")
        self.post.configure(f"smtp://127.0.0.1:{server.port}", self.smtp(authority=other))
        self.check_nothing_left(
            server, f"chứng thư của máy chủ 127.0.0.1:{server.port} không đúng: ")

    def test_a_certificate_for_another_name_keeps_everything_here(self):
        self.certify("DNS:mail.example.vn")
        server = self.server()
        self.configure(server)
        self.check_nothing_left(
            server, f"chứng thư của máy chủ 127.0.0.1:{server.port} không đúng: ")

    def test_a_server_without_starttls_keeps_everything_here(self):
        server = self.server(tls=False)
        self.configure(server)
        self.check_nothing_left(server, f"máy chủ 127.0.0.1:{server.port} không nhận TLS")

    def test_a_wrong_password_holds_mail_up_and_loses_none(self):
        server = self.server()
        self.post.configure(f"smtp://127.0.0.1:{server.port}", self.smtp("không phải"))
        message = self.post.add("Tiến độ", TEXT)
        self.post.start()
        row = self.post.wait(message, "deferred")[0]
        self.assertIn("mật khẩu", row["said"])
        self.assertIn("535", row["said"])
        self.assertEqual(self.post.process.stop(), 0)
        self.configure(server)
        self.post.start()
        self.post.wait(message, "sent")
        self.got(server, "chu-tich")

    def test_what_is_too_big_for_the_server_goes_without_its_attachment_and_says_so(self):
        server = self.server(max_bytes=300_000)
        self.configure(server)
        noise = random.Random(1).randbytes(400_000)
        message = self.post.add("Tiến độ", TEXT, part("<p>Chữ</p>", "text/html"),
                                part(b"%PDF-1.7", "application/pdf", "nho.pdf"),
                                part(noise, "application/pdf", "lon.pdf"))
        self.post.start()
        self.post.wait(message, "sent")
        mail = parsed(self.got(server, "chu-tich")[0])
        self.assertEqual([p["name"] for p in mail["parts"] if p["name"]], ["nho.pdf"])
        bodies = [p["text"] for p in mail["parts"] if p["type"].startswith("text/")]
        self.assertEqual(["lon.pdf" in body for body in bodies], [True, True])

    def test_check_logs_in_and_sends_nothing(self):
        server = self.server()
        self.configure(server)
        said = self.post.run("check")
        self.assertIn('Kênh "mail": liên lạc được. 250', said)
        self.assertEqual(said.count("250"), 1)
        self.post.configure(f"smtp://127.0.0.1:{server.port}", self.smtp("không phải"))
        self.assertIn('Kênh "mail": không dùng được: ', self.post.run("check", status=1))
        self.assertNotIn("Kênh", self.post.run("check", "--no-environment"))
        self.assertEqual(server.mails("chu-tich"), [])


def parsed(content):
    """What Python's own parser makes of a mail."""
    mail = parse(content)
    return {"mail": mail, "parts": [
        {"type": p.get_content_type(), "name": p.get_filename() or "",
         "content_id": (p["content-id"] or "").strip("<> "),
         "data": p.get_payload(decode=True),
         "text": p.get_content().replace("\r\n", "\n") if p.get_content_maintype() == "text"
         else None} for p in mail.walk() if not p.is_multipart()]}


class PostfixTest(MailTests, ServerTest):
    server_class = Postfix


class OpenSmtpdTest(MailTests, ServerTest):
    server_class = OpenSmtpd


class RateTest(ServerTest):
    server_class = Postfix

    def test_a_rate_limit_delays_and_drops_nothing(self):
        server = self.server()
        # The minute must not pass by itself while the test looks on.
        self.post.configure(f"smtp://127.0.0.1:{server.port}", self.smtp())
        config = self.post.config.read_text(encoding="utf-8")
        self.post.config.write_text(config.replace("most_per_minute = 0", "most_per_minute = 2"),
                                    encoding="utf-8")
        message = self.post.add("Tiến độ", TEXT, to=[f"{u}@example.vn" for u in MAILBOXES])
        self.post.start()

        def states():
            return sorted(row["state"] for row in self.post.of(message))
        wait_for(lambda: states().count("sent") == 2, "two mails")
        self.assertEqual(states(), ["queued", "sent", "sent"])
        self.clock.set_offset(61_000)
        self.post.wait(message, "sent")
        self.assertEqual(sum(len(server.mails(u)) for u in MAILBOXES), 3)


if __name__ == "__main__":
    unittest.main()
