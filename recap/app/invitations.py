"""What is written on the slips of fresh activation codes: roles and areas as people say them, in Indonesian."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import texts
from recap.app.activation_codes import Activation
from recap.app.documents.slips import Slip
from recap.app.tables import AreaRow
from recap.domain.appointing import WORDS
from recap.domain.election import Tier, ancestors, tier_of
from recap.domain.rights import TWO_FACTORS, Role

_TIERS: Mapping[Tier, str] = {
    Tier.PROVINCE: "Provinsi {}",
    Tier.CITY: "{}",
    Tier.DISTRICT: "Kecamatan {}",
    Tier.VILLAGE: "Kelurahan {}",
}


async def slips(session: AsyncSession, made: Sequence[Activation]) -> list[Slip]:
    """Return one slip for each code, in the order of area and log-in name."""
    elections = {one.election for one in made}
    query = select(AreaRow.election, AreaRow.code, AreaRow.name).where(AreaRow.election.in_(elections))
    names = {(election, code): name for election, code, name in await session.execute(query)}
    return [_slip(one, names) for one in sorted(made, key=lambda one: (one.area, one.username))]


def _slip(one: Activation, names: Mapping[tuple[str, str], str]) -> Slip:
    return Slip(
        name=one.name,
        role=_role(one),
        area=_area(one, names),
        letter=one.letter,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        username=one.username,
        code=one.code,
        until=one.expires_at,
        two_factors=one.role in TWO_FACTORS,
    )


def _role(one: Activation) -> str:
    words = texts.translations("id").gettext(WORDS[one.role])
    pair = f" pasangan calon nomor {one.choice}" if one.role is Role.WITNESS else ""
    return words[:1].upper() + words[1:] + pair


def _area(one: Activation, names: Mapping[tuple[str, str], str]) -> str:
    """Return `TPS 001, Kelurahan Miroto, Kecamatan Semarang Tengah`: the place and the two around it."""
    codes = [code for code in (one.area, *ancestors(one.area)) if len(code) != Tier.STATION.value]
    spelled = [_TIERS[tier_of(code)].format(names.get((one.election, code), code)) for code in codes]
    if tier_of(one.area) is Tier.STATION:
        spelled.insert(0, f"TPS {one.area[Tier.VILLAGE.value :]}")
    return ", ".join(spelled[:3])
