"""What `cmake --install` puts where, and what systemd says of the units."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from harness import BUILD, SOURCE

PROGRAMS = ("aggregator", "collector", "notifier")
# Of systemd-analyze's scale from 0 to 10.
MOST_EXPOSED = 2.0


class InstallTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = pathlib.Path(tempfile.mkdtemp(prefix="tiendo-install-"))
        # Another prefix than the one that was configured.
        cls.prefix = cls.root / "opt/tiendo"
        subprocess.run(["cmake", "--install", str(BUILD), "--prefix", str(cls.prefix)], check=True,
                       stdout=subprocess.DEVNULL)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.root)

    def unit(self, program):
        return self.prefix / f"lib/systemd/system/tiendo-{program}.service"

    def settings(self, program):
        """Every value of each key of the unit, in order."""
        found = {}
        for key, value in re.findall(r"^(\w+)=(.*)$", self.unit(program).read_text("utf-8"), re.M):
            found.setdefault(key, []).append(value)
        return found

    def analyze(self, *arguments):
        return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True,
                              env={**os.environ, "LC_ALL": "C.UTF-8",
                                   "MANPATH": str(self.prefix / "share/man")})

    def test_all_that_a_running_system_needs_is_there(self):
        for program in PROGRAMS:
            for path in (f"bin/tiendo-{program}", f"etc/tiendo/{program}.conf.example",
                         f"share/man/man1/tiendo-{program}.1",
                         f"lib/systemd/system/tiendo-{program}.service",
                         f"lib/sysusers.d/tiendo-{program}.conf"):
                self.assertTrue((self.prefix / path).is_file(), path)
        for path in ("etc/tiendo/thanh-hoa/units.conf", "share/locale/en/LC_MESSAGES/tiendo.mo",
                     "share/tiendo/proto/tiendo/v1/report.proto"):
            self.assertTrue((self.prefix / path).is_file(), path)

    def test_every_document_that_another_one_names_is_there(self):
        docs = self.prefix / "share/doc/tiendo"
        for document in [*docs.glob("*.md"), *docs.glob("docs/*.md")]:
            for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text("utf-8")):
                self.assertTrue((document.parent / link).exists(), f"{document.name}: {link}")

    def test_each_program_that_was_installed_runs(self):
        for program in PROGRAMS:
            said = subprocess.run([self.prefix / f"bin/tiendo-{program}", "--version"],
                                  capture_output=True, text=True, check=True).stdout
            self.assertIn(f"tiendo-{program}", said)

    def test_each_unit_starts_the_program_that_was_installed_with_it(self):
        for program in PROGRAMS:
            self.assertEqual(self.settings(program)["ExecStart"],
                             [f"{self.prefix}/bin/tiendo-{program} run"])
            self.assertNotRegex(self.unit(program).read_text("utf-8"), r"@\w+@")

    def test_systemd_has_nothing_to_say_against_the_units(self):
        pages = [] if shutil.which("man") else ["--man=no"]
        done = self.analyze("verify", *pages, *(str(self.unit(program)) for program in PROGRAMS))
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    def test_systemd_finds_little_that_the_units_leave_open(self):
        for program in PROGRAMS:
            done = self.analyze("security", "--offline=true", "--no-pager",
                                f"--threshold={MOST_EXPOSED * 10:.0f}", str(self.unit(program)))
            self.assertEqual(done.returncode, 0, done.stdout)
            score = float(re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)[1])
            self.assertLessEqual(score, MOST_EXPOSED)

    def test_each_unit_has_its_own_account_and_folder_and_is_not_restarted_when_misconfigured(self):
        for program in PROGRAMS:
            unit = self.settings(program)
            account = f"tiendo-{program}"
            self.assertEqual((unit["User"], unit["Group"]), ([account], [account]))
            self.assertEqual(unit["StateDirectory"], [f"tiendo/{program}"])
            self.assertEqual(unit["Type"], ["notify"])
            self.assertIn("78", unit["RestartPreventExitStatus"][0].split())
            accounts = (self.prefix / f"lib/sysusers.d/{account}.conf").read_text()
            self.assertRegex(accounts, rf"(?m)^u {account} ")
        self.assertRegex((self.prefix / "lib/sysusers.d/tiendo-notifier.conf").read_text(),
                         r"(?m)^m tiendo-notifier tiendo-aggregator$")


if __name__ == "__main__":
    unittest.main()
