"""Whom a failed run tells: the [notify] table of the settings.

    [notify]
    block = "slack-webhook/alerts"                 a notification block that Prefect has: its type and its name
    webhook = { env = "REKNIT_SECRET_WEBHOOK" }    an address that is sent JSON; who knows it may write there: a secret
    email = { to = ["ada@example.org"], host = "mail.example.org", user = "ada", password = { file = "mail-password" } }

Each of them is told of runs that fail or crash.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from connectors.secret import Secret
from warehouse.settings_values import Email, Text

Tls = Literal["starttls", "ssl", "none"]

PORTS: dict[Tls, int] = {"starttls": 587, "ssl": 465, "none": 25}
"""Where a mail server takes mail for sending (RFC 6409, RFC 8314), and where one that asks for nothing does."""


def _block(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]+/[a-z0-9-]+", value):
        raise ValueError('should be the type and the name of a block, such as "slack-webhook/alerts"')
    return value


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class EmailNotice(_Table):
    """Mail by SMTP.

    port: None is the usual one for `tls`.
    sender: None is `user` if that is an address, else the first of `to`.
    """

    to: Annotated[tuple[Email, ...], Field(min_length=1)]
    host: Text
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    user: Text | None = None
    password: Secret | None = None
    tls: Tls = "starttls"
    sender: Email | None = None

    @model_validator(mode="after")
    def _both_or_none(self) -> EmailNotice:
        if (self.user is None) != (self.password is None):
            raise ValueError("should have both user and password, or neither")
        return self

    @property
    def from_address(self) -> str:
        """Whom the mail comes from."""
        return self.sender or (self.user if self.user and "@" in self.user else self.to[0])


class Notify(_Table):
    """The table; what is None is not told."""

    block: Annotated[Text, AfterValidator(_block)] | None = None
    webhook: Secret | None = None
    email: EmailNotice | None = None
