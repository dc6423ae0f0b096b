"""Tables of vCard property names: what real programs write, and what each stands for."""

from __future__ import annotations

from typing import Final

NOT_ABOUT_PEOPLE: Final = frozenset(
    """
    BEGIN END VERSION PRODID REV UID KIND PROFILE NAME SOURCE MAILER CLASS CREATED CLIENTPIDMAP XML JSPROP LANGUAGE
    X-ABUID X-ABLABEL X-ABADR X-ABSHOWAS X-ADDRESSBOOKSERVER-KIND X-GENERATOR X-MOZILLA-HTML X-RADICALE-NAME
    X-MS-OL-DESIGN X-MS-OL-DEFAULT-POSTAL-ADDRESS X-ACTIVITY-ALERT X-CREATION-TIME X-EVOLUTION-WEBDAV-ETAG
    """.split()
)
"""Properties about the card or its display. UID and KIND are used, but are no claims of their own."""

MESSENGERS: Final = {
    "X-AIM": "aim",
    "X-GADU-GADU": "gg",
    "X-GADUGADU": "gg",
    "X-GOOGLE TALK": "xmpp",
    "X-GOOGLE-TALK": "xmpp",
    "X-GROUPWISE": "groupwise",
    "X-GTALK": "xmpp",
    "X-ICQ": "icq",
    "X-JABBER": "xmpp",
    "X-KADDRESSBOOK-X-IMADDRESS": "im",
    "X-MATRIX": "matrix",
    "X-MESSAGING/GADU-ALL": "gg",
    "X-MESSAGING/IRC-ALL": "irc",
    "X-MESSAGING/SKYPE-ALL": "skype",
    "X-MESSAGING/TWITTER-ALL": "twitter",
    "X-MESSAGING/XMPP-ALL": "xmpp",
    "X-MS-IMADDRESS": "im",
    "X-MSN": "msnim",
    "X-QQ": "qq",
    "X-SAMETIME": "sametime",
    "X-SIP": "sip",
    "X-SKYPE": "skype",
    "X-SKYPE-USERNAME": "skype",
    "X-TWITTER": "twitter",
    "X-YAHOO": "ymsgr",
}
"""Properties that hold an account's name alone, and the scheme that makes an address of it."""

RELATIONS: Final = {
    "X-ASSISTANT": "assistant",
    "X-CHILDREN": "child",
    "X-EVOLUTION-ASSISTANT": "assistant",
    "X-EVOLUTION-MANAGER": "manager",
    "X-EVOLUTION-SPOUSE": "spouse",
    "X-KADDRESSBOOK-X-ASSISTANTSNAME": "assistant",
    "X-KADDRESSBOOK-X-MANAGERSNAME": "manager",
    "X-KADDRESSBOOK-X-SPOUSENAME": "spouse",
    "X-MANAGER": "manager",
    "X-MS-ASSISTANT": "assistant",
    "X-MS-CHILD": "child",
    "X-MS-MANAGER": "manager",
    "X-MS-SPOUSE": "spouse",
    "X-SPOUSE": "spouse",
}
"""Properties that hold another person's name, and what that person is to this one."""

ANDROID_RELATIONS: Final = dict(
    enumerate(
        (
            *("related", "assistant", "brother", "child", "domestic partner", "father", "friend", "manager", "mother"),
            *("parent", "partner", "referred by", "relative", "sister", "spouse"),
        )
    )
)
"""By the number that Android's contacts database gives them."""

KINDS_OF_NOBODY: Final = {
    "group": "a group, not a person",
    "org": "an organization, not a person",
    "organization": "an organization, not a person",
    "location": "a place, not a person",
    "application": "a program, not a person",
    "device": "a device, not a person",
}
"""What a card is about, by its KIND, when it is not about a person."""
