"""The spot check on whoever keys: a random few of the cells the machine read surely are hidden from the person.

Which ones nobody can foresee without the server's secret, and anybody who has it can reproduce: a keyed digest of the
photo and the cell decides. A person who only nods at what the machine says is found out, and so is a sure machine
that errs.
"""

import hmac
from collections.abc import Iterable
from pathlib import Path

from recap.app import keyfiles
from recap.domain.photo import PhotoDigest

_SECRET_BYTES = 32


class Blinds:
    """Chooses the sure cells of a page that are keyed blind all the same."""

    def __init__(self, secret: bytes, share: float) -> None:
        """Hide this share (0-1) of the sure cells, and at least one on every page; none at all when it is 0."""
        self._secret = secret
        self._share = share

    def among(self, photo: PhotoDigest, codes: Iterable[str]) -> frozenset[str]:
        """Return the cells of these, all on one photo, that are hidden from the person."""
        drawn = sorted((self._draw(photo, code), code) for code in codes)
        if self._share <= 0 or not drawn:
            return frozenset()
        return frozenset(code for chance, code in drawn if chance < self._share) or frozenset({drawn[0][1]})

    def _draw(self, photo: PhotoDigest, code: str) -> float:
        """Return a number from 0 to 1 that belongs to this cell of this photo."""
        digest = hmac.digest(self._secret, f"{photo}:{code}".encode(), "sha256")
        return int.from_bytes(digest[:7]) / (1 << 56)


def blinds(data_dir: Path, share: float) -> Blinds:
    """Return the chooser whose secret lies in `data_dir/keys`, made on first use and readable by its owner alone."""
    return Blinds(keyfiles.secret(data_dir / "keys" / "blind.secret"), share)
