"""A filled form that adds up, and the readings of it, for tests."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from recap.domain.election import ContestId, StationCode
from recap.domain.photo import PhotoDigest
from recap.domain.reading import Reader, Reading
from recap.domain.reason import Reason
from recap.domain.rules import StationFacts, rules_for
from recap.domain.settlement import Discrepancy, Settlement, Sheet

CONTEST = ContestId("semarang-2024.pkwkk")
STATION = StationCode("3374011001001")
FACTS = StationFacts(voters_male=196, voters_female=204, cap=600)
EVENING = datetime(2024, 11, 27, 18, tzinfo=UTC)


def three(code: str, men: int, women: int) -> dict[str, int]:
    return {f"{code}-L": men, f"{code}-P": women, f"{code}-J": men + women}


VOTERS = {
    **three("DP1", 196, 204),
    **three("DP2", 2, 1),
    **three("DP3", 1, 3),
    **three("DP4", 199, 208),
    **three("PHP1", 150, 160),
    **three("PHP2", 2, 1),
    **three("PHP3", 1, 3),
    **three("PHP4", 153, 164),
    **three("DPD1", 3, 2),
    **three("DPD2", 1, 2),
    "PSS1": 410,
    "PSS2": 1,
    "PSS3": 92,
    "PSS4": 317,
}
VOTES = {"PAS1": 200, "PAS2": 100}
SUMS = {"SAH": 300, "TSAH": 17, "TOT": 317, "PHP4-R": 317, "PSS4-R": 317}
PAGES = {1: VOTERS, 2: VOTES, 3: SUMS}
VALUES = {**VOTERS, **VOTES, **SUMS}
SHEET = Sheet({page: tuple(values) for page, values in PAGES.items()}, rules_for(2), FACTS)


def photo(page: int, take: int = 1) -> PhotoDigest:
    return PhotoDigest(f"{page:02d}{take:02d}" * 16)


def reading(
    reader: Reader, page: int, changes: Mapping[str, int | None] | None = None, *, take: int = 1, minute: int = 0
) -> Reading:
    return Reading(
        id=minute,
        photo=photo(page, take),
        contest=CONTEST,
        station=STATION,
        page=page,
        reader=reader,
        officer=None if reader is Reader.MACHINE else 1,
        values={**PAGES[page], **(changes or {})},
        sure=frozenset(PAGES[page]),
        created_at=EVENING + timedelta(minutes=minute),
    )


def both(
    page: int, changes: Mapping[str, int | None] | None = None, *, take: int = 1, minute: int = 0
) -> list[Reading]:
    return [reading(who, page, changes, take=take, minute=minute) for who in (Reader.MACHINE, Reader.KPPS)]


def answer(
    found: Discrepancy, reason: Reason, values: Mapping[str, int] | None = None, *, minute: int = 60
) -> Settlement:
    at = EVENING + timedelta(minutes=minute)
    return Settlement(found.fingerprint, reason, "seen on the paper", 7, "ppk", values or {}, at)
