"""How long a signed copy (C.HASIL-SALINAN) takes, and how large it is, with three photos of twelve megapixels.

`python -m benchmarks.copy_pdf`
"""

from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from PIL import Image, ImageFilter

from recap.app.documents import copy
from recap.app.documents.papers import PhotoPage
from recap.app.keys import TierKeys
from tests import paperwork

_RUNS = 10


def _photo(page: int) -> PhotoPage:
    """Return a photo with the grain of a real one: the size of the file depends on it."""
    small = Image.open(BytesIO(paperwork.photo(page))).resize((3000, 4000))
    grain = Image.effect_noise(small.size, 18).filter(ImageFilter.GaussianBlur(1)).convert("RGB")
    out = BytesIO()
    Image.blend(small, grain, 0.15).save(out, "JPEG", quality=85)
    return PhotoPage(page, sha256(out.getvalue()).hexdigest(), out.getvalue())


def main() -> None:
    """Print milliseconds of one core per copy and its size."""
    paper = replace(paperwork.copy(), photos=tuple(_photo(page) for page in (1, 2, 3)))
    with TemporaryDirectory() as folder:
        key = TierKeys(Path(folder)).of(paperwork.STATION, "TPS 001 Tugurejo")
        made = copy.make(paper, key)
        start = process_time()
        for _ in range(_RUNS):
            made = copy.make(paper, key)
        spent = (process_time() - start) / _RUNS
    print(f"{spent * 1000:.0f} ms of one core per signed copy, {len(made.pdf) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
