"""Refusals when the published folder is copied elsewhere."""

from recap.domain.errors import Conflict, Invalid


class FolderRestless(Conflict):
    """Publications followed each other faster than the mirror could copy one."""

    template = "The folder was published anew again and again while it was copied. Start the same command once more."


class MirrorAddressInvalid(Invalid):
    """The address names no object store that can be written to."""

    template = "The mirror cannot be opened: {why} Give an address such as s3://bucket/prefix or file:///srv/mirror."


class MirrorFailed(Conflict):
    """The object store refused a file or did not answer."""

    template = "The mirror took no more files: {why} What it has is whole; start the same command once more."
