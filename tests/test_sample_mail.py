"""The sample's mailbox: ten years, four folders, and what the answers have to find in it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import cache
from typing import NamedTuple

from data.sample.invented.people import Person, World
from data.sample.invented.strangers import strangers
from data.sample.invented.world import invent
from tests.sample_files import FOLDERS, SAMPLE, mail_truth, mails, parties

TODAY = date(2026, 6, 30)


@cache
def world() -> World:
    return invent()


class Mail(NamedTuple):
    """A mail with the moment of its From line (UTC)."""

    sent_at: datetime
    header: Message


@cache
def folder(name: str) -> list[Mail]:
    return [Mail(sent_at, header) for sent_at, header in mails(name)]


@cache
def once() -> list[Mail]:
    """Every mail once, whatever number of folders it lies in."""
    return list({mail.header["Message-ID"] or str(mail.header): mail for f in FOLDERS for mail in folder(f)}.values())


def writer(mail: Mail) -> str:
    """The key of who wrote it."""
    name, address = parties(mail.header, "From")[0]
    return min(mail_truth_()[address, name])


@cache
def mail_truth_() -> dict[tuple[str, str], set[str]]:
    return mail_truth()


def is_between_people(mail: Mail) -> bool:
    """Neither list nor bulk nor machine nor meeting."""
    marks = ("List-Id", "List-Unsubscribe", "Precedence", "Auto-Submitted", "Content-Type")
    return not any(mark in mail.header and not str(mail.header[mark]).startswith("text/plain") for mark in marks)


def with_header(name: str, value: str = "") -> list[Mail]:
    return [mail for mail in once() if value in str(mail.header[name] or "") and name in mail.header]


def test_some_three_thousand_mails_of_ten_years() -> None:
    assert 3000 <= len(once()) <= 4000
    days = sorted(mail.sent_at.date() for mail in once())
    assert days[0] < date(2016, 8, 1)
    assert date(2026, 6, 20) < days[-1] < TODAY
    assert min(Counter(day.year for day in days).values()) > 100
    assert sum((SAMPLE / f"inbox/mail/{name}.mbox").stat().st_size for name in FOLDERS) < 2_500_000


def test_some_mails_lie_in_several_folders_with_the_same_header() -> None:
    places = Counter(str(mail.header.items()) for name in FOLDERS for mail in folder(name))
    assert sum(times == 2 for times in places.values()) >= 60
    assert max(places.values()) == 2


def test_a_post_of_the_owners_comes_back_from_the_list_with_other_headers() -> None:
    sent = {mail.header["Message-ID"]: mail for mail in folder("Sent")}
    back = [mail for mail in folder("Lists") if mail.header["Message-ID"] in sent]
    assert len(back) >= 5
    assert all("List-Id" in mail.header and "List-Id" not in sent[mail.header["Message-ID"]].header for mail in back)


def test_the_date_of_the_header_is_the_one_of_the_from_line_but_for_one_broken() -> None:
    broken = []
    for mail in once():
        try:
            assert parsedate_to_datetime(mail.header["Date"]) == mail.sent_at
        except ValueError:
            broken.append(mail)
    assert len(broken) == 1


def test_three_mails_have_no_message_id_and_nobody_answers_them() -> None:
    without = [mail for mail in once() if "Message-ID" not in mail.header]
    assert len(without) == 3
    ids = Counter(mail.header["Message-ID"] for mail in once() if "Message-ID" in mail.header)
    assert max(ids.values()) == 1
    named = {key for mail in once() for key in re.findall(r"<[^>]+>", mail.header["References"] or "")}
    assert named <= set(ids)


def test_threads_name_what_they_answer() -> None:
    answers = [mail for mail in once() if "In-Reply-To" in mail.header]
    assert len(answers) > 800
    assert all(str(mail.header["References"]).split()[-1] == mail.header["In-Reply-To"] for mail in answers)


def test_everybody_in_a_header_is_in_the_truth_and_a_name_has_one_owner() -> None:
    people = {"me", *world().people, *(person.key for person in strangers(world()))}
    for mail in once():
        for name, address in parties(mail.header, "From", "To", "Cc", "Bcc", "Reply-To"):
            keys = mail_truth_()[address, name]
            assert keys, mail.header["Message-ID"]
            assert all(key in people or re.match(r"(robot|list|place|office)-", key) for key in keys)
            assert len(keys) == 1 or not name


def test_mail_from_an_address_at_work_comes_only_while_the_job_lasts() -> None:
    everyone: list[Person] = [world().me, *world().people.values(), *strangers(world())]
    jobs = {job.email: job for person in everyone for job in person.jobs}
    assert len(jobs) == sum(len(person.jobs) for person in everyone), "an address at work is one person's"
    used = Counter[str]()
    for mail in once():
        job = jobs.get(parties(mail.header, "From")[0].address)
        if job is not None:
            used[job.organisation.key] += 1
            assert job.start <= mail.sent_at.date() <= (job.end or TODAY)
    assert min(used["kestrel"], used["auric"]) > 150
    assert len(used) > 20


def test_the_owner_writes_from_the_addresses_she_had() -> None:
    own = Counter(parties(mail.header, "From")[0].address for mail in folder("Sent"))
    private, second = (email for _, email in world().me.emails)
    nordlicht, kestrel, auric = (job.email for job in world().me.jobs)
    assert set(own) == {private, second, kestrel, auric}
    assert min(own.values()) > 80
    assert nordlicht not in own


def test_every_kind_of_mail_that_is_no_contact_is_there() -> None:
    lists = {mail.header["List-Id"] for mail in with_header("List-Id")}
    assert len(lists) == 3
    assert all(
        {"List-Post", "List-Unsubscribe", "Precedence"} <= set(mail.header.keys()) for mail in with_header("List-Id")
    )
    assert sum(" via " in str(mail.header["From"]) for mail in with_header("List-Id")) > 20
    assert len([mail for mail in with_header("List-Unsubscribe", "https://") if "List-Id" not in mail.header]) > 120
    assert len(with_header("Auto-Submitted", "auto-generated")) > 100
    assert len(with_header("Subject", "Automatic reply:")) >= 10
    assert len(with_header("Content-Type", "text/calendar")) > 50
    bounces = with_header("Return-Path", "<>")
    assert len(bounces) >= 10
    assert all(
        mail.header.get_content_type() == "multipart/report" and "mailer-daemon@" in mail.header["From"]
        for mail in bounces
    )
    senders = Counter(parties(mail.header, "From")[0].address for mail in once())
    assert min(senders[address] for address in ("info@sonnenhof.example", "support@umbra.example")) > 10
    assert senders["noreply@paketbote.example"] > 50, "known by its address alone"


def test_a_bounce_tells_that_an_address_at_work_has_ended() -> None:
    sent = {mail.header["Message-ID"]: mail for mail in folder("Sent")}
    jobs = {job.email: job for person in world().people.values() for job in person.jobs}
    for bounce in with_header("Return-Path", "<>"):
        original = sent[bounce.header["In-Reply-To"]]
        job = jobs[parties(original.header, "To")[0].address]
        assert job.end is not None
        assert job.end < original.sent_at.date()


def test_names_are_written_in_every_way() -> None:
    headers = [str(mail.header[name] or "") for mail in once() for name in ("From", "To", "Cc")]
    assert sum("=?UTF-8?B?" in header for header in headers) > 300
    assert sum("=?iso-8859-1?Q?" in header for header in headers) > 30
    assert sum(bool(re.search(r'"\w[^"@]*, [^"]+" <', header)) for header in headers) > 200
    nameless = [mail for mail in once() if not parties(mail.header, "From")[0].name and is_between_people(mail)]
    assert nameless
    assert sum(not party.name for mail in once() for party in parties(mail.header, "To")) > 100
    signs = {sign for mail in once() for party in parties(mail.header, "From", "To", "Cc") for sign in party.name}
    assert {"Ж", "л"} & signs or any("Ѐ" <= sign <= "ӿ" for sign in signs), "Cyrillic"
    assert any("一" <= sign <= "鿿" for sign in signs), "Chinese"


def test_couples_write_from_one_mailbox_under_two_names() -> None:
    names: dict[str, set[str]] = defaultdict(set)
    for mail in once():
        name, address = parties(mail.header, "From")[0]
        names[address].add(name)
    assert names["familie@amsel.example"] == {"Renate Amsel", "Dieter Amsel"}
    assert names["rautenbergs@example.net"] == {"Heike Rautenberg", "Bernd Rautenberg"}


def test_some_mails_go_to_everybody_and_some_in_secret() -> None:
    assert sum(len(parties(mail.header, "To", "Cc")) > 20 for mail in once()) == 2
    assert [len(parties(mail.header, "Bcc")) > 20 for mail in with_header("Bcc")] == [True]
    own = {email for _, email in world().me.emails} | {job.email for job in world().me.jobs}
    blind = [
        m
        for m in once()
        if is_between_people(m) and not own & {p.address for p in parties(m.header, "From", "To", "Cc")}
    ]
    assert len(blind) == 1, "a blind copy came to the owner"


def days_of_contact() -> dict[str, list[date]]:
    """For each person the days on which the owner and they wrote to each other, alone or among others."""
    days: dict[str, set[date]] = defaultdict(set)
    for mail in filter(is_between_people, once()):
        who = writer(mail)
        for name, address in parties(mail.header, "From") if who != "me" else parties(mail.header, "To", "Cc", "Bcc"):
            for key in mail_truth_()[address, name]:
                days[key].add(mail.sent_at.date())
    return {key: sorted(found) for key, found in days.items()}


def test_ties_have_the_rhythms_that_reconnecting_asks_for() -> None:
    days = days_of_contact()
    for key in ("private-aylin", "partners-lale"):
        last = [day for day in days[key] if day > date(2025, 1, 1)]
        assert len(last) > 50, key
        assert date(2025, 12, 1) < last[-1] < date(2026, 1, 1), "weekly until half a year ago"
    for key in ("thornbury-sarah", "rheinfels-meike", "kestrel-arjun"):
        years = {day.year for day in days[key]}
        assert years >= set(range(2017, 2026)), "once a year"
    for key in ("kestrel-priya", "kestrel-maria", "rheinfels-anna"):
        assert len(days[key]) > 40, key
        assert days[key][-1] < date(2020, 1, 1), "strong once, dormant since"
    assert sum(len(found) <= 3 for found in days.values()) > 15
    assert (TODAY - days["auric-huong"][-1]).days < 21


def test_threads_of_the_last_weeks_wait_for_the_owner_or_for_the_others() -> None:
    threads: dict[str, list[Mail]] = defaultdict(list)
    for mail in sorted(filter(is_between_people, once()), key=lambda mail: mail.sent_at):
        if "Message-ID" in mail.header:
            threads[(str(mail.header["References"] or "").split() or [mail.header["Message-ID"]])[0]].append(mail)
    last = [thread[-1] for thread in threads.values()]
    waiting = [mail for mail in last if TODAY - timedelta(days=60) < mail.sent_at.date() < TODAY - timedelta(days=4)]
    owed = [mail for mail in waiting if writer(mail) != "me" and len(parties(mail.header, "To", "Cc")) <= 4]
    mine = [mail for mail in waiting if writer(mail) == "me"]
    assert {"nordlicht-michael", "thornbury-suharyanto", "rheinfels-olena", "kestrel-wei"} <= set(map(writer, owed))
    assert len(mine) >= 4


def test_strangers_are_copied_in_by_people_she_knows_and_never_written_to() -> None:
    written_to = {
        key
        for mail in folder("Sent")
        for name, address in parties(mail.header, "To", "Cc", "Bcc")
        for key in mail_truth_()[address, name]
    }
    introduced: dict[str, set[str]] = defaultdict(set)
    for mail in filter(is_between_people, once()):
        for name, address in parties(mail.header, "Cc"):
            for key in mail_truth_()[address, name]:
                introduced[key].add(writer(mail))
    known = {key: by for key, by in introduced.items() if key.startswith("stranger-")}
    assert not written_to & known.keys()
    assert len(known) >= 25
    assert sum(len(by & written_to) > 1 for by in known.values()) >= 10
    colleagues = [key for key in introduced if key in world().people and key not in written_to]
    assert len(colleagues) >= 10, "and some colleagues"
