"""Certificates as anybody sees them: what was signed, what it is worth now, what became of it, and the PDF."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api import certificate_words, render, words
from api.access import PUBLIC
from api.deps import AtHome, Session, language_of
from recap.app import certificates, elections, reopenings
from recap.domain.election import Tier, tier_of
from recap.domain.refusals.signing import CertificateUnknown
from recap.domain.rows import form_rows

router = APIRouter(prefix="/sertifikat", include_in_schema=False)


@router.get("/{sha256}.pdf", dependencies=[PUBLIC])
async def pdf(sha256: str, session: Session, at_home: AtHome) -> Response:
    """Return the signed PDF of a certificate."""
    signed = await certificates.get(session, sha256)
    try:
        content = await at_home.blobs.get(certificates.pdf_key(signed.pdf))
    except KeyError as missing:
        raise CertificateUnknown(number=sha256) from missing
    name = f"sertifikat-{signed.area}-{signed.revision}.pdf"
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        "Cache-Control": "public, max-age=31536000, immutable",
    }
    return Response(content, media_type="application/pdf", headers=headers)


@router.get("/{sha256}", dependencies=[PUBLIC])
async def page(sha256: str, request: Request, session: Session) -> Response:
    """Show one certificate: its numbers, its standing, what it binds, and every request to reopen it."""
    signed = await certificates.get(session, sha256)
    held = await elections.contest(session, signed.contest)
    language = language_of(request)
    names: dict[str, str] = {each.code: each.name for each in await elections.areas(session, signed.contest)}
    stations = await elections.stations(session, signed.contest, signed.area)
    below = names if tier_of(signed.area) is not Tier.VILLAGE else {}
    choices = {choice.code: words.choice_label(choice, language) for choice in held.choices}
    rows = [
        (row.code, choices.get(row.code) or words.row_label(row, language), [signed.total.get(c) for c in row.cells])
        for row in form_rows(len(held.choices))
    ]
    asked = await reopenings.of_contest(session, signed.contest, signed.area)
    context = {
        "contest": held,
        "choices": held.choices,
        "codes": [*(choice.code for choice in held.choices), "TSAH"],
        "signed": signed,
        "standing": certificate_words.STANDINGS[signed.standing],
        "crumbs": await elections.lineage(session, signed.contest, signed.area),
        "names": names | {each.code: f"TPS {each.number} {below.get(each.village, '')}".strip() for each in stations},
        "rows": rows,
        "history": await certificates.history(session, signed.contest, signed.area),
        "standings": certificate_words.STANDINGS,
        "reopenings": [each for each in asked if each.sha256 == sha256],
        "roles": words.ROLES,
        "of_forms": tier_of(signed.area) is Tier.VILLAGE,
        "presences": certificate_words.PRESENCES,
        "seats": certificate_words.SEATS,
    }
    return render.public_page(request, "certificate.html", context)
