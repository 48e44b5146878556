"""Refusals of the public log: notes, keys, tiles, proofs and policies that are not what they should be."""

from recap.domain.errors import Invalid, Unavailable, Unverified


class NoteBroken(Unverified):
    """A text is not a signed note."""

    template = "This is not a signed note: {reason}. Fetch the file again; if it stays so, do not trust its source."


class NoteUnsigned(Unverified):
    """A note carries no signature of a key that is trusted."""

    template = "None of the trusted keys signed this note. Check that the keys belong to this log."


class NoteForged(Unverified):
    """A note carries a signature in the name of a trusted key which that key did not make."""

    template = "The signature of {name} does not belong to this note: it was changed after signing, or forged."


class KeyBroken(Unverified):
    """A text is not a verifier key."""

    template = "This is not a verifier key: {reason}. Copy the whole line from its owner."


class CheckpointBroken(Unverified):
    """The text of a note is not a checkpoint."""

    template = "This is not a checkpoint: {reason}. Fetch the file again; if it stays so, do not trust its source."


class TileBroken(Unverified):
    """A tile or an entry bundle is cut, too long, or not what its path says."""

    template = "The tile {path} is damaged: {reason}. Fetch it again; if it stays so, the log has been changed."


class EntryTooLong(Invalid):
    """An entry does not fit into a bundle."""

    template = "An entry of {bytes} bytes does not fit into the log; at most {limit} are allowed."


class ProofBroken(Unverified):
    """A text is not a proof of the log."""

    template = "This is not a proof of the log: {reason}. Ask for the proof again."


class ProofWrong(Unverified):
    """A proof does not lead to the root that was signed."""

    template = "The proof does not hold: {reason}. What it should prove is not in the log that was signed."


class QuorumMissing(Unverified):
    """Fewer witnesses cosigned than the policy demands."""

    template = (
        "Only these log witnesses cosigned: {names}. The policy demands more of them, so this checkpoint may have been "
        "shown to you alone. Do not trust it; ask the log witnesses for theirs."
    )


class PolicyBroken(Invalid):
    """A policy file is wrong."""

    template = "The policy is wrong in line {line}: {reason}. Correct the line."


class WitnessesMissing(Unavailable):
    """Too few witnesses answered, so nothing may be published now."""

    template = (
        "Too few log witnesses cosigned the log at {size} entries; these did: {names}. Nothing is published until the "
        "others answer. Call the operators of: {missing}."
    )
