"""Which file of a LinkedIn export a table is, told by its columns, since people rename files and save them again.

Columns are compared by `column`, so that `First Name`, `FirstName` and `first name` are one, and `Creation Date.1` is
what pandas makes of a second `Creation Date`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple

from connectors.column_names import folded


class Kind(NamedTuple):
    """A file of the export that is read.

    all_of, any_of: the columns by which its header is known: every one of the former, one of the latter.
    identity: the columns whose values tell one row from another, in every version of the file.
    dates: the columns that say when something happened, so that the export is not older.
    """

    name: str
    all_of: frozenset[str]
    any_of: frozenset[str]
    identity: tuple[str, ...]
    dates: tuple[str, ...] = ()


def _kind(name: str, all_of: str, any_of: str, identity: str, dates: str = "") -> Kind:
    return Kind(
        name, frozenset(all_of.split()), frozenset(any_of.split()), tuple(identity.split()), tuple(dates.split())
    )


_RECOMMENDED = "firstname lastname company jobtitle creationdate"
_ENDORSED = "endorsementdate skillname"

KINDS = (
    _kind("connections", "connectedon", "firstname lastname url", "firstname lastname connectedon", "connectedon"),
    _kind("messages", "conversationid from to date", "content folder", "conversationid date from content", "date"),
    _kind("invitations", "from to sentat", "direction message", "from to sentat", "sentat"),
    _kind("positions", "companyname startedon", "title finishedon", "companyname title startedon"),
    _kind("education", "schoolname", "startdate enddate degreename", "schoolname degreename startdate"),
    _kind("profile", "headline", "firstname lastname", ""),
    _kind("email_addresses", "emailaddress", "confirmed primary", "emailaddress", "updatedon"),
    _kind("whatsapp_phone_numbers", "number iswhatsappnumber", "number", "number extension"),
    _kind("phone_numbers", "number", "extension type", "number extension"),
    _kind("endorsements_received", "skillname", "endorserfirstname endorserlastname",
          f"{_ENDORSED} endorserfirstname endorserlastname", "endorsementdate"),
    _kind("endorsements_given", "skillname", "endorseefirstname endorseelastname",
          f"{_ENDORSED} endorseefirstname endorseelastname", "endorsementdate"),
    _kind("recommendations", "jobtitle text creationdate", "lastname firstname", _RECOMMENDED, "creationdate"),
    _kind("contacts", "createdat", "emails emailaddress phonenumbers",
          "firstname lastname fullname emails emailaddress phonenumbers", "createdat"),
)  # fmt: skip

SKILLS = _kind("skills", "name", "name", "name")
"""Known by its one column only where the file's name agrees: many tables have a column `Name`."""

NOT_READ = {
    "Account Status History": "time",
    "Ad_Targeting": "",
    "Ads Clicked": "adclickeddate",
    "Articles": "",
    "Causes You Care About": "",
    "Certifications": "",
    "Comments": "date",
    "Company Follows": "followedon",
    "Courses": "",
    "Events": "",
    "Hashtag_Follows": "createdtime",
    "Honors": "",
    "Inferences_about_you": "",
    "Job Applicant Saved Answers": "",
    "Job Applicant Saved Screening Question Responses": "",
    "Job Applications": "applicationdate",
    "Job Seeker Preferences": "",
    "Languages": "",
    "LAN Ads Engagement": "date",
    "Learning": "",
    "Logins": "logindate",
    "Member_Follows": "date",
    "Organizations": "",
    "Patents": "",
    "Profile Summary": "",
    "Projects": "",
    "Publications": "",
    "Reactions": "date",
    "Receipts": "transactionmadeat",
    "Receipts_v2": "transactionmadeat",
    "Registration": "",
    "Reviews": "creationdate",
    "Rich Media": "",
    "Rich_Media": "",
    "Saved Jobs": "saveddate",
    "Saved_Items": "createdtime",
    "SavedJobAlerts": "savedsearchdate",
    "Search Queries": "time",
    "SearchQueries": "time",
    "Security Challenges": "challengedate",
    "Services Marketplace": "",
    "Shares": "date",
    "Test Scores": "",
    "Verifications": "",
    "Volunteering": "",
    "Votes": "date",
}
"""Files that say nothing here: name -> the column that says when something happened, which dates the export."""

MACHINES = ("guide", "coach", "role play")
"""In the names of files with the columns of messages.csv whose other side is a machine."""


@lru_cache(maxsize=4096)
def column(name: str) -> str:
    """The form in which names of columns are compared."""
    return re.sub(r"[0-9]", "", folded(name))


def stem(file: str) -> str:
    """What a file is called, without folder, ending and number of the copy."""
    return re.sub(r" ?\([0-9]+\)$", "", PurePosixPath(file.replace("\\", "/")).stem)


def kind_of(header: Sequence[str], file: str) -> Kind | None:
    """The kind of table with this header; its file's name decides only what columns leave open."""
    names = {column(name) for name in header if name.strip()}
    for kind in KINDS:
        if kind.all_of <= names and kind.any_of & names:
            return _told_by_name(kind, file)
    return SKILLS if names == SKILLS.all_of and is_called(file, "skills") else None


def score(file: str, names: Sequence[str]) -> int:
    """How many columns these cells name as a header of a kind that is read; 0 when they are none."""
    return sum(bool(name.strip()) for name in names) if kind_of(names, file) else 0


def is_called(file: str, word: str) -> bool:
    """Whether a file's name holds this word, whatever its case and punctuation."""
    return column(word) in column(stem(file))


def is_of_a_machine(file: str) -> bool:
    """Whether these messages are between the owner and one of LinkedIn's assistants."""
    return any(is_called(file, word) for word in MACHINES)


def not_read(file: str) -> str | None:
    """The name in NOT_READ that this file has; None for a file that nobody knows."""
    return next((name for name in NOT_READ if column(name) == column(stem(file))), None)


def expected_kind(file: str) -> str | None:
    """The kind that the file's name promises, when it is the name of one that is read."""
    return _BY_NAME.get(column(stem(file)))


def _told_by_name(kind: Kind, file: str) -> Kind:
    if kind.name == "recommendations":
        for direction in ("received", "given"):
            if is_called(file, direction):
                return kind._replace(name=f"recommendations_{direction}")
    return kind


_BY_NAME = {
    column(name): kind
    for kind, names in {
        "connections": "Connections",
        "messages": "messages",
        "invitations": "Invitations",
        "positions": "Positions",
        "education": "Education",
        "profile": "Profile",
        "email_addresses": "Email Addresses",
        "phone_numbers": "Phone Numbers|PhoneNumbers",
        "whatsapp_phone_numbers": "Whatsapp Phone Numbers",
        "skills": "Skills",
        "endorsements_received": "Endorsement_Received_Info",
        "endorsements_given": "Endorsement_Given_Info",
        "recommendations_received": "Recommendations_Received",
        "recommendations_given": "Recommendations_Given",
        "recommendations": "Recommendations",
        "contacts": "Contacts|Imported Contacts",
    }.items()
    for name in names.split("|")
}
