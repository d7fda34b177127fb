"""A line between browser and server that can be slow, cut, or swallow everything: real sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from serving import free_port

_CHUNK = 65536


class Line:
    """A relay on a port of its own, to be used on the event loop on which it was opened.

    ``round_trip`` is in seconds; every byte is late by half of it each way, and a new connection by one more.
    """

    def __init__(self, target: int, round_trip: float) -> None:
        self.port = free_port()
        self.target = target
        self.round_trip = round_trip
        self._listening: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()
        self._flowing = asyncio.Event()
        self._flowing.set()

    async def mend(self) -> None:
        """Carry again what comes."""
        self._flowing.set()
        if self._listening is None:
            self._listening = await asyncio.start_server(self._carry, "127.0.0.1", self.port)

    def swallow(self) -> None:
        """Take everything from now on and pass on nothing, as a dead Wi-Fi does: nobody is told."""
        self._flowing.clear()

    async def cut(self) -> None:
        """End every connection and take no new one."""
        if self._listening is not None:
            self._listening.close()
            self._listening = None
        for task in tuple(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _carry(self, near: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        writers = [answer]
        pumps: list[asyncio.Task[None]] = []
        try:
            await asyncio.sleep(self.round_trip)  # what the handshake of a new connection takes
            await self._flowing.wait()
            far, forward = await asyncio.open_connection("127.0.0.1", self.target)
            writers.append(forward)
            pumps = [
                asyncio.create_task(self._pump(near, forward)),
                asyncio.create_task(self._pump(far, answer)),
            ]
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        except (OSError, asyncio.CancelledError):
            pass  # the server is down, or the line is cut: the connection ends, and that is the answer
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            for writer in writers:
                writer.transport.abort()
            self._open.discard(task)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        """Pass on what comes, in its order, each piece when its time has come, until either side ends."""
        late: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        clock = asyncio.get_running_loop().time

        async def listen() -> None:
            while True:
                piece = await source.read(_CHUNK)
                await late.put((clock() + self.round_trip / 2, piece))
                if not piece:
                    return

        async with asyncio.TaskGroup() as both:
            both.create_task(listen())
            while True:
                due, piece = await late.get()
                await asyncio.sleep(max(0.0, due - clock()))
                await self._flowing.wait()
                if not piece:
                    return
                sink.write(piece)
                await sink.drain()


@asynccontextmanager
async def line_to(port: int, round_trip: float = 0.0) -> AsyncIterator[Line]:
    """A line to a server on this machine, whole until told otherwise."""
    line = Line(port, round_trip)
    await line.mend()
    try:
        yield line
    finally:
        await line.cut()
