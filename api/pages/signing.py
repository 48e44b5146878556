"""Signing a tier: what is still missing, the four sums side by side, the certificate as it will be, the signature."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api import certificate_words, render, words
from api.access import holding
from api.certificates import SignatureIn, desk, sign, wanted
from api.deps import AtHome, Session, language_of
from api.errors import status_of
from api.security import same_origin
from recap.app import elections, readiness, signing
from recap.app.database import transaction
from recap.app.officers import Officer
from recap.app.readiness import Ready
from recap.domain.election import AreaCode, Contest, ContestId, Tier
from recap.domain.errors import RecapError
from recap.domain.message import Message
from recap.domain.reconciliation import Difference, Source
from recap.domain.rights import TWO_FACTORS, Act

router = APIRouter(prefix="/petugas/pengesahan", include_in_schema=False, dependencies=[Depends(same_origin)])

Reader = Annotated[Officer, Depends(holding(Act.SIGN, Act.PRESIDE))]
Signer = Annotated[Officer, Depends(holding(Act.SIGN))]
_REASON = "reason-"
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the comparison: the child, the row, what each source says, and which of them differ."""

    child: str
    label: str
    said: tuple[int | None, ...]
    odd: tuple[bool, ...]
    first: Difference


@dataclass(frozen=True, slots=True)
class Refusal:
    """A signature that was refused, with the reasons entered."""

    message: Message
    status: int
    reasons: Mapping[str, str]


@router.get("/{contest}/{area}")
async def signing_page(contest: str, area: str, request: Request, officer: Reader, session: Session) -> Response:
    """Show how far the area is from its signature."""
    officer.must(Act.SEE, contest, area)
    return await _page(request, session, officer, (contest, area))


@router.get("/{contest}/{area}/pratinjau.pdf")
async def preview(contest: str, area: str, officer: Reader, session: Session, at_home: AtHome) -> Response:
    """Return the certificate as it would look now, unsigned."""
    officer.must(Act.SEE, contest, area)
    ready = await readiness.of_area(session, ContestId(contest), AreaCode(area), {})
    pdf = await signing.preview(session, ready, officer, at_home.keys.of(ready.area.code, ready.area.name))
    return Response(pdf, media_type="application/pdf")


@router.post("/{contest}/{area}")
async def signature(contest: str, area: str, request: Request, officer: Signer, at_home: AtHome) -> Response:
    """Sign the area, or show the page again with what is wrong."""
    form = {name: str(text) for name, text in (await request.form()).items()}
    reasons = {name.removeprefix(_REASON): why for name, why in form.items() if name.startswith(_REASON)}
    asked = SignatureIn(code=form.get("code", ""), reasons=reasons)
    try:
        # A transaction of its own: a wrong code must stay counted although the page is shown again.
        async with transaction(at_home.engine) as session:
            await sign(session, desk(request, at_home), officer, wanted(contest, area, asked))
    except RecapError as refused:
        officer.must(Act.SEE, contest, area)
        async with transaction(at_home.engine) as session:
            refusal = Refusal(refused.message, status_of(refused), reasons)
            return await _page(request, session, officer, (contest, area), refusal)
    return RedirectResponse(f"/petugas/pengesahan/{contest}/{area}", 303)


async def _page(
    request: Request, session: AsyncSession, officer: Officer, at: tuple[str, str], refusal: Refusal | None = None
) -> Response:
    contest, area = ContestId(at[0]), AreaCode(at[1])
    ready = await readiness.of_area(session, contest, area, {})
    language = language_of(request)
    labels = certificate_words.row_labels(ready.contest, language)
    names = await _names(session, ready)
    of_forms = ready.area.tier is Tier.VILLAGE
    left = {line.key for line in ready.to_do}
    context = {
        "contest": ready.contest,
        "ready": ready,
        "names": names,
        "sources": list(certificate_words.sources(of_forms=of_forms).values()),
        "compared": [_row(each, ready, names, labels) for each in _firsts(ready)[:_SHOWN]],
        "more": max(0, len(_firsts(ready)) - _SHOWN),
        "votes": _votes(ready, ready.contest, names),
        "choices": [words.choice_label(choice, language) for choice in ready.contest.choices],
        "seats": certificate_words.SEATS,
        "presences": certificate_words.PRESENCES,
        "standings": certificate_words.STANDINGS,
        "may_sign": officer.may(Act.SIGN, contest, area),
        "only_reasons": left <= {"stations"},
        "needs_code": officer.role in TWO_FACTORS,
        "refusal": refusal,
        "of_forms": of_forms,
    }
    return render.page(request, "signing.html", context, refusal.status if refusal else 200)


async def _names(session: AsyncSession, ready: Ready) -> dict[str, str]:
    names: dict[str, str] = {each.code: each.name for each in await elections.areas(session, ready.contest.id)}
    below = names if ready.area.tier is not Tier.VILLAGE else {}
    return names | {each.code: f"TPS {each.number} {below.get(each.village, '')}".strip() for each in ready.stations}


def _firsts(ready: Ready) -> list[Difference]:
    """Return one difference for every child and row."""
    return list({(each.child, each.row): each for each in ready.compared.differences}.values())


def _row(first: Difference, ready: Ready, names: Mapping[str, str], labels: Mapping[str, str]) -> Row:
    views = ready.compared.views
    said = [views.get(source, {}).get(first.child) for source in Source]
    odd = {d.source for d in ready.compared.differences if (d.child, d.row) == (first.child, first.row)}
    return Row(
        names.get(first.child, first.child),
        labels.get(first.row, first.row),
        tuple(numbers.get(first.row) if numbers is not None else None for numbers in said),
        tuple(source in odd for source in Source),
        first,
    )


def _votes(ready: Ready, contest: Contest, names: Mapping[str, str]) -> list[tuple[str, list[int | None]]]:
    """Return each child's votes, valid and invalid, and the area's own last."""
    view = ready.compared.views.get(Source.RESULTS, {})
    codes = [*(choice.code for choice in contest.choices), "SAH", "TSAH"]
    lines = [*ready.children, ready.area.code]
    return [(names.get(code, code), [view.get(code, {}).get(row) for row in codes]) for code in lines]
