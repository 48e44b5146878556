"""D.HASIL as a paper, in the legal forms' own words."""

from collections.abc import Mapping

from recap.app import remarks
from recap.app.documents.papers import CertificatePaper, ChoiceLine, ObjectionLine, Place, Signatory
from recap.app.drafts import Draft
from recap.app.officers import Officer
from recap.domain.election import ChoiceKind, Tier
from recap.domain.objection import Objection, Verdict
from recap.domain.plenary import Attendee, Presence, Seat
from recap.domain.rights import Role

REASON = "Penandatanganan D.HASIL"

_MODELS: Mapping[Tier, str] = {
    Tier.VILLAGE: "LEMBAR PENGECEKAN PPS-KWK",
    Tier.DISTRICT: "D.HASIL KECAMATAN-KWK",
    Tier.CITY: "D.HASIL KABKO-KWK",
    Tier.PROVINCE: "D.HASIL PROV-KWK",
}
_TITLES: Mapping[Tier, str] = {
    Tier.VILLAGE: "Pengecekan hasil penghitungan suara setiap TPS di tingkat kelurahan",
    Tier.DISTRICT: "Berita acara dan sertifikat rekapitulasi hasil penghitungan perolehan suara di tingkat kecamatan",
    Tier.CITY: "Berita acara dan sertifikat rekapitulasi hasil penghitungan perolehan suara di tingkat kabupaten/kota",
    Tier.PROVINCE: "Berita acara dan sertifikat rekapitulasi hasil penghitungan perolehan suara di tingkat provinsi",
}
_LABELS: Mapping[Tier, str] = {
    Tier.PROVINCE: "Provinsi",
    Tier.CITY: "Kabupaten/Kota",
    Tier.DISTRICT: "Kecamatan",
    Tier.VILLAGE: "Kelurahan",
    Tier.STATION: "TPS",
}
_BELOW: Mapping[Tier, Tier] = {
    Tier.VILLAGE: Tier.STATION,
    Tier.DISTRICT: Tier.VILLAGE,
    Tier.CITY: Tier.DISTRICT,
    Tier.PROVINCE: Tier.CITY,
}
_SIGNERS: Mapping[Role, str] = {
    Role.PPS: "Ketua PPS",
    Role.PPK_CHAIR: "Ketua PPK",
    Role.KPU_CHAIR: "Ketua KPU Kabupaten/Kota",
    Role.PROVINCE_CHAIR: "Ketua KPU Provinsi",
}
_INSTEAD: Mapping[Presence, str] = {
    Presence.PRESENT: "Hadir",
    Presence.LEFT: "Meninggalkan rapat",
    Presence.REFUSED: "Menolak menandatangani",
}
_VERDICTS: Mapping[Verdict, str] = {
    Verdict.ACCEPTED: "diterima",
    Verdict.REJECTED: "ditolak",
    Verdict.NOTED: "dicatat",
}


def paper(draft: Draft, statement: str, address: str) -> CertificatePaper:
    """Return the certificate as it is drawn."""
    ready = draft.ready
    tier, people = ready.area.tier, ready.plenary.attendance.values()
    total = draft.statement["total"]
    return CertificatePaper(
        model=_MODELS[tier],
        title=_TITLES[tier],
        contest=ready.contest.title,
        area=ready.area.code,
        places=tuple(Place(_LABELS[each.tier], each.name) for each in draft.lineage),
        day=draft.day,
        choices=tuple(ChoiceLine(c.number, c.name, c.kind is ChoiceKind.EMPTY_COLUMN) for c in ready.contest.choices),
        children_title=_LABELS[_BELOW[tier]],
        children=tuple(child.column for child in draft.children),
        total=total if isinstance(total, dict) else {},
        stations_in=len(ready.stations) - len(ready.missing),
        stations_total=len(ready.stations),
        revision=int(str(draft.statement["revision"])),
        officers=(_signer(draft.officer), *(_signatory(each) for each in people if each.seat is Seat.MEMBER)),
        witnesses=tuple(_signatory(each) for each in people if each.seat is not Seat.MEMBER),
        objections=tuple(_line(each, draft) for each in ready.objections),
        statement=statement,
        key=draft.key.id,
        office=draft.key.office,
        signed_at=draft.at,
        address=address,
        remarks=draft.remarks,
    )


def _signer(officer: Officer) -> Signatory:
    return Signatory(_SIGNERS.get(officer.role, officer.role), officer.name, signed=True)


def _signatory(person: Attendee) -> Signatory:
    office = {Seat.MEMBER: "Anggota", Seat.WITNESS: f"Saksi Paslon {person.choice}", Seat.SUPERVISOR: "Pengawas"}
    signed = None if person.presence is Presence.ABSENT else person.presence is Presence.SIGNED
    return Signatory(office[person.seat], person.name, signed, person.reason, _INSTEAD.get(person.presence, ""))


def _line(objection: Objection, draft: Draft) -> ObjectionLine:
    place = remarks.place_of(objection.area, draft.names)
    author = f"Saksi Paslon {objection.choice}" if objection.choice else "Pengawas"
    outcome = _VERDICTS[objection.answer.verdict] if objection.answer else "belum diputuskan"
    answer = objection.answer.text if objection.answer else ""
    who = f"{author}: {objection.name}"
    return ObjectionLine(objection.number, place, who, objection.filed_at, objection.text, outcome, answer)
