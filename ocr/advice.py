"""What to tell the person with the phone, for every reason a photo is refused or sent to a person."""

from recap.domain.message import Fact, Message

_SENTENCES = {
    "no_form": "No result form is recognised in this photo. Lay the sheet flat, stand right above it and photograph "
    "the whole page, with the black-and-white tag at the top right.",
    "no_lines": "No result form is recognised in this photo. Lay the sheet flat, stand right above it and photograph "
    "the whole page: this form is recognised by all of its printed lines.",
    "other_form": "This is a page of another form. Photograph a page of {layout}.",
    "other_form_named": "This is page {page} of {form}. Photograph a page of {layout}.",
    "too_bright": "This photo is white nearly everywhere. Move out of the sun or turn off the flash; if this is the "
    "back of the sheet, turn it over. Take the photo again.",
    "not_flat": "The lines of the form cannot be followed around these numbers: {rows}. Smooth out the sheet there, "
    "stand right above it and take the photo again.",
    "empty": "Nothing can be made out in this photo: it shows an even surface. Turn the sheet over if this is its "
    "back, and photograph the whole page.",
    "no_tag": "This looks like a part of a form, but the black-and-white tag at the top right is not in the picture. "
    "One photo must show a whole page, halves cannot be put together. Step back and take the photo again.",
    "part_of_page": "Only a part of the page is in this photo: {part} is missing. One photo must show a whole page, "
    "halves cannot be put together. Step back until all four corners of the page are visible.",
    "two_forms": "Several sheets are in this photo. Photograph each page by itself.",
    "another_sheet": "Another sheet is in this photo too. Only page {page} was read: compare it with the paper, and "
    "photograph the other sheet by itself.",
    "screen": "This looks like a photo of a screen, not of the paper. Photograph the paper itself; if that is not "
    "possible, check every number against the paper.",
    "corrected": "Numbers seem to be corrected on the paper ({cells}). Enter what counts after the correction, and "
    "check that the correction is initialled.",
    "one_box": "A whole number seems to stand in a single box ({cells}). Enter the number as it is meant.",
    "corner_missing": "The {corner} corner is not in the picture. Step back until all four corners of the page are "
    "visible.",
    "rows_missing": "The {corner} corner is not in the picture, and these numbers cannot be found: {rows}. Step back "
    "until all four corners of the page are visible.",
    "too_small": "The form is too small in this photo. Go closer, until the page fills the picture.",
    "too_blurred": "The photo is blurred. Hold the phone still, tap the screen to focus, and take it again.",
    "too_dark": "The photo is too dark. Turn on a light or the flash, and take it again.",
    "wrong_station": "This page belongs to TPS {found}, but it was sent for TPS {expected}. Choose the right photo.",
    "wrong_contest": "This page belongs to the contest {found}, but it was sent for {expected}. Choose the "
    "right photo.",
    "wrong_count": "This sheet belongs to count {found} of this TPS, but count {expected} is the one that counts now. "
    "Photograph the sheets of that count.",
    "wrong_page": "The tag says page {tag}, the QR code says page {code}. Photograph one page at a time.",
    "other_print": "The QR code of this sheet says {expected}, but {found} seems to be printed on it. Check on the "
    "paper whose sheet this is.",
    "no_station": "The QR code at the top left could not be read, so the machine cannot tell which TPS this is. "
    "Check the TPS number on the paper.",
    "reader_failed": "The machine failed to read this photo; the photo itself may be in order. Take it again.",
    "unsure": "Some numbers are hard to read. Enter these numbers from the paper.",
    "does_not_add_up": "The numbers were read clearly, but they do not add up. Check them against the paper.",
}


def advice(reason: str, **facts: Fact) -> Message | None:
    """Return the sentence for a reason, None where nothing is to be done."""
    sentence = _SENTENCES.get(reason)
    return None if sentence is None else Message(sentence, facts)
