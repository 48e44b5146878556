"""What to tell the person with the phone, for every reason a photo is refused or sent to a person."""

from recap.domain.message import Fact, Message

_SENTENCES = {
    "no_form": "No result form is recognised in this photo. Lay the sheet flat, stand right above it and photograph "
    "the whole page, with the black-and-white tag at the top right.",
    "other_form": "This is a page of another form. Photograph a page of {layout}.",
    "not_flat": "The lines of the form cannot be followed. Smooth out the sheet, stand right above it and take the "
    "photo again.",
    "corner_missing": "The {corner} corner is not in the picture. Step back until all four corner marks are visible.",
    "too_small": "The form is too small in this photo. Go closer, until the page fills the picture.",
    "too_blurred": "The photo is blurred. Hold the phone still, tap the screen to focus, and take it again.",
    "too_dark": "The photo is too dark. Turn on a light or the flash, and take it again.",
    "wrong_station": "This page belongs to TPS {found}, but it was sent for TPS {expected}. Choose the right photo.",
    "wrong_contest": "This page belongs to the contest {found}, but it was sent for {expected}. Choose the "
    "right photo.",
    "wrong_count": "This sheet belongs to count {found} of this TPS, but count {expected} is the one that counts now. "
    "Photograph the sheets of that count.",
    "wrong_page": "The tag says page {tag}, the QR code says page {code}. Photograph one page at a time.",
    "no_station": "The QR code at the top left could not be read, so the machine cannot tell which TPS this is. "
    "Check the TPS number on the paper.",
    "unsure": "Some numbers are hard to read. Enter these numbers from the paper.",
    "does_not_add_up": "The numbers were read clearly, but they do not add up. Check them against the paper.",
}


def advice(reason: str, **facts: Fact) -> Message | None:
    """Return the sentence for a reason, None where nothing is to be done."""
    sentence = _SENTENCES.get(reason)
    return None if sentence is None else Message(sentence, facts)
