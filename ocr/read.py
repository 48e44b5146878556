"""Read one photographed form page: the whole stage in its order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from cv2.typing import MatLike as Image

from ocr.advice import advice
from ocr.cells import ALL, Encoding
from ocr.choices import fitting
from ocr.codelook import is_code
from ocr.crosscheck import is_sampled, judge_print
from ocr.decide import Verdict, class_of, judge_cells, judge_photo, judge_trust, refuse
from ocr.decode import Limits, decode
from ocr.flatten import Sheet
from ocr.identify import Layouts, Sighting, Unknown, identify, read_code, widen
from ocr.moire import screen_likeness
from ocr.numbers import read_numbers
from ocr.quality import measure
from ocr.refine import Placed
from ocr.register import register
from ocr.risk.bars import bar_of
from ocr.settle import Settled, settle
from ocr.station import to_ask
from ocr.unknown import explain
from ocr.watch import Watch
from ocr.witness import Place, read_print
from recap.domain.election import ContestId, StationCode
from recap.domain.errors import Unreadable
from recap.domain.form import Page
from recap.domain.pagecode import PageCode
from recap.domain.photo import digest
from recap.domain.reading import Decision, PageReading
from recap.domain.rules import Rule, Severity, Violation, check, rules_of


@dataclass(frozen=True, slots=True)
class Expected:
    """What the sender says the photo belongs to; `title` and `place` are as printed on the forms of this count."""

    contest: ContestId
    station: StationCode
    title: str = ""
    count: int = 1
    place: Place = field(default_factory=Place)


@dataclass(frozen=True, slots=True)
class Seen:
    """A reading, and where on the photo it was read; `sheet` is missing where no form was found."""

    reading: PageReading
    sheet: Sheet | None = None
    placed: Mapping[str, Placed] | None = None


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the reading is for, and by which encodings to read."""

    expected: Expected | None
    using: frozenset[Encoding]


def read(
    photo: bytes,
    layouts: Layouts,
    expected: Expected | None = None,
    limits: Limits | None = None,
    using: frozenset[Encoding] = ALL,
) -> Seen:
    """Return what stands on a photo; a photo that cannot be read is a refusal with its reason and advice.

    `using` leaves encodings out, to see what each is worth.
    """
    blank = PageReading(digest(photo), None, None, None, None, Decision.REFUSE, "no_form", advice("no_form"))
    watch = Watch()
    try:
        picture = decode(photo, limits)
    except Unreadable as error:
        return Seen(replace(blank, reason=error.reason, advice=error.message))
    watch.note("decode")
    sighting = identify(picture, layouts)
    watch.note("identify")
    if isinstance(sighting, Unknown):
        return Seen(replace(_with(blank, explain(picture, sighting.tags, layouts)), ms=watch.ms))
    seen = _read_page(picture, sighting, blank, _Wish(expected, using), watch)
    return replace(seen, reading=replace(seen.reading, ms=watch.ms))


def _read_page(picture: Image, sighting: Sighting, blank: PageReading, wish: _Wish, watch: Watch) -> Seen:
    page = sighting.page
    places = [register(picture, page, sighting.anchor)]
    if places[0].marks < len(page.marks):
        sighting, narrow = widen(picture, sighting), sighting
        places += [register(picture, page, sighting.anchor)] if sighting is not narrow else []
    sheet = Sheet(picture, page, max(places, key=lambda place: place.marks).plane)
    code = sighting.code or read_code(sheet)
    sighting = fitting(picture, sighting, places, code)
    page = sighting.page
    watch.note("register")
    known = _identified(blank, sighting, code)
    wrong = _elsewhere(code, page.number, wish.expected)
    if wrong is not None:
        return Seen(_with(known, wrong), sheet)
    found = settle(picture, page, sighting.anchor, places)
    watch.note("flatten")
    quality = measure(found)
    objection, known = judge_photo(quality, sighting.sheets), replace(known, quality=class_of(quality))
    if objection is None and code is None and page.qr is not None:
        known, objection = _by_sender(known, found.sheet, wish.expected)
        watch.note("print")
    if objection is not None:
        return Seen(_with(known, objection), found.sheet, found.placed)
    reading = _numbered(known, sighting, found, wish, watch)
    if code is not None and is_sampled(known.photo):
        reading = _cross_checked(reading, found.sheet, code, wish.expected)
        watch.note("print")
    return Seen(reading, found.sheet, found.placed)


