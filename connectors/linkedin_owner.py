"""What only the export as a whole tells: who its owner is, whom a bare name means, and which keys two people share.

The answers are archived with the rows they are for (`Context.facts`), each with its evidence.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from connectors.linkedin_people import connection_without_url, is_nobody, member_key, named, people
from connectors.linkedin_table import Table
from connectors.records import digest

MOST_OF_THEM = 0.9
"""Share of the conversations that the owner is seen in: all, but for those where a name or URL is missing."""

FEWEST_CONVERSATIONS = 3
"""In fewer, the other side may be in all of them too."""


def owner(tables: Sequence[Table]) -> dict[str, Any]:
    """The owner's URLs and names, and how they were found; empty lists and None where nothing tells.

    Invitations say it outright (the inviter of an outgoing one); else the profile's name leads to a sender's URL; else
    whoever is in all conversations is the owner.
    """
    names = [named(slot.row["firstname"], slot.row["lastname"]) for slot in _slots(tables, "profile")]
    found = "profile" if names else None
    own = list(_invitations(tables))
    if not names and (names := _most_common(Counter(name for _, name in own if name))):
        found = "invitations"
    if urls := Counter(key for key, _ in own if key):
        return _answer(_most_common(urls), names, "invitations")
    conversations = _conversations(tables)
    if not names:
        everywhere = Counter(name for seen in conversations.values() for name in {name for _, name in seen if name})
        names = _in_most(everywhere, len(conversations))
        found = "in every conversation" if names else None
    urls = Counter(key for seen in conversations.values() for key, name in seen if key and name in names)
    return _answer(_most_common(urls), names, found)


def subjects_of_someone_else(own: Mapping[str, Any]) -> list[str]:
    """The keys of the owner of an export that is not ours: by URL, and by name as an export without URLs has it."""
    return ["self:" + digest(key) for key in (*own["owner_urls"], *own["owner_names"])] or ["self:" + digest()]


def known(tables: Sequence[Table], of: Table) -> dict[str, str]:
    """Name -> key, of the connections that are the only ones of their name, for names that stand in a table alone."""
    bare = {each.name for slot in of.slots for each in people(of.kind.name, slot.row) if each.name and not each.url}
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for table in tables:
        if table.kind.name == "connections":
            for slot in table.slots:
                row = slot.row
                name = named(row["firstname"], row["lastname"])
                if name in bare:
                    key = member_key(row["url"]) or connection_without_url(row, table.facts["date_order"])
                    keys[name].add(key if key.startswith(("in:", "urn:")) else f"{key}#{digest(slot.raw)}")
    only = {name: next(iter(found)) for name, found in keys.items() if len(found) == 1}
    return {name: key.partition("#")[0] for name, key in sorted(only.items()) if key and not is_nobody(name)}


def shared(table: Table) -> list[str]:
    """The keys without URL that more than one person of a table would have."""
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for raw, _, row, _ in table.slots:
        if table.kind.name == "connections":
            key = connection_without_url(row, table.facts["date_order"])
            holders[key].add(member_key(row["url"]) or digest(raw))
        for each in people(table.kind.name, row):
            if each.key:
                holders[each.key_without_url].add(each.key)
    return sorted(key for key, found in holders.items() if key and len(found) > 1)


def _answer(urls: Sequence[str], names: Sequence[str], found: str | None) -> dict[str, Any]:
    return {"owner_urls": list(urls), "owner_names": list(names), "owner_found": found}


def _slots(tables: Iterable[Table], kind: str) -> Iterable[Any]:
    return (slot for table in tables if table.kind.name == kind for slot in table.slots)


def _invitations(tables: Sequence[Table]) -> Iterable[tuple[str, str]]:
    """The owner's key and name in each invitation that says its direction."""
    for slot in _slots(tables, "invitations"):
        inviter, invitee = people("invitations", slot.row)
        direction = slot.row["direction"].upper()
        if direction in ("OUTGOING", "INCOMING"):
            own = inviter if direction == "OUTGOING" else invitee
            yield own.key, own.name


def _conversations(tables: Sequence[Table]) -> Mapping[str, set[tuple[str, str]]]:
    """Key and name of everyone seen in each conversation."""
    seen: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for slot in _slots(tables, "messages"):
        for each in people("messages", slot.row):
            if not is_nobody(each.name):
                seen[slot.row["conversationid"]].add((each.key, each.name))
    return seen


def _most_common(counted: Counter[str]) -> list[str]:
    """The most common one, if there is only one such."""
    first, second = [*counted.most_common(2), ("", 0), ("", 0)][:2]
    return [first[0]] if first[1] > second[1] else []


def _in_most(counted: Counter[str], of: int) -> list[str]:
    found = _most_common(counted)
    return found if of >= FEWEST_CONVERSATIONS and found and counted[found[0]] >= MOST_OF_THEM * of else []
