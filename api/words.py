"""What the codes mean to people: cells, rules, reasons and states, as messages of the catalogue."""

from collections.abc import Mapping

from api import case_texts
from api.desk import PageState, PhotoState
from recap.app import texts
from recap.app.texts import Language
from recap.domain.election import Choice, ChoiceKind, Tier, tier_of
from recap.domain.message import Message
from recap.domain.reason import Reason
from recap.domain.rights import Role
from recap.domain.rows import Row, form_rows
from recap.domain.settlement import State

PARTS: Mapping[str, Message] = {"L": Message("men"), "P": Message("women"), "J": Message("total")}

RULES: Mapping[str, Message] = {
    "READERS": Message("The machine and the KPPS read different numbers here."),
    "OBSERVER": Message("A witness or supervisor read another number on their own photo."),
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
    **case_texts.KINDS,
}

REASONS: Mapping[Reason, Message] = {
    Reason.MISREAD: Message("The machine misread: I enter what is written on the paper"),
    Reason.MISKEYED: Message("The KPPS mistyped: I enter what is written on the paper"),
    Reason.CORRECTED_ON_PAPER: Message("Corrected on the paper in the plenary: I enter the corrected number"),
    Reason.PAPER_DOES_NOT_ADD_UP: Message("The paper itself does not add up: the numbers stay as written"),
    Reason.MASTER_DATA_DIFFERS: Message("The voter list differs from the paper: the numbers stay as written"),
    **case_texts.ANSWERS,
}

STATES: Mapping[State, Message] = {
    State.WAITING: Message("Not in yet"),
    State.RECEIVED: Message("Photo received"),
    State.READ: Message("Being confirmed"),
    State.CONFIRMED: Message("Confirmed at the TPS"),
    State.EXAMINATION: Message("Under examination"),
    State.ACCEPTED: Message("In the totals"),
    State.LOCKED: Message("Signed and locked"),
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

ROLES: Mapping[Role, Message] = {
    Role.KPPS: Message("KPPS"),
    Role.KPPS_CHAIR: Message("KPPS chair"),
    Role.PPS: Message("PPS"),
    Role.PPK: Message("PPK"),
    Role.PPK_CHAIR: Message("PPK chair"),
    Role.KPU: Message("City KPU"),
    Role.KPU_CHAIR: Message("City KPU commissioner"),
    Role.PROVINCE: Message("Provincial KPU"),
    Role.PROVINCE_CHAIR: Message("Provincial KPU commissioner"),
    Role.WITNESS: Message("Witness"),
    Role.SUPERVISOR: Message("Supervisor"),
    Role.AUDITOR: Message("Auditor"),
}

SUPERVISORS: Mapping[Tier, Message] = {
    Tier.STATION: Message("TPS supervisor"),
    Tier.VILLAGE: Message("Kelurahan supervisor (PKD)"),
    Tier.DISTRICT: Message("Kecamatan supervisors (Panwascam)"),
    Tier.CITY: Message("City supervisors (Bawaslu)"),
    Tier.PROVINCE: Message("Provincial supervisors (Bawaslu)"),
}

_AREAS: Mapping[Tier, Message] = {
    Tier.PROVINCE: Message("Province of {name}"),
    Tier.CITY: Message("{name}"),
    Tier.DISTRICT: Message("Kecamatan {name}"),
    Tier.VILLAGE: Message("Kelurahan {name}"),
    Tier.STATION: Message("TPS {number}, Kelurahan {name}"),
}

_UNKNOWN_RULE = Message("The numbers contradict each other.")


def rule(key: str) -> Message:
    """Return what a rule asks, by its key (`R1:DP1`) or name."""
    return RULES.get(key.partition(":")[0], _UNKNOWN_RULE)


def role(held: Role, area: str, choice: int | None = None) -> Message:
    """Return what the holder of a role in an area is called: supervisors by their tier, witnesses by their pair."""
    if held is Role.SUPERVISOR:
        return SUPERVISORS[tier_of(area)]
    if held is Role.WITNESS and choice is not None:
        return Message("Witness of pair {number}", {"number": choice})
    return ROLES[held]


def area(code: str, names: Mapping[str, str]) -> Message:
    """Return an area or station as it is spoken of; `names` are those of areas by code, of a station its kelurahan."""
    name, number = names.get(code[: Tier.VILLAGE.value], code), int(code[Tier.VILLAGE.value :] or 0)
    return Message(_AREAS[tier_of(code)].text, {"name": name, "number": number})


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
