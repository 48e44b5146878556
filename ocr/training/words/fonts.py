"""The handwriting fonts that lines are set in: all of the SIL Open Font License, from npm's @fontsource packages.

`npm pack $(python -m ocr.training.words.fonts)` fetches them; see `ocr/models/words.md`.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

LEARNED = (
    "annie-use-your-telescope", "architects-daughter", "caveat", "coming-soon", "covered-by-your-grace",
    "crafty-girls", "delius", "gloria-hallelujah", "gochi-hand", "handlee", "indie-flower", "itim",
    "just-another-hand", "kalam", "mali", "nanum-pen-script", "neucha", "over-the-rainbow", "pangolin", "patrick-hand",
    "permanent-marker", "reenie-beanie", "rock-salt", "schoolbell", "shadows-into-light", "short-stack",
    "sue-ellen-francisco", "waiting-for-the-sunrise", "walter-turncoat",
)  # fmt: skip
CHOSEN = ("dekko", "gaegu", "sriracha")
"""Never learned from: they choose how far the network is trusted."""
TESTED = ("grape-nuts", "loved-by-the-king", "mansalva", "the-girl-next-door")
"""Never learned from, and nothing is chosen by them."""


def files(folder: Path | None, names: Sequence[str]) -> tuple[Path, ...]:
    """Return the files of these fonts; none without a folder. FileNotFoundError names the one that is missing."""
    if folder is None:
        return ()
    return tuple(_file(folder, name) for name in names)


def _file(folder: Path, name: str) -> Path:
    for path in sorted(folder.glob(f"{name}*")):
        if path.suffix in {".woff2", ".woff", ".ttf"}:
            return path
    raise FileNotFoundError(folder / f"{name}.woff2")


if __name__ == "__main__":
    sys.stdout.write(" ".join(f"@fontsource/{name}" for name in (*LEARNED, *CHOSEN, *TESTED)) + "\n")
