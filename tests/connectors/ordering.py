"""No key counts rows: the same records in another order have the same keys and say the same."""

from __future__ import annotations

import json
from collections.abc import Iterator

from connectors.records import Record
from tests.connectors.cases import Trial
from tests.connectors.containers import is_zip, texts_in, zip_of
from tests.connectors.fetching import fetched, records_of, spans_of
from tests.connectors.reading import readings_of


def check_the_order_of_records_is_irrelevant(trial: Trial) -> None:
    """Where a record stands in its file changes neither its key nor what it says."""
    for index, (file, content) in enumerate(trial.single_files()):
        records = records_of(fetched(trial, trial.shows({file: content})))
        if trial.case.reordered and index == 0:
            others = iter([(trial.case.folder / trial.case.reordered).read_bytes()])
        elif len(records) > 2:
            others = reordered(content, records)
        else:
            continue
        moved = next((found for other in others if (found := _moved(trial, file, other, records))), None)
        assert moved, (
            f"{file}: no order of its records other than its own gives the same records. Add a copy of the file "
            "with its records in another order to the sample and name it, `reordered = …`, in case.toml."
        )
        assert _said(trial, records) == _said(trial, moved), f"{file}: a key or a claim depends on the records' order."


def reordered(content: bytes, records: list[Record]) -> Iterator[bytes]:
    """The file with its records last to first, then with two neighbours swapped; what stands between stays in place.

    The last record stays last, since it may lack the line end that the others have. Several are tried, because what
    follows a damaged record can become part of it.
    """
    if is_zip(content):
        texts = texts_in(content, records)
        yield zip_of({name: next(reordered(text, within), text) for name, text, within in texts})
        return
    spans = spans_of(content, records)
    if not spans:
        return
    count = len(spans) - 1
    yield _in_order(content, spans, [*reversed(range(count)), count])
    for first in range(count - 1):
        yield _in_order(content, spans, [*range(first), first + 1, first, *range(first + 2, count + 1)])


def _in_order(content: bytes, spans: list[tuple[int, int]], order: list[int]) -> bytes:
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    gaps = [content[end:start] for end, start in zip(ends, [*starts[1:], len(content)], strict=True)]
    pieces = [content[starts[which] : ends[which]] + gap for which, gap in zip(order, gaps, strict=True)]
    return content[: starts[0]] + b"".join(pieces)


def _moved(trial: Trial, file: str, content: bytes, records: list[Record]) -> list[Record] | None:
    """The records of the reordered file, if they are the same ones and stand in another order."""
    moved = records_of(fetched(trial, trial.shows({file: content})))
    raws, moved_raws = [r.raw for r in records], [r.raw for r in moved]
    same = sorted(raws) == sorted(moved_raws)
    return moved if same and (raws != moved_raws or len(set(raws)) == 1) else None


def _said(trial: Trial, records: list[Record]) -> list[str]:
    return sorted(json.dumps([record.key, readings_of(trial, record)], default=str) for record in records)
