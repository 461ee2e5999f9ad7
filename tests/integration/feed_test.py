"""The live change feed: for those allowed, in order, and lossy without harm."""

import unittest

import zmq

from foreign_collector import ForeignCollector, feed_pb2, figure, read_keys
from harness import PipelineTest


class FeedTest(PipelineTest):
    def setUp(self):
        super().setUp()
        self.there = self.province().start()
        self.here = self.unit(self.there, "384")
        self.sockets = []

    def tearDown(self):
        for socket in self.sockets:
            socket.close()
        super().tearDown()

    def subscribe(self, key_file, topic=b""):
        own = read_keys(key_file)
        socket = zmq.Context.instance().socket(zmq.SUB)
        socket.linger = 0
        socket.curve_serverkey = read_keys(self.there.state / "server.pub")["public_key"].encode()
        socket.curve_publickey = own["public_key"].encode()
        socket.curve_secretkey = own["secret_key"].encode()
        socket.subscribe(topic)
        socket.connect(self.there.feed)
        self.sockets.append(socket)
        return socket

    def report_until_heard(self, socket):
        """Reports until the feed says something: a subscription takes a moment to arrive."""
        peer = ForeignCollector.from_folder(self.there.endpoint, self.here.folder)
        self.sockets.append(peer)
        peer.hello()
        peer.receive_until("welcome")
        for n in range(1, 500):
            peer.batch(figure(n, "384", "DX-XH-01", "2024-M07", numerator=n, denominator=1000))
            peer.receive_until("ack")
            if socket.poll(20):
                return
        self.fail("the feed stays silent")

    def test_the_notifiers_key_hears_each_event_in_order(self):
        socket = self.subscribe(self.there.state / "notifier.key", b"correction.384")
        self.report_until_heard(socket)
        topic, data = socket.recv_multipart()
        event = feed_pb2.FeedEvent()
        event.ParseFromString(data)
        self.assertEqual(topic, b"correction.384")
        self.assertEqual((event.kind, event.unit, event.obligation, event.period),
                         ("correction", "384", "DX-XH-01", "2024-M07"))
        stored = self.there.query("SELECT kind, at_ms FROM event WHERE id = ?", event.id)
        self.assertEqual(stored, [(event.kind, event.at_ms)])

    def test_a_collectors_key_hears_nothing(self):
        allowed = self.subscribe(self.there.state / "notifier.key")
        refused = self.subscribe(self.here.folder / "collector.key")
        self.report_until_heard(allowed)
        self.assertFalse(refused.poll(200))
        self.there.process.wait_log("handshake-refused .*domain=tiendo.feed")


if __name__ == "__main__":
    unittest.main()
