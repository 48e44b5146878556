"""Where an officer's work lies: the one list of the officers' pages, and which rights open them."""

from collections.abc import Sequence
from dataclasses import dataclass

from recap.app.officers import Officer
from recap.domain.election import Contest, Tier, tier_of
from recap.domain.message import Message
from recap.domain.rights import OWN, RIGHTS, Act, Role

_ABOVE = frozenset(Tier) - {Tier.STATION}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: its page, the acts any of which opens it, its short name and what it is for.

    `watchers` may read the page without such a right; it exists for officers of these tiers. What is `aside` stands in
    the navigation, but is nobody's work by itself.
    """

    key: str
    address: str
    acts: frozenset[Act]
    name: Message
    purpose: Message
    watchers: frozenset[Role] = frozenset()
    tiers: frozenset[Tier] = frozenset(Tier)
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A page where an officer works, within one contest or (None) over all of them."""

    kind: Kind
    address: str
    contest: Contest | None


KINDS = (
    Kind(
        "desk",
        "/petugas/tps/{contest}/{area}",
        frozenset({Act.SEND, Act.CONFIRM}),
        Message("Form of this TPS"),
        Message("Photograph the form, check the numbers, confirm each page."),
    ),
    Kind(
        "observing",
        "/petugas/pengamatan/{contest}",
        frozenset({Act.OBSERVE}),
        Message("My own photos"),
        Message("Send your own photo of the form and compare it with what was read."),
    ),
    Kind(
        "discrepancies",
        "/petugas/selisih/{contest}",
        frozenset({Act.SETTLE, Act.SECOND}),
        Message("Discrepancies"),
        Message("What does not add up, with the paper beside the numbers, and how it was settled."),
        watchers=frozenset({Role.PPS, Role.PROVINCE, Role.PROVINCE_CHAIR, Role.SUPERVISOR, Role.AUDITOR}),
    ),
    Kind(
        "plenary",
        "/petugas/pleno/{contest}/{area}",
        frozenset({Act.PRESIDE}),
        Message("Plenary"),
        Message("The results as they are read aloud one by one, with the attendance."),
        watchers=frozenset({Role.WITNESS, Role.SUPERVISOR, Role.AUDITOR}),
        tiers=_ABOVE,
    ),
    Kind(
        "objections",
        "/petugas/keberatan/{contest}",
        frozenset({Act.OBJECT, Act.ANSWER}),
        Message("Objections"),
        Message("Objections and special events, with their answers."),
        watchers=frozenset({Role.AUDITOR}),
    ),
    Kind(
        "signing",
        "/petugas/pengesahan/{contest}/{area}",
        frozenset({Act.SIGN, Act.PRESIDE}),
        Message("Signing"),
        Message("Compare the four sums and sign the certificate of the area."),
    ),
    Kind(
        "reopening",
        "/petugas/pembukaan/{contest}",
        frozenset({Act.REOPEN, Act.GRANT}),
        Message("Reopening"),
        Message("Ask for a signed area to be opened again, or grant it: always two people."),
    ),
    Kind(
        "orders",
        "/petugas/hitung-ulang/{contest}",
        frozenset({Act.ORDER}),
        Message("Recount and re-vote"),
        Message("Order a recount or a re-vote (PSU) of a TPS, with its legal ground."),
    ),
    Kind(
        "copies",
        "/petugas/salinan/{contest}",
        frozenset({Act.CONFIRM, Act.PRESIDE}),
        Message("Copies"),
        Message("Who has received the signed copy of each TPS, and who has not."),
        watchers=frozenset({Role.PROVINCE, Role.PROVINCE_CHAIR, Role.AUDITOR}),
        aside=True,
    ),
    Kind(
        "quality",
        "/petugas/mutu/{contest}/{area}",
        frozenset({Act.PRESIDE}),
        Message("Quality of reading"),
        Message("Whether the machine still reads as well as it was measured to."),
        watchers=frozenset({Role.SUPERVISOR, Role.AUDITOR}),
        tiers=_ABOVE,
        aside=True,
    ),
    Kind(
        "appointments",
        "/petugas/penunjukan",
        frozenset({Act.APPOINT}),
        Message("Appointments"),
        Message("Appoint officers by letter, hand out activation slips, end appointments."),
    ),
)
"""In the order of the work; what stands nowhere in a role's rights is not offered to it."""


def of(officer: Officer, contests: Sequence[Contest]) -> list[Place]:
    """Return an officer's pages in these contests, in the order of the work."""
    held = concerned(officer, contests)
    return [place for contest in held for place in within(officer, contest)] + over_all(officer)


def within(officer: Officer, contest: Contest) -> list[Place]:
    """Return an officer's pages in one contest."""
    held = [kind for kind in KINDS if "{contest}" in kind.address and _opens(officer, kind, contest)]
    return [Place(kind, kind.address.format(contest=contest.id, area=officer.area), contest) for kind in held]


def only_work(found: Sequence[Place]) -> Place | None:
    """Return the single place of work among these, or None if there are more or none."""
    work = [place for place in found if not place.kind.aside]
    return work[0] if len(work) == 1 else None


def over_all(officer: Officer) -> list[Place]:
    """Return an officer's pages that belong to no contest."""
    held = [kind for kind in KINDS if "{contest}" not in kind.address and kind.acts & RIGHTS[officer.role]]
    return [Place(kind, kind.address, None) for kind in held]


def concerned(officer: Officer, contests: Sequence[Contest]) -> list[Contest]:
    """Return the contests an officer has to do with."""
    near = [c for c in contests if c.area.startswith(officer.area) or officer.area.startswith(c.area)]
    return [c for c in near if officer.contest in (None, c.id)]


def _opens(officer: Officer, kind: Kind, contest: Contest) -> bool:
    """Say whether the officer may open the page; acts upon the own area need one that the contest is held in."""
    inside = officer.area.startswith(contest.area)
    if tier_of(officer.area) not in kind.tiers or ("{area}" in kind.address and not inside):
        return False
    acts = [act for act in kind.acts if inside or act not in OWN]
    return officer.role in kind.watchers or any(officer.may(act, contest.id, officer.area) for act in acts)
