"""Why a database or a published folder cannot be made again from the log."""

from recap.domain.errors import Conflict, NotFound, Unavailable, Unverified


class LineUnusable(Unverified):
    """A line of the journal cannot be made a row again."""

    template = (
        "Act {n} of the journal ({kind}) cannot be made a row again: {reason}. "
        "Nothing of its batch was kept. Rebuild with the version of this program that wrote the journal."
    )


class EntryOther(Unverified):
    """An entry of the log says something else than the act it names."""

    template = (
        "Entry {index} of the log does not say what its line in the journal says. Nothing of its batch was kept. "
        "Rebuild with the version of this program that wrote the log; if that fails too, keep everything and report it."
    )


class DatabaseOther(Conflict):
    """The database is not empty, and it is no earlier state of this log."""

    template = (
        "This database does not belong to this log: {reason}. Nothing was changed. "
        "Rebuild into an empty database, or into an older copy of the one that was lost."
    )


class NoLog(NotFound):
    """There is nothing to rebuild from."""

    template = "There is no log in {folder}. Copy the folder `log` of the lost machine there, with its journal."


class KeysLost(Unavailable):
    """The keys that signed the log and the manifests are not there."""

    template = (
        "The keys in {folder} are missing: without them nothing can be signed as it was. "
        "Put the folder `keys` of the lost machine back first."
    )


class ManifestOther(Unverified):
    """A publication made again is not the one that was logged."""

    template = (
        "Publication {number} was logged with the manifest {logged}, but comes out as {made}. "
        "The folder stays as it was. Rebuild with the version of this program that published it, and with all photos."
    )


class FolderOther(Conflict):
    """The published folder shows something the log does not know."""

    template = (
        "The folder {folder} shows the manifest {manifest}, which this log does not know. Nothing was changed. "
        "Move the folder away; it will be made again."
    )


class FolderHalf(Conflict):
    """The published folder has files and no manifest that leads to them."""

    template = "The folder {folder} has files but no manifest.json. Move the folder away; it will be made again."


class DatabaseInUse(Conflict):
    """Somebody works in the database that is to be restored."""

    template = (
        "{others} other connections use this database. Stop `recap serve` and everything else that uses it, "
        "then rebuild again."
    )


class ScratchRefused(Unavailable):
    """The folder needs a database of its own to be made again, and none may be made."""

    template = (
        "The folder has to be made again in a second database beside this one, which the server refuses: {reason}. "
        "Give this account the right CREATEDB, or rebuild into an empty database."
    )
