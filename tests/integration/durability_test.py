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
            seen = wait_for(lambda: self.seen_after(trace, mark), "a send in the trace")
            with self.subTest(report=n):
                self.assertEqual(seen[0], "synced", seen)
        peer.close()

    @staticmethod
    def seen_after(trace, mark):
        """After line MARK, in their order: each sync of the store that has ended, and each begin of
        a send that is large enough to be an acknowledgement (keep-alives of the connection are
        smaller). None until there is such a send. A call during which another thread makes one is
        traced in two lines."""
        seen = []
        for line in trace.read_text().splitlines()[mark:]:
            send = re.search(r" sendto\(.*, (\d+), 0, NULL, 0", line)
            if re.search(r" fdatasync\(.*store\.db-wal>\) += 0| fdatasync resumed>\) += 0", line):
                seen.append("synced")
            elif send and int(send.group(1)) >= 60:
                seen.append("sent")
        return seen if "sent" in seen else None


if __name__ == "__main__":
    unittest.main()
