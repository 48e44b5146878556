"""What stands on the printable form of a place's objections."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from api import plenary_words, words
from recap.app import clock, elections, objections, texts
from recap.app.documents.objection import ObjectionPaper
from recap.app.documents.papers import ObjectionLine, Place
from recap.domain.election import Area, Contest, ContestId, StationCode, Tier, tier_of
from recap.domain.message import Message
from recap.domain.objection import Objection
from recap.domain.rights import Role

_NAMES: Mapping[Tier, str] = {
    Tier.VILLAGE: "Kelurahan/Desa",
    Tier.DISTRICT: "Kecamatan",
    Tier.CITY: "Kabupaten/Kota",
    Tier.PROVINCE: "Provinsi",
}
_CHAIRS: Mapping[Tier, str] = {
    Tier.STATION: "Ketua KPPS",
    Tier.VILLAGE: "Ketua PPS",
    Tier.DISTRICT: "Ketua PPK",
    Tier.CITY: "Ketua KPU Kabupaten/Kota",
    Tier.PROVINCE: "Ketua KPU Provinsi",
}


async def paper(session: AsyncSession, contest_id: ContestId, code: str, number: int = 0) -> ObjectionPaper:
    """Return the form of exactly this place, with all its objections or the one asked for."""
    contest = await elections.contest(session, contest_id)
    around = await elections.lineage(session, contest_id, code)
    filed = [each for each in await objections.within(session, contest_id, code) if each.area == code]
    chosen = [each for each in filed if number in (0, each.number)]
    letter = "C" if tier_of(code) is Tier.STATION else "D"
    return ObjectionPaper(
        model=f"{letter}.KEJADIAN KHUSUS DAN/ATAU KEBERATAN-KWK",
        contest=contest.title,
        code=code,
        places=tuple(await _places(session, contest_id, code, around)),
        day=clock.today(),
        lines=tuple(_line(each, contest, around) for each in chosen),
        chair=_CHAIRS[tier_of(code)],
        author="Saksi / Pengawas yang menyatakan",
    )


async def _places(session: AsyncSession, contest: ContestId, code: str, around: Sequence[Area]) -> list[Place]:
    found = [Place(_NAMES[area.tier], area.name) for area in reversed(around)]
    if tier_of(code) is Tier.STATION:
        station = await elections.station(session, contest, StationCode(code))
        found.insert(0, Place("Nomor TPS", f"{station.number:03d}"))
    return found


def _line(each: Objection, contest: Contest, around: Sequence[Area]) -> ObjectionLine:
    labels = words.cell_labels(contest.choices, "id")
    claims = [f"{labels.get(code, code)}: seharusnya {value}" for code, value in each.values.items()]
    answered = each.answer
    return ObjectionLine(
        number=each.number,
        place=texts.say(words.area(each.area, {area.code: area.name for area in around}), "id"),
        author=f"{each.name} ({texts.say(author(each), 'id')})",
        filed_at=each.filed_at,
        text="\n".join([each.text, *claims]),
        outcome=texts.say(plenary_words.VERDICTS[answered.verdict] if answered else plenary_words.WAITS, "id"),
        answer=f"{answered.text} ({answered.name})" if answered else "",
    )


def author(each: Objection) -> Message:
    """Return in what capacity somebody filed an objection."""
    return words.role(Role(each.role), each.area, each.choice)
