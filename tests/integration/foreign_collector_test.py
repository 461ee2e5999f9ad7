"""The protocol as another implementation sees it."""

import unittest

import zstandard

from foreign_collector import (ForeignCollector, aggregator_pb2, collector_pb2, compressed_pb2,
                               figure, report_pb2)
from harness import PipelineTest


class ForeignCollectorTest(PipelineTest):
    def setUp(self):
        super().setUp()
        self.there = self.province().start()
        self.unit_384 = self.unit(self.there, "384")
        self.peer = ForeignCollector.from_folder(self.there.endpoint, self.unit_384.folder)

    def tearDown(self):
        self.peer.close()
        super().tearDown()

    def greet(self):
        self.peer.hello()
        return self.peer.receive_until("welcome")

    def test_reports_a_figure_and_gets_its_verdict(self):
        welcome = self.greet()
        self.assertEqual((welcome.expected_sequence, welcome.unit), (1, "384"))
        catalogue = self.peer.receive_until("catalogue")
        codes = {o.code: o for o in catalogue.obligations}
        self.assertTrue(codes["DX-XH-01"].is_ratio)

        self.peer.batch(figure(1, "384", "DX-XH-01", "2024-M07", numerator=1200, denominator=9800),
                        figure(2, "384", "DX-XH-01", "2024-M07", numerator=9, denominator=3))
        ack = self.peer.receive_until("ack")
        self.assertEqual((ack.first_sequence, ack.last_sequence), (1, 2))
        self.assertEqual([(v.sequence, v.outcome, v.code) for v in ack.verdicts],
                         [(2, aggregator_pb2.OUTCOME_REJECTED, "numerator-above-denominator")])
        self.assertIn("9", ack.verdicts[0].message)
        rows = self.there.query("SELECT unit, value, denominator FROM report")
        self.assertEqual(rows, [("384", 1200, 9800)])

    def test_reported_zero_is_stored_as_zero_and_differs_from_no_content(self):
        self.greet()
        self.peer.batch(figure(1, "384", "06-DL-02", "2024-M07", value=0),
                        figure(2, "384", "06-DL-03", "2024-M07"),
                        report_pb2.Report(sequence=3, unit="384", obligation="06-DL-03",
                                          period="2024-M07", nothing=report_pb2.NothingToReport()))
        ack = self.peer.receive_until("ack")
        self.assertEqual([(v.sequence, v.code) for v in ack.verdicts], [(2, "content-missing")])
        self.assertEqual(self.there.query("SELECT kind, value FROM report ORDER BY sequence"),
                         [("figure", 0), ("nothing", None)])

    def test_a_batch_sent_again_is_acknowledged_again_with_the_same_verdicts_and_stored_once(self):
        self.greet()
        reports = [figure(1, "384", "DX-XH-01", "2024-M07", numerator=1, denominator=2),
                   figure(2, "384", "DX-XX-01", "2024-M07", value=1)]
        self.peer.batch(*reports)
        first = self.peer.receive_until("ack")
        self.peer.batch(*reports)
        again = self.peer.receive_until("ack")
        self.assertEqual(first.verdicts, again.verdicts)
        self.assertEqual(first.verdicts[0].code, "unknown-obligation")
        self.assertEqual((self.there.count("report"), self.there.count("verdict")), (1, 1))

    def test_messages_are_compressed_only_for_a_side_that_takes_them(self):
        self.assertTrue(self.greet().takes_compressed)
        plain = self.peer.receive_until("catalogue")
        self.peer.hello(compressed=True)
        small = self.peer.receive_until("compressed")
        inside = zstandard.ZstdDecompressor().decompress(small.zstd)
        self.assertEqual(len(inside), small.size)
        self.assertLess(len(small.zstd), small.size / 2)
        self.assertEqual(aggregator_pb2.AggregatorMessage.FromString(inside).catalogue, plain)

        batch = collector_pb2.CollectorMessage(batch=collector_pb2.ReportBatch(
            stream_id=self.peer.stream_id,
            reports=[figure(n, "384", "DX-XH-01", "2024-M07", numerator=n, denominator=500)
                     for n in range(1, 401)])).SerializeToString()
        frame = zstandard.ZstdCompressor().compress(batch)
        self.peer.send(compressed=compressed_pb2.Compressed(zstd=frame, size=len(batch)))
        self.assertEqual(self.peer.receive_until("ack").last_sequence, 400)
        self.assertEqual(self.there.count(), 400)

    def test_a_gap_is_refused_with_the_sequence_expected(self):
        self.greet()
        self.peer.batch(figure(5, "384", "DX-XH-01", "2024-M07", numerator=1, denominator=2))
        error = self.peer.receive_until("error")
        self.assertEqual((error.code, error.expected_sequence),
                         (aggregator_pb2.ERROR_CODE_OUT_OF_SEQUENCE, 1))
        self.assertEqual(self.there.count(), 0)

    def test_what_was_stored_but_not_known_as_acknowledged_is_acknowledged_after_the_welcome(self):
        self.greet()
        self.peer.batch(figure(1, "384", "DX-XH-01", "2024-M07", numerator=1, denominator=2),
                        figure(2, "384", "DX-XH-01", "2024-M07", numerator=3, denominator=2))
        self.peer.receive_until("ack")
        self.peer.hello(acknowledged=0)
        self.assertEqual(self.peer.receive_until("welcome").expected_sequence, 3)
        ack = self.peer.receive_until("ack")
        self.assertEqual((ack.first_sequence, ack.last_sequence, len(ack.verdicts)), (1, 2, 1))

    def test_one_report_with_bad_text_does_not_stop_the_others(self):
        self.greet()
        bad = figure(1, "384", "DX-XH-01", "2024-M07", numerator=1, denominator=2)
        bad.source = "a\x01b"
        self.peer.batch(bad, figure(2, "384", "DX-XH-01", "2024-M07", numerator=1, denominator=2))
        ack = self.peer.receive_until("ack")
        self.assertEqual([(v.sequence, v.code) for v in ack.verdicts], [(1, "bad-text")])
        self.assertEqual(self.there.count(), 1)

    def test_another_protocol_version_and_garbage_are_refused_with_a_reason(self):
        self.peer.hello(version=9)
        self.assertEqual(self.peer.receive_until("error").code, aggregator_pb2.ERROR_CODE_VERSION)
        for garbage in (b"\xff" * 100, b"", b"\x12\x00"):
            self.peer.send_raw(garbage)
            self.assertEqual(self.peer.receive_until("error").code,
                             aggregator_pb2.ERROR_CODE_MALFORMED)

    def test_a_silent_unit_is_reminded_until_its_receipt_comes(self):
        self.clock.set("2024-07-18T09:00:00+07:00")
        self.peer.hello()
        reminder = self.peer.receive_until("reminder")
        self.assertEqual((reminder.period, reminder.due_date), ("2024-M07", "2024-07-16"))
        self.assertIn("tháng 7/2024", reminder.text)
        from foreign_collector import collector_pb2
        self.peer.send(receipts=collector_pb2.ReceiptBatch(ids=[reminder.id], received_at_ms=1))
        self.peer.hello()
        bodies = [self.peer.receive().WhichOneof("body") for _ in range(2)]
        self.assertEqual(bodies, ["welcome", "catalogue"])
        self.assertEqual(self.there.query("SELECT kind FROM event ORDER BY id"),
                         [("reminder",), ("receipt",)])


if __name__ == "__main__":
    unittest.main()
