"""Every refusal, as one tree; each makes its sentence of its facts, and knows no HTTP. More leaves: `refusals/`.

RecapError
├── NotFound            what was asked for does not exist
│   ├── AreaUnknown, StationUnknown, ContestUnknown, PhotoUnknown, UploadUnknown, DiscrepancyUnknown
├── Conflict            it would contradict what is already there
│   ├── ElectionHasResults, PageMismatch, AlreadyConfirmed, AlreadySettled
├── Invalid             the request itself is wrong
│   ├── DefinitionInvalid, ValuesMissing, ReasonMissing
├── Unreadable          the photo does not show what it should
│   ├── PhotoEmpty, PhotoTooLarge, PhotoTooManyPixels, PhotoTypeUnsupported, PhotoDamaged, PhotoTooSmall
├── Unverified          published bytes do not add up
├── Unavailable         something this program needs on this machine is not there
└── Forbidden           this person may not do this here: NotSignedIn
"""

from functools import partial
from re import sub
from typing import ClassVar

from recap.domain.message import Fact, Message


class RecapError(Exception):
    """Something was refused, and the sentence says what is wrong and what to do."""

    template: ClassVar[str] = "The request was refused."

    def __init__(self, **facts: Fact) -> None:
        """Keep the facts of the refusal, by the names the template uses."""
        self.message = Message(self.template, facts)
        super().__init__(str(self.message))

    def __reduce__(self) -> tuple[partial["RecapError"], tuple[()]]:
        """Be made again from the facts, where another process hands it over."""
        return partial(type(self), **self.message.facts), ()

    @property
    def code(self) -> str:
        """Return the stable name programs may test for."""
        return type(self).__name__

    @property
    def reason(self) -> str:
        """Return the same name as reasons of readings are written: `photo_damaged`."""
        return sub(r"(?<!^)(?=[A-Z])", "_", self.code).lower()


class NotFound(RecapError):
    """What was asked for does not exist."""


class Conflict(RecapError):
    """It would contradict what is already recorded."""


class Invalid(RecapError):
    """The request itself is wrong."""


class Unreadable(RecapError):
    """The photo does not show what it should."""


class Unverified(RecapError):
    """Published bytes do not add up."""


class Forbidden(RecapError):
    """This person may not do this here."""

    template = "Your account may not do this for this area. Ask the officer of the tier above."


class NotSignedIn(Forbidden):
    """Nobody is signed in."""

    template = "Sign in first."


class AreaUnknown(NotFound):
    """No area has this code."""

    template = "No area has the code {code}. Check the code against the list of areas."


class StationUnknown(NotFound):
    """No polling station has this code."""

    template = "No polling station has the code {code}. Check the 13 digits."


class ContestUnknown(NotFound):
    """No contest has this id."""

    template = "No contest is called {contest}."


class PhotoUnknown(NotFound):
    """No photo has this digest."""

    template = "No photo with the digest {sha256} has arrived. Send it again."


class UploadUnknown(NotFound):
    """No photo was sent under this number."""

    template = "There is no upload number {number}."


class DiscrepancyUnknown(NotFound):
    """No discrepancy has this number."""

    template = "There is no discrepancy number {number}."


class ElectionHasResults(Conflict):
    """An election that has photos cannot be redefined."""

    template = (
        "The election {election} already has photos, and this definition differs from the loaded one. "
        "Load it under another name."
    )


class PageMismatch(Conflict):
    """The photo shows another station, page or contest than it was sent for."""

    template = "This photo shows {found}, but it was sent for {expected}. Choose the right photo."


class AlreadyConfirmed(Conflict):
    """This page has been confirmed and its examination has begun."""

    template = "This page is already confirmed. Later changes belong to the kecamatan (PPK)."


class AlreadySettled(Conflict):
    """This discrepancy has been settled."""

    template = "Discrepancy {number} is already settled. Reload the queue."


class DefinitionInvalid(Invalid):
    """An election or layout file is wrong; nothing was loaded."""

    template = "{file}, line {line}: {reason}. Nothing was loaded; correct the line and load again."


class ValuesMissing(Invalid):
    """Some cells of the page have no value."""

    template = "Enter a number for every cell. Missing: {codes}."


class ReasonMissing(Invalid):
    """A settlement needs a reason."""

    template = "Give a reason: choose one from the list and say in words what was done."


class PhotoEmpty(Unreadable):
    """The file has no bytes."""

    template = "The file is empty. Take the photo again."


class PhotoTooLarge(Unreadable):
    """The file has more bytes than allowed."""

    template = "The file has {bytes} bytes; at most {limit} are allowed. Lower the camera's quality setting."


class PhotoTooManyPixels(Unreadable):
    """The picture declares more pixels than allowed."""

    template = "The picture has {pixels} pixels; at most {limit} are allowed. Lower the camera's resolution."


class PhotoTypeUnsupported(Unreadable):
    """The file is not a picture type that is read."""

    template = "This file is {found}. Send a photo as JPEG, PNG or WebP; set the camera to JPEG."


class PhotoDamaged(Unreadable):
    """The bytes cannot be decoded as the picture they claim to be."""

    template = "The picture is damaged and cannot be opened. Take the photo again."


class PhotoTooSmall(Unreadable):
    """The picture is too small to read handwriting from."""

    template = "The picture is only {width} x {height} pixels. Send the original photo, not a thumbnail."


class Unavailable(RecapError):
    """Something this program needs on this machine is not there."""
