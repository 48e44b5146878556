"""What a plenary and the objections in it refuse."""

from recap.domain.errors import Conflict, Invalid, NotFound


class ObjectionUnknown(NotFound):
    """No objection has this number."""

    template = "There is no objection number {number} here."


class ObjectionEmpty(Invalid):
    """An objection or its answer says nothing."""

    template = "Write what happened, or what is decided, in your own words."


class ObjectionCellsUnknown(Invalid):
    """An objection names numbers the form does not have, or names numbers of no polling station."""

    template = "These numbers are not on the form of this place: {codes}. Choose from the list of rows."


class ObjectionAnswered(Conflict):
    """An objection is answered once."""

    template = "Objection {number} already has an answer. Read it on its page."


class ObjectionSaysNoNumber(Invalid):
    """A correction was asked for, but the objection claims no number."""

    template = (
        "Objection {number} claims no number, so there is nothing to correct with it. Record it as noted instead."
    )


class ObjectionOfOneself(Conflict):
    """Nobody answers their own objection."""

    template = "You filed this objection yourself; another officer answers it."


class PlenaryElsewhere(Conflict):
    """No plenary on this contest is held at this tier."""

    template = "No plenary on this contest is held here. Choose the area whose plenary you preside."


class PlenaryNotOpen(Conflict):
    """Nothing happens in a plenary that is not in session."""

    template = "The plenary is not in session. Open it first."


class PlenaryOpen(Conflict):
    """A plenary that is in session is not opened again."""

    template = "The plenary is already in session."


class PlenaryHeld(Conflict):
    """A plenary that was closed is reopened with a reason, not opened anew."""

    template = "This plenary was closed. Reopen it and write down the reason."


class PlenaryWordsMissing(Invalid):
    """An act of the plenary lacks words that belong to it."""

    template = "Something is missing: {what}. Fill it in and try again."


class NotOnAgenda(NotFound):
    """The place is not one the plenary reads."""

    template = "{code} is not on the agenda of this plenary."


class ReadAlready(Conflict):
    """What was read and has not changed since is not skipped."""

    template = "{code} has been read aloud and has not changed since."


class NotReadable(Conflict):
    """The numbers of this place are not settled, so they cannot be read aloud."""

    template = "The numbers of {code} cannot be read aloud yet: {why}. Settle this first, or skip it with a reason."


class ChangedMeanwhile(Conflict):
    """The numbers on the page were no longer those that count."""

    template = "The numbers of {code} changed while they were read aloud. Read them again as they are shown now."


class ChildrenUnread(Conflict):
    """A plenary ends only when everything was read."""

    template = "The plenary cannot be closed: {count} of {total} are not read aloud, or changed after they were read."


class ObjectionsUnanswered(Conflict):
    """A plenary ends only when every objection has an answer or is passed on."""

    template = "The plenary cannot be closed: objections {numbers} have no answer. Answer them, or pass them on upward."


class AttendanceEmpty(Conflict):
    """A plenary without anyone present is none."""

    template = "Nobody is recorded as present. Record the attendance before the plenary is closed."
