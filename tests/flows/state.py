"""What an archive and a warehouse hold once run ids, times and the names of people are dropped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

ARCHIVE = {
    "records": "select source, key, content_hash, raw from record",
    "contexts": "select context_id, facts from context",
    "snapshots": "select source, part, fingerprint, observed_lo, complete from snapshot",
    "sightings": """
        select source, part, fingerprint, key, content_hash, context_id, file, member, ordinal, line, uid
        from sighting
        join snapshot using (snapshot_id)
        join (select landed_seq, key, content_hash from record) using (landed_seq)
    """,
    "absences": "select source, part, uid from absence",
    "cursors": "select source, part, cursor from cursor",
    "sums": """
        select source, sum(seen), sum(new), sum(changed), sum(unchanged), sum(ignored)
        from run_source
        group by all
    """,
    "judgements": "select verdict, profile_a, profile_b, who, withdrawn_at is null from judgement",
}

WAREHOUSE = {
    "people": """
        select list_sort(list(distinct (source, subject_key))), name, email, phone, person.is_current, is_me
        from person
        join profile using (person_id)
        group by person_id, name, email, phone, person.is_current, is_me
    """,
    "profiles": "select source, subject_key, record_key, file, ordinal, is_current from profile",
    "names": "select name, name_key, is_best, is_current, source_count from person_name",
    "emails": "select email, email_key, is_best, is_current, source_count from person_email",
    "interactions": """
        select interaction_id, kind, sent_at, direction, party_count, not_contact, sources
        from interaction
    """,
    "parties": "select interaction_id, role, email, is_me, person_id is null from interaction_party",
    "ties": "select sent, received, contact_days, first_contact_on, last_contact_on, round(strength, 6) from tie",
    "posts": """
        select organization, kind, basis, title, start_lo, start_hi, end_lo, end_hi, is_current, sources
        from affiliation
    """,
    "rejections": "select source, record_key, reason, field, is_current from rejection",
}


def archive_state(file: Path, *leave_out: str) -> dict[str, list[tuple[Any, ...]]]:
    """The archive's contents, each part sorted."""
    return _state(file, {part: query for part, query in ARCHIVE.items() if part not in leave_out})


def warehouse_state(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The published warehouse's contents, each part sorted; people are known by their profiles, not by their ids."""
    return _state(file, WAREHOUSE)


def _state(file: Path, queries: dict[str, str]) -> dict[str, list[tuple[Any, ...]]]:
    with duckdb.connect(str(file), read_only=True) as connection:
        return {part: sorted(connection.execute(query).fetchall(), key=repr) for part, query in queries.items()}
