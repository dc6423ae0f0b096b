"""What the tests of the settings share: stand-ins for connectors, two sources, and loading a text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field

from connectors.contract import Options
from connectors.secret import Secret
from warehouse.settings import Settings, load
from warehouse.settings_problems import SettingsError


class CardOptions(Options):
    path: str | list[str]
    files: Literal["parts", "snapshots"] = "parts"
    exported_on: date | dict[str, date] | None = None
    columns: dict[str, str] = Field(default_factory=dict)


class MailOptions(Options):
    host: str
    password: Secret
    port: int = 993
    exclude: list[str] = Field(default_factory=list)
    app_key: str = ""
    pin: Secret | None = None


MODELS: Mapping[str, type[BaseModel]] = {"csv_people": CardOptions, "imap_mail": MailOptions, "vcard": CardOptions}

PHONE = '[[source]]\nname = "phone"\nconnector = "vcard"\npath = "inbox/*.vcf"\n'
MAIL = '[[source]]\nname = "work"\nconnector = "imap_mail"\nhost = "mail.example.org"\npassword = { env = "WORK" }\n'


def loaded(file: Path, text: str, environ: Mapping[str, str] | None = None) -> Settings:
    file.write_text(text)
    return load(file, MODELS, environ or {})


def problems(file: Path, text: str, environ: Mapping[str, str] | None = None) -> list[str]:
    with pytest.raises(SettingsError) as raised:
        loaded(file, text, environ)
    return [str(problem) for problem in raised.value.problems]


def options(settings: Settings, position: int = 0) -> Any:
    return settings.sources[position].options
