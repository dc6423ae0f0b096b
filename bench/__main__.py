"""`python -m bench`: builds worlds of two sizes, measures, prints a table and appends it to data/bench.json.

Worlds are made in the folder given, or anew in a temporary one, since the large one takes 2 GB of disk.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.macros import answer_times
from bench.measure import Cost, cost_of_build, write_mail
from bench.world import make_world, places

SIZES = {"500k": (10_000, 500_000), "5m": (100_000, 5_000_000)}
"""People and interactions."""

NEW_MESSAGES = 1_000
RESULTS = Path(__file__).parent.parent / "data" / "bench.json"


def results(folder: Path, size: str) -> Iterator[dict[str, Any]]:
    """The rows of one world, whose files are made in a folder of their own."""
    world = folder / size
    if not places(world).archive.exists():
        make_world(world, *SIZES[size])
    full = cost_of_build(world)
    yield _row(f"build_{size}", size, full.seconds, "s", memory_mib=full.memory_mib)
    for macro, milliseconds in answer_times(places(world).warehouse).items():
        yield _row(f"macro {macro}", size, milliseconds, "ms")
    write_mail(world, NEW_MESSAGES)
    yield _rebuild(size, full, cost_of_build(world))


def _rebuild(size: str, full: Cost, again: Cost) -> dict[str, Any]:
    """The peer of a rebuild is the full build: ratio 4 is a quarter of its time."""
    row = _row("rebuild_1000", size, again.seconds, "s", memory_mib=again.memory_mib)
    return row | {"peer": round(full.seconds, 1), "peer_name": f"build_{size}", "ratio": full.seconds / again.seconds}


def _row(name: str, size: str, ours: float, unit: str, memory_mib: int | None = None) -> dict[str, Any]:
    """A row of data/bench.json; ours and peer in `unit`, less is better."""
    known = {"name": name, "size": size, "ours": round(ours, 1), "unit": unit, "memory_mib": memory_mib}
    return known | {"peer": None, "peer_name": None, "ratio": None}


def main() -> None:
    """Measure every size and keep what came out."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=main.__doc__)
    parser.add_argument("--size", choices=[*SIZES], action="append", help="only this size of world; may be repeated")
    parser.add_argument("--folder", type=Path, help="where worlds are, or are made and kept")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="reknit-bench-"))
    rows = []
    try:
        for size in options.size or SIZES:
            for row in results(folder, size):
                rows.append(row)
                print(
                    f"{row['name']:36} {row['size']:>5} {row['ours']:>10} {row['unit']:2} {row['memory_mib'] or '':>6}"
                )
    finally:
        if options.folder is None:
            shutil.rmtree(folder)
    RESULTS.parent.mkdir(exist_ok=True)
    before = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else []
    RESULTS.write_text(json.dumps(before + rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
