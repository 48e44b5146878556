"""The sampled cross-check: a few sheets whose QR code was read are read as print too, which must not say otherwise.

It guards against what nobody thought of, a mistake at the printer's or in the reader; so the machine need not keep its
choice of sheets a secret, and takes it from the photo's digest.
"""

from ocr.advice import advice
from ocr.decide import Verdict
from ocr.flatten import Sheet
from ocr.witness import Place, read_print
from recap.domain.election import StationCode
from recap.domain.photo import PhotoDigest
from recap.domain.reading import Decision

SHARE = 0.02
"""Part of the sheets that are read as print too: it takes as long as reading all numbers."""
_DIGITS, _ALL = 8, 0x1_0000_0000


def is_sampled(photo: PhotoDigest) -> bool:
    """Say whether a photo is among the few."""
    return int(photo[:_DIGITS], 16) < SHARE * _ALL


def judge_print(sheet: Sheet, station: StationCode, place: Place) -> Verdict | None:
    """Return why a sheet is for a person although its QR code names this station, None if its print agrees."""
    printed = read_print(sheet, coded=False, titled=False)
    differing = None if printed is None else printed.differs(station, place)
    if differing is None:
        return None
    found, due = differing
    return Verdict(Decision.REVIEW, "other_print", advice("other_print", found=found, expected=due))
