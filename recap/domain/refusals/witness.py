"""Refusals of a witness, and of its folder."""

from recap.domain.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from recap.domain.errors import Unverified as _Unverified


class LogUnknown(NotFound):
    """The witness was not told to watch this log."""

    template = "This witness does not watch the log {origin}. Its operator adds the log's key first."


class LogUnsigned(Forbidden):
    """A checkpoint was not signed by a key that the witness knows for this log."""

    template = "None of the keys that this witness knows for the log {origin} signed this checkpoint."


class Shrunk(Invalid):
    """The proof begins after the checkpoint ends."""

    template = "The checkpoint has {size} entries and the proof begins at {old}. Send the checkpoint that comes later."


class SizeDiffers(Conflict):
    """The proof does not begin where the witness stands."""

    template = "The proof begins at {old} entries, and this witness stands at {size}. Send the proof from there."

    def __init__(self, *, old: int, size: int) -> None:
        """Keep the size at which the witness stands."""
        self.size = size
        super().__init__(old=old, size=size)


class Equivocation(SizeDiffers):
    """The log signed two different histories of the same length; both are kept."""

    template = (
        "The log has signed two different histories of the same length. This checkpoint is refused; both are kept "
        "as evidence ({old} and {size} entries). Inform the supervisors."
    )


class Inconsistent(_Unverified):
    """The log does not show that its new history begins with the old one; the request is kept."""

    template = (
        "The checkpoint of {size} entries does not continue the {old} entries that this witness has seen. It is "
        "refused and kept as evidence. Inform the supervisors."
    )


class ClockBehind(Unavailable):
    """The clock shows a time before the last cosignature."""

    template = (
        "The clock of this witness is {seconds} seconds behind its own last cosignature, so it cannot say when this "
        "was. Set the clock right."
    )


class WitnessFolderTaken(Conflict):
    """The folder of a witness exists already."""

    template = "{folder} already holds the key of a witness. Choose another folder."


class WitnessFolderMissing(NotFound):
    """There is no witness in this folder."""

    template = "{folder} holds no key of a witness. Make one first: recap witness keygen {folder} --name NAME"


class WitnessBusy(Conflict):
    """Another process serves this folder."""

    template = "Another process already runs the witness in {folder}. Stop it first."


class EvidenceBroken(_Unverified):
    """A file is not the evidence of a witness."""

    template = "This file is not evidence of a witness: {reason}. Ask the witness for the file again."
