"""What arrives is what was meant: read back by two parsers that know nothing of each other, checked by
openssl where it is signed, and by SpamAssassin."""

import email.utils
import hashlib
import json
import pathlib
import random
import re
import shutil
import sqlite3
import subprocess
import unittest
from datetime import datetime

from channels_test import ServerTest, parsed
from foreign_collector import ForeignCollector, figure
from harness import wait_for
from notifier_test import Notifier
from post import PNG, part
from real_mail import OpenSmtpd, Postfix

LETTERS = ("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
           "ĐÂĂÊÔƠƯ    0123456789,.-/:%()[]\"'=?_<>@")
HTML = ('<html><body><p>Tiến độ <b>12,5%</b></p><img src="cid:bieu-do" alt="Biểu đồ">'
        "</body></html>\n")


def subjects(lengths):
    """A subject of each length, as a header can hold it: no blank at its ends, none twice."""
    chance = random.Random(20240722)
    for length in lengths:
        text = ""
        while len(text) < length:
            letter = chance.choice(LETTERS)
            if letter != " " or (text and text[-1] != " " and len(text) < length - 1):
                text += letter
        yield text


def by_perl(content):
    done = subprocess.run([str(pathlib.Path(__file__).with_name("parse_mail.pl"))], input=content,
                          capture_output=True, check=True)
    return json.loads(done.stdout)


def sha256(part_):
    data = part_.data.replace(b"\r\n", b"\n") if part_.type.startswith("text/") else part_.data
    return hashlib.sha256(data).hexdigest()


def as_mailed(parts, row):
    """PARTS as the mail of ROW has them: pictures under a name that no other mail has."""
    local, domain = row["message_id"].strip("<>").split("@")

    def named(id_):
        return f"{id_}.{local[:16]}@{domain}"
    ids = [p.content_id for p in parts if p.content_id]
    mailed = []
    for p in parts:
        data = p.data
        for id_ in ids if p.type == "text/html" else ():
            data = data.replace(f'"cid:{id_}"'.encode(), f'"cid:{named(id_)}"'.encode())
        mailed.append(part(data, p.type, p.name, named(p.content_id) if p.content_id else ""))
    return mailed


