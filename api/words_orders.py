"""What a new count and its legal ground are called, as messages of the catalogue."""

from collections.abc import Mapping

from recap.domain.message import Message
from recap.domain.recount import CountKind, Ground

KINDS: Mapping[CountKind, Message] = {
    CountKind.RECOUNT: Message("Recount of the votes"),
    CountKind.REVOTE: Message("Re-vote (PSU)"),
}

GROUNDS: Mapping[Ground, Message] = {
    Ground.COUNT_CLOSED: Message("The counting was not open to the public"),
    Ground.BADLY_LIT: Message("The votes were counted where the light was too poor"),
    Ground.VOICE_UNCLEAR: Message("The votes were not read out clearly"),
    Ground.WRITING_UNCLEAR: Message("The votes were not written down clearly"),
    Ground.NOT_VISIBLE: Message("Witnesses, supervisors or the public could not see the counting"),
    Ground.OTHER_PLACE_OR_TIME: Message("The votes were counted at another place or time than set"),
    Ground.VALIDITY_INCONSISTENT: Message("Valid and invalid ballots were not told apart consistently"),
    Ground.TIERS_DIFFER: Message("The numbers on the form of the TPS and of a higher tier differ and stay disputed"),
    Ground.DISTURBANCE: Message("Unrest or a disaster made the result unusable or the counting impossible"),
    Ground.BOX_OPENED: Message("The ballot box was opened in another way than the rules say"),
    Ground.BALLOTS_MARKED: Message("The KPPS asked voters to mark, sign or write on their ballots"),
    Ground.VOTED_TWICE: Message("More than one voter voted more than once"),
    Ground.BALLOTS_SPOILED: Message("The KPPS spoiled ballots that voters had used"),
    Ground.UNREGISTERED_VOTED: Message("More than one person without the right to vote here voted"),
    Ground.COURT: Message("A court decided so"),
}
