"""Why the public log refuses to be read or written: it never forgets, and it never tells two stories."""

from recap.domain.errors import Conflict, Invalid, NotFound, Unverified


class EntryInvalid(Unverified):
    """Bytes in the log are not an entry as this program writes them."""

    template = "Entry {index} of the log is not as this program writes entries: {reason}."


class LogDamaged(Unverified):
    """The files of the log contradict each other or are not there."""

    template = (
        "The log in {folder} is damaged: {reason}. Nothing was written. "
        "Put the folder back from the newest copy of it, or take the missing files from the published folder."
    )


class LogBehind(Conflict):
    """The log has fewer entries than the database or a checkpoint knows of."""

    template = (
        "The log in {folder} has {size} entries, but {known} were logged before: an old copy of it was put back. "
        "Nothing was written, because it would tell two stories. Put the newest copy of the folder back."
    )


class LogAhead(Conflict):
    """The log has entries of acts that the database knows nothing of."""

    template = (
        "Entry {index} of the log is of the act {act}, which the database does not have: an older copy of the "
        "database was put back. Nothing was written. Run `recap rebuild` to make the database from the log."
    )


class ActTwice(Conflict):
    """An act that has its place in the log waits for another."""

    template = "The act {act} is in the log already, as entry {index}. Nothing was written; report this fault."


class LogNotHeld(Invalid):
    """Something would be written into the log without holding it."""

    template = "The log may only be written by the process that holds it. Report this fault."


class ActsUncommitted(Invalid):
    """A transaction would log what it has itself written and may still take back."""

    template = "Acts are logged once they are committed, not by the transaction that does them. Report this fault."


class EntryUnknown(NotFound):
    """The log has no entry there."""

    template = "The log has no entry {index}; it has {size}."


class LogKeyForeign(Conflict):
    """The log was signed by a key that is not the one on this machine."""

    template = (
        "The log in {folder} was signed by a key that is not on this machine. Nothing was written. "
        "Put the key folder of the newest backup back."
    )


class LineInvalid(Unverified):
    """Bytes in the journal are not the line of an act."""

    template = "A line of the journal is not as this program writes lines: {reason}. Put the newest copy of it back."


class LogKeyLost(Conflict):
    """A key the log was signed with is not on this machine."""

    template = (
        "The key {key} signed the log and is not on this machine. "
        "Put the key folder of the newest backup back; nothing was written."
    )
