from pathlib import Path

import numpy as np
import pytest

from ocr import digits, networks
from ocr.signs import CLASSES
from ocr.tally import marks
from ocr.words import letters
from recap.domain.refusals import NetworkMissing

BOXES = np.full((3, digits.SIDE, digits.SIDE), 190, np.uint8)


@pytest.mark.parametrize("named", [digits.MODEL, marks.MODEL, letters.MODEL])
def test_a_network_without_its_file_is_named(named: Path, tmp_path: Path) -> None:
    missing = tmp_path / named.name
    with pytest.raises(NetworkMissing, match=f"reads {named.stem} .* no file {missing}"):
        networks.ask(missing, BOXES)


def test_a_network_that_was_missing_is_opened_once_it_is_there(tmp_path: Path) -> None:
    model = tmp_path / "digits.onnx"
    with pytest.raises(NetworkMissing):
        digits.recognise(BOXES, model)

    model.write_bytes(digits.MODEL.read_bytes())

    assert np.array_equal(digits.recognise(BOXES, model), digits.recognise(BOXES))


def test_a_network_is_opened_once_and_keeps_to_one_thread() -> None:
    session = networks._session(digits.MODEL)
    assert networks._session(digits.MODEL) is session
    options = session.get_session_options()
    assert (options.intra_op_num_threads, options.inter_op_num_threads) == (1, 1)


def test_no_pictures_have_no_answers() -> None:
    assert digits.recognise(BOXES[:0]).shape == (0, len(CLASSES))
