"""Faults a connector could have, each as one place of a real module made wrong, and the checks that must notice."""

from __future__ import annotations

from typing import NamedTuple

from tests.connectors import damage, fetching, landing, ordering, reading, windows
from tests.connectors.suite import Check

FILES = "connectors/files.py"
CSV = "connectors/csv_people.py"
READING = "connectors/csv_reading.py"
PERSON = "connectors/csv_person.py"
VCARD = "connectors/vcard.py"
VCARD_CLAIMS = "connectors/vcard_claims.py"
LINKEDIN = "connectors/linkedin_export.py"
MAIL = "connectors/mail_message.py"
MAIL_HEADERS = "connectors/mail_headers.py"
MAIL_AUTHOR = "connectors/mail_author.py"
MAIL_DATES = "connectors/mail_dates.py"
MBOX = "connectors/mail_mbox.py"
MAILDIR = "connectors/mail_maildir.py"
IMAP_WINDOW = "connectors/imap_window.py"


class Fault(NamedTuple):
    """In `path`, `right` becomes `wrong`; the suite runs on the samples of `connector` in tests/connectors/planted."""

    name: str
    connector: str
    path: str
    right: str
    wrong: str
    caught_by: tuple[Check, ...]


LANDED = '"records": landed}'
BATCH = "yield Batch(within, replace(snapshot, complete=False), records, reached"
SNAPSHOT = "observed, True, is_exact"
OBSERVED = "observed = exported or reading.observed_lo"
SAID = "yield from said"
WIDTH = "width = len(layout.header)"
OPENS = '__import__("pathlib").Path("/dev/null").read_text()'
HERE = "local.replace(tzinfo=__import__('datetime').UTC).astimezone().replace(tzinfo=None)"
RESUMES = (fetching.check_every_cursor_resumes,)
PURE = (reading.check_read_is_pure,)
ANEW = (windows.check_what_is_fetched_again_is_everything,)
IN_WINDOW = (windows.check_a_window_has_what_is_in_it,)
WITHIN = "window.since <= own_moment(record) < window.until"
STORED = "yield Batch(part, snapshot, fetched.rest, known.storing(fetched.rest).cursor"
AFTER_WINDOWS = (windows.check_a_window_before_the_rest_costs_nothing,)

