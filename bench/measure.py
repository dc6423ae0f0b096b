"""What one build costs, in a process of its own, so that its peak of memory is its own."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import duckdb

from bench.world import inputs, places
from warehouse.build import build
from warehouse.quoting import literal

MIB = 1024
"""KiB, the unit of the kernel's own count."""


class Cost(NamedTuple):
    """seconds: from beginning to end. memory_mib: the most that was resident."""

    seconds: float
    memory_mib: int


def cost_of_build(world: Path) -> Cost:
    """Builds a world in a fresh process. Raises CalledProcessError when that fails; it has told why."""
    called = [sys.executable, "-m", "bench.measure", str(world)]
    told = subprocess.run(called, check=True, stdout=subprocess.PIPE, text=True).stdout
    return Cost(*json.loads(told.splitlines()[-1]))


def write_mail(world: Path, count: int) -> None:
    """So many new messages come in: answers to known ones, every fiftieth from somebody new."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(places(world).archive))} as archive")
        connection.execute(f"attach {literal(str(places(world).cache))} as staged (read_only)")
        connection.execute(_ANSWERED, [count])
        connection.execute(_NEW_SNAPSHOT)
        connection.execute(_NEW_RECORDS)
        connection.execute(_NEW_SIGHTINGS)


_ANSWERED = """
create temp table answered as
select
    interaction,
    party.name,
    party.address,
    row_number() over (order by landed_seq desc) as number,
    (select max(landed_seq) from archive.record) as last_seq
from staged.party
where source = 'mail' and role = 'from' and not_person is null and name is not null and address like '%@inbox.example'
qualify number <= ?
"""

_NEW_SNAPSHOT = """
insert into archive.snapshot
select max(snapshot_id) + 1, 'mail', 'INBOX', 'new', 'new', null, timestamp '2026-07-02 12:00:00', false, 'run'
from archive.snapshot
"""

_NEW_RECORDS = """
insert into archive.record
select
    last_seq + number,
    'mail',
    'msg:' || md5('new' || number),
    md5('new hash' || number),
    encode(
        'Message-ID: <new' || number || '.' || md5(interaction)[:8] || '@mail.example>' || e'\\n'
        || 'Date: Mon, 29 Jun 2026 08:00:00 +0000' || e'\\n'
        || 'From: ' || if(number % 50 = 0, 'New Writer' || number || ' <new' || number || '@inbox.example>',
            name || ' <' || address || '>') || e'\\n'
        || 'To: Mira Quandell <mira@quandell.example>' || e'\\n'
        || 'In-Reply-To: <' || interaction[5:] || '>' || e'\\n'
    ),
    timestamp '2026-06-29 08:00:05',
    'run',
    timestamp '2026-07-02 12:00:00'
from answered
"""

_NEW_SIGHTINGS = """
insert into archive.sighting
select last_seq + number, (select max(snapshot_id) from archive.snapshot),
    (select context_id from archive.context where context_id != 'card'), 'INBOX', '', null, null, 'new' || number
from answered
"""


def _main(world: Path) -> None:
    begun = time.monotonic()
    build(places(world), inputs(), force=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MIB
    print(json.dumps([time.monotonic() - begun, peak]))  # the last line is the answer


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
