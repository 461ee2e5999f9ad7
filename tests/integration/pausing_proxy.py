"""A proxy in front of a real mail server that stops at one step of the protocol, for good.

It takes part in STARTTLS on both sides, so it sees the steps that TLS hides from others. What the
server was sent before the stop it keeps; what is held the client never gets."""

import socket
import ssl
import threading

# The steps at which it can stop, in their order.
STEPS = ("greeting", "tls", "mail", "data", "accepted")


class PausingProxy:
    """STEP: where to stop; reached is set then. None: it stops nowhere.

    greeting   connected, and nothing said yet
    tls        STARTTLS was agreed; the handshake has begun and gets no answer
    mail       the server's answer to MAIL FROM is held
    data       the mail is being sent; what has come so far is held
    accepted   the server has the whole mail and has said 250, which is held
    """

    def __init__(self, port, context, step=None):
        self.server_port, self.context, self.step = port, context, step
        self.reached = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self._open = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self.listener.close()
        for one in self._open:
            one.close()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        server = socket.create_connection(("127.0.0.1", self.server_port))
        self._open += [client, server]
        session = _Session(self, client, server)
        try:
            session.run()
        except (OSError, EOFError):
            pass
        finally:
            session.client.close()
            session.server.close()

    def hold(self, step, client):
        """Stops when this is the step, until the client goes away."""
        if step != self.step:
            return
        self.reached.set()
        while client.recv(65536):
            pass
        raise EOFError


class _Session:
    def __init__(self, proxy, client, server):
        self.proxy, self.client, self.server = proxy, client, server
        self.buffers = {id(client): b"", id(server): b""}

    def _line(self, side):
        buffer = self.buffers.pop(id(side))
        while b"\r\n" not in buffer:
            more = side.recv(65536)
            if not more:
                raise EOFError
            buffer += more
        line, self.buffers[id(side)] = buffer.split(b"\r\n", 1)
        return line + b"\r\n"

    def _answer(self):
        lines = self._line(self.server)
        while lines[-2:] and lines.splitlines()[-1][3:4] == b"-":
            lines += self._line(self.server)
        return lines

    def _encrypt(self):
        if self.proxy.step == "tls":
            # The client's hello has come: its handshake is under way.
            self.client.recv(1, socket.MSG_PEEK)
        self.proxy.hold("tls", self.client)
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        self.server = trusting.wrap_socket(self.server)
        self.client = self.proxy.context.wrap_socket(self.client, server_side=True)
        self.buffers = {id(self.client): b"", id(self.server): b""}

    def _mail(self):
        """Everything up to the final dot."""
        content = self._line(self.client)
        self.proxy.hold("data", self.client)
        while not content.endswith(b"\r\n.\r\n"):
            content += self._line(self.client)
        self.server.sendall(content)
        answer = self._answer()
        self.proxy.hold("accepted", self.client)
        self.client.sendall(answer)

    def run(self):
        greeting = self._answer()
        self.proxy.hold("greeting", self.client)
        self.client.sendall(greeting)
        while True:
            command = self._line(self.client)
            self.server.sendall(command)
            answer = self._answer()
            if command.upper().startswith(b"MAIL"):
                self.proxy.hold("mail", self.client)
            self.client.sendall(answer)
            if command.upper() == b"STARTTLS\r\n" and answer.startswith(b"220"):
                self._encrypt()
            if command.upper() == b"DATA\r\n" and answer.startswith(b"354"):
                self._mail()
