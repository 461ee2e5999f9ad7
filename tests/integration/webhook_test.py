"""Webhooks by way of a real HTTPS server, and folders on a real (and full) file system."""

import hashlib
import http.server
import json
import re
import subprocess
import threading
import time
import unittest
from datetime import datetime

from channels_test import TEXT
from harness import SOURCE, PipelineTest, Process, program, wait_for
from mail_server import Authority
from post import PNG, Post, part

SECRET = "bí mật dùng để ký webhook"
FROZEN = '{"so_lieu": {"gia_tri":  12.50, "lon": 1234567890123456789}}'


class Receiver:
    """An HTTPS server that answers as it is told and keeps what it was sent."""

    def __init__(self, context, host="127.0.0.1"):
        receiver = self
        self.requests, self.answers = [], []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.requests.append((self.path, dict(self.headers), body))
                status, headers, content = (receiver.answers.pop(0) if receiver.answers
                                            else (200, {}, b"da nhan"))
                self.send_response(status)
                for name, value in {"Content-Length": str(len(content)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    self.wfile.write(content)
                except OSError:
                    pass

            def log_message(self, *arguments):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, request, client_address):
                pass

        self.server = Server((host, 0), Handler)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True,
                                                 do_handshake_on_connect=False)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class HookTest(PipelineTest):
    def setUp(self):
        super().setUp()
        self.clock.set_offset(0)
        self.authority = Authority(self.root, "authority")
        self.receiver = Receiver(self.authority.tls_context("DNS:localhost", "IP:127.0.0.1"))
        (self.root / "secret").write_text(SECRET + "\n", encoding="utf-8")
        self.post = Post(self.root, self.clock.env())
        self._started.append(self.post)

    def tearDown(self):
        super().tearDown()
        self.receiver.close()

    def configure(self, allow='"127.0.0.0/8"', authority=None, host="127.0.0.1", more=""):
        self.post.configure(extra=f'''webhooks = ( {{ name = "ioc";
            url = "https://{host}:{self.receiver.port}/tiendo?nguon=tinh";
            secret_file = "secret"; ca_file = "{(authority or self.authority).certificate}";
            allow = [ {allow} ]; retry_first_s = 1; retry_cap_s = 5; {more} }} );''')

    def add(self, **options):
        return self.post.add("Tiến độ", TEXT, channel="ioc", to=("ioc",), name="Trung tâm IOC",
                             frozen=FROZEN, **options)

    def sent(self):
        message = self.add()
        self.post.start()
        return self.post.wait(message, "sent")[0]

    def check_signature(self, headers, body):
        """By the very code that docs/webhook.md shows to receivers."""
        accept, seen = documented_receiver(), set()
        self.assertEqual(accept(SECRET.encode(), headers, body, seen), 200)
        self.assertEqual(seen, {headers["Idempotency-Key"]})
        self.assertEqual(accept(SECRET.encode(), headers, body + b" ", seen), 401)
        self.assertEqual(accept(b"another secret", headers, body, seen), 401)
        self.assertEqual(accept(SECRET.encode(), headers, body, seen, time.time() + 400), 400)
        later = {**headers, "X-Tiendo-Timestamp": str(int(headers["X-Tiendo-Timestamp"]) + 1)}
        self.assertEqual(accept(SECRET.encode(), later, body, seen), 401)

    def test_a_message_is_posted_signed_with_its_content_byte_for_byte(self):
        self.configure()
        row = self.sent()
        self.assertEqual(row["said"], "HTTP 200: da nhan")
        (path, headers, body), = self.receiver.requests
        self.assertEqual(path, "/tiendo?nguon=tinh")
        self.check_signature(headers, body)
        self.assertEqual(headers["Content-Type"], "application/json")
        self.assertEqual(headers["Idempotency-Key"], row["message_id"].strip("<>"))
        self.assertIn(FROZEN.encode(), body)
        envelope = json.loads(body)
        self.assertEqual((envelope["kind"], envelope["profile"], envelope["subject"]),
                         ("digest", "tuan", "Tiến độ"))
        self.assertEqual(envelope["message_id"], headers["Idempotency-Key"])

    def test_an_answer_that_passes_is_tried_again_with_the_same_key_and_body(self):
        for status in (408, 425, 429, 500, 503):
            self.receiver.answers.append((status, {}, b""))
        self.configure()
        row = self.sent()
        self.assertEqual(row["attempts"], 6)
        self.assertEqual(len({(h["Idempotency-Key"], body)
                              for _, h, body in self.receiver.requests}), 1)
        for _, headers, body in self.receiver.requests:
            self.check_signature(headers, body)

    def test_retry_after_is_kept(self):
        self.receiver.answers.append((503, {"Retry-After": "4"}, b""))
        self.configure()
        message = self.add()
        self.post.start()
        row = self.post.wait(message, "deferred")[0]
        self.assertEqual(row["said"], "HTTP 503")
        # The clock stands still for no test: what was written down is what counts.
        tries = self.post.json("ledger", "show", str(row["delivery"]))
        waits = (seconds(tries["next_try"]) - seconds(tries["tries"][0]["ended"]))
        self.assertIn(waits, (4, 5))

    def test_an_answer_that_stays_is_a_dead_letter(self):
        for status in (400, 401, 404, 410, 301, 302, 307):
            with self.subTest(status=status):
                self.receiver.answers.append((status, {"Location": "https://127.0.0.1:1/"}, b"khong"))
                self.configure()
                message = self.add()
                self.post.start()
                row = self.post.wait(message, "failed")[0]
                self.assertTrue(row["said"].startswith(f"HTTP {status}"), row["said"])
                self.assertEqual(self.post.process.stop(), 0)
        self.assertEqual(len(self.receiver.requests), 7)
        self.assertEqual(len(self.post.json("ledger", "--dead")), 7)

    def test_a_private_address_is_not_connected_to_unless_it_is_listed(self):
        self.configure(allow="")
        message = self.add()
        self.post.start()
        row = self.post.wait(message, "deferred")[0]
        self.assertIn("127.0.0.1", row["said"])
        self.assertIn("allow", row["said"])
        self.assertEqual(self.post.process.stop(), 0)
        # The name is judged by what it resolves to.
        self.configure(allow='"10.0.0.0/8"', host="localhost")
        self.post.start()
        self.post.process.wait_log("mail-tried .*allow", 2)
        self.assertEqual(self.receiver.requests, [])

    def test_a_certificate_that_is_wrong_gets_nothing(self):
        self.configure(authority=Authority(self.root, "other"))
        message = self.add()
        self.post.start()
        self.assertIn("chứng thư của máy chủ", self.post.wait(message, "deferred")[0]["said"])
        self.assertEqual(self.receiver.requests, [])

    def test_an_answer_without_end_is_not_read_to_the_end(self):
        self.receiver.answers.append((200, {"Content-Length": str(10 ** 12)}, b"x" * 200_000))
        self.configure()
        self.assertTrue(self.sent()["said"].startswith("HTTP 200: xxx"))

    def test_check_connects_and_posts_nothing(self):
        self.configure()
        said = self.post.run("check", status=1)  # the mail server is not there
        self.assertIn('Kênh "ioc": liên lạc được', said)
        self.assertIn('Kênh "mail": không dùng được', said)
        self.assertEqual(self.receiver.requests, [])

    def test_a_server_that_is_down_holds_up_no_other_channel(self):
        self.post.configure(extra=f'''
            webhooks = ( {{ name = "ioc"; url = "https://127.0.0.1:1/"; secret_file = "secret";
                            allow = [ "127.0.0.0/8" ]; }} );
            folders = ( {{ name = "chia-se"; path = "{self.root}"; }} );''')
        waiting = [self.add() for _ in range(3)]
        dropped = self.post.add("Tiến độ", TEXT, channel="chia-se", to=("chia-se",))
        self.post.start()
        self.post.wait(dropped, "sent")
        self.assertNotIn("sent", [self.post.of(message)[0]["state"] for message in waiting])

    def test_a_channel_that_is_not_configured_any_more_keeps_its_messages(self):
        self.post.configure()
        message = self.add()
        self.post.start()
        self.assertIn('"ioc"', self.post.wait(message, "deferred")[0]["said"])
        self.assertEqual(self.post.process.stop(), 0)
        self.configure()
        self.post.start()
        self.post.wait(message, "sent")


