"""A telephone line that can be cut: forwards TCP from a local port to the aggregator."""

import asyncio
import threading


class Line:
    def __init__(self, host, port):
        self.target = (host, port)
        self.loop = asyncio.new_event_loop()
        self.writers = set()
        self.server = None
        self.is_cut = False
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.port = self._call(self._listen(0))

    def _call(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(10)

    async def _listen(self, port):
        self.server = await asyncio.start_server(self._accept, "127.0.0.1", port)
        return self.server.sockets[0].getsockname()[1]

    async def _accept(self, reader, writer):
        try:
            far_reader, far_writer = await asyncio.open_connection(*self.target)
        except OSError:
            writer.close()
            return
        self.writers |= {writer, far_writer}
        await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))

    async def _pump(self, reader, writer):
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        self.writers.discard(writer)
        writer.close()

    async def _cut(self):
        self.server.close()
        for writer in list(self.writers):
            writer.close()

    def cut(self):
        self.is_cut = True
        self._call(self._cut())

    def mend(self):
        self._call(self._listen(self.port))
        self.is_cut = False
