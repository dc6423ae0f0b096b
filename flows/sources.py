"""From settings to sources: each with its connector, and how its stored records are read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple, cast

from connectors.claims import Reading
from connectors.contract import Connector, Options, Read, SourceRecord, connectors
from connectors.owner import CONNECTOR as OWNER_CONNECTOR
from connectors.owner import OwnerOptions
from connectors.records import digest
from flows.deployed import deployed_flows
from flows.local_server import keep_private
from flows.notify import Notify
from warehouse.settings import Settings, load
from warehouse.settings_problems import Problem, SettingsError
from warehouse.settings_sources import OWNER_SOURCE
from warehouse.staging import SourceReader

PACKAGES = tuple(Path(__file__).parent.parent / name for name in ("connectors", "transforms", "warehouse"))


READING_LIBRARIES = ("phonenumbers", "publicsuffixlist")
"""Libraries by whose version a record may be read differently, while our own code is the same."""


class BoundSource(NamedTuple):
    """A source of the settings together with what can read it."""

    name: str
    connector: Connector
    options: Options

    @property
    def asked(self) -> str:
        """Changes whenever the source is asked for something else: another host, folder or path. Holds no secret."""
        options = self.options.model_dump(mode="json", exclude={"allow_shrink"})
        return digest(self.connector.name, json.dumps(options, sort_keys=True))


def option_models() -> dict[str, type[Options]]:
    """The options of every connector that a [[source]] may name."""
    return {name: found.options for name, found in connectors().items() if found is not OWNER_CONNECTOR}


def bound_sources(settings: Settings) -> list[BoundSource]:
    """Every source, the owner's own facts first; those are left out when [me] says nothing."""
    known = connectors()
    me = OwnerOptions(**settings.me.model_dump(exclude={"region"}))
    owner = [BoundSource(OWNER_SOURCE, OWNER_CONNECTOR, me)] if me != OwnerOptions() else []
    return owner + [
        BoundSource(source.name, known[source.connector], cast(Options, source.options)) for source in settings.sources
    ]


def chosen_sources(settings: Settings, names: Sequence[str]) -> list[BoundSource]:
    """The sources of these names; all for none. Raises SettingsError for a name that is not there."""
    sources = bound_sources(settings)
    known = [source.name for source in sources]
    unknown = [Problem(name, f"is no source; there are {', '.join(known)}") for name in names if name not in known]
    if unknown:
        raise SettingsError(unknown, settings.path.name)
    return [source for source in sources if not names or source.name in names]


def load_settings(path: Path | None) -> Settings:
    """The settings, their sources checked by the connectors' own options. Raises SettingsError."""
    return load(path, option_models(), os.environ, _secret_block, deployed_flows(), Notify)


def _secret_block(name: str) -> str:
    # Imported only when a secret is fetched: Prefect reads its environment then, and takes a second to come.
    keep_private()
    from prefect.blocks.system import Secret

    block = Secret.load(name)
    assert isinstance(block, Secret)
    return str(block.get())


def source_readers(settings: Settings) -> dict[str, SourceReader]:
    """How to read what is stored of each source.

    A reader's version changes with any code that reads or normalises, ours or a library's.
    """
    libraries = [f"{library} {version(library)}" for library in READING_LIBRARIES]
    reader_version = digest(_digest_of("connectors", "transforms"), str(settings.region), *libraries)
    return {
        source.name: SourceReader(_reader(source.connector.read), reader_version, settings.region)
        for source in bound_sources(settings)
    }


def _reader(read: Read) -> Any:
    def read_stored(key: str, raw: bytes, facts: Mapping[str, Any]) -> Iterator[Reading]:
        return read(SourceRecord(key, raw), facts)

    return read_stored


def code_version() -> str:
    """Changes whenever a build from the same records might come out differently."""
    return _digest_of("connectors", "transforms", "warehouse")


@cache
def _digest_of(*packages: str) -> str:
    files = sorted(
        file
        for package in PACKAGES
        if package.name in packages
        for file in package.rglob("*")
        if file.suffix in {".py", ".sql", ".toml", ".tsv"}
    )
    return digest(*(part for file in files for part in (file.name, file.read_bytes())))
