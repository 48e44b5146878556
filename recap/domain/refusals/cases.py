"""Refusals of the queue of discrepancies."""

from recap.domain.errors import Conflict, Forbidden, Invalid


class ReasonUnfit(Invalid):
    """The reason does not belong to this kind of discrepancy."""

    template = "This reason does not fit this case. Choose one of the reasons shown with it."


class NoteTooShort(Invalid):
    """A reason in the officer's own words needs more words."""

    template = (
        "A reason that is not on the list needs at least {least} characters. Say what was found and why it holds."
    )


class PageIncomplete(Invalid):
    """A page keyed from the paper must be keyed as a whole."""

    template = "Enter every number of the page from the paper. Missing: {codes}."


class CaseTaken(Conflict):
    """Another officer has taken this case."""

    template = "{name} has taken this case. Talk to them, or take it over first."


class CaseNotYours(Conflict):
    """The case is not taken, or by somebody else."""

    template = "You have not taken this case, so you cannot give it back. Reload the queue."


class AwaitsSecond(Conflict):
    """An answer waits for a second person."""

    template = "An answer to this case waits for a second officer's agreement. Nothing can be settled until then."


class NothingToApprove(Conflict):
    """No answer to this case waits for a second person."""

    template = "No answer to this case waits for agreement. Reload the queue."


class SamePerson(Forbidden):
    """The second person must be another one."""

    template = "You gave this answer yourself. A second officer must agree to it."
