"""What every `fetch` keeps: keys that stay, cursors that lose and repeat nothing, no byte passed over in silence."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from unittest.mock import patch

from pydantic import ValidationError

from connectors.contract import Options, SourceError, Window
from connectors.records import Batch, Cursor, Record
from tests.connectors.cases import Trial
from tests.connectors.containers import texts_in

BLANK = b" \t\r\n\0\xef\xbb\xbf\xff\xfe"
"""Bytes that say nothing between two records: white space, byte-order marks, the high bytes of UTF-16."""


@contextmanager
def batches_of(size: int | None) -> Iterator[None]:
    """Let every connector that cuts its records into batches of BATCH_RECORDS cut them this small."""
    modules = [module for name, module in sys.modules.items() if name.startswith("connectors.")]
    cutting = [module for module in modules if hasattr(module, "BATCH_RECORDS")]
    patches = [patch.object(module, "BATCH_RECORDS", size or module.BATCH_RECORDS) for module in cutting]
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in patches:
            each.stop()


def fetched(
    trial: Trial,
    options: Options,
    cursors: Mapping[str, Cursor] | None = None,
    size: int | None = None,
    window: Window | None = None,
) -> list[Batch]:
    """Everything `fetch` yields, in batches of `size` records where the connector has such a size."""
    with batches_of(size):
        return list(trial.connector.fetch(options, dict(cursors or {}), window))


def records_of(batches: Sequence[Batch]) -> list[Record]:
    """The records of all batches, in order."""
    return [record for batch in batches for record in batch.records]


def cursors_after(batches: Sequence[Batch], before: Mapping[str, Cursor]) -> dict[str, Cursor]:
    """Where each part stands once these batches are stored."""
    return dict(before) | {cursor_part(batch): batch.cursor for batch in batches if batch.cursor is not None}


def cursor_part(batch: Batch) -> str:
    """The part whose cursor a batch has: its own, or that of the file which its whole is in."""
    return batch.part if batch.cursor_of is None else batch.cursor_of


def check_options_refuse_unknown_keys(trial: Trial) -> None:
    """A misspelt option is an error, not a silence."""
    known = next(trial.states()).model_dump()
    try:
        trial.connector.options(**known | {"no_such_option": 1})
    except ValidationError:
        return
    raise AssertionError("The options accept a key that they do not know.")


def check_a_key_stands_for_the_same_bytes(trial: Trial) -> None:
    """Within a snapshot a key names one content."""
    for options in trial.states():
        raw_of: dict[tuple[str, str], bytes] = {}
        for batch in fetched(trial, options):
            for record in batch.records:
                assert record.key, "A record has no key."
                raw = raw_of.setdefault((batch.part, record.key), record.raw)
                assert raw == record.raw, "Two different records of one snapshot have the same key."


def check_fetching_again_gives_the_same(trial: Trial) -> None:
    """Same source, same options: the same keys, bytes, contexts, snapshots and cursors."""
    for options in trial.states():
        assert fetched(trial, options) == fetched(trial, options), "Two fetches of one unchanged source differ."


def check_a_renamed_file_is_the_same(trial: Trial) -> None:
    """Neither key nor content of a record depends on what its file is called."""
    for file, content in trial.single_files():
        options = trial.shows({file: content})
        before = fetched(trial, options)
        renamed = fetched(trial, trial.shows({"renamed " + file: content}))
        assert [(r.key, r.raw, r.context) for r in records_of(before)] == [
            (r.key, r.raw, r.context) for r in records_of(renamed)
        ], "A renamed file gives other records."


def check_the_size_of_batches_is_irrelevant(trial: Trial) -> None:
    """Small batches hold the same records in the same order, and only the last one of a snapshot can be complete."""
    for options in trial.states():
        whole = fetched(trial, options)
        for size in (1, 3):
            small = fetched(trial, options, size=size)
            assert records_of(small) == records_of(whole), f"Batches of {size} hold other records than one large batch."
            assert _ignored(small) == _ignored(whole), f"Batches of {size} ignore other rows than one large batch."
            last = {(batch.part, batch.snapshot.fingerprint): index for index, batch in enumerate(small)}
            early = [b for i, b in enumerate(small) if b.snapshot.complete and i < last[b.part, b.snapshot.fingerprint]]
            assert not early, "A batch says that its snapshot is complete, and another one of the snapshot follows."


def check_every_cursor_resumes(trial: Trial) -> None:
    """Going on from any cursor yields exactly the records that were not stored yet, none lost and none repeated."""
    for size in (1, 3):
        start: dict[str, Cursor] = {}
        for options in trial.states():
            batches = fetched(trial, options, start, size)
            for stored in range(len(batches) + 1):
                resumed = fetched(trial, options, cursors_after(batches[:stored], start), size)
                _assert_goes_on(_not_stored(batches, stored), resumed, f"{stored} of {len(batches)} batches")
            start = cursors_after(batches, start)


def _not_stored(batches: Sequence[Batch], stored: int) -> list[Batch]:
    """What is to come after `stored` batches: all beyond the last one with a cursor, cursor by cursor."""
    reached = {cursor_part(batch): index for index, batch in enumerate(batches[:stored]) if batch.cursor is not None}
    return [batch for index, batch in enumerate(batches) if index > reached.get(cursor_part(batch), -1)]


def _assert_goes_on(expected: Sequence[Batch], resumed: Sequence[Batch], where: str) -> None:
    due = Counter((batch.part, record.key, record.raw) for batch in expected for record in batch.records)
    came = Counter((batch.part, record.key, record.raw) for batch in resumed for record in batch.records)
    lost, repeated = (due - came).total(), (came - due).total()
    assert (lost, repeated) == (0, 0), f"Resumed after {where}: {lost} records are lost, {repeated} come twice."
    assert _ignored(expected) == _ignored(resumed), f"Resumed after {where}: ignored rows are counted differently."
    assert _ends(expected) == _ends(resumed), f"Resumed after {where}: the snapshots end differently."


def _ignored(batches: Sequence[Batch]) -> Counter[str]:
    return sum((Counter(batch.ignored) for batch in batches), Counter())


def _ends(batches: Sequence[Batch]) -> set[object]:
    return {(batch.part, batch.snapshot) for batch in batches if batch.snapshot.complete}


def check_no_byte_is_passed_over(trial: Trial) -> None:
    """After the first record, whatever is neither blank nor in a record is counted as ignored."""
    for file, content in trial.single_files():
        batches = fetched(trial, trial.shows({file: content}))
        texts = list(texts_in(content, records_of(batches)))
        gaps = [_gaps(text, spans_of(text, records)) for _, text, records in texts]
        if trial.case.headers_only:
            passed_over = sum(
                1 for of in gaps for at, gap in enumerate(of, start=1) if not _is_body(gap, at == len(of))
            )
        else:
            passed_over = sum(1 for of in gaps for gap in of if gap.strip(BLANK))
        # A member of a ZIP that has but a header holds no record; one that has more is counted as a whole.
        passed_over += sum(1 for member, text, held in texts if member and not held and len(text.splitlines()) > 1)
        counted = _ignored(batches).total()
        assert passed_over <= counted, (
            f"{file}: text between or after records is in no record ({passed_over} places), "
            f"and only {counted} rows are counted as ignored."
        )


def _gaps(text: bytes, spans: Sequence[tuple[int, int]]) -> list[bytes]:
    """What stands after each span, up to the next one or the end."""
    ends, starts = [end for _, end in spans], [*(start for start, _ in spans[1:]), len(text)]
    return [text[end:start] for end, start in zip(ends, starts, strict=False)]


def _is_body(gap: bytes, is_last: bool) -> bool:
    """Whether this is what stands between header blocks: an empty line and all up to the next separator, or nothing."""
    separators = len(re.findall(rb"^From ", gap, re.MULTILINE))
    return not gap.strip(BLANK) or (gap.startswith((b"\n", b"\r\n", b"From ")) and separators <= (not is_last))


def spans_of(content: bytes, records: Sequence[Record]) -> list[tuple[int, int]]:
    """Where each record stands in its file, from start to end; empty when one is not a slice of it."""
    spans, position = [], 0
    for record in records:
        start = content.find(record.raw, position)
        if start < 0:
            return []
        position = start + len(record.raw)
        spans.append((start, position))
    return spans


def check_records_can_be_found_again(trial: Trial) -> None:
    """Every record says where it stood: file and position, or the server's number; a stated line is the right one."""
    for options in trial.states():
        for record in records_of(fetched(trial, options)):
            origin = record.origin
            assert origin.uid or (origin.file and origin.ordinal) or not trial.is_of_files, "A record has no origin."
    for file, content in trial.single_files():
        records = records_of(fetched(trial, trial.shows({file: content})))
        for _, text, within in texts_in(content, records):
            for record, (start, _) in zip(within, spans_of(text, within), strict=False):
                line = _line_at(text, start)
                assert record.origin.line in (None, line), f"{file}: a record on line {line} says {record.origin.line}."


