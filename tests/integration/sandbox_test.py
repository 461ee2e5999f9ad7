"""The services as they are installed, under a systemd: accounts, sandbox, restarts."""

import os
import pathlib
import re
import struct
import subprocess
import time
import unittest
from datetime import datetime

from harness import SANITIZED, SOURCE, wait_for
from machine import Machine

CLOCK = {"TIENDO_CLOCK_FILE": "/etc/tiendo/clock"}
NOTIFIER = '''
store = "/var/lib/tiendo/aggregator/store.db";
catalogue_dir = "thanh-hoa";
state_dir = "/var/lib/tiendo/notifier";
feed: { endpoint = "tcp://127.0.0.1:5571"; key_file = "notifier.key";
        server_key_file = "/var/lib/tiendo/aggregator/server.pub"; };
smtp: { url = "smtp://127.0.0.1:2525"; from = "tiendo@example.vn"; tls = "none_on_loopback";
        retry_first_s = 1; retry_cap_s = 2; };
folders = ( { name = "chia-se"; path = "/srv/tiendo/ban-tin"; } );
digests = ( { name = "tuan"; starts = "2024-07-15T07:00"; attach = [ "pdf", "xlsx", "json" ];
              schedule = "FREQ=WEEKLY;BYDAY=MO;BYHOUR=7;BYMINUTE=0;BYSECOND=0";
              recipients = ( { name = "Chủ tịch"; address = "chu-tich@example.vn"; } );
              also = [ "chia-se" ]; } );
'''


