"""Why nothing is published: the folder, the log and the database must belong together."""

from recap.domain.errors import Conflict, NotFound, Unavailable


class DefinitionUnknown(NotFound):
    """The definition of an election was loaded before definitions were kept."""

    template = "The definition {sha256} was loaded by an earlier version of this program. Load the election again."


class FolderBehind(Conflict):
    """The database knows of a publication that the folder does not have."""

    template = (
        "The folder {folder} lacks the publication {manifest}: an older copy of it was put back, or it was emptied. "
        "Nothing was published. Run `recap rebuild` to make the folder from the log."
    )


class SumsDiffer(Conflict):
    """What is about to be published adds up otherwise than the sums the database keeps."""

    template = (
        "The totals of {contest} that were to be published ({made}) are not those of the database ({kept}). "
        "Nothing was published; it is tried again with every record read anew. If it stays so, a record or a sum was "
        "changed by other hands: check the folder with `recap verify`."
    )


class RecordLost(NotFound):
    """A record that the published folder names is not there."""

    template = (
        "The record {path} is not in the published folder. Nothing was made of it; start the publisher again, and it "
        "is published anew."
    )


class FolderForeign(Conflict):
    """The folder holds what another version of this program published."""

    template = (
        "The folder {folder} was published by an earlier version. Move it away; then everything is published anew."
    )


class PublishingBehind(Unavailable):
    """Something happened long ago, and nobody can see it yet."""

    template = (
        "What happened {minutes} minutes ago is not public yet: the publisher does not run, or fails again and again. "
        "Its log says why (`worker-publish.log`, `publishing failed`)."
    )
