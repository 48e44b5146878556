"""The rows of a result form (C.HASIL-KWK) and the codes of their cells.

Codes follow the C.Digital convention (International IDEA / Netgrit); rows and order are those of the Pilkada form.
"""

from collections.abc import Iterable
from dataclasses import dataclass

LPJ = ("L", "P", "J")
"""Laki-laki (men), Perempuan (women), Jumlah (sum)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row: its code, its Indonesian text, its English text."""

    code: str
    label_id: str
    label_en: str
    split: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the codes of the row's cells: L, P, J when split, else the row's own code."""
        return tuple(f"{self.code}-{part}" for part in LPJ) if self.split else (self.code,)


VOTERS = (
    Row("DP1", "Pemilih dalam DPT", "Registered voters (DPT)", split=True),
    Row("DP2", "Pemilih dalam DPPh", "Voters who moved in (DPPh)", split=True),
    Row("DP3", "Pemilih dalam DPTb", "Additional voters (DPTb)", split=True),
    Row("DP4", "Jumlah pemilih", "All voters", split=True),
)
USERS = (
    Row("PHP1", "Pengguna hak pilih dalam DPT", "Registered voters who voted", split=True),
    Row("PHP2", "Pengguna hak pilih dalam DPPh", "Moved-in voters who voted", split=True),
    Row("PHP3", "Pengguna hak pilih dalam DPTb", "Additional voters who voted", split=True),
    Row("PHP4", "Jumlah pengguna hak pilih", "All who voted", split=True),
)
DISABILITY = (
    Row("DPD1", "Pemilih disabilitas", "Voters with disabilities", split=True),
    Row("DPD2", "Pemilih disabilitas yang memilih", "Voters with disabilities who voted", split=True),
)
BALLOTS = (
    Row("PSS1", "Surat suara diterima", "Ballots received"),
    Row("PSS2", "Surat suara dikembalikan (rusak/keliru)", "Ballots returned spoiled"),
    Row("PSS3", "Surat suara tidak digunakan", "Ballots unused"),
    Row("PSS4", "Surat suara digunakan", "Ballots used"),
)
VALIDITY = (
    Row("SAH", "Suara sah", "Valid votes"),
    Row("TSAH", "Suara tidak sah", "Invalid votes"),
    Row("TOT", "Suara sah dan tidak sah", "Valid and invalid votes"),
)
REPEATS = (
    Row("PHP4-R", "Pengguna hak pilih (ulangan)", "All who voted (repeated)"),
    Row("PSS4-R", "Surat suara digunakan (ulangan)", "Ballots used (repeated)"),
)


def vote_rows(choices: int) -> tuple[Row, ...]:
    """Return the vote rows PAS1..PASn of a contest with this many choices."""
    return tuple(Row(f"PAS{n}", f"Suara nomor urut {n}", f"Votes for no. {n}") for n in range(1, choices + 1))


def form_rows(choices: int) -> tuple[Row, ...]:
    """Return every row of C.HASIL-KWK in printed order (37 + n cells and the two repeats)."""
    return (*VOTERS, *USERS, *DISABILITY, *BALLOTS, *vote_rows(choices), *VALIDITY, *REPEATS)


def cell_codes(rows: Iterable[Row]) -> tuple[str, ...]:
    """Return the codes of all cells of these rows, in printed order."""
    return tuple(code for row in rows for code in row.cells)
