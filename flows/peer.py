"""Which account holds the other end of a connection on this machine, as Linux tells it.

The table has a line for each socket: its own address, that of the other end, state, …, account, …, inode. Format:
https://docs.kernel.org/networking/proc_net_tcp.html
"""

from __future__ import annotations

import os
import socket
import struct
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

TABLES = (Path("/proc/self/net/tcp"), Path("/proc/self/net/tcp6"))

ESTABLISHED = 1
"""The state of a socket that is in use. One that was closed has lost its account: the table says 0, which is root."""

ROOT = 0

ATTEMPTS = 2
"""The table is read in pieces, so a line can be missed while others come and go."""


def can_tell() -> bool:
    """Whether this system says so at all; macOS does not."""
    return TABLES[0].exists()


def is_ours(connection: socket.socket) -> bool:
    """Whether the other end of an IPv4 connection is of our account, or of root, who can do anything anyway.

    False when it is gone, too, or when the system does not say.
    """
    try:
        near, far = connection.getsockname(), connection.getpeername()
        tables = (table.read_text() for _ in range(ATTEMPTS) for table in TABLES if table.exists())
        found = next((number for table in tables if (number := account(table, far, near)) is not None), None)
        # Looked at last: as long as our end is in use, nobody else can have got the address of the other end.
        state = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
    except OSError:
        return False
    return state == ESTABLISHED and found in (os.getuid(), ROOT)


def account(table: str, address: tuple[str, int], other: tuple[str, int]) -> int | None:
    """The number of the account whose socket in use has this address, and that one at its other end; None: no such."""
    ends = [
        [_written(address, mapped=mapped), _written(other, mapped=mapped), f"{ESTABLISHED:02X}"]
        for mapped in (False, True)
    ]
    for fields in map(str.split, table.splitlines()):
        if fields[1:4] in ends:
            number, inode = int(fields[7]), int(fields[9])
            return number if inode else None  # without an inode nobody holds it, and its account says nothing
    return None


def _written(address: tuple[str, int], *, mapped: bool) -> str:
    """An address as the table writes it: words of 32 bits in this machine's byte order. mapped: as one of IPv6."""
    host = IPv4Address(address[0])
    packed = IPv6Address(f"::ffff:{host}").packed if mapped else host.packed
    words = struct.unpack(f"={len(packed) // 4}I", packed)
    return "".join(f"{word:08X}" for word in words) + f":{address[1]:04X}"