def _numbered(known: PageReading, sighting: Sighting, found: Settled, wish: _Wish, watch: Watch) -> PageReading:
    """Return the reading with every number, and what all of it is worth."""
    page, rules = sighting.page, rules_of(sighting.layout)
    known = replace(known, cells=read_numbers(found, rules, bar_of(known.layout, known.quality), wish.using))
    watch.note("recognise")
    judged = _judged(known, page, found, rules)
    trust = judge_trust(sighting.sheets, page.number, screen_likeness(found.sheet))
    watch.note("trust")
    return judged if trust is None else _with(judged, trust)


def _judged(known: PageReading, page: Page, found: Settled, rules: Sequence[Rule]) -> PageReading:
    """Return the reading with the rules its numbers break, the fewest cells to ask, and what it is worth."""
    broken = check({code: cell.as_read for code, cell in known.cells.items() if cell.as_read is not None}, rules)
    known_station = page.qr is None or known.contest is not None
    verdict = judge_cells(known.cells, _serious(broken), found.place.missing, known_station=known_station)
    asked = to_ask(known.cells, rules, bar_of(known.layout, known.quality))
    return replace(_with(known, verdict), discrepancies=tuple(v.key for v in broken), ask=asked)


def _serious(broken: Sequence[Violation]) -> tuple[str, ...]:
    return tuple(v.key for v in broken if v.severity is not Severity.WARNING)


def _with(reading: PageReading, verdict: Verdict) -> PageReading:
    return replace(reading, decision=verdict.decision, reason=verdict.reason, advice=verdict.advice)


def _identified(blank: PageReading, sighting: Sighting, code: PageCode | None) -> PageReading:
    named = replace(blank, layout=sighting.layout.name, page=sighting.page.number)
    return named if code is None else replace(named, contest=code.contest, station=code.station)


def _by_sender(known: PageReading, sheet: Sheet, expected: Expected | None) -> tuple[PageReading, Verdict | None]:
    """Return the reading with its station where the blurred code is the one due, failing that by the printed text."""
    if expected and is_code(sheet, PageCode(expected.contest, expected.station, sheet.page.number, expected.count)):
        return replace(known, contest=expected.contest, station=expected.station), None
    return _by_print(known, sheet, expected)


def _by_print(known: PageReading, sheet: Sheet, expected: Expected | None) -> tuple[PageReading, Verdict | None]:
    """Return the reading with what the printed text says of its station, and the refusal of another station's sheet.

    Contest and station are known only where the print agrees with all that the sender says: one witness is not enough.
    """
    printed = read_print(sheet, titled=expected is not None)
    if printed is None:
        return known, None
    named = replace(known, station=printed.station)
    if expected is None:
        return named, None
    if printed.contradicts(expected.station):
        return named, refuse("wrong_station", found=printed.code, expected=expected.station)
    agrees = printed.confirms(expected.station) and printed.differs(expected.station, expected.place) is None
    station = expected.station if agrees else None
    contest = expected.contest if station is not None and printed.is_titled(expected.title) else None
    return replace(known, contest=contest, station=station), None


def _cross_checked(reading: PageReading, sheet: Sheet, code: PageCode, expected: Expected | None) -> PageReading:
    """Return the reading of a sheet with a code as it is beside the sheet's print."""
    differing = judge_print(sheet, code.station, Place() if expected is None else expected.place)
    return reading if differing is None else _with(reading, differing)


def _elsewhere(code: PageCode | None, page: int, expected: Expected | None) -> Verdict | None:
    """Return the refusal of a sheet whose code contradicts its tag or its sender."""
    if code is None:
        return None
    if code.page != page:
        return refuse("wrong_page", tag=page, code=code.page)
    if expected is None:
        return None
    facts = (
        ("wrong_contest", code.contest, expected.contest),
        ("wrong_station", code.station, expected.station),
        ("wrong_count", code.count, expected.count),
    )
    return next((refuse(reason, found=seen, expected=due) for reason, seen, due in facts if seen != due), None)
