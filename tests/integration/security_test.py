"""Who may speak, and for whom: wrong key, no key, revoked key, another unit's name."""

import re
import socket
import struct
import time
import unittest

import zmq

from foreign_collector import ForeignCollector, aggregator_pb2, figure, read_keys
from harness import PipelineTest, wait_for


class SecurityTest(PipelineTest):
    def setUp(self):
        super().setUp()
        self.there = self.province().start()
        self.peers = []

    def tearDown(self):
        for peer in self.peers:
            peer.close()
        super().tearDown()

    def peer(self, unit):
        peer = ForeignCollector.from_folder(self.there.endpoint, unit.folder)
        self.peers.append(peer)
        return peer

    def peer_with_keys(self, public, secret, unit):
        server = read_keys(unit.folder / "server.pub")["public_key"]
        peer = ForeignCollector(self.there.endpoint, server, public, secret)
        self.peers.append(peer)
        return peer

    def assert_good_peer_works(self, unit):
        """The control: what is refused in a test is refused for its key and nothing else."""
        peer = self.peer(unit)
        peer.hello()
        self.assertEqual(peer.receive_until("welcome").unit, unit.code)

    def test_an_unknown_key_is_refused_at_the_handshake(self):
        unit = self.unit(self.there, "384")
        public, secret = (key.decode() for key in zmq.curve_keypair())
        stranger = self.peer_with_keys(public, secret, unit)
        with self.assertRaises(TimeoutError):
            stranger.send_raw(b"x", timeout_ms=1500)
        self.there.process.wait_log(r"handshake-refused key=" + re.escape(public[:1]))
        self.assertEqual(self.there.count("stream"), 0)
        self.assert_good_peer_works(unit)

    def test_without_any_key_nothing_is_stored(self):
        unit = self.unit(self.there, "384")
        plain = zmq.Context.instance().socket(zmq.DEALER)
        plain.linger = 0
        plain.immediate = 1
        plain.connect(self.there.endpoint)
        self.assertFalse(plain.poll(1500, zmq.POLLOUT))
        plain.close()
        self.assert_good_peer_works(unit)
        self.assertEqual(self.there.count("stream"), 1)

    def test_a_key_speaks_for_no_other_unit(self):
        """Every one of 27 keys claims every one of 27 units: 702 refusals, 27 reports."""
        codes = [str(c) for c in range(380, 408) if c != 383]
        peers = {}
        for code in codes:
            peers[code] = self.peer(self.unit(self.there, code))
            peers[code].hello()
        refused = 0
        for code, peer in peers.items():
            peer.receive_until("welcome")
            peer.batch(*[figure(n + 1, claimed, "DX-XH-01", "2024-M07", numerator=1, denominator=2)
                         for n, claimed in enumerate(codes)])
            ack = peer.receive_until("ack")
            self.assertEqual(ack.last_sequence, 27)
            self.assertEqual({v.code for v in ack.verdicts}, {"unit-not-yours"})
            refused += len(ack.verdicts)
        self.assertEqual(refused, 702)
        self.assertEqual(self.there.query("SELECT count(*), count(DISTINCT unit) FROM report"),
                         [(27, 27)])
        # Each refusal is kept under the unit that really spoke.
        self.assertEqual(self.there.query("SELECT unit, count(*) FROM verdict GROUP BY unit"),
                         [(code, 26) for code in codes])

    def test_a_stream_belongs_to_one_unit(self):
        mine, other = self.unit(self.there, "384"), self.unit(self.there, "385")
        first = self.peer(mine)
        first.hello()
        first.receive_until("welcome")
        second = self.peer(other)
        second.stream_id = first.stream_id
        second.hello()
        self.assertEqual(second.receive_until("error").code,
                         aggregator_pb2.ERROR_CODE_STREAM_TAKEN)
        second.batch(figure(1, "385", "DX-XH-01", "2024-M07", numerator=1, denominator=2))
        self.assertEqual(second.receive_until("error").code,
                         aggregator_pb2.ERROR_CODE_STREAM_TAKEN)
        self.assertEqual(self.there.count(), 0)

    def test_the_routing_id_is_no_identity(self):
        """A second key that chooses the first one's routing id gets none of its answers."""
        mine, other = self.unit(self.there, "384"), self.unit(self.there, "385")
        peers = []
        for unit in (mine, other):
            own = read_keys(unit.folder / "collector.key")
            peer = ForeignCollector.__new__(ForeignCollector)
            peer.socket = zmq.Context.instance().socket(zmq.DEALER)
            peer.socket.linger, peer.socket.immediate = 0, 1
            peer.socket.routing_id = b"same"
            peer.socket.curve_serverkey = read_keys(unit.folder / "server.pub")["public_key"].encode()
            peer.socket.curve_publickey = own["public_key"].encode()
            peer.socket.curve_secretkey = own["secret_key"].encode()
            peer.socket.connect(self.there.endpoint)
            peer.stream_id = unit.code.encode().ljust(16, b"x")
            peers.append(peer)
            self.peers.append(peer)
            peer.hello() if unit is mine else None
            if unit is mine:
                self.assertEqual(peer.receive_until("welcome").unit, "384")
        peers[0].hello()
        self.assertEqual(peers[0].receive_until("welcome").unit, "384")
        self.assertFalse(peers[1].socket.poll(500))

    def test_revoking_takes_effect_on_an_open_connection_within_a_second(self):
        unit = self.unit(self.there, "384")
        peer = self.peer(unit)
        peer.hello()
        peer.receive_until("welcome")
        self.there.run("unit", "revoke", "384")

        def refused():
            peer.hello()
            message = peer.receive()
            return message.WhichOneof("body") == "error" and message.error.code

        # The issue is the order of events, not the time: no report sent after the refusal counts.
        self.assertEqual(wait_for(refused, "refusal"), aggregator_pb2.ERROR_CODE_NOT_ALLOWED)
        peer.batch(figure(1, "384", "DX-XH-01", "2024-M07", numerator=1, denominator=2))
        self.assertEqual(peer.receive_until("error").code, aggregator_pb2.ERROR_CODE_NOT_ALLOWED)
        self.assertEqual(self.there.count(), 0)

    def test_a_key_given_anew_works_while_the_aggregator_runs(self):
        self.unit(self.there, "384")
        self.there.run("unit", "revoke", "384")
        (self.root / "unit-384").rename(self.root / "old-384")
        unit = self.unit(self.there, "384")
        self.there.process.log()
        wait_for(lambda: self._welcomed(unit), "welcome with the new key")

    def _welcomed(self, unit):
        peer = self.peer(unit)
        try:
            peer.send_raw(b"\x00", timeout_ms=2000)
            return True
        except TimeoutError:
            return False

    def test_a_large_frame_before_authentication_costs_no_memory(self):
        def resident_kib():
            with open(f"/proc/{self.there.process.process.pid}/statm") as file:
                return int(file.read().split()[1]) * 4
        unit = self.unit(self.there, "384")
        self.assert_good_peer_works(unit)  # what the first peer costs is not the frame's
        before = resident_kib()
        host, port = self.there.endpoint.removeprefix("tcp://").rsplit(":", 1)
        raw = socket.create_connection((host, int(port)))
        greeting = b"\xff" + b"\x00" * 8 + b"\x7f" + b"\x03\x01" + b"CURVE".ljust(20, b"\x00")
        raw.sendall(greeting.ljust(64, b"\x00"))
        raw.sendall(b"\x06" + struct.pack(">Q", 80 << 20))
        try:
            for _ in range(80):
                raw.sendall(b"\x00" * (1 << 20))
        except (BrokenPipeError, ConnectionResetError):
            pass
        raw.close()
        self.assert_good_peer_works(unit)
        self.assertLess(resident_kib() - before, 8 * 1024)

    def test_a_message_of_many_parts_is_dropped_and_the_connection_goes_on(self):
        peer = self.peer(self.unit(self.there, "384"))
        peer.hello()
        peer.receive_until("welcome")
        peer.socket.send_multipart([b"a"] * 1000)
        self.there.process.wait_log("message-of-many-parts")
        peer.hello()
        self.assertEqual(peer.receive_until("welcome").unit, "384")

    def test_an_amplifying_message_is_refused_within_its_memory_budget(self):
        unit = self.unit(self.there, "384")
        peer = self.peer(unit)
        peer.hello()
        peer.receive_until("welcome")
        peer.send_raw(b"\x7a\x00" * 120000)  # 120,000 empty unknown fields
        self.assertEqual(peer.receive_until("error").code, aggregator_pb2.ERROR_CODE_MALFORMED)
        peer.send_raw(b"\x12" + b"\x80\x80\x0f" + b"\x12\x00" * 122880)  # empty reports
        self.assertEqual(peer.receive_until("error").code, aggregator_pb2.ERROR_CODE_MALFORMED)


class FailClosedTest(PipelineTest):
    def test_a_second_aggregator_on_the_same_state_is_refused(self):
        there = self.province().start()
        said = there.run("run", status=1)
        self.assertIn("khác đang chạy", said)


if __name__ == "__main__":
    unittest.main()
