"""A list of appointments as CSV: every line is read, every fault named, and nothing is returned unless all is in order.

Lines that begin with `#` are remarks. A file saved by a spreadsheet with semicolons is read as well, and days may be
written 2024-11-27 or 27-11-2024. Identity numbers leave this file only as keyed digests.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from recap.app import identities
from recap.app.identities import Identities
from recap.domain.appointing import WORDS, Fault, Post
from recap.domain.message import Message
from recap.domain.refusals.people import AppointmentsInvalid
from recap.domain.rights import TIERS, Role

NEEDED = ("election", "letter", "issuer", "issued_on", "starts_on", "ends_on", "role", "area", "identity", "name")
OPTIONAL = ("contest", "choice", "username")

_MOST_LINES = 20_000
_LONGEST = 120
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
_DAY = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(?P<d2>\d{1,2})[-/.](?P<m2>\d{1,2})[-/.](?P<y2>\d{4})")


@dataclass(frozen=True, slots=True)
class NewAppointment:
    """One line of an appointment letter; `person` is the keyed digest of the identity number."""

    line: int
    election: str
    letter: str
    issuer: str
    issued_on: date
    post: Post
    person: str
    name: str
    username: str | None


def read(content: bytes, data_dir: Path) -> list[NewAppointment]:
    """Return the appointments of a CSV file; AppointmentsInvalid names every line that is wrong, and why."""
    text = _decoded(content)
    numbered = enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1)
    lines = [(number, line) for number, line in numbered if line.strip(" ;,\t") and not line.startswith("#")]
    if not lines:
        raise AppointmentsInvalid([Fault(1, Message("the list is empty; its first line names the columns"))])
    if len(lines) > _MOST_LINES:
        raise AppointmentsInvalid([Fault(_MOST_LINES, Message("the list is too long; send it in parts"))])
    (top, header), *body = lines
    delimiter = ";" if header.count(";") > header.count(",") else ","
    columns = [name.strip().lower() for name in next(csv.reader([header], delimiter=delimiter))]
    faults = [Fault(top, reason) for reason in _wrong_columns(columns)]
    if not body:
        faults.append(Fault(top, Message("the list names nobody below its first line")))
    if faults:
        raise AppointmentsInvalid(faults)
    reader = _Reader(columns, delimiter, identities.keeper(data_dir), faults)
    found = list(reader.all(body))
    if faults:
        raise AppointmentsInvalid(faults)
    return found


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        line = content.count(b"\n", 0, failure.start) + 1
        reason = Message("this is no text in UTF-8; save the list as CSV with UTF-8 encoding")
        raise AppointmentsInvalid([Fault(line, reason)]) from failure


def _wrong_columns(columns: list[str]) -> Iterator[Message]:
    for name in NEEDED:
        if name not in columns:
            yield Message("the column {column} is missing", {"column": name})
    for name in dict.fromkeys(columns):
        if name not in NEEDED + OPTIONAL:
            yield Message("the column {column} is unknown", {"column": name})
        elif columns.count(name) > 1:
            yield Message("the column {column} is given twice", {"column": name})


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the lines below the first, and writes down their faults."""

    columns: list[str]
    delimiter: str
    identities: Identities
    faults: list[Fault] = field(default_factory=list)

    def all(self, body: list[tuple[int, str]]) -> Iterator[NewAppointment]:
        for number, line in body:
            cells = self._cells(number, line)
            if cells is None:
                continue
            one = _Line(cells)
            found = one.appointment(number, self.identities)
            self.faults.extend(Fault(number, reason) for reason in one.reasons)
            if found is not None:
                yield found

    def _cells(self, number: int, line: str) -> dict[str, str] | None:
        try:
            cells = next(csv.reader([line], delimiter=self.delimiter, strict=True))
        except csv.Error:
            self.faults.append(Fault(number, Message("a quotation mark is out of place")))
            return None
        if len(cells) != len(self.columns):
            facts = {"found": len(cells), "wanted": len(self.columns)}
            self.faults.append(Fault(number, Message("{found} values for {wanted} columns", facts)))
            return None
        return dict(zip(self.columns, (cell.strip() for cell in cells), strict=True))


@dataclass(frozen=True, slots=True)
class _Line:
    """The cells of one line, and what is wrong with them."""

    cells: Mapping[str, str]
    reasons: list[Message] = field(default_factory=list)

    def appointment(self, number: int, known: Identities) -> NewAppointment | None:
        post, identity = self._post(), re.sub(r"[ .'`]", "", self.cells["identity"])
        issued_on, username = self._day("issued_on"), self.cells.get("username", "").lower()
        words = {name: self._words(name) for name in ("election", "letter", "issuer", "name")}
        if not identities.number_fits(identity):
            self.reasons.append(
                Message("the identity number (NIK) has 16 digits, among them a day and a month of birth")
            )
        if username and not _USERNAME.fullmatch(username):
            self.reasons.append(Message("the log-in name needs 3 to 60 letters a-z, digits, dots or hyphens"))
        if self.reasons or post is None or issued_on is None:
            return None
        person = known.digest(identity)
        return NewAppointment(
            number,
            words["election"],
            words["letter"],
            words["issuer"],
            issued_on,
            post,
            person,
            words["name"],
            username or None,
        )

    def _post(self) -> Post | None:
        role, starts_on, ends_on = self._role(), self._day("starts_on"), self._day("ends_on")
        area, contest, choice = self.cells["area"], self.cells.get("contest", ""), self.cells.get("choice", "")
        if choice and not (choice.isascii() and choice.isdecimal()):
            self.reasons.append(Message("the choice is not a number: {value}", {"value": choice}))
        if role and (not area.isdecimal() or len(area) not in {tier.value for tier in TIERS[role]}):
            facts = {"role": WORDS[role], "value": area}
            self.reasons.append(Message("no {role} has an area with the code {value}", facts))
        if starts_on and ends_on and starts_on > ends_on:
            self.reasons.append(Message("the term ends before it starts"))
        if self.reasons or role is None or starts_on is None or ends_on is None:
            return None
        return Post(role, area, contest or None, int(choice) if choice else None, starts_on, ends_on)

    def _role(self) -> Role | None:
        name = self.cells["role"].lower().replace("-", "_").replace(" ", "_")
        if name in set(Role):
            return Role(name)
        facts = {"value": name, "known": ", ".join(Role)}
        self.reasons.append(Message("the role {value} is unknown; roles are {known}", facts))
        return None

    def _day(self, column: str) -> date | None:
        cell = self.cells[column]
        found = _DAY.fullmatch(cell)
        try:
            parts = [int(found[name] or found[f"{name}2"]) for name in "ymd"] if found else []
            return date(*parts)
        except (TypeError, ValueError):
            facts = {"column": column, "value": cell}
            self.reasons.append(Message("{column} is not a day such as 2024-11-27: {value}", facts))
            return None

    def _words(self, column: str) -> str:
        cell = self.cells[column]
        if not cell or len(cell) > _LONGEST or not cell.isprintable():
            facts = {"column": column}
            self.reasons.append(Message("{column} is empty, too long or holds signs that cannot be printed", facts))
        return cell
