"""A collector in another language, written from proto/ and docs/protocol.md alone."""

import os
import pathlib
import subprocess
import sys
import tempfile
import time

import zmq

SOURCE = pathlib.Path(os.environ["TIENDO_SOURCE"])

_generated = tempfile.mkdtemp(prefix="tiendo-proto-")
subprocess.run(["protoc", f"--proto_path={SOURCE}/proto", f"--python_out={_generated}",
                *[f"tiendo/v1/{name}.proto" for name in ("report", "compressed", "collector",
                                                         "aggregator", "feed")]],
               check=True, cwd=SOURCE / "proto")
sys.path.insert(0, _generated)

from tiendo.v1 import (  # noqa: E402,F401
    aggregator_pb2, collector_pb2, compressed_pb2, feed_pb2, report_pb2)


def read_keys(path):
    """Key files hold lines NAME = "VALUE";"""
    keys = {}
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition("=")
        if not line.startswith("#") and value:
            keys[name.strip()] = value.strip().rstrip(";").strip('"')
    return keys


class ForeignCollector:
    def __init__(self, endpoint, server_public, public, secret, stream_id=None):
        self.socket = zmq.Context.instance().socket(zmq.DEALER)
        self.socket.linger = 0
        self.socket.immediate = 1
        self.socket.curve_serverkey = server_public.encode()
        self.socket.curve_publickey = public.encode()
        self.socket.curve_secretkey = secret.encode()
        self.socket.connect(endpoint)
        self.stream_id = stream_id or os.urandom(16)

    @classmethod
    def from_folder(cls, endpoint, folder):
        own = read_keys(pathlib.Path(folder) / "collector.key")
        server = read_keys(pathlib.Path(folder) / "server.pub")
        return cls(endpoint, server["public_key"], own["public_key"], own["secret_key"])

    def close(self):
        self.socket.close()

    def send(self, **body):
        self.send_raw(collector_pb2.CollectorMessage(**body).SerializeToString())

    def send_raw(self, data, timeout_ms=20000):
        if not self.socket.poll(timeout_ms, zmq.POLLOUT):
            raise TimeoutError("no connection")
        self.socket.send(data)

    def receive(self, timeout_ms=20000):
        if not self.socket.poll(timeout_ms):
            raise TimeoutError("no answer")
        message = aggregator_pb2.AggregatorMessage()
        message.ParseFromString(self.socket.recv())
        return message

    def receive_until(self, body):
        while True:
            message = self.receive()
            if message.WhichOneof("body") == body:
                return getattr(message, body)

    def hello(self, acknowledged=0, catalogue=0, version=1, compressed=False):
        self.send(hello=collector_pb2.Hello(
            protocol_version=version, program="foreign/1", stream_id=self.stream_id,
            acknowledged_sequence=acknowledged, catalogue_version=catalogue,
            sent_at_ms=int(time.time() * 1000), takes_compressed=compressed))

    def batch(self, *reports):
        self.send(batch=collector_pb2.ReportBatch(stream_id=self.stream_id, reports=reports))


def figure(sequence, unit, obligation, period, **measure):
    return report_pb2.Report(sequence=sequence, unit=unit, obligation=obligation, period=period,
                             source="foreign", figure=report_pb2.Figure(**measure))