def documented_receiver():
    page = (SOURCE / "docs/webhook.md").read_text(encoding="utf-8")
    names = {}
    exec(re.search(r"```python\n(.*?)```", page, re.S).group(1), names)
    return names["accept"]


def seconds(iso):
    return round(datetime.fromisoformat(iso).timestamp())


class FolderTest(PipelineTest):
    PARTS = (TEXT, part('<body><img src="cid:bieu-do"></body>', "text/html"),
             part(PNG, "image/png", content_id="bieu-do"),
             part(b"%PDF-1.7", "application/pdf", "Báo cáo.pdf"))

    def setUp(self):
        super().setUp()
        self.clock.set_offset(0)
        self.folder = self.root / "chia-se"
        self.folder.mkdir()
        self.post = Post(self.root, self.clock.env())
        self._started.append(self.post)
        self.post.configure(extra=f'''folders = ( {{ name = "chia-se"; path = "{self.folder}";
            retry_first_s = 1; retry_cap_s = 2; }} );''')

    def add(self):
        return self.post.add("Tiến độ", *self.PARTS, channel="chia-se", to=("chia-se",),
                             frozen=FROZEN)

    def check_dropped(self):
        place, = self.folder.iterdir()
        self.assertEqual({path.name for path in place.iterdir()},
                         {"digest.txt", "digest.html", "bieu-do.png", "Báo cáo.pdf", "digest.json",
                          "message.json"})
        envelope = json.loads((place / "message.json").read_text(encoding="utf-8"))
        for file in envelope["files"]:
            content = (place / file["name"]).read_bytes()
            self.assertEqual(hashlib.sha256(content).hexdigest(), file["sha256"])
        self.assertIn('src="bieu-do.png"', (place / "digest.html").read_text(encoding="utf-8"))
        self.assertEqual((place / "digest.json").read_text(encoding="utf-8"), FROZEN)

    def test_a_message_is_dropped_whole(self):
        message = self.add()
        self.post.start()
        row = self.post.wait(message, "sent")[0]
        self.assertTrue(row["said"].startswith(str(self.folder)))
        self.check_dropped()

    def kill_at(self, n):
        """The try is cut off at the N-th fsync of the process; True when it was."""
        log = self.root / f"run-{n}.log"
        self.post.process = Process(
            ["strace", "-D", "-f", "-qq", "-e", "trace=fsync", "-e",
             f"inject=fsync:signal=SIGKILL:when={n}", "-o", str(self.root / "strace"),
             program("notifier"), "run", "-c", str(self.post.config)], log, self.post.env)
        process = self.post.process.process
        wait_for(lambda: process.poll() is not None or self.post.ledger()[0]["state"] == "sent",
                 "the kill, or the drop")
        killed = process.poll() is not None
        self.post.process.stop()
        return killed

    def test_killed_at_every_fsync_it_is_dropped_once_and_whole(self):
        for n in range(1, 40):
            message = self.add()
            if not self.kill_at(n):
                break
            # What is there before the end is whole.
            for place in self.folder.glob("[!.]*"):
                self.assertTrue((place / "message.json").exists())
            self.post.start()
            self.post.wait(message, "sent")
            self.assertEqual(self.post.process.stop(), 0)
            with self.subTest(fsync=n):
                self.check_dropped()
            for path in self.folder.iterdir():
                for file in path.iterdir():
                    file.unlink()
                path.rmdir()
        print(f"killed at {n - 1} fsyncs")
        self.assertGreater(n, 8)

    def test_a_full_disk_is_waited_for_and_leaves_nothing_half(self):
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(self.folder)],
                          capture_output=True).returncode:
            self.skipTest("a file system cannot be mounted here (not root, or no right to)")
        try:
            filler = self.folder / "day"
            filler.write_bytes(b"x" * 60 * 1024)
            message = self.add()
            self.post.start()
            self.assertIn(str(self.folder), self.post.wait(message, "deferred")[0]["said"])
            self.assertEqual(list(self.folder.iterdir()), [filler])
            filler.unlink()
            self.post.wait(message, "sent")
            self.check_dropped()
            self.assertEqual(self.post.process.stop(), 0)
        finally:
            subprocess.run(["umount", str(self.folder)], check=True)


if __name__ == "__main__":
    unittest.main()
