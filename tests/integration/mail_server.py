"""A real SMTP server in a thread, which accepts, refuses, hangs or goes away as a test says."""

import asyncio
import email
import email.policy
import logging
import re
import socket
import ssl
import subprocess

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

# What a refused handshake looks like from the server's side is no news in a test of it.
logging.getLogger("mail").setLevel(logging.CRITICAL)


class _RecordingSmtp(SMTP):
    """Notes every command that could give something away."""

    async def smtp_MAIL(self, arg):
        self.event_handler.commands.append("MAIL")
        await super().smtp_MAIL(arg)

    async def smtp_AUTH(self, arg):
        self.event_handler.commands.append("AUTH")
        await super().smtp_AUTH(arg)

    def connection_made(self, transport):
        # Called again, after STARTTLS, for the same connection.
        if self.session is None:
            self.event_handler.commands.append("connect")
        super().connection_made(transport)


class _Controller(Controller):
    def factory(self):
        return _RecordingSmtp(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self):
        super()._trigger_server()
        # That was the controller's own connection.
        self._factory_invoked.wait()
        self.handler.commands.clear()


class MailServer:
    """Keeps its port while it is stopped and started."""

    def __init__(self, host="127.0.0.1", **options):
        self.host, self.options = host, options
        with socket.socket() as free:
            free.bind((host, 0))
            self.port = free.getsockname()[1]
        self.commands = []
        self.arrived = []   # (recipients, message): all that came in whole,
        self.accepted = []  # and those that were answered with 250
        self.rcpt_answers, self.data_answers = [], []  # given first, one each
        self.refused = {}   # address: answer
        self.holding = False
        self.passwords = []
        self._controller = None

    def start(self):
        self._controller = _Controller(
            self, hostname=self.host, port=self.port, server_hostname="mail.example.vn",
            authenticator=self._authenticate, **self.options)
        self._controller.start()
        return self

    def stop(self):
        if self._controller:
            self._controller.stop()
        self._controller = None

    def accepted_by(self, address):
        return [message for to, message in self.accepted if to == [address]]

    def _authenticate(self, server, session, envelope, mechanism, auth_data):
        self.passwords.append((auth_data.login.decode(), auth_data.password.decode()))
        return AuthResult(success=True)

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        answer = self.rcpt_answers.pop(0) if self.rcpt_answers else self.refused.get(address)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.arrived.append((envelope.rcpt_tos, envelope.original_content))
        while self.holding:
            await asyncio.sleep(0.02)
        if self.data_answers:
            return self.data_answers.pop(0)
        self.accepted.append((envelope.rcpt_tos, envelope.original_content))
        return "250 OK"


class SilentServer:
    """Takes connections and never says a word."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def accept(self, timeout_s):
        self.socket.settimeout(timeout_s)
        return self.socket.accept()[0]

    def close(self):
        self.socket.close()


class Authority:
    """A certificate authority of its own, by openssl."""

    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        self.certificate = folder / f"{name}.pem"
        self.key = folder / f"{name}.key"
        self._openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                      "-nodes", "-days", "2", "-subj", f"/CN={name}", "-keyout", self.key,
                      "-out", self.certificate)

    def tls_context(self, *names):
        """A server's context with a certificate for NAMES ("DNS:…", "IP:…")."""
        key, certificate, extensions = (self.folder / f"{self.name}-server.{end}"
                                        for end in ("key", "pem", "ext"))
        request = self.folder / f"{self.name}-server.csr"
        self._openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                      "-nodes", "-subj", "/CN=server", "-keyout", key, "-out", request)
        extensions.write_text(f"subjectAltName={','.join(names)}\n")
        self._openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key,
                      "-CAcreateserial", "-days", "2", "-extfile", extensions,
                      "-out", certificate)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context

    @staticmethod
    def _openssl(*arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def parse(content):
    return email.message_from_bytes(content, policy=email.policy.default)


def own_address():
    """An IPv4 address of this machine that is not loopback, or None."""
    said = subprocess.run(["hostname", "-I"], capture_output=True, text=True).stdout
    found = [a for a in said.split() if re.fullmatch(r"[\d.]+", a) and not a.startswith("127.")]
    return found[0] if found else None
