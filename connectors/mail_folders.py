"""What a mail folder or a label is for, by its name in the languages of the programs that make it."""

from __future__ import annotations

import re
import unicodedata
from base64 import b64decode
from binascii import Error as BadBase64
from collections.abc import Iterable, Sequence
from typing import Final, Literal

Purpose = Literal["spam", "trash", "drafts", "templates", "outbox"]

NAMES: Final[dict[Purpose, tuple[str, ...]]] = {
    "spam": (
        *(
            "spam",
            "junk",
            "junk e-mail",
            "junk email",
            "junk mail",
            "junkmail",
            "bulk",
            "bulk mail",
            "spamverdacht",
            "unerwünscht",
        ),
        *("werbung", "courrier indésirable", "indésirables", "pourriel", "correo no deseado", "no deseado"),
        *("posta indesiderata", "lixo eletrônico", "lixo eletrónico", "lixo electrónico", "ongewenste e-mail"),
        *("ongewenst", "skräppost", "søppelpost", "uønsket e-mail", "roskaposti", "niechciane", "wiadomości-śmieci"),
        *("nevyžádaná pošta", "levélszemét", "önemsiz", "спам", "нежелательная почта", "垃圾邮件", "垃圾郵件"),
        *("迷惑メール", "スパム", "정크 메일", "스팸함"),
    ),
    "trash": (
        *("trash", "bin", "deleted items", "deleted messages", "deleted", "papierkorb", "gelöschte elemente"),
        *("gelöschte objekte", "gelöscht", "corbeille", "éléments supprimés", "papelera", "elementos eliminados"),
        *("cestino", "posta eliminata", "elementi eliminati", "lixeira", "lixo", "itens excluídos", "prullenbak"),
        *("verwijderde items", "papperskorgen", "borttagna objekt", "papirkurv", "slettede elementer", "slettet post"),
        *("roskakori", "poistetut", "kosz", "elementy usunięte", "koš", "odstraněná pošta", "kuka", "törölt elemek"),
        *("çöp kutusu", "silinmiş öğeler", "корзина", "удаленные", "удалённые", "已删除邮件", "已删除", "刪除的郵件"),
        *("ゴミ箱", "削除済みアイテム", "휴지통", "지운 편지함"),
    ),
    "drafts": (
        *(
            "drafts",
            "draft",
            "entwürfe",
            "entwurf",
            "brouillons",
            "brouillon",
            "borradores",
            "bozze",
            "bozza",
            "rascunhos",
        ),
        *("concepten", "utkast", "kladder", "luonnokset", "szkice", "wersje robocze", "koncepty", "rozepsané"),
        *("piszkozatok", "taslaklar", "черновики", "草稿", "草稿箱", "下書き", "임시보관함", "임시 보관함"),
    ),
    "templates": ("templates", "vorlagen", "modèles", "plantillas", "modelli", "sjablonen"),
    "outbox": ("outbox", "unsent messages", "postausgang", "boîte d'envoi", "bandeja de salida", "posta in uscita"),
}
"""Folder names as Gmail, Outlook, Apple Mail, Thunderbird and web mailers show them, in small letters."""


def _folded(name: str) -> str:
    """A name without brackets, capitals, and the marks between words that differ from program to program."""
    return " ".join(re.sub(r"[-_]", " ", unicodedata.normalize("NFC", name).strip().strip("[]").casefold()).split())


_PURPOSE_OF: Final[dict[str, Purpose]] = {_folded(name): purpose for purpose, names in NAMES.items() for name in names}


_PROGRAMS_SUFFIX: Final = re.compile(r"\.(?:mbox|mbx|sbd)\Z", re.IGNORECASE)
_SHIFTED: Final = re.compile(r"&([A-Za-z0-9+,]*)-")


def purpose(name: str) -> Purpose | None:
    """What the folder of this name (not of a path) is for, if that is none of contact; None for any other."""
    return _PURPOSE_OF.get(_folded(name))


def purposes(names: Iterable[str]) -> set[Purpose]:
    """What the folders or labels of these names are for."""
    return {found for name in names if (found := purpose(name)) is not None}


def left_out(path: str, leave_out: Sequence[str]) -> str | None:
    """The rule by which a folder at this path is left out: what it, or one above it, is for or is called; else None."""
    for part in path.split("/"):
        for name in unshifted(_PROGRAMS_SUFFIX.sub("", part)).split("." if part.startswith(".") else "/"):
            if (known := purpose(name)) in leave_out:
                return f"message in {known}"
            if name and name.casefold() in map(str.casefold, leave_out):
                return "message in a folder left out by name"
    return None


def unshifted(name: str) -> str:
    """A folder's name out of the modified UTF-7 of IMAP (RFC 3501, section 5.1.3); one that is none stays as it is."""

    def letters(shifted: re.Match[str]) -> str:
        if not shifted[1]:
            return "&"
        text = shifted[1].replace(",", "/")
        return b64decode(text + "=" * (-len(text) % 4)).decode("utf-16-be")

    try:
        return _SHIFTED.sub(letters, name)
    except (UnicodeDecodeError, BadBase64):
        return name
