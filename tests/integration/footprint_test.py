"""How much memory the programs hold when nothing happens. Only meaningful without sanitizers."""

import pathlib
import unittest

from harness import SANITIZED, PipelineTest


def resident_mib(process):
    status = pathlib.Path(f"/proc/{process.process.pid}/status").read_text()
    line = next(l for l in status.splitlines() if l.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


@unittest.skipIf(SANITIZED, "sanitizers need memory of their own")
class FootprintTest(PipelineTest):
    def test_27_idle_collectors_and_their_aggregator_stay_small(self):
        there = self.province().start()
        units = [self.unit(there, str(code)).start() for code in range(380, 408) if code != 383]
        for unit in units:
            unit.process.wait_log("catalogue")
        self.assertLess(max(resident_mib(unit.process) for unit in units), 12)
        self.assertLess(resident_mib(there.process), 40)


if __name__ == "__main__":
    unittest.main()