@unittest.skipIf(SANITIZED, "the sandbox forbids what sanitizers do")
class SandboxTest(unittest.TestCase):
    """One machine for all, set up as the manual says; each test leaves the services running."""

    @classmethod
    def setUpClass(cls):
        cls.machine = Machine()
        cls.addClassCleanup(cls.machine.stop)
        cls.server = cls.machine.start("/usr/bin/python3", "-m", "aiosmtpd", "-n", "-l",
                                       "127.0.0.1:2525", stdout=subprocess.DEVNULL)
        cls.addClassCleanup(cls.server.kill)
        cls.machine.run("cp", "-r", "/usr/local/etc/tiendo", "/etc/")
        offset_ms = datetime.fromisoformat("2024-07-16T09:00:00+07:00").timestamp() - time.time()
        cls.write("/etc/tiendo/clock", struct.pack("=q", int(offset_ms * 1000)))
        for name in ("aggregator", "collector", "notifier"):
            # A sixth of the time after which a hanging one is ended elsewhere.
            cls.drop_in(name, "test", "Environment=TIENDO_CLOCK_FILE=/etc/tiendo/clock\n"
                                      "WatchdogSec=20\n")
        section = (SOURCE / "README.md").read_text("utf-8").split("## Keep them running")[1]
        accounts, province, unit = re.findall("```sh\n(.*?)```", section, re.S)[:3]
        cls.follow(accounts)
        cls.prepare_province()
        cls.follow(province)
        cls.prepare_unit()
        cls.follow(unit)

    @classmethod
    def follow(cls, commands):
        """What the README tells to do."""
        cls.machine.run("bash", "-ec", "cd /root\n" + commands.replace("sudo ", "").replace(
            "$USER", "games"))

    @classmethod
    def write(cls, path, content):
        data = content if isinstance(content, bytes) else content.encode("utf-8")
        cls.machine.path(path).write_bytes(data)

    @classmethod
    def drop_in(cls, name, title, lines):
        folder = f"/run/systemd/system/tiendo-{name}.service.d"
        cls.machine.run("mkdir", "-p", folder)
        cls.write(f"{folder}/{title}.conf", f"[Service]\n{lines}")
        cls.machine.run("systemctl", "daemon-reload")

    @classmethod
    def prepare_province(cls):
        example = cls.machine.path("/etc/tiendo/aggregator.conf.example").read_text("utf-8")
        cls.write("/etc/tiendo/aggregator.conf", re.sub(
            '(?m)^public_endpoint = .*$', 'public_endpoint = "tcp://127.0.0.1:5570";', example))
        # Too early: it says that `init` is missing, and is not started again and again.
        cls.too_early = cls.machine.run("systemctl", "start", "tiendo-aggregator", check=False)
        cls.after_too_early = cls.machine.show("tiendo-aggregator", "ActiveState", "NRestarts",
                                               "ExecMainStatus")
        cls.machine.run("tiendo-aggregator", "init")
        cls.write("/etc/tiendo/notifier.conf", NOTIFIER)
        cls.machine.run("install", "-d", "-m", "2770", "-o", "tiendo-notifier", "-g",
                        "tiendo-notifier", "/srv/tiendo/ban-tin")
        # As an operator does who looks first; it makes the ledger, as root.
        cls.machine.run("tiendo-notifier", "ledger", env=CLOCK)

    @classmethod
    def prepare_unit(cls):
        """Up to the step in which the collector runs in a terminal."""
        cls.machine.run("tiendo-aggregator", "unit", "add", "384", "--out", "/root/collector-384",
                        env=CLOCK)
        cls.machine.run("bash", "-ec", """
            cd /root/collector-384
            tiendo-collector run -c collector.conf &
            until [ -e state/outbox.db ]; do sleep 0.05; done
            kill %1
            wait %1
        """, env=CLOCK)

    def setUp(self):
        for name in ("aggregator", "collector", "notifier"):
            self.assertEqual(self.shown(name, "ActiveState"), "active", name)

    def shown(self, name, what):
        return self.machine.show(f"tiendo-{name}", what)[what]

    def latest(self):
        return self.machine.run("tiendo-aggregator", "latest", "--unit", "384", "--json",
                                env=CLOCK).stdout

    def drop(self, name, numerator):
        """A file of somebody at the district who is in the group."""
        self.write(f"/srv/tiendo/bao-cao/.{name}",
                   f"obligation,period,numerator,denominator\nDX-XH-01,2024-M06,{numerator},9800\n")
        aside = self.machine.path(f"/srv/tiendo/bao-cao/.{name}")
        os.chmod(aside, 0o640)
        aside.rename(self.machine.path(f"/srv/tiendo/bao-cao/{name}"))

    def test_a_service_that_is_not_set_up_yet_says_so_and_is_not_tried_again(self):
        self.assertNotEqual(self.too_early.returncode, 0)
        self.assertEqual(self.after_too_early, {"ActiveState": "failed", "NRestarts": "0",
                                                "ExecMainStatus": "78"})

    def test_each_runs_as_an_account_of_its_own_that_can_gain_nothing(self):
        for name in ("aggregator", "collector", "notifier"):
            process = pathlib.Path(f"/proc/{self.main_process(name)}")
            status = dict(line.split(":\t", 1)
                          for line in (process / "status").read_text().splitlines())
            self.assertNotIn("0", status["Uid"].split())
            self.assertEqual(int(status["CapBnd"], 16), 0)
            self.assertEqual((status["NoNewPrivs"], status["Seccomp"]), ("1", "2"))
            self.assertRegex((process / "mounts").read_text(), r"(?m)^\S+ /home tmpfs|/home .*\bro\b")

    def main_process(self, name):
        """The service's process as this side of the namespaces knows it."""
        inner = self.shown(name, "MainPID")
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                lines = (process / "status").read_text()
            except OSError:
                continue
            if re.search(rf"(?m)^NSpid:\t\d+\t{inner}$", lines) and f"tiendo-{name}"[:15] in lines:
                return process.name
        raise AssertionError(f"no process {inner}")

    def test_keys_are_for_one_account_and_the_store_for_the_notifier_to_read(self):
        folder = "/var/lib/tiendo/aggregator"
        may_not = [("tiendo-notifier", f"{folder}/server.key"), ("tiendo-collector", folder),
                   ("tiendo-aggregator", "/var/lib/tiendo/notifier"),
                   ("tiendo-aggregator", "/etc/tiendo/notifier.key")]
        for account, path in may_not:
            done = self.machine.run("cat", path, account=account, check=False)
            self.assertIn("Permission denied", done.stderr, f"{account}: {path}")
        self.machine.run("cksum", f"{folder}/store.db", account="tiendo-notifier")
        for writing in ("store.db", "store.db-wal", "store.db-shm", "new"):
            done = self.machine.run("sh", "-c", f": >> {folder}/{writing}", account="tiendo-notifier",
                                    check=False)
            self.assertIn("Permission denied", done.stderr, writing)

    def test_a_dropped_file_reaches_the_province_and_its_dropper_reads_the_result(self):
        self.drop("thang-6.csv", 1200)
        wait_for(lambda: "1.200/9.800" in self.latest(), "the figure at the province")
        result = self.machine.path("/srv/tiendo/bao-cao/done/thang-6.csv.result.txt")
        wait_for(result.exists, "the result")
        group = self.machine.path("/srv/tiendo/bao-cao").stat().st_gid
        self.assertEqual(result.stat().st_gid, group)
        self.assertTrue(result.stat().st_mode & 0o040)

    def test_a_digest_with_all_its_attachments_is_made_and_leaves_by_mail_and_folder(self):
        def sent():
            said = self.machine.run("tiendo-notifier", "ledger", "--json", env=CLOCK).stdout
            return said.count('"state": "sent"') == 2
        wait_for(sent, "a digest by mail and by folder")
        found = {path.suffix for path in self.machine.path("/srv/tiendo/ban-tin").rglob("*")}
        self.assertLessEqual({".pdf", ".xlsx", ".json"}, found)
        journal = self.machine.run("journalctl", "--no-pager", "-u", "tiendo-notifier").stdout
        self.assertNotIn("rendering-failed", journal)
        self.assertNotIn("ontconfig", journal)
        self.assertNotIn("Watchdog timeout", journal)

    def test_the_notifier_reads_the_store_while_the_aggregator_is_down(self):
        self.machine.run("systemctl", "stop", "tiendo-aggregator")
        self.machine.run("tiendo-notifier", "preview", account="tiendo-notifier", env=CLOCK)
        self.machine.run("systemctl", "start", "tiendo-aggregator")

    def test_a_reload_is_answered(self):
        for name in ("aggregator", "collector", "notifier"):
            before = self.shown(name, "MainPID")
            self.machine.run("systemctl", "reload", f"tiendo-{name}")
            wait_for(lambda: self.shown(name, "ActiveState") == "active", f"{name} after its reload")
            self.assertEqual(self.shown(name, "MainPID"), before)

    def test_one_that_is_killed_comes_back_and_nothing_is_lost(self):
        for name in ("aggregator", "collector", "notifier"):
            self.drop_in(name, "soon", "RestartSec=0\n")
            before = self.shown(name, "MainPID")
            self.machine.run("systemctl", "kill", "-s", "KILL", f"tiendo-{name}")
            wait_for(lambda: self.shown(name, "ActiveState") == "active"
                     and self.shown(name, "MainPID") != before, f"{name} to be back")
        self.drop("dinh-chinh.csv", 1300)
        wait_for(lambda: "1.300/9.800" in self.latest(), "the corrected figure")

    def test_one_that_hangs_is_ended_and_started_again(self):
        self.drop_in("aggregator", "watch", "WatchdogSec=2\nRestartSec=0\n")
        self.machine.run("systemctl", "restart", "tiendo-aggregator")
        units = self.machine.path("/etc/tiendo/thanh-hoa/units.conf")
        aside = units.with_suffix(".aside")
        units.rename(aside)
        os.mkfifo(units)
        os.chmod(units, 0o644)
        before = self.shown("aggregator", "MainPID")
        self.machine.run("systemctl", "reload", "--no-block", "tiendo-aggregator")
        wait_for(lambda: self.shown("aggregator", "MainPID") not in (before, "0"),
                 "another process in place of the one that hangs")
        with open(units, "wb") as pipe:  # the new one waits there too, before it is ready
            aside.rename(units)
            pipe.write(units.read_bytes())
        wait_for(lambda: self.shown("aggregator", "ActiveState") == "active", "it to serve again")
        journal = self.machine.run("journalctl", "--no-pager", "-u", "tiendo-aggregator").stdout
        self.assertIn("Watchdog timeout", journal)


if __name__ == "__main__":
    unittest.main()
