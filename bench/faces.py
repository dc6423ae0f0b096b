"""How mail shows people and machines: a display name with an address, with the normal forms that staging would add."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from bench.people import OWNER_NAME, Numbers, People
from connectors.claims import Party
from connectors.mail_message import mailbox_subject
from connectors.records import OWNER
from transforms.contact import PartyKeys, party_keys


class Faces:
    """Every face by number.

    table: face, subject, name, address, the columns of `PartyKeys`, and network_subject: whom a network means by it.
    owner, machine, mailing_list: the numbers of their faces. of(person): mostly the same one of three.
    """

    def __init__(self, people: People) -> None:
        self._shown: list[tuple[str | None, str]] = []
        self.owner = self._add([(OWNER_NAME, address) for address in people.owner])
        self.machine = self._add(
            [
                (f"Shop {number}", f"{left}@shop{number}.example")
                for number in range(max(20, people.count // 50))
                for left in ("no-reply", "news")
            ]
        )
        self.mailing_list = self._add([(None, f"list{number}@lists.example") for number in range(60)])
        self._first = len(self._shown)
        for name, home, work in zip(people.name, people.home, people.work, strict=True):
            self._add([(name, work or home), (name, home), (None, work or home)])
        shown = range(len(self._shown))
        network = [
            OWNER if face < len(people.owner) else f"in:person-{max(0, face - self._first) // 3:07}" for face in shown
        ]
        self.table = _table(self._shown).append_column("network_subject", pa.array(network, pa.string()))

    def of(self, persons: Numbers, chance: np.random.Generator) -> Numbers:
        """A face of each of these people."""
        which = chance.choice(3, len(persons), p=(0.82, 0.1, 0.08))
        return self._first + 3 * persons + which

    def _add(self, shown: list[tuple[str | None, str]]) -> Numbers:
        self._shown += shown
        return np.arange(len(self._shown) - len(shown), len(self._shown))


def _table(shown: list[tuple[str | None, str]]) -> pa.Table:
    keys = [party_keys(Party("", "", "from", 1, name, address)) for name, address in shown]
    columns: dict[str, pa.Array] = {
        "face": pa.array(range(len(shown)), pa.int64()),
        "subject": pa.array([mailbox_subject(address, name) for name, address in shown], pa.string()),
        "name": pa.array([name for name, _ in shown], pa.string()),
        "address": pa.array([address for _, address in shown], pa.string()),
    }
    for place, field in enumerate(PartyKeys._fields):
        kind = pa.bool_() if field in {"is_mailbox_site", "has_personal_name"} else pa.string()
        columns[field] = pa.array([key[place] for key in keys], kind)
    return pa.table(columns)