def _line_at(content: bytes, position: int) -> int:
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    before = content[:position].decode("utf-16" if is_wide else "latin-1", "replace")
    return before.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1


def check_a_missing_source_says_so(trial: Trial) -> None:
    """A path with nothing at it is the owner's to mend, and the message names it; an empty file breaks nothing."""
    if not trial.is_of_files:
        return
    options = next(trial.states())
    path = str(trial.folder / "nothing.here")
    missing = trial.connector.options(**(options.model_dump(exclude_unset=True) | {"path": path}))
    message = _refusal(trial, missing)
    assert message is not None, "A path with nothing at it is fetched as if all were well."
    assert "nothing.here" in message, "The message about a missing file does not name it."
    empty = trial.shows({"empty": b""})
    if _refusal(trial, empty) is None:
        assert not records_of(fetched(trial, empty)), "An empty file holds records."


def _refusal(trial: Trial, options: Options) -> str | None:
    try:
        fetched(trial, options)
    except SourceError as error:
        return str(error)
    return None


def check_states_are_dated(trial: Trial) -> None:
    """Where a case has several states, the source says which is the newer one."""
    if len(trial.case.files) > 1 and not trial.case.undated:
        for options in trial.states():
            dates = {batch.snapshot.observed_lo for batch in fetched(trial, options)}
            assert None not in dates, (
                "A state is not dated, so the order of landing would decide: "
                "give `exported_on`, or say `undated = true`."
            )
