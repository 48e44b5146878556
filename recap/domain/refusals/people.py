"""Refusals of appointments, activation, the two factors and the term of office."""

from collections.abc import Sequence

from recap.domain.appointing import Fault
from recap.domain.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn


class PasswordShort(Invalid):
    """The password is too short."""

    template = "The password needs at least {least} characters. A short sentence is easy to remember."


class PasswordCommon(Invalid):
    """The password is among the first that anybody would try."""

    template = "Many people use this password, so it is quickly guessed. Choose another; a short sentence is good."


class PasswordNamesYou(Invalid):
    """The password contains the log-in name."""

    template = "The password must not contain your log-in name. Choose another."


class TotpNeeded(NotSignedIn):
    """The password is right, and this role signs in with a code from the phone as well."""

    template = "Enter the 6 digits that the authenticator app on your phone shows now."


class TotpRefused(NotSignedIn):
    """The code from the phone is wrong, too old, or was used before."""

    template = (
        "This code is wrong, too old or already used. Wait until the app shows the next code and enter that one; "
        "if it is refused again, set the phone's clock to automatic."
    )


class TotpUnset(NotSignedIn):
    """The password is right, but no phone belongs to the account yet."""

    template = (
        "No phone belongs to this account yet. Finish the activation with the code of your slip, "
        "or ask the officer of the tier above for a new code."
    )


class TotpMissing(Forbidden):
    """This account has no second factor."""

    template = "This account has no code from a phone. Acts of this kind belong to PPK and above."


class TermNotBegun(Forbidden):
    """The term of the appointment has not begun."""

    template = "Your term begins on {day}. You may sign in from that day on."


class TermOver(Forbidden):
    """The term of the appointment is over."""

    template = "Your term ended on {day}. Ask the officer of the tier above for a new appointment."


class AppointmentEnded(Forbidden):
    """The appointment was ended before its term."""

    template = "This appointment was ended on {day}. Ask the officer of the tier above."


class AppointmentUnknown(NotFound):
    """No appointment has this number or log-in name."""

    template = "There is no appointment {number}. Look it up in the list of appointments."


class ActivationUnknown(NotFound):
    """No activation has this code."""

    template = "This activation code is not known. Check every letter of the slip; O, I, 0 and 1 never occur."


class ActivationUsed(Conflict):
    """The activation code has been used."""

    template = (
        "This activation code was used already. Sign in with your password, or ask the tier above for a new code."
    )


class ActivationReplaced(Conflict):
    """A newer activation code was given out."""

    template = "A newer activation code was given out for this account. Use the newer slip."


class ActivationExpired(Conflict):
    """The activation code is too old."""

    template = "This activation code expired on {day}. Ask the officer of the tier above for a new one."


class PactNotAccepted(Invalid):
    """The pact of integrity was not accepted as it stands now."""

    template = "Read the pact of integrity and neutrality and accept it; without it the account is not opened."


class AppointmentsInvalid(Invalid):
    """A list of appointments is wrong and nothing was recorded; `faults` name every line and reason."""

    template = (
        "Nobody was appointed. Faults in the list: {count}, the first on line {line}. Correct it and send it again."
    )

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep every fault, in the order of the lines."""
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__(count=len(self.faults), line=self.faults[0].line)


class NotYoursToAppoint(Forbidden):
    """This officer appoints nobody to this role in this area."""

    template = "Only the tier above appoints, recovers or ends this account. Ask the officer of that tier."