FAULTS = (
    Fault("cursor one too far", "address_lines", FILES, LANDED, '"records": landed + 1}', RESUMES),
    Fault("cursor one behind", "address_lines", FILES, LANDED, '"records": landed - 1}', RESUMES),
    Fault(
        "cursor never moves",
        "address_lines",
        FILES,
        '"done": [*done, fingerprint], "wholes"',
        '"done": list(done), "wholes"',
        RESUMES,
    ),
    Fault(
        "row swallowed between batches",
        "address_lines",
        FILES,
        BATCH,
        BATCH.replace("records, reached", "records[:-1], reached"),
        (fetching.check_the_size_of_batches_is_irrelevant,),
    ),
    Fault(
        "snapshot complete too early",
        "address_lines",
        FILES,
        BATCH,
        BATCH.replace("replace(snapshot, complete=False)", "snapshot"),
        (fetching.check_the_size_of_batches_is_irrelevant,),
    ),
    Fault(
        "row swallowed in the file",
        "csv_people",
        CSV,
        "for raw, line in found.rows:",
        "for raw, line in list(found.rows)[:-1]:",
        (fetching.check_no_byte_is_passed_over,),
    ),
    Fault(
        "row swallowed by read",
        "csv_people",
        READING,
        'yield Nothing("names nobody")',
        "pass",
        (reading.check_every_record_is_accounted_for,),
    ),
    Fault(
        "random key",
        "csv_people",
        CSV,
        "Record(key, raw,",
        'Record(__import__("uuid").uuid4().hex, raw,',
        (fetching.check_fetching_again_gives_the_same, landing.check_landing_twice_changes_nothing),
    ),
    Fault(
        "row number as key",
        "csv_people",
        CSV,
        "Record(key, raw,",
        "Record(str(ordinal), raw,",
        (ordering.check_the_order_of_records_is_irrelevant,),
    ),
    Fault(
        "file name in the key",
        "csv_people",
        CSV,
        "Record(key, raw,",
        "Record(key + file, raw,",
        (fetching.check_a_renamed_file_is_the_same,),
    ),
    Fault(
        "one key for all rows",
        "csv_people",
        CSV,
        "Record(key, raw,",
        'Record("row", raw,',
        (fetching.check_a_key_stands_for_the_same_bytes,),
    ),
    Fault(
        "line counted from 0",
        "csv_people",
        CSV,
        "line=line)",
        "line=line - 1)",
        (fetching.check_records_can_be_found_again,),
    ),
    Fault(
        "ignored rows counted in each batch",
        "address_lines",
        FILES,
        BATCH + ", part",
        BATCH + ", part, ignored=reading.ignored",
        (fetching.check_the_size_of_batches_is_irrelevant,),
    ),
    Fault(
        "missing file passed over",
        "csv_people",
        FILES,
        "if not files:",
        "if False:",
        (fetching.check_a_missing_source_says_so,),
    ),
    Fault(
        "misspelt option passed over",
        "csv_people",
        CSV,
        "class CsvPeopleOptions(FileOptions):",
        'class CsvPeopleOptions(FileOptions, extra="ignore"):',
        (fetching.check_options_refuse_unknown_keys,),
    ),
    Fault(
        "short row raises",
        "csv_people",
        READING,
        'cells += [""] * (width - len(cells))',
        "pass",
        (damage.check_damage_costs_only_what_it_hits,),
    ),
    Fault(
        "second e-mail dropped",
        "csv_people",
        PERSON,
        "_once(person.emails)",
        "_once(person.emails[:1])",
        (reading.check_no_address_is_dropped,),
    ),
    Fault(
        "all e-mails of cards dropped",
        "vcard",
        VCARD_CLAIMS,
        "card.claim(Email(card.subject, address, card.label(head)), head)",
        "pass",
        (reading.check_no_address_is_dropped,),
    ),
    Fault(
        "card number as key",
        "vcard",
        VCARD,
        'key = "uid:" + stamp.uid',
        'key = f"uid:{ordinal}"',
        (ordering.check_the_order_of_records_is_irrelevant,),
    ),
    Fault("read asks the clock", "csv_people", READING, WIDTH, f'{WIDTH} + 0 * int(__import__("time").time())', PURE),
    Fault("read asks chance", "csv_people", READING, WIDTH, f'{WIDTH} + 0 * __import__("random").randrange(9)', PURE),
    Fault("read opens a file", "csv_people", READING, WIDTH, f"{WIDTH} + len({OPENS})", PURE),
    Fault("read changes its facts", "csv_people", READING, WIDTH, f"{WIDTH}; dict.update(facts, width=width)", PURE),
    Fault("read depends on the hash seed", "csv_people", READING, SAID, "yield from set(said)", PURE),
    Fault(
        "read remembers earlier records",
        "csv_people",
        READING,
        SAID,
        'seen = read.__dict__.setdefault("seen", []); seen += said; yield from seen',
        PURE,
    ),
    Fault(
        "landing decides what is newest",
        "address_lines",
        FILES,
        OBSERVED,
        "observed = None",
        (fetching.check_states_are_dated, landing.check_the_order_of_landing_is_irrelevant),
    ),
    Fault(
        "an export's date is a bound only",
        "address_lines",
        FILES,
        SNAPSHOT,
        SNAPSHOT.replace("is_exact", "False"),
        (landing.check_the_order_of_landing_is_irrelevant,),
    ),
    Fault(
        "last message of an mbox swallowed",
        "mail_file",
        MBOX,
        "return len(self._cut.starts)",
        "return len(self._cut.starts) - 1",
        (fetching.check_no_byte_is_passed_over,),
    ),
    Fault(
        "messages of an mbox run together",
        "mail_file",
        MBOX,
        "yield offset + at + 1, counted, line",
        "yield from [(offset + at + 1, counted, line)] * (line != 11)",
        (fetching.check_no_byte_is_passed_over,),
    ),
    Fault(
        "header block cut short",
        "mail_file",
        MAIL_HEADERS,
        "elif end >= 0:\n        return message[: end + 1]",
        "elif end >= 0:\n        return message[: end - 4]",
        (fetching.check_no_byte_is_passed_over,),
    ),
    Fault(
        "message number as key",
        "mail_file",
        MAIL,
        "Record(record_key(raw)",
        'Record(f"msg:{ordinal}{uid}"',
        (ordering.check_the_order_of_records_is_irrelevant,),
    ),
    Fault(
        "folder in the key of a message",
        "mail_file",
        MAIL,
        "Record(record_key(raw)",
        "Record(record_key(raw) + file",
        (fetching.check_a_renamed_file_is_the_same,),
    ),
    Fault(
        "second recipient dropped",
        "mail_file",
        MAIL_AUTHOR,
        "for mailbox in member.mailboxes]",
        "for mailbox in member.mailboxes[:1]]",
        (reading.check_no_address_is_dropped,),
    ),
    Fault(
        "mail of nobody passed over",
        "mail_file",
        MAIL,
        'yield Rejected("names neither a sender nor a recipient with an address")',
        "pass",
        (reading.check_every_record_is_accounted_for,),
    ),
    Fault(
        "bytes in a header raise",
        "mail_file",
        MAIL_HEADERS,
        "return text_of(body, self._charset)",
        'return body.decode("ascii")',
        (damage.check_damage_costs_only_what_it_hits,),
    ),
    Fault(
        "dates in this machine's time zone",
        "mail_file",
        MAIL_DATES,
        "if offset < _FAR else local",
        f"if offset < timedelta(0) else {HERE}",
        PURE,
    ),
    Fault(
        "cursor of a folder one too far", "mail_file", MAILDIR, '"records": landed}', '"records": landed + 1}', RESUMES
    ),
    Fault(
        "folder complete too early",
        "mail_file",
        MAILDIR,
        "replace(snapshot, complete=False)",
        "snapshot",
        (fetching.check_the_size_of_batches_is_irrelevant,),
    ),
    Fault(
        "files of a folder in another order each time",
        "mail_file",
        MAILDIR,
        "in sorted(found.items())",
        'in sorted(found.items(), key=lambda _: __import__("random").random())',
        (fetching.check_fetching_again_gives_the_same,),
    ),
    Fault(
        "whole of a file begun where the last ended",
        "linkedin_export",
        FILES,
        "        landed = 0\n",
        "        pass\n",
        RESUMES,
    ),
    Fault(
        "cursor stays before a whole that is done",
        "linkedin_export",
        FILES,
        '{"finished": number + 1, "records": 0}',
        '{"finished": number, "records": 0}',
        RESUMES,
    ),
    Fault(
        "wholes of an export are one",
        "linkedin_export",
        LINKEDIN,
        "whole=table.kind.name)",
        'whole="")',
        (fetching.check_the_size_of_batches_is_irrelevant,),
    ),
    Fault(
        "row of an export swallowed",
        "linkedin_export",
        LINKEDIN,
        "return FileReading(records, table.ignored",
        "return FileReading(records[:-1], table.ignored",
        (fetching.check_no_byte_is_passed_over,),
    ),
    Fault(
        "row number as key in an export",
        "linkedin_export",
        LINKEDIN,
        "Record(key, slot.raw,",
        "Record(str(slot.ordinal), slot.raw,",
        (ordering.check_the_order_of_records_is_irrelevant,),
    ),
    Fault(
        "file name in the key of an export",
        "linkedin_export",
        LINKEDIN,
        "Record(key, slot.raw,",
        "Record(key + name, slot.raw,",
        (fetching.check_a_renamed_file_is_the_same,),
    ),
    Fault(
        "export without a date",
        "linkedin_export",
        LINKEDIN,
        "_replace(observed_lo=observed)",
        "_replace(observed_lo=None)",
        (fetching.check_states_are_dated, landing.check_the_order_of_landing_is_irrelevant),
    ),
    Fault(
        "row of an export passed over by read",
        "linkedin_export",
        LINKEDIN,
        '    readings = _READERS[facts["file"]](row, facts, record.raw)\n',
        "    return\n",
        (reading.check_every_record_is_accounted_for,),
    ),
    Fault(
        "files that are done not fetched again",
        "address_lines",
        FILES,
        "again = set(done) if is_anew else set()",
        "again = set[str]()",
        ANEW,
    ),
    Fault(
        "file fetched again from where it was left",
        "address_lines",
        FILES,
        "unbegun(cursor) if is_anew else cursor, done)",
        "cursor, done)",
        ANEW,
    ),
    Fault(
        "folder that is done not fetched again",
        "mail_file",
        MAILDIR,
        "if is_done and window is None:",
        "if is_done:",
        ANEW,
    ),
    Fault("window with its end", "imap_mail", IMAP_WINDOW, WITHIN, WITHIN.replace(" < ", " <= "), IN_WINDOW),
    Fault("window without its start", "imap_mail", IMAP_WINDOW, WITHIN, WITHIN.replace("<=", "<"), IN_WINDOW),
    Fault(
        "window by arrival",
        "imap_mail",
        IMAP_WINDOW,
        "= own_moment(record)",
        "= (record.changed_at or window.until)",
        IN_WINDOW,
    ),
    Fault(
        "server asked for too few days",
        "imap_mail",
        IMAP_WINDOW,
        "window.until.date() + 2 * _DAY",
        "window.until.date()",
        IN_WINDOW,
    ),
    Fault(
        "server asked for days of arrival only",
        "imap_mail",
        IMAP_WINDOW,
        'return b"OR (%s) (%s)" % (sent, arrived)',
        "return arrived",
        IN_WINDOW,
    ),
    Fault(
        "window's cursor names what was only found",
        "imap_mail",
        IMAP_WINDOW,
        STORED,
        STORED.replace("known.storing(fetched.rest)", "Known(known.uidvalidity, known.uids | found)"),
        AFTER_WINDOWS,
    ),
    Fault(
        "window's cursor says that all is stored",
        "imap_mail",
        IMAP_WINDOW,
        STORED,
        STORED.replace("known.storing(fetched.rest)", "Known(known.uidvalidity, session.uids(1, 99), status.uidnext)"),
        AFTER_WINDOWS,
    ),
    Fault(
        "window without a cursor",
        "imap_mail",
        IMAP_WINDOW,
        STORED,
        STORED.replace("known.storing(fetched.rest).cursor", "None"),
        AFTER_WINDOWS,
    ),
    Fault(
        "window numbers messages in its own way",
        "imap_mail",
        IMAP_WINDOW,
        "FolderRecords(session, part, known.prefix)",
        'FolderRecords(session, part, "window:")',
        (*IN_WINDOW, windows.check_what_is_fetched_again_changes_nothing),
    ),
    Fault(
        "window as one more look",
        "imap_mail",
        IMAP_WINDOW,
        ', again="window" if known is before else None)',
        ")",
        (windows.check_what_is_fetched_again_changes_nothing,),
    ),
)