class ContentTests:
    lengths = range(1, 301)

    def check_equal(self, content, subject, parts, row):
        """Both parsers find what was meant."""
        python, perl = parsed(content), by_perl(content)
        self.assertEqual(python["mail"].defects, [])
        self.assertEqual(python["mail"]["subject"], subject)
        self.assertEqual(perl["Subject"], subject)
        self.assertEqual(python["mail"]["message-id"], row["message_id"])
        self.assertEqual(perl["Message-ID"], row["message_id"])
        self.assertEqual([(a.display_name, a.addr_spec)
                          for a in python["mail"]["to"].addresses], [(row["name"], row["to"])])
        self.assertEqual(perl["To"].replace('"', ""), f'{row["name"]} <{row["to"]}>')
        meant = [(p.type, p.name, p.content_id, sha256(p)) for p in parts]
        self.assertEqual([(p["type"], p["name"], p["content_id"], p["sha256"])
                          for p in perl["parts"]], meant)
        self.assertEqual(
            [(p["type"], p["name"], p["content_id"],
              hashlib.sha256(p["data"].replace(b"\r\n", b"\n") if p["text"] is not None
                             else p["data"]).hexdigest()) for p in python["parts"]], meant)

    def check_pictures(self, python, perl, ids):
        """Every picture has an address of its own, by which the page shows it (RFC 2392)."""
        shown = re.findall(r'src="cid:([^"]*)"', next(
            p["text"] for p in python["parts"] if p["type"] == "text/html"))
        self.assertEqual(len(shown), len(ids))
        for found, id_ in zip(shown, ids):
            self.assertRegex(found, rf"^{id_}\.[0-9a-f]{{16}}@example\.vn$")
        for parts in python["parts"], perl["parts"]:
            self.assertEqual([p["content_id"] for p in parts if p["content_id"]], shown)

    def test_subjects_of_every_length_come_back_equal_from_two_parsers(self):
        server = self.server()
        self.configure(server)
        meant = {}
        for subject in subjects(self.lengths):
            meant[self.post.add(subject, part(subject + "\n", "text/plain"))] = subject
        self.post.start()
        wait_for(lambda: len(server.mails("chu-tich")) == len(meant), f"{len(meant)} mails", 240)
        found = {parsed(mail)["mail"]["message-id"]: mail for mail in server.mails("chu-tich")}
        self.assertEqual(len(found), len(meant))
        for message, subject in meant.items():
            row = self.post.of(message)[0]
            self.check_equal(found[row["message_id"]], subject,
                             [part(subject + "\n", "text/plain")], row)

    def test_pictures_and_attachments_come_back_equal_from_two_parsers(self):
        server = self.server()
        self.configure(server)
        noise = random.Random(7)
        parts = [part("Tiến độ: 12,5%\n.\n..hai chấm\nFrom đầu dòng\n" + "dài " * 500, "text/plain"),
                 part(HTML, "text/html"),
                 part(PNG, "image/png", content_id="bieu-do"),
                 part(noise.randbytes(300_000), "application/pdf",
                      "Báo cáo tình hình thực hiện nhiệm vụ chuyển đổi số và Đề án 06 của các huyện, "
                      "thị xã, thành phố trong tỉnh, tháng 7 năm 2024 (bản nháp).pdf"),
                 part(noise.randbytes(57 * 3), "application/vnd.openxmlformats-officedocument."
                      "spreadsheetml.sheet", "Số liệu.xlsx"),
                 part('{"so": 1}', "application/json", "digest.json"), part(b"", "text/csv", "0.csv")]
        subject = next(subjects([120]))
        message = self.post.add(subject, *parts, name='Văn phòng "UBND" <tỉnh>, Bcc: x')
        self.post.start()
        row = self.post.wait(message, "sent")[0]
        content = self.got(server, "chu-tich")[0]
        parts = as_mailed(parts, row)
        python, perl = parsed(content), by_perl(content)
        self.check_pictures(python, perl, ["bieu-do"])
        meant = [(p.type, p.name, p.content_id, sha256(p)) for p in parts]
        self.assertEqual([(p["type"], p["name"], p["content_id"], p["sha256"])
                          for p in perl["parts"]], meant)
        self.assertEqual([(p["type"], p["name"], p["content_id"]) for p in python["parts"]],
                         [m[:3] for m in meant])
        for found, meant_part in zip(python["parts"], parts):
            if found["text"] is None:
                self.assertEqual(found["data"], meant_part.data)
            else:
                self.assertEqual(found["text"].encode(), meant_part.data)
        self.assertEqual(python["mail"]["to"].addresses[0].display_name, row["name"])

    def test_what_is_sent_again_is_the_same_mail(self):
        server = self.server()
        self.configure(server)
        message = self.post.add("Tiến độ", part("Dòng một\n", "text/plain"),
                                part(HTML, "text/html"),
                                part(PNG, "image/png", content_id="bieu-do"))
        self.post.start()
        row = self.post.wait(message, "sent")[0]
        # As if the server had refused it in the end.
        with sqlite3.connect(self.post.state / "ledger.db", timeout=30) as db:
            db.execute("UPDATE delivery SET state = 'failed' WHERE id = ?", (row["delivery"],))
        db.close()
        self.clock.set_offset(3 * 3600 * 1000)
        self.post.run("resend", str(row["delivery"]))
        first, second = [mail[mail.index(b"Date: "):]
                         for mail in self.got(server, "chu-tich", count=2)]
        self.assertEqual(first, second)

    # ---- signed ------------------------------------------------------------------------------

    def signing(self, address="tiendo@example.vn", days=365):
        """The configuration's group for a certificate of ADDRESS, with a password on its key."""
        folder = self.root
        (folder / "signer.ext").write_text(
            f"subjectAltName=email:{address}\nextendedKeyUsage=emailProtection\n"
            "keyUsage=digitalSignature\n")
        (folder / "key-password").write_text("mật khẩu khóa\n", encoding="utf-8")

        def openssl(*arguments):
            subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
        openssl("req", "-new", "-newkey", "rsa:2048", "-passout", f"file:{folder}/key-password",
                "-subj", "/CN=He thong Tien do", "-keyout", folder / "signer.key",
                "-out", folder / "signer.csr")
        openssl("x509", "-req", "-in", folder / "signer.csr", "-CA", self.authority.certificate,
                "-CAkey", self.authority.key, "-CAcreateserial", "-days", days, "-extfile",
                folder / "signer.ext", "-out", folder / "signer.pem")
        return (f'smime: {{ certificate_file = "{folder}/signer.pem"; key_file = '
                f'"{folder}/signer.key"; key_password_file = "{folder}/key-password"; '
                f'chain_file = "{self.authority.certificate}"; }};')

    def verify(self, content, tool):
        """What TOOL of openssl says of the signature, and the content that it covers."""
        return subprocess.run(["openssl", tool, "-verify", "-CAfile",
                               str(self.authority.certificate)], input=content,
                              capture_output=True)

    def test_a_signed_mail_is_verified_and_still_reads_the_same(self):
        server = self.server()
        self.post.configure(f"smtp://127.0.0.1:{server.port}", self.smtp() + self.signing())
        parts = [part("Dòng một\n.\nFrom: dòng hai\n", "text/plain"), part(HTML, "text/html"),
                 part(PNG, "image/png", content_id="bieu-do"),
                 part(random.Random(3).randbytes(5000), "application/pdf", "Báo cáo.pdf")]
        message = self.post.add("Tiến độ được ký", *parts)
        self.post.start()
        row = self.post.wait(message, "sent")[0]
        content = self.got(server, "chu-tich")[0]
        for tool in ("cms", "smime"):
            done = self.verify(content, tool)
            self.assertIn(b"erification successful", done.stderr, tool)
            self.assertIn(b"multipart/mixed", done.stdout)
        found = parsed(content)["parts"]
        self.assertEqual(found[-1]["type"], "application/pkcs7-signature")
        self.assertEqual(found[-1]["name"], "smime.p7s")
        self.assertEqual([p["data"] for p in found if p["text"] is None][:-1],
                         [p.data for p in parts[2:]])
        self.assertEqual([p["sha256"] for p in by_perl(content)["parts"]][:-1],
                         [sha256(p) for p in as_mailed(parts, row)])
        self.assertEqual(parsed(content)["mail"]["subject"], "Tiến độ được ký")
        self.assertEqual(row["attempts"], 1)
        # One letter of the text in another one's place.
        start = content.index(b"base64", content.index(b"text/plain")) + 12
        forged = content[:start] + bytes([content[start] ^ 1]) + content[start + 1:]
        self.assertNotIn(b"erification successful", self.verify(forged, "cms").stderr)


