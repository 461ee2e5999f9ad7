"""The demonstration as a test: its last line and its exit status are read back from the store
and the mailbox, not from what it hoped for."""

import os
import subprocess
import tempfile
import unittest
import pathlib

SOURCE = pathlib.Path(os.environ["TIENDO_SOURCE"])


def processes_naming(text):
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue  # ended meanwhile
        if text in command:
            found.append(command)
    return found


class DemoTest(unittest.TestCase):
    def test_27_districts_reach_the_mailbox_and_no_process_stays(self):
        with tempfile.TemporaryDirectory(prefix="tiendo-demo-") as folder:
            out = pathlib.Path(folder) / "out"
            done = subprocess.run(
                ["/usr/bin/python3", str(SOURCE / "scripts/demo.d/demo.py"), "--once", "--out",
                 str(out)], capture_output=True, text=True,
                env={**os.environ, "PYTHONPATH": str(SOURCE / "tests/integration")})
            self.assertEqual(done.returncode, 0, done.stdout[-3000:] + done.stderr[-3000:])
            self.assertRegex(done.stdout.splitlines()[-1],
                             r"^demo: units=27 accepted=\d+ rejected=2 silent=2 digest=delivered "
                             r"seconds=\d+$")
            text = (out / "digest.txt").read_text(encoding="utf-8")
            self.assertIn("MÔ PHỎNG", text)
            self.assertIn("Đính chính: Ngọc Lặc", text)
            for name in ("digest.html", "digest.eml", "store.db", "logs/aggregator.log",
                         "logs/collector-407.log"):
                self.assertTrue((out / name).exists(), name)
            self.assertEqual(processes_naming(str(out)), [])


if __name__ == "__main__":
    unittest.main()
