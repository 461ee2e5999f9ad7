"""What happens when the disk does not take what arrives, and that nothing is lost by it."""

import json
import pathlib
import sqlite3
import subprocess
import sys
import unittest

from foreign_collector import ForeignCollector, aggregator_pb2, figure
from harness import SOURCE, PipelineTest, wait_for


class OverloadTest(PipelineTest):
    def peer(self, there, code):
        peer = ForeignCollector.from_folder(there.endpoint, self.unit(there, code).folder)
        self.addCleanup(peer.close)
        peer.hello()
        peer.receive_until("welcome")
        return peer

    @staticmethod
    def say(peer, unit, sequence):
        peer.batch(figure(sequence, unit, "DX-XH-01", "2024-M07", numerator=sequence,
                          denominator=100))

    def test_what_could_not_be_written_is_asked_for_again_and_stored_once(self):
        there = self.province().start()
        peers = {code: self.peer(there, code) for code in ("384", "385", "386")}
        for code, peer in peers.items():
            self.say(peer, code, 1)
            peer.receive_until("ack")
        # Somebody else holds the database: the writer waits for it, then gives up.
        with sqlite3.connect(there.state / "store.db", isolation_level=None) as intruder:
            intruder.execute("BEGIN IMMEDIATE")
            for code, peer in peers.items():
                self.say(peer, code, 2)
            for peer in peers.values():
                error = peer.receive_until("error")
                self.assertEqual(error.code, aggregator_pb2.ERROR_CODE_RETRY_LATER)
                self.assertGreater(error.retry_after_ms, 0)
            intruder.execute("ROLLBACK")
        self.assertEqual(there.count(), 3)
        for code, peer in peers.items():
            peer.hello(acknowledged=1)
            self.assertEqual(peer.receive_until("welcome").expected_sequence, 2)
            self.say(peer, code, 2)
            self.assertEqual(peer.receive_until("ack").last_sequence, 2)
        self.assertEqual(there.count(), 6)
        self.assertIn("Đúng", there.run("verify"))

    def test_reports_that_arrive_together_share_commits(self):
        there = self.province().start()
        peers = {code: self.peer(there, code) for code in ("384", "385", "386", "387")}
        for sequence in range(1, 101):
            for code, peer in peers.items():
                self.say(peer, code, sequence)
        # Not until each acknowledgement is here: one that finds no room is dropped, by design.
        wait_for(lambda: there.count() == 400, "400 stored reports")
        there.process.stop()
        counted = dict(part.split("=") for part in there.process.log().split("stopped ")[-1].split())
        self.assertEqual(int(counted["reports"]), 400)
        self.assertLess(int(counted["commits"]), 400)
        self.assertEqual(there.query("SELECT count(DISTINCT stream * 1000 + sequence) FROM report"),
                         [(400,)])

    def test_too_little_memory_for_the_keys_is_a_wrong_configuration(self):
        there = self.province(memory_mb=16)
        with sqlite3.connect(there.state / "registry.db") as registry:
            registry.executemany("INSERT INTO entry VALUES (?, '384', 1, 0, 0)",
                                 [(f"{n:040d}",) for n in range(65)])
        said = there.run("run", status=78)
        self.assertIn("memory_mb = 16", said)
        self.assertIn("17 MB", said)


class BenchTest(PipelineTest):
    def test_the_bench_counts_what_it_sends_and_keeps_its_figures(self):
        done = subprocess.run(
            [sys.executable, str(SOURCE / "tests/bench/bench.py"), "--quick", "--runs", "1",
             "--only", "ingest", "--out", str(self.root / "out")], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        for name in ("ingest_reports_per_s", "raw_sqlite_rows_per_s", "ingest_over_raw_sqlite"):
            self.assertRegex(done.stdout, rf"(?m)^{name} \d\S* \S+$")
        kept, = pathlib.Path(self.root / "out").glob("bench-*.json")
        self.assertTrue(json.loads(kept.read_text())["simulated"])


if __name__ == "__main__":
    unittest.main()
