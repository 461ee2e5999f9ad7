"""The real collector against a province in another language: what the aggregator does not send
yet, and what only a broken province would say."""

import threading
import unittest

import zmq

from foreign_collector import aggregator_pb2, collector_pb2
from harness import PipelineTest, wait_for


class ForeignProvince:
    """A ROUTER with CURVE that answers each message by ANSWER(message) → list of messages."""

    def __init__(self, answer):
        public, secret = zmq.curve_keypair()
        self.public = public.decode()
        self.socket = zmq.Context.instance().socket(zmq.ROUTER)
        self.socket.linger = 0
        self.socket.curve_server = 1
        self.socket.curve_secretkey = secret
        self.port = self.socket.bind_to_random_port("tcp://127.0.0.1")
        self.answer, self.received, self.running = answer, [], True
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        while self.running:
            if not self.socket.poll(50):
                continue
            peer, data = self.socket.recv_multipart()
            message = collector_pb2.CollectorMessage()
            message.ParseFromString(data)
            self.received.append(message)
            for reply in self.answer(message):
                self.socket.send_multipart([peer, reply.SerializeToString()])
        self.socket.close()

    def stop(self):
        self.running = False
        self.thread.join()

    def kinds(self):
        return [m.WhichOneof("body") for m in self.received]


def welcome(expected=1):
    return aggregator_pb2.AggregatorMessage(welcome=aggregator_pb2.Welcome(
        expected_sequence=expected, server_time_ms=1, max_batch_reports=10,
        max_message_bytes=65536, max_batches_in_flight=2, unit="384"))


class ForeignProvinceTest(PipelineTest):
    def tearDown(self):
        self.there.stop()
        super().tearDown()

    def collector_of(self, answer):
        self.there = ForeignProvince(answer)
        unit = self.unit(self.province(), "384")
        config = unit.config.read_text(encoding="utf-8")
        unit.config.write_text(config.replace("tcp://127.0.0.1:1\"",
                                              f"tcp://127.0.0.1:{self.there.port}\""),
                               encoding="utf-8")
        (unit.folder / "server.pub").write_text(f'public_key = "{self.there.public}";\n')
        return unit.start()

    def test_a_directive_becomes_a_file_and_a_receipt_and_twice_is_once(self):
        directive = aggregator_pb2.AggregatorMessage(directive=aggregator_pb2.Directive(
            id=7, obligation="II.2a", text="Đề nghị hoàn thành trước hạn.", deadline="2024-08-31",
            **{"from": "Chủ tịch UBND tỉnh"}))

        def answer(message):
            return [welcome(), directive, directive] if message.HasField("hello") else []

        unit = self.collector_of(answer)
        wait_for(lambda: self.there.kinds().count("receipts") >= 1, "the receipt")
        self.assertEqual(list(self.there.received[-1].receipts.ids), [7])
        letters = list((unit.drop / "inbox").glob("*.txt"))
        self.assertEqual(len(letters), 1)
        text = letters[0].read_text(encoding="utf-8")
        for part in ("Đề nghị hoàn thành trước hạn.", "Chủ tịch UBND tỉnh", "II.2a"):
            self.assertIn(part, text)
        wait_for(lambda: len(unit.json("status")["inbox"]) == 1, "the letter in status")

    def test_nonsense_from_the_province_changes_nothing(self):
        def answer(message):
            if not message.HasField("hello"):
                return []
            garbage = aggregator_pb2.AggregatorMessage()
            ack = aggregator_pb2.AggregatorMessage(ack=aggregator_pb2.Ack(
                stream_id=b"y" * 16, first_sequence=1, last_sequence=9))
            return [welcome(), garbage, ack]

        unit = self.collector_of(answer)
        unit.process.wait_log("message-not-used", 2)
        self.assertEqual(unit.json("status")["acknowledged"]["sequence"], 0)
        self.assertIsNone(unit.process.process.poll())


if __name__ == "__main__":
    unittest.main()
