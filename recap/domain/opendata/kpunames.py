"""KPU's names for the cells of a form, the choices and the families of its published tree."""

from collections.abc import Mapping
from itertools import chain

from recap.domain.opendata.shapes import ContestFile

_PILKADA = ("pkwkp", "pkwkk")
_PARTS = ("l", "p", "j")
_VOTERS = (("DP1", "dpt"), ("DP2", "dpph"), ("DP3", "dptb"), ("DP4", "total"), ("DPD1", "disabilitas"))
_USERS = (("PHP1", "dpt"), ("PHP2", "dpph"), ("PHP3", "dptb"), ("PHP4", "total"), ("DPD2", "disabilitas"))
_BALLOTS = (("PSS1", "diterima"), ("PSS2", "dikembalikan"), ("PSS3", "tidak_digunakan"), ("PSS4", "digunakan"))
_NATIONAL = {"dpph": "dptb", "dptb": "non_dpt"}
"""What KPU's forms for presidents call voters who moved in (DPTb) and voters who are in no list (DPK)."""


def administration(contest: ContestFile, numbers: Mapping[str, int]) -> dict[str, int]:
    """Return the administrative numbers of a station under KPU's names, as far as its form has them."""
    renamed = {} if is_pilkada(contest) else _NATIONAL
    voters = ((f"pemilih_{renamed.get(name, name)}", row) for row, name in _VOTERS)
    users = ((f"pengguna_{renamed.get(name, name)}", row) for row, name in _USERS)
    split = [(f"{name}_{part}", f"{row}-{part.upper()}") for name, row in chain(voters, users) for part in _PARTS]
    ballots = [(f"surat_suara_{name}", row) for row, name in _BALLOTS]
    votes = [("suara_sah", "SAH"), ("suara_tidak_sah", "TSAH"), ("suara_total", "TOT")]
    return {name: numbers[code] for name, code in (*split, *ballots, *votes) if code in numbers}


def keys(contest: ContestFile) -> list[tuple[str, str]]:
    """Return KPU's number of each choice, or its number on the ballot where it has none, with its cell."""
    return [(choice["external_id"] or str(choice["number"]), choice["code"]) for choice in contest["choices"]]


def is_pilkada(contest: ContestFile) -> bool:
    """Tell whether a contest belongs to the regional elections, whose files wrap their numbers in `tungsura`."""
    return contest["id"].rpartition(".")[2] in _PILKADA
