"""A secret in the settings is never written out: only where it is kept.

    password = { env = "WORK_MAIL_PASSWORD" }          an environment variable
    password = { file = "/run/secrets/work-mail" }     a file's text
    password = { command = ["pass", "show", "work"] }  what a command prints; no shell
    password = { block = "work-mail" }                 a Prefect Secret block

A connector types such an option as `Secret` and calls `reveal` when it needs the value, which it keeps nowhere.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from connectors.contract import NeedsYou

KINDS = ("env", "file", "command", "block")
COMMAND_SECONDS = 60
"""Long enough to type the passphrase of a password manager, short enough for a scheduled run."""

Blocks = Callable[[str], str]
"""The value of a Prefect Secret block by its name; given by the one folder that knows Prefect."""


@dataclass(frozen=True)
class Secret:
    """Where one secret is kept: its kind (one of KINDS) and the place; a command has several words."""

    kind: str
    place: tuple[str, ...]
    blocks: Blocks | None = field(default=None, compare=False)

    @property
    def reference(self) -> dict[str, str | list[str]]:
        """As it stands in the settings."""
        return {self.kind: list(self.place) if self.kind == "command" else self.place[0]}

    def __repr__(self) -> str:
        # Only a command's program: its other words may hold what should have been kept elsewhere.
        if self.kind == "command":
            return f'{{ command = ["{Path(self.place[0]).name}", …] }}'
        return f'{{ {self.kind} = "{self.place[0]}" }}'

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(
            _secret, serialization=core_schema.plain_serializer_function_ser_schema(lambda s: s.reference)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        place = {"type": "string"}
        kinds: dict[str, Any] = dict.fromkeys(KINDS, place) | {"command": {"type": "array", "items": place}}
        return {"type": "object", "properties": kinds, "minProperties": 1, "maxProperties": 1}


def _secret(found: Any, info: ValidationInfo) -> Secret:
    """The reference that a settings value is. Context: `folder` makes a file absolute, `blocks` resolves a block."""
    if isinstance(found, Secret):
        return found
    if not isinstance(found, dict):
        raise PydanticCustomError("secret_written_out", "is written out instead of referred to")
    if len(found) != 1 or not set(found) <= set(KINDS):
        raise PydanticCustomError("secret_reference", f"should have exactly one of the keys {', '.join(KINDS)}")
    [(kind, place)] = found.items()
    words = place if kind == "command" else [place]
    if not isinstance(words, list) or not words or not all(isinstance(word, str) and word for word in words):
        wanted = 'a list of words: command = ["…", "…"]' if kind == "command" else f'text: {kind} = "…"'
        raise PydanticCustomError("secret_reference", f"should have {wanted}")
    context = info.context or {}
    if kind == "file":
        words = [str(Path(context.get("folder", ""), Path(words[0]).expanduser()))]
    return Secret(kind, tuple(words), context.get("blocks"))


def reveal(secret: Secret) -> str:
    """The secret itself, without one trailing newline. Raises NeedsYou, naming the reference and nothing it holds."""
    found, reason = {"env": _from_env, "file": _from_file, "command": _from_command, "block": _from_block}[secret.kind](
        secret
    )
    # Raised here, outside every `except`: the exceptions caught below carry what was read.
    if reason:
        raise NeedsYou(f"The secret {secret!r} {reason}.")
    text = re.sub(r"\r?\n\Z", "", found)
    if not text:
        raise NeedsYou(f"The secret {secret!r} is empty.")
    return text


Found = tuple[str, str]
"""What was found, and else the reason why nothing was."""


def _from_env(secret: Secret) -> Found:
    found = os.environ.get(secret.place[0])
    return (found, "") if found is not None else ("", "names an environment variable that is not set")


def _from_file(secret: Secret) -> Found:
    try:
        return Path(secret.place[0]).read_bytes().decode(), ""
    except OSError as error:
        return "", f"can't be read: {error.strerror}"
    except UnicodeDecodeError:
        return "", "is not UTF-8 text"


def _from_command(secret: Secret) -> Found:
    try:
        process = subprocess.Popen(
            secret.place, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError as error:
        return "", f"can't be run: {error.strerror}"
    with process:
        try:
            printed, _ = process.communicate(timeout=COMMAND_SECONDS)
        except subprocess.TimeoutExpired:
            # Not `run`, which would then wait for the pipe's end: a child of the command may hold it open for ever.
            process.kill()
            return "", f"did not answer within {COMMAND_SECONDS} seconds"
    if process.returncode:
        return "", f"failed with exit status {process.returncode}; run it in a terminal to see why"
    try:
        return printed.decode(), ""
    except UnicodeDecodeError:
        return "", "did not print UTF-8 text"


def _from_block(secret: Secret) -> Found:
    if secret.blocks is None:
        return "", "is a Prefect block, which can be read inside a flow only"
    try:
        return secret.blocks(secret.place[0]), ""
    except Exception as error:  # noqa: BLE001 - whatever a resolver raises may quote what it read
        return "", f"can't be read from Prefect ({type(error).__name__}); is there a Secret block of that name?"
