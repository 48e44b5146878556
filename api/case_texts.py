"""What the kinds of cases that no rule of arithmetic opens are called, and the answers that fit them."""

from collections.abc import Mapping

from recap.domain.message import Message
from recap.domain.reason import Reason

KINDS: Mapping[str, Message] = {
    "R20": Message("A photo was sent that shows another TPS, contest or page; nothing has replaced it yet."),
    "R21": Message("This photo looks like one that was sent for another TPS."),
    "R23": Message("The other contest's form of this TPS gives other numbers of registered voters."),
    "R24": Message("Unusual number: please compare it with the paper. It may well be right."),
    "MISSING": Message("A page of the form is still missing, although the others came long ago."),
    "OBJECTION": Message("An objection to these numbers was accepted."),
}

ANSWERS: Mapping[Reason, Message] = {
    Reason.KEYED_FROM_PAPER: Message("There is no usable photo: I enter all numbers of the page from the paper itself"),
    Reason.DUPLICATE_EXPLAINED: Message("Both papers were compared: each TPS has its own, the numbers stay as written"),
    Reason.PHOTO_WRONG: Message("The photo was sent by mistake: it counts for nothing"),
    Reason.HINT_CHECKED: Message("Checked on the paper: the numbers are right as written"),
    Reason.OTHER: Message("Another reason, in my own words (at least 30 characters)"),
}