class PostfixContentTest(ContentTests, ServerTest):
    server_class = Postfix

    def complaint(self, smtp):
        with self.assertRaises(AssertionError) as told:
            self.post.configure(smtp=smtp)
        self.assertIn("exit 78", str(told.exception))
        return str(told.exception)

    def test_a_certificate_for_another_mailbox_or_another_key_is_a_wrong_configuration(self):
        self.assertIn("tiendo@example.vn",
                      self.complaint(self.smtp() + self.signing("ai-do@example.vn")))
        group = self.signing()
        shutil.copy(self.authority.key, self.root / "signer.key")
        self.assertIn("signer.key", self.complaint(self.smtp() + group))

    def test_a_certificate_that_ends_soon_is_told_at_the_start_and_by_check(self):
        server = self.server()
        self.post.configure(f"smtp://127.0.0.1:{server.port}", self.smtp() + self.signing(days=20))
        self.assertIn("sắp hết hạn", self.post.run("check"))
        self.post.start()
        self.post.process.wait_log("certificate-expires days=19")
        self.assertEqual(self.post.process.stop(), 0)
        self.clock.set_offset(21 * 24 * 3600 * 1000)
        self.post.start()
        self.post.process.wait_log("certificate-expired days=-")


class OpenSmtpdContentTest(ContentTests, ServerTest):
    server_class = OpenSmtpd
    lengths = range(1, 301, 13)


class SpamTest(ServerTest):
    """The digest as it really is, judged by SpamAssassin's own rules, without asking anybody."""

    server_class = Postfix
    MOST = 1.0

    def test_a_digest_is_not_taken_for_spam(self):
        if not shutil.which("spamassassin"):
            self.skipTest("spamassassin is not installed (scripts/install-packages test)")
        self.clock.set("2024-07-16T09:00:00+07:00")
        server = self.server()
        there = self.province().start()
        peer = ForeignCollector.from_folder(there.endpoint, self.unit(there, "384").folder)
        peer.hello()
        peer.receive_until("welcome")
        peer.batch(figure(1, "384", "DX-XH-01", "2024-M07", numerator=1200, denominator=9800))
        peer.receive_until("ack")
        peer.close()
        notifier = Notifier(there, self.clock.env())
        notifier.configure(f"smtp://127.0.0.1:{server.port}", "chu-tich@example.vn", smtp=self.smtp())
        notifier.run("send", "--now")
        # A letter of the day it is judged on: the test's clock stands in another year.
        mail = re.sub(rb"(?m)^Date: .*?(\r?)$",
                      b"Date: " + email.utils.format_datetime(datetime.now().astimezone()).encode()
                      + rb"\1", self.got(server, "chu-tich")[0], count=1)
        # That it only came by way of trusted servers would count in its favour here, and not outside.
        said = subprocess.run(["spamassassin", "-L", "-t", "--cf=score ALL_TRUSTED 0"], input=mail, capture_output=True,
                              check=True).stdout.decode("utf-8", "replace")
        score = re.search(r"^X-Spam-Status: .*score=(-?[\d.]+)[^\n]*(?:\n\s[^\n]*)*", said, re.M)
        print(score.group(0))
        self.assertLess(float(score.group(1)), self.MOST)


if __name__ == "__main__":
    unittest.main()
