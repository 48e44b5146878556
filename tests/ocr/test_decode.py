import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.decode import Limits, decode
from ocr.header import header
from recap.domain.errors import (
    PhotoDamaged,
    PhotoEmpty,
    PhotoTooLarge,
    PhotoTooManyPixels,
    PhotoTooSmall,
    PhotoTypeUnsupported,
    Unreadable,
)


def picture(suffix: str = ".jpg", width: int = 640, height: int = 500) -> bytes:
    noise = np.random.default_rng(1).integers(0, 255, (height, width, 3), dtype=np.uint8)
    return cv2.imencode(suffix, noise)[1].tobytes()


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp"])
def test_three_types_are_decoded_and_their_header_tells_the_size(suffix: str) -> None:
    assert decode(picture(suffix)).shape == (500, 640)
    assert (header(picture(suffix)).width, header(picture(suffix)).height) == (640, 500)


@pytest.mark.parametrize(
    ("start", "name"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"\x00\x00\x00\x18ftypheic", "HEIC"),
        (b"\x00\x00\x00\x18ftypavif", "AVIF"),
        (b"GIF89a", "GIF"),
        (b"BM", "BMP"),
        (b"hello", "not a picture"),
    ],
)
def test_other_types_are_named(start: bytes, name: str) -> None:
    with pytest.raises(PhotoTypeUnsupported, match=name):
        decode(start + bytes(100))


def test_limits_hold_before_anything_is_decoded() -> None:
    with pytest.raises(PhotoEmpty):
        decode(b"")
    with pytest.raises(PhotoTooLarge):
        decode(picture(), Limits(bytes=1000))
    with pytest.raises(PhotoTooSmall):
        decode(picture(width=100, height=80))
    bomb = b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4, "big") + b"IHDR" + (60_000).to_bytes(4, "big") * 2 + bytes(20)
    with pytest.raises(PhotoTooManyPixels):
        decode(bomb)


def test_a_picture_lying_on_its_side_is_turned_by_its_exif_orientation() -> None:
    plain = picture()
    tiff = b"MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"
    block = b"Exif\x00\x00" + tiff
    turned = plain[:2] + b"\xff\xe1" + (len(block) + 2).to_bytes(2, "big") + block + plain[2:]
    assert decode(turned).shape == (640, 500)


def test_a_photo_cut_short_is_damaged_or_readable_never_a_crash() -> None:
    whole = picture()
    for end in (10, 100, 400):
        with pytest.raises(PhotoDamaged):
            decode(whole[:end])


@given(st.binary(max_size=200), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF0000WEBP"]))
def test_garbage_is_refused_with_a_reason(noise: bytes, start: bytes) -> None:
    with pytest.raises(Unreadable):
        decode(start + noise)


def in_scans(width: int, height: int, sampling: int = cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444) -> bytes:
    options = [cv2.IMWRITE_JPEG_PROGRESSIVE, 1, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, sampling]
    return cv2.imencode(".jpg", np.full((height, width, 3), 200, np.uint8), options)[1].tobytes()


def test_what_a_decoder_keeps_of_a_progressive_jpeg_is_known_beforehand() -> None:
    assert header(picture()).held == 0
    assert header(in_scans(640, 480)).held == 2 * 3 * 640 * 480
    assert header(in_scans(640, 480, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420)).held == 3 * 640 * 480


def test_a_progressive_jpeg_that_its_decoder_must_keep_much_of_is_halved() -> None:
    assert decode(in_scans(4000, 3000)).shape == (1500, 2000)
    assert decode(in_scans(4000, 3000, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420)).shape == (3000, 4000)


def test_a_progressive_jpeg_that_would_take_too_much_memory_is_refused_though_it_is_within_the_pixels() -> None:
    photo = in_scans(6000, 5000)

    assert header(photo).pixels < Limits().pixels
    with pytest.raises(PhotoTooManyPixels):
        decode(photo)
