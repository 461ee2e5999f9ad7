"""Starts the real programs on free ports, in a folder of their own, and stops them.

Nothing here waits for a fixed time: wait_for() polls a condition until a deadline."""

import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import tempfile
import time
import unittest

BUILD = pathlib.Path(os.environ["TIENDO_BUILD"])
SOURCE = pathlib.Path(os.environ["TIENDO_SOURCE"])
SANITIZED = "TIENDO_SANITIZE:STRING=address" in (BUILD / "CMakeCache.txt").read_text()
DEADLINE_S = float(os.environ.get("TIENDO_TEST_DEADLINE", "60"))


def program(name):
    return str(BUILD / name / f"tiendo-{name}")


def wait_for(condition, what, deadline_s=DEADLINE_S):
    """The first true value of condition(); fails after the deadline."""
    until = time.monotonic() + deadline_s
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > until:
            raise AssertionError(f"not in {deadline_s:.0f} s: {what}")
        time.sleep(0.02)


class Process:
    """A program in the foreground with its log in a file."""

    def __init__(self, arguments, log, env=None):
        self.log_path = pathlib.Path(log)
        self.log_file = open(log, "ab")
        self.process = subprocess.Popen(
            arguments, stdout=self.log_file, stderr=self.log_file, stdin=subprocess.DEVNULL,
            env={**os.environ, **(env or {})})

    def log(self):
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def wait_log(self, pattern, count=1):
        return wait_for(lambda: len(re.findall(pattern, self.log())) >= count or self._ended(pattern),
                        f"{count} × {pattern!r} in {self.log_path}")

    def _ended(self, pattern):
        if self.process.poll() is not None:
            raise AssertionError(f"ended with {self.process.returncode} before {pattern!r}:\n"
                                 + self.log()[-2000:])

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.log_file.close()

    def stop(self):
        """SIGTERM; returns the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(timeout=DEADLINE_S)
        finally:
            self.log_file.close()
        return status


class Province:
    """An aggregator with its configuration, keys and databases under a folder."""

    def __init__(self, root, catalogue=None, env=None, simulated=False, memory_mb=None):
        self.root = pathlib.Path(root)
        self.root.mkdir(exist_ok=True)
        self.simulated = simulated
        self.memory_mb = memory_mb
        self.state = self.root / "state"
        self.config = self.root / "aggregator.conf"
        self.env = env or {}
        self.process = None
        self.endpoint = self.feed = None
        self.write_config("tcp://127.0.0.1:*", "tcp://127.0.0.1:*", "tcp://127.0.0.1:1",
                          catalogue or SOURCE / "config/thanh-hoa")
        self.run("init")

    def write_config(self, listen, feed, public, catalogue):
        self.catalogue = catalogue
        self.config.write_text(
            f'listen = "{listen}";\nfeed = "{feed}";\npublic_endpoint = "{public}";\n'
            f'state_dir = "{self.state}";\ncatalogue_dir = "{catalogue}";\n'
            + ("simulated = true;\n" if self.simulated else "")
            + (f"memory_mb = {self.memory_mb};\n" if self.memory_mb else ""), encoding="utf-8")

    def run(self, *arguments, status=0):
        done = subprocess.run([program("aggregator"), *arguments, "-c", str(self.config)],
                              capture_output=True, text=True, env={**os.environ, **self.env})
        if done.returncode != status:
            raise AssertionError(f"{arguments}: exit {done.returncode}\n{done.stderr}")
        return done.stdout if status == 0 else done.stderr

    def json(self, *arguments):
        return json.loads(self.run(*arguments, "--json"))

    def start(self, under=()):
        """Binds free ports the first time and the same ones after that. UNDER: a program, with its
        arguments, that runs ours."""
        listen, feed = self.endpoint or "tcp://127.0.0.1:*", self.feed or "tcp://127.0.0.1:*"
        log = self.root / "aggregator.log"
        before = len(re.findall("listening", log.read_text())) if log.exists() else 0
        self.write_config(listen, feed, self.endpoint or "tcp://127.0.0.1:1", self.catalogue)
        self.process = Process([*under, program("aggregator"), "run", "-c", str(self.config)], log,
                               self.env)
        self.process.wait_log(r"started version=", before + 1)
        found = re.findall(r"listening collectors=(\S+) feed=(\S+)", self.process.log())[-1]
        self.endpoint, self.feed = found
        self.write_config(self.endpoint, self.feed, self.endpoint, self.catalogue)
        return self

    def enrol(self, unit):
        folder = self.root / f"unit-{unit}"
        self.run("unit", "add", unit, "--out", str(folder))
        return Unit(folder, unit, self.env)

    def query(self, sql, *arguments):
        """Reads the store as a reader does."""
        with sqlite3.connect(f"file:{self.state}/store.db?mode=ro", uri=True) as db:
            return db.execute(sql, arguments).fetchall()

    def count(self, table="report"):
        return self.query(f"SELECT count(*) FROM {table}")[0][0]


class Unit:
    """A collector with its folder as `unit add` wrote it."""

    def __init__(self, folder, code, env=None):
        self.folder, self.code = pathlib.Path(folder), code
        self.config = self.folder / "collector.conf"
        self.drop = self.folder / "drop"
        self.env = env or {}
        self.process = None

    def start(self):
        self.process = Process([program("collector"), "run", "-c", str(self.config)],
                               self.folder / "collector.log", self.env)
        return self

    def run(self, *arguments, status=0):
        done = subprocess.run([program("collector"), *arguments, "-c", str(self.config)],
                              capture_output=True, text=True, env={**os.environ, **self.env})
        if done.returncode != status:
            raise AssertionError(f"{arguments}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout if status == 0 else done.stderr

    def json(self, *arguments):
        return json.loads(self.run(*arguments, "--json"))

    def put(self, name, text):
        """Drops a file the way a careful program does: written aside, then renamed."""
        wait_for(self.drop.is_dir, f"{self.drop}")
        aside = self.drop / f".{name}.tmp"
        data = text if isinstance(text, bytes) else text.encode("utf-8")
        aside.write_bytes(data)
        aside.rename(self.drop / name)

    def result(self, name, folder="done"):
        path = self.drop / folder / f"{name}.result.txt"
        return path.read_text(encoding="utf-8") if path.exists() else ""


class Clock:
    """The clock file of TIENDO_CLOCK_FILE: moves all programs of a run to another day."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.set_offset(0)

    def env(self):
        return {"TIENDO_CLOCK_FILE": str(self.path)}

    def set_offset(self, ms):
        # Written in place: the programs have the file mapped.
        with open(self.path, "r+b" if self.path.exists() else "wb") as file:
            file.write(struct.pack("=q", ms))

    def set(self, iso):
        from datetime import datetime
        self.set_offset(int(datetime.fromisoformat(iso).timestamp() * 1000 - time.time() * 1000))


class PipelineTest(unittest.TestCase):
    """A folder per test, kept for reading when the test fails."""

    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="tiendo-test-"))
        self.clock = Clock(self.root / "clock")
        self.clock.set("2024-07-16T09:00:00+07:00")
        self._started = []

    def tearDown(self):
        for process in reversed(self._started):
            if process.process and process.process.process.poll() is None:
                process.process.kill()
        failed = any(error for _, error in getattr(self._outcome, "errors", [])) or (
            self._outcome.result and (self._outcome.result.failures or self._outcome.result.errors))
        if failed:
            print(f"kept: {self.root}")
        else:
            shutil.rmtree(self.root)

    def province(self, **options):
        province = Province(self.root, env=self.clock.env(), **options)
        self._started.append(province)
        return province

    def unit(self, province, code):
        unit = province.enrol(code)
        self._started.append(unit)
        return unit
