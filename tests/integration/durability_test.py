"""Durable before acknowledged: the order of system calls, as the kernel saw them."""

import re
import unittest

from foreign_collector import ForeignCollector, figure
from harness import PipelineTest, wait_for


class DurabilityTest(PipelineTest):
    def test_the_wal_is_synced_before_each_acknowledgement_leaves(self):
        trace = self.root / "trace"
        there = self.province().start(under=[
            "strace", "-D", "-f", "-y", "-s", "0", "-o", str(trace),
            "-e", "trace=fdatasync,fsync,sendto"])
        unit = self.unit(there, "384")
        peer = ForeignCollector.from_folder(there.endpoint, unit.folder)
        peer.hello()
        peer.receive_until("catalogue")
        for n in range(1, 21):
            mark = len(trace.read_text().splitlines())
            peer.batch(figure(n, "384", "DX-XH-01", "2024-M07", numerator=n, denominator=100))
            peer.receive_until("ack")
            # What the kernel answered is in the trace a moment after we have the answer.
            calls = wait_for(lambda: self.finished_calls(trace, mark), "a send in the trace")
            with self.subTest(report=n):
                self.assertIn("store.db-wal", calls[0], calls)
                self.assertTrue(calls[0].startswith("f"), calls)
        peer.close()

    @staticmethod
    def finished_calls(trace, mark):
        """After line MARK, the syncs of the store and the sends that are large enough to be an
        acknowledgement (keep-alives of the connection are smaller), once such a send is there."""
        calls = [re.sub(r"^\d+\s+", "", line) for line in trace.read_text().splitlines()[mark:]]
        calls = [c for c in calls if ("sync(" in c and "store.db" in c) or
                 (c.startswith("sendto(") and int(c.rsplit("= ", 1)[-1].split()[0]) >= 60)]
        return calls if any(c.startswith("sendto") for c in calls) else None


if __name__ == "__main__":
    unittest.main()
