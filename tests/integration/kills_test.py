"""The notifier killed with SIGKILL at eight points of a digest's way, with both mail servers: every
digest arrives, and arrives twice only where the server had it before the crash, under the same id."""

import pathlib
import signal
import subprocess
import unittest

from channels_test import CHAIRMAN, ServerTest
from foreign_collector import ForeignCollector, figure
from harness import Process, program, wait_for
from mail_server import parse
from notifier_test import Notifier
from pausing_proxy import PausingProxy
from real_mail import OpenSmtpd, Postfix

COMMITS_MAX = 12


class KillTests:
    def setUp(self):
        super().setUp()
        self.clock.set("2024-07-16T09:00:00+07:00")
        self.mail = self.server()
        self.there = self.province().start()
        peer = ForeignCollector.from_folder(self.there.endpoint,
                                            self.unit(self.there, "384").folder)
        peer.hello()
        peer.receive_until("welcome")
        peer.batch(figure(1, "384", "DX-XH-01", "2024-M07", numerator=1200, denominator=9800))
        peer.receive_until("ack")
        peer.close()
        self.rounds = 0

    def fresh(self, proxy):
        """A notifier with a ledger of its own whose digest is due."""
        self.rounds += 1
        notifier = Notifier(self.there, self.clock.env())
        notifier.state = self.root / f"notifier-{self.rounds}"
        notifier.configure(f"smtp://127.0.0.1:{proxy.port}", CHAIRMAN, starts="2024-07-15T07:00",
                           smtp=self.smtp())
        self._started.append(notifier)
        self.before = len(self.mail.mails("chu-tich"))
        return notifier

    def start(self, notifier, *under):
        notifier.process = Process([*under, program("notifier"), "run", "-c",
                                    str(notifier.config)],
                                   self.root / f"run-{self.rounds}.log", notifier.env)

    def arrived(self):
        return self.mail.mails("chu-tich")[self.before:]

    def finish(self, notifier, copies):
        """Starts it again, with nothing in its way; the digest arrives, in all COPIES times."""
        proxy = PausingProxy(self.mail.port, self.context)
        notifier.configure(f"smtp://127.0.0.1:{proxy.port}", CHAIRMAN, starts="2024-07-15T07:00",
                           smtp=self.smtp())
        self.start(notifier)
        row = notifier.wait_state("sent")
        wait_for(lambda: len(self.arrived()) >= copies, f"{copies} copies of the digest")
        self.assertEqual(notifier.process.stop(), 0)
        proxy.close()
        self.assertEqual(len(notifier.ledger()), 1)
        self.assertEqual([parse(mail)["message-id"] for mail in self.arrived()],
                         [row["message_id"]] * copies)
        return row

    # ---- on the way to the server: the proxy stops, then the kill -----------------------------

    def check_killed_at(self, step, copies):
        proxy = PausingProxy(self.mail.port, self.context, step)
        notifier = self.fresh(proxy)
        self.start(notifier)
        self.assertTrue(proxy.reached.wait(60), f"step {step} was not reached")
        notifier.process.kill()
        self.assertEqual([row["state"] for row in notifier.ledger()], ["sending"])
        proxy.close()
        self.assertEqual(self.finish(notifier, copies)["attempts"], 2)

    def test_after_the_try_began_and_before_the_server_spoke(self):
        self.check_killed_at("greeting", 1)

    def test_during_the_tls_handshake(self):
        self.check_killed_at("tls", 1)

    def test_after_mail_from(self):
        self.check_killed_at("mail", 1)

    def test_in_the_middle_of_the_data(self):
        self.check_killed_at("data", 1)

    def test_after_the_final_dot_and_before_its_answer(self):
        self.check_killed_at("accepted", 2)

    # ---- around the ledger's commits: the kernel kills a thread at its N-th --------------------

    THREADS = {
        "that makes digests": lambda pid, tid, name: tid == pid,
        "that delivers": lambda pid, tid, name: tid != pid and not name.startswith("ZMQ"),
    }

    def thread(self, process, which):
        for task in pathlib.Path(f"/proc/{process.pid}/task").iterdir():
            if self.THREADS[which](process.pid, int(task.name), (task / "comm").read_text()):
                return task.name
        return None

    def killed_at_commit(self, which, n):
        """What the kill at the N-th commit of a thread left ("before add", "after add", when nothing
        was tried yet, "after 250"; None when it was not killed before the mail was sent), and the
        notifier. A commit of the ledger ends with its journal being cut to nothing."""
        self.clock.set("2024-07-15T06:59:00+07:00")
        proxy = PausingProxy(self.mail.port, self.context)
        notifier = self.fresh(proxy)
        self.start(notifier)
        notifier.process.wait_log("events kind=figure")
        process = notifier.process.process
        thread = wait_for(lambda: self.thread(process, which), f"the thread {which}")
        with open(self.root / f"strace-{self.rounds}", "wb") as said:
            watcher = subprocess.Popen(
                ["strace", "-p", thread, "-e", "trace=ftruncate", "-e",
                 f"inject=ftruncate:signal=SIGKILL:when={n}", "-o", "/dev/null"], stderr=said)
        wait_for(lambda: b"attached" in (self.root / f"strace-{self.rounds}").read_bytes(), "strace")
        self.clock.set("2024-07-15T07:00:01+07:00")
        wait_for(lambda: process.poll() is not None or self.is_sent(notifier),
                 "the kill, or the end of the try")
        # Nothing that looks for leaks at the end can work while it is watched.
        watcher.terminate()
        watcher.wait()
        status = notifier.process.stop()
        proxy.close()
        if status == 0:
            return None, notifier
        self.assertEqual(status, -signal.SIGKILL)
        rows = notifier.ledger()
        left = {"queued": "after add", "sending": "after 250"}
        return left[rows[0]["state"]] if rows else "before add", notifier

    @staticmethod
    def is_sent(notifier):
        return [row["state"] for row in notifier.ledger()] == ["sent"]

    def test_before_and_after_the_digest_is_added_and_after_the_servers_250(self):
        seen = []
        for which in self.THREADS:
            for n in range(1, COMMITS_MAX):
                left, notifier = self.killed_at_commit(which, n)
                if left is None:
                    break
                seen.append(left)
                with self.subTest(thread=which, commit=n, left=left):
                    # A kill while the try begins leaves it queued: no byte has left.
                    self.finish(notifier, 2 if left == "after 250" else 1)
        print(f"killed at {len(seen)} commits: {seen}")
        self.assertEqual(set(seen), {"before add", "after add", "after 250"})


class PostfixKillTest(KillTests, ServerTest):
    server_class = Postfix


class OpenSmtpdKillTest(KillTests, ServerTest):
    server_class = OpenSmtpd


if __name__ == "__main__":
    unittest.main()
