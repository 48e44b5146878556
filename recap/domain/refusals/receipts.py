"""Refusals of receipts and proofs."""

from recap.domain.errors import NotFound


class NotLoggedYet(NotFound):
    """The photo has arrived, and the public log has no entry of it yet."""

    template = (
        "The public log does not show this yet. Ask again in a minute; a receipt says by when it must be there, "
        "and `recap verify FOLDER --receipt FILE` proves it if it is not."
    )
