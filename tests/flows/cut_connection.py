"""A way to a server that breaks off after so many bytes, as a network does in mid-fetch."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

CHUNK_BYTES = 4096


class CutConnection:
    """A port that leads to another port on this machine, until the bytes it may carry are used up.

    left: how many bytes it still carries from the server, over all connections; None carries them all.
    is_silent: whether nobody is told when they are used up; else the connection is closed.
    carried: how many bytes came from the server so far.
    """

    def __init__(self, port: int) -> None:
        self.left: int | None = None
        self.is_silent = False
        self.carried = 0
        self._to = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=[client], daemon=True).start()

    def _connect(self, client: socket.socket) -> None:
        with client, suppress(OSError), socket.create_connection(("127.0.0.1", self._to)) as server:
            there = threading.Thread(target=self._carry, args=[client, server, False], daemon=True)
            there.start()
            self._carry(server, client, True)
            there.join()

    def _carry(self, source: socket.socket, target: socket.socket, is_counted: bool) -> None:
        """Carry bytes until one end closes or they are used up; then both ends are closed."""
        with suppress(OSError):
            while self._is_open() and (chunk := source.recv(CHUNK_BYTES)):
                target.sendall(self._counted(chunk) if is_counted else chunk)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _is_open(self) -> bool:
        return self.left != 0 or self.is_silent

    def _counted(self, chunk: bytes) -> bytes:
        """What of a chunk from the server still gets through."""
        self.carried += len(chunk)
        if self.left is None:
            return chunk
        through = chunk[: self.left]
        self.left -= len(through)
        return through
