"""What the codes mean to people: cells, rules, reasons and states, as messages of the catalogue."""

from collections.abc import Mapping

from api.desk import PageState, PhotoState
from recap.app import texts
from recap.app.texts import Language
from recap.domain.election import Choice, ChoiceKind
from recap.domain.message import Message
from recap.domain.rows import Row, form_rows
from recap.domain.settlement import Reason, State

PARTS: Mapping[str, Message] = {"L": Message("men"), "P": Message("women"), "J": Message("total")}

RULES: Mapping[str, Message] = {
    "READERS": Message("The machine and the KPPS read different numbers here."),
    "R1": Message("Men and women together must make the total."),
    "R2": Message("DPT, DPPh and DPTb together must make all voters."),
    "R3": Message("Those who voted from DPT, DPPh and DPTb together must make all who voted."),
    "R4": Message("No more people can vote from the DPT than are registered in it."),
    "R5": Message("No more people can vote from DPPh or DPTb than are written in it."),
    "R6": Message("Ballots returned, unused and used together must make the ballots received."),
    "R7": Message("As many ballots must be used as people voted."),
    "R8": Message("No more ballots can be returned or unused than were received."),
    "R9": Message("The votes of all choices together must make the valid votes."),
    "R10": Message("Valid and invalid votes together must make the last sum."),
    "R11": Message("Valid and invalid votes together must equal the ballots used."),
    "R12": Message("Valid and invalid votes together must equal the people who voted."),
    "R13": Message("A number that is repeated on the last page must be the same as before."),
    "R14": Message("Ballots received should be the registered voters and 2.5 percent more."),
    "R15": Message("No more voters with disabilities can vote than are written in the list."),
    "R15b": Message("There cannot be more voters with disabilities than voters."),
    "R15c": Message("No more people with disabilities can vote than people voted."),
    "R16": Message("The registered voters on the form must be those of the voter list."),
    "R17": Message("The station has more registered voters than one station may have."),
    "R18": Message("No choice can have more votes than people voted."),
}

REASONS: Mapping[Reason, Message] = {
    Reason.MISREAD: Message("The machine misread: I enter what is written on the paper"),
    Reason.MISKEYED: Message("The KPPS mistyped: I enter what is written on the paper"),
    Reason.CORRECTED_ON_PAPER: Message("Corrected on the paper in the plenary: I enter the corrected number"),
    Reason.PAPER_DOES_NOT_ADD_UP: Message("The paper itself does not add up: the numbers stay as written"),
    Reason.MASTER_DATA_DIFFERS: Message("The voter list differs from the paper: the numbers stay as written"),
}

STATES: Mapping[State, Message] = {
    State.WAITING: Message("Not in yet"),
    State.RECEIVED: Message("Photo received"),
    State.READ: Message("Being confirmed"),
    State.EXAMINATION: Message("Under examination"),
    State.ACCEPTED: Message("In the totals"),
}

PAGES: Mapping[PageState, Message] = {
    PageState.MISSING: Message("No photo yet"),
    PageState.READING: Message("No photo read yet"),
    PageState.READ: Message("Read: please check the numbers"),
    PageState.CONFIRMED: Message("Confirmed"),
}

PHOTOS: Mapping[PhotoState, Message] = {
    PhotoState.RECEIVED: Message("Being read"),
    PhotoState.READ: Message("Read"),
    PhotoState.CONFIRMED: Message("Confirmed"),
    PhotoState.REFUSED: Message("Refused: take it again"),
    PhotoState.SUPERSEDED: Message("Retaken since"),
}

_UNKNOWN_RULE = Message("The numbers contradict each other.")


def rule(key: str) -> Message:
    """Return what a rule asks, by its key (`R1:DP1`) or name."""
    return RULES.get(key.partition(":")[0], _UNKNOWN_RULE)


def row_label(row: Row, language: Language) -> str:
    """Return a form row's text in this language."""
    return row.label_id if language == "id" else row.label_en


def cell_labels(choices: tuple[Choice, ...], language: Language) -> dict[str, str]:
    """Return what stands beside every cell of a form with these choices."""
    names = {choice.code: choice_label(choice, language) for choice in choices}
    labels = {}
    for row in form_rows(len(choices)):
        own = names.get(row.code) or row_label(row, language)
        for code in row.cells:
            part = PARTS.get(code.removeprefix(f"{row.code}-")) if row.split else None
            labels[code] = f"{own}, {texts.say(part, language)}" if part else own
    return labels


def choice_label(choice: Choice, language: Language) -> str:
    """Return a choice's number and name."""
    return f"{choice.number}. {choice_name(choice, language)}"


def choice_name(choice: Choice, language: Language) -> str:
    """Return a choice's name; the empty column has one in every language."""
    return texts.say(Message("Empty column"), language) if choice.kind is ChoiceKind.EMPTY_COLUMN else choice.name
