"""What the demonstration shows at its end: the machine against the paper, the published totals against the truth."""

import json
from collections import Counter
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from recap.app.settings import Settings
from recap.cli.demo import tiers
from recap.cli.demo.papers import by_station, published_votes
from recap.cli.demo.people import KPU_ACCOUNT, PASSWORD, account, ppk_account
from recap.cli.demo.run import Count
from recap.domain.election import Tier
from recap.domain.reading import Decision
from recap.domain.tally import differing, recompute

PHONES = "phones.json"
"""Where the demonstration leaves the keys of its people's authenticators, for whoever wants to sign in as them."""


@dataclass(frozen=True, slots=True)
class Score:
    """The machine's cells against the numbers on the paper."""

    right_sure: int
    wrong_sure: int
    right_unsure: int
    wrong_unsure: int
    pages_alone: int
    forms_alone: int

    @property
    def cells(self) -> int:
        """Return how many cells stood on the photos."""
        return self.right_sure + self.wrong_sure + self.right_unsure + self.wrong_unsure


def score(count: Count) -> Score:
    """Compare every cell the machine read on the last photo of each page with the paper."""
    cells: Counter[tuple[bool, bool]] = Counter()
    written = by_station(count.papers)
    for (station, _), reading in count.machine.items():
        for code, cell in reading.cells.items():
            cells[cell.as_read == written[station][code], cell.sure] += 1
    alone = Counter(station for (station, _), r in count.machine.items() if r.decision is Decision.ACCEPT)
    pages = max(page for _, page in count.machine)
    return Score(
        right_sure=cells[True, True],
        wrong_sure=cells[False, True],
        right_unsure=cells[True, False],
        wrong_unsure=cells[False, False],
        pages_alone=sum(alone.values()),
        forms_alone=sum(n == pages for n in alone.values()),
    )


def wrong_numbers(count: Count) -> int:
    """Return how many published numbers of stations differ from the paper, missing ones included."""
    return sum(
        count.published.stations.get(paper.station.code, {}).get(code) != value
        for paper in count.papers
        for code, value in paper.values.items()
    )


def wrong_totals(count: Count) -> list[str]:
    """Return the `area row` pairs whose published total differs from the sum of the paper."""
    truth = recompute(((paper.station.code, paper.values) for paper in count.papers), count.contest.area)
    return [f"{area} {row}" for area, row in differing(truth, count.published.tallies)]


def summary(console: Console, count: Count, seconds: float) -> bool:
    """Print what happened; return whether every published number and total is the paper's."""
    machine, night = score(count), count.night
    wrong, totals = wrong_numbers(count), wrong_totals(count)
    reasons = Counter(str(state["reason"]) for state in night.refused)
    photos = len(count.shots) + len(night.refused)
    table = Table(show_header=False, title="Ringkasan · summary", title_justify="left")
    table.add_column(no_wrap=True)
    table.add_column(justify="right")
    rows = {
        "TPS · stations / photos": f"{len(count.papers)} / {photos}",
        "Foto ditolak dan diulang · refused, retaken": f"{len(night.refused)}",
        **{f"  {reason}": f"{n}" for reason, n in sorted(reasons.items())},
        "Halaman per detik · pages/s (upload to reading)": f"{photos / count.reading_s:.1f}",
        "Angka terbaca benar · cells read right": f"{machine.right_sure + machine.right_unsure} / {machine.cells}",
        "  yakin tetapi salah · sure but wrong": f"{machine.wrong_sure}",
        "  ragu, diketik tanpa tebakan · unsure, keyed blind": f"{machine.right_unsure + machine.wrong_unsure}",
        "Halaman tanpa ragu · pages accepted without a person": f"{machine.pages_alone} / {len(count.machine)}",
        "Formulir tanpa ragu · forms accepted without a person": f"{machine.forms_alone} / {len(count.papers)}",
        "Koreksi KPPS / salah ketik · corrections / slips": f"{night.corrected} / {night.mistyped}",
        "Kertas tidak cocok · paper that does not add up": f"{sum(bool(p.broken) for p in count.papers)}",
        **{f"Selisih diselesaikan PPK · settled: {k}": f"{n}" for k, n in sorted(night.settled.items())},
        "  perubahan besar, disetujui orang kedua · seconded": f"{night.seconded}",
        "Salinan digital diterima · copies acknowledged": f"{count.above.delivered} / {count.above.due}",
        "Keberatan dijawab · objections answered": f"{count.above.objections}",
        "Sertifikat ditandatangani · certificates signed": f"{len(count.above.certificates)}",
        "Angka salah terbit · wrong numbers published": f"{wrong}",
        "Total = kebenaran · totals equal the truth": "ya · yes" if not totals else f"TIDAK · NO: {totals[:5]}",
        "Waktu · seconds": f"{seconds:.0f}",
    }
    for name, value in rows.items():
        table.add_row(name, value)
    console.print(table)
    for area, document in count.published.documents.items():
        if len(area) == Tier.DISTRICT.value:
            path = count.wishes.folder / "published" / "certificates" / f"{document}.pdf"
            console.print(f"D.HASIL {area}: {path}", highlight=False, soft_wrap=True)
    _against_the_real_count(console, count)
    return not wrong and not totals


def logins(console: Console, settings: Settings, count: Count) -> None:
    """Print where the pages are and with which accounts to look at them."""
    address = f"http://{settings.host}:{settings.port}"
    table = Table(title=f"{address}   (Ctrl-C: selesai · stop)", title_justify="left")
    for name in ("Peran · role", "Nama · name", "Kata sandi · password", "Kunci ponsel · TOTP secret"):
        table.add_column(name, overflow="fold")
    accounts = {
        "KPPS": account(count.papers[0].station.code),
        "PPS": f"pps-{count.papers[0].station.village}",
        "PPK": ppk_account(count.wishes.area),
        "Ketua PPK · PPK chair": tiers.chair(count.wishes.area),
        "Saksi paslon 1 · witness": tiers.witness(1, count.wishes.area),
        "KPU": KPU_ACCOUNT,
        "KPPS, latihan · practice": account(count.practice.station.code),
        "PPK, latihan · practice": ppk_account(count.practice.station.code[: Tier.DISTRICT.value]),
    }
    for role, name in accounts.items():
        table.add_row(role, name, PASSWORD, count.secrets.get(name, ""))
    console.print(table)
    (count.wishes.folder / PHONES).write_text(json.dumps(dict(count.secrets), indent=1))
    console.print(
        f"Foto untuk latihan · photos to send for practice: {count.wishes.folder / 'practice'}", highlight=False
    )


def _against_the_real_count(console: Console, count: Count) -> None:
    if count.wishes.stations:
        return
    real = published_votes(count.wishes.area)
    here = [sum(s.get(f"PAS{n}", 0) for s in count.published.stations.values()) for n in range(1, len(real) + 1)]
    names: dict[str, str] = {area.code: area.name for area in count.election.areas}
    votes = " : ".join(f"{n:,}".replace(",", ".") for n in here)
    equal = "=" if here == list(real) else "!="
    console.print(f"{names[count.wishes.area]}: {votes}  {equal}  hasil 28 November 2024 (published real votes)")
