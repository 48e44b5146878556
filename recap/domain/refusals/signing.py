"""Refusals of signing, locking and reopening."""

from recap.domain.errors import Conflict, Forbidden, Invalid, NotFound, Unverified


class AreaLocked(Conflict):
    """A valid certificate covers the area, so nothing in it changes."""

    template = (
        "{name} ({area}) is signed and locked. To change anything in it, the office that signed must ask for it to be "
        "reopened: tell them what is wrong."
    )


class SigningIncomplete(Conflict):
    """Something is still missing before an area can be signed."""

    template = "{name} cannot be signed yet. Still missing: {missing}."


class NumbersDiffer(Conflict):
    """The four sources of an area's numbers do not agree."""

    template = "The numbers of {name} do not agree in all four sources: {count} differences. See the comparison below."


class AlreadySigned(Conflict):
    """A valid certificate of the area exists."""

    template = "{name} is already signed. It must be reopened before it can be signed again."


class CodeMissing(Forbidden):
    """A signature needs a fresh one-time code."""

    template = "Enter the six digits your authenticator shows now: every signature needs a fresh code."


class CertificateUnknown(NotFound):
    """No certificate has this digest or number."""

    template = "There is no certificate {number}. Check the digest."


class CertificateBroken(Unverified):
    """A certificate is not what was signed."""

    template = "The certificate {number} does not verify: {reason}"


class ReopeningUnknown(NotFound):
    """No request to reopen has this number."""

    template = "There is no request number {number} to reopen a certificate."


class ReopeningPending(Conflict):
    """A request to reopen this certificate waits for its answer."""

    template = "A request to reopen {name} is already waiting for an answer."


class ReopeningAnswered(Conflict):
    """A request to reopen was answered before."""

    template = "Request {number} was already answered. Reload the page."


class NotStanding(Conflict):
    """Only the certificate that holds now can be reopened."""

    template = "This certificate of {name} no longer holds, so there is nothing to reopen."


class SamePerson(Forbidden):
    """The person who asked cannot answer."""

    template = "Reopening needs two different people: whoever asked for it cannot grant or refuse it."


class ExplanationMissing(Invalid):
    """A request to reopen or its answer needs words."""

    template = "Say in words why. The reason will be public."


class SumTooLarge(Invalid):
    """A number does not fit the tree of sums."""

    template = "The number {value} of {row} does not fit: it must lie between 0 and 18446744073709551615."
