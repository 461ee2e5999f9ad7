"""What the programs tell the service manager, over its own socket."""

import contextlib
import os
import pathlib
import queue
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading
import time
import unittest

from harness import DEADLINE_S, SOURCE, PipelineTest, Process, program, wait_for
from post import Post, part

# As systemd does: without a sign of life for so long, it ends the program.
INTERVAL_S = 2
FIGURE = "obligation,period,numerator,denominator\nDX-XH-01,2024-M06,1200,9800\n"


class Manager:
    """The service manager's end of NOTIFY_SOCKET."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        self.env = {"NOTIFY_SOCKET": str(path), "WATCHDOG_USEC": str(INTERVAL_S * 1000000)}
        self.messages = queue.Queue()
        # Read at once: the socket takes ten messages, then whoever sends one waits.
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        while True:
            message = self.socket.recv(4096).decode("ascii")
            if message == "over":
                self.socket.close()
                return
            self.messages.put((time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000, message))

    def close(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as last:
            last.sendto(b"over", self.socket.getsockname())
        self.reader.join()

    def wait(self, pattern):
        """The next message that is PATTERN; what came before it is dropped."""
        until = time.monotonic() + DEADLINE_S
        while True:
            try:
                at, message = self.messages.get(timeout=max(0, until - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"not told in {DEADLINE_S} s: {pattern}") from None
            found = re.fullmatch(pattern, message)
            if found:
                return found

    def told(self):
        """What was told up to now and not waited for."""
        messages = []
        while not self.messages.empty():
            messages.append(self.messages.get()[1])
        return messages

    def would_end_it(self):
        """Waits until there was no sign of life for so long that the manager ends the program."""
        last = time.monotonic()
        until = last + DEADLINE_S
        while time.monotonic() < last + INTERVAL_S:
            if time.monotonic() > until:
                raise AssertionError("it goes on giving signs of life")
            try:
                if self.messages.get(timeout=0.1)[1] == "WATCHDOG=1":
                    last = time.monotonic()
            except queue.Empty:
                pass


class Hanging:
    """A file whose reader waits, as on a network file system that is gone."""

    def __init__(self, path):
        self.path, self.aside = str(path), f"{path}.aside"
        os.rename(self.path, self.aside)
        os.mkfifo(self.path)

    def end(self):
        """Whoever waits gets the content; who comes later has the file."""
        with open(self.path, "wb") as pipe, open(self.aside, "rb") as file:
            os.rename(self.aside, self.path)
            pipe.write(file.read())


class ServiceTest(PipelineTest):
    def setUp(self):
        super().setUp()
        self.manager = Manager(self.root / "notify")

    def tearDown(self):
        self.manager.close()
        super().tearDown()

    def watched(self, started):
        """STARTED, which says READY=1 when it is."""
        self.manager.wait("READY=1")
        return started

    def province_under_a_manager(self):
        catalogue = self.root / "catalogue"
        shutil.copytree(SOURCE / "config/thanh-hoa", catalogue)
        province = self.province(catalogue=catalogue)
        province.env |= self.manager.env
        return province

    @contextlib.contextmanager
    def held(self, path, how):
        """Somebody else has the database for himself."""
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as holder:
            holder.execute(how)
            yield

    @contextlib.contextmanager
    def slow_disk(self, started, thread, calls):
        """Each of these calls of a thread takes longer than the manager waits."""
        tasks = pathlib.Path(f"/proc/{started.process.process.pid}/task")
        number = wait_for(lambda: next((task.name for task in tasks.iterdir()
                                        if (task / "comm").read_text() == f"{thread}\n"), None),
                          f"the thread {thread}")
        with subprocess.Popen(
                ["strace", "-p", number, "-o", "/dev/null", "-e", f"trace={calls}", "-e",
                 f"inject={calls}:delay_enter={4 * INTERVAL_S * 1000000}"],
                stderr=subprocess.PIPE, text=True) as tracer:
            try:
                while "attached" not in (line := tracer.stderr.readline()):
                    self.assertTrue(line, "strace ended")
                yield
            finally:
                tracer.terminate()

    def reload(self, started):
        started.process.process.send_signal(signal.SIGHUP)
        asked_us = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        told = self.manager.wait(r"RELOADING=1\nMONOTONIC_USEC=(\d+)")
        self.assertLess(abs(int(told[1]) - asked_us), DEADLINE_S * 1000000)

    # ---- the aggregator ------------------------------------------------------------------------

    def test_the_aggregator_is_ready_when_collectors_can_connect(self):
        there = self.watched(self.province_under_a_manager().start())
        host, port = there.endpoint.removeprefix("tcp://").rsplit(":", 1)
        socket.create_connection((host, int(port))).close()
        self.assertEqual(there.count(), 0)
        self.manager.wait(r"STATUS=0 units have a key; since the start 0 reports taken, 0 refused")
        there.enrol("384")
        self.manager.wait(r"STATUS=1 units have a key.*")

    def test_one_that_cannot_start_is_never_ready(self):
        there = self.province_under_a_manager()
        (there.state / "server.key").unlink()
        process = Process([program("aggregator"), "run", "-c", str(there.config)],
                          self.root / "failed.log", there.env)
        self.assertNotEqual(process.process.wait(DEADLINE_S), 0)
        process.log_file.close()
        self.assertEqual(self.manager.told(), [])

    def test_the_aggregator_gives_signs_of_life_and_says_goodbye(self):
        there = self.watched(self.province_under_a_manager().start())
        for _ in range(3):
            self.manager.wait("WATCHDOG=1")
        self.assertEqual(there.process.stop(), 0)
        self.manager.wait("STOPPING=1")
        self.assertEqual(self.manager.told(), [])

    def test_the_aggregator_reloads_and_is_ready_again(self):
        there = self.watched(self.province_under_a_manager().start())
        self.reload(there)
        self.manager.wait("READY=1")
        there.process.wait_log("catalogue-reloaded")

    def test_an_aggregator_that_hangs_while_it_reloads_gives_no_signs_of_life(self):
        there = self.watched(self.province_under_a_manager().start())
        hanging = Hanging(there.catalogue / "units.conf")
        self.reload(there)
        self.manager.would_end_it()
        self.assertNotIn("READY=1", self.manager.told())
        hanging.end()
        self.manager.wait("READY=1")
        self.manager.wait("WATCHDOG=1")
        there.process.wait_log("catalogue-reloaded")

    def test_an_aggregator_whose_disk_does_not_answer_gives_no_signs_of_life(self):
        there = self.watched(self.province_under_a_manager().start())
        unit = self.unit(there, "384")
        unit.env = self.clock.env()
        unit.start().process.wait_log("acked|catalogue-updated")
        # Its main loop turns all the while; the thread that writes waits for the disk.
        with self.slow_disk(there, "writer", "fsync,fdatasync"):
            unit.put("thang-6.csv", FIGURE)
            self.manager.would_end_it()
        wait_for(lambda: there.count() == 1, "the report")
        self.manager.wait("WATCHDOG=1")

    # ---- the collector -------------------------------------------------------------------------

    def collector(self):
        there = self.province().start()
        unit = self.unit(there, "384")
        unit.env |= self.manager.env
        return there, unit

    def test_the_collector_is_ready_with_its_outbox_also_without_a_line(self):
        there, unit = self.collector()
        there.process.stop()
        self.watched(unit.start())
        self.assertEqual(unit.json("status")["queue"]["length"], 0)
        self.manager.wait("STATUS=line to the province: offline; 0 reports wait for its answer")
        there.start()
        self.manager.wait("STATUS=.*ready; 0 reports wait for its answer")
        there.process.stop()
        self.manager.wait("STATUS=.*offline; 0 reports wait for its answer")
        unit.run("submit", "--obligation", "DX-XH-01", "--period", "2024-M06", "--numerator", "1",
                 "--denominator", "2")
        self.manager.wait("STATUS=.*offline; 1 reports wait for its answer")
        there.start()
        self.manager.wait("STATUS=.*ready; 0 reports wait for its answer")

    def test_the_collector_gives_signs_of_life_scans_again_and_says_goodbye(self):
        _, unit = self.collector()
        self.watched(unit.start())
        for _ in range(3):
            self.manager.wait("WATCHDOG=1")
        self.reload(unit)
        self.manager.wait("READY=1")
        unit.process.wait_log("rescan")
        self.assertEqual(unit.process.stop(), 0)
        self.manager.wait("STOPPING=1")

    def test_a_collector_whose_outbox_is_held_by_somebody_gives_no_signs_of_life(self):
        _, unit = self.collector()
        self.watched(unit.start())
        unit.process.wait_log("welcome")
        with self.held(unit.folder / "state/outbox.db", "BEGIN EXCLUSIVE"):
            unit.put("thang-6.csv", FIGURE)
            self.manager.would_end_it()
        self.manager.wait("WATCHDOG=1")
        wait_for(lambda: unit.result("thang-6.csv"), "the file's result")

    # ---- the notifier --------------------------------------------------------------------------

    def notifier(self, starts="2024-07-22T07:00"):
        post = Post(self.root, self.manager.env | self.clock.env())
        self._started.append(post)
        post.configure()
        text = post.config.read_text(encoding="utf-8")
        post.config.write_text(text.replace("2099-01-01T07:00", starts).replace(
            "FREQ=YEARLY", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=7;BYMINUTE=0;BYSECOND=0"), encoding="utf-8")
        return post

    def test_the_notifier_is_ready_when_it_has_looked_for_the_first_time(self):
        post = self.watched(self.notifier().start())
        post.process.wait_log("started")
        self.manager.wait(r"STATUS=next digest or draft: 2024-07-22T07:00:00\+07:00")

    def test_a_notifier_that_cannot_make_its_digest_says_so(self):
        post = self.watched(self.notifier(starts="2024-07-15T07:00").start())
        self.manager.wait("STATUS=something cannot be made or told: see the log")
        post.process.wait_log("digest-not-made")
        self.manager.wait("WATCHDOG=1")

    def test_the_notifier_gives_signs_of_life_and_says_goodbye(self):
        post = self.watched(self.notifier().start())
        for _ in range(3):
            self.manager.wait("WATCHDOG=1")
        self.assertEqual(post.process.stop(), 0)
        self.manager.wait("STOPPING=1")
        self.assertEqual(self.manager.told(), [])

    def test_the_notifier_reloads_and_is_ready_again(self):
        post = self.watched(self.notifier().start())
        self.reload(post)
        self.manager.wait("READY=1")
        post.process.wait_log("configuration-reloaded")

    def test_a_configuration_that_is_refused_ends_the_reload_too(self):
        post = self.watched(self.notifier().start())
        right = post.config.read_text(encoding="utf-8")
        post.config.write_text("store = 1;", encoding="utf-8")
        self.reload(post)
        self.manager.wait("READY=1")
        post.process.wait_log("configuration-refused")
        post.config.write_text(right, encoding="utf-8")
        self.reload(post)
        self.manager.wait("READY=1")

    def test_a_notifier_whose_ledger_is_held_by_somebody_gives_no_signs_of_life(self):
        post = self.watched(self.notifier().start())
        with self.held(post.state / "ledger.db", "BEGIN EXCLUSIVE"):
            self.manager.would_end_it()
        self.manager.wait("WATCHDOG=1")

    def test_a_notifier_whose_carrier_does_not_get_on_gives_no_signs_of_life(self):
        post = self.notifier()
        folder = self.root / "folder"
        folder.mkdir()
        with open(post.config, "a", encoding="utf-8") as config:
            config.write(f'folders = ( {{ name = "chia-se"; path = "{folder}"; }} );')
        self.watched(post.start())
        with self.slow_disk(post, "carrier", "fsync"):
            message = post.add("Thử", part("Nội dung", "text/plain"), channel="chia-se",
                               as_of_ms=1721000000000)
            self.manager.would_end_it()
        self.manager.wait("WATCHDOG=1")
        post.wait(message, "sent")

    def test_a_notifier_that_hangs_while_it_reloads_gives_no_signs_of_life(self):
        post = self.watched(self.notifier().start())
        hanging = Hanging(post.config)
        self.reload(post)
        self.manager.would_end_it()
        self.assertNotIn("READY=1", self.manager.told())
        hanging.end()
        self.manager.wait("READY=1")
        self.manager.wait("WATCHDOG=1")


if __name__ == "__main__":
    unittest.main()
