"""Refusals around the signed copies: links, recipients, copies that are not there yet."""

from recap.domain.errors import Conflict, Forbidden, Invalid, NotFound


class CopyLinkForged(Forbidden):
    """The address of a copy was not handed out for this recipient."""

    template = (
        "This link was not handed out by this TPS, or a part of it is missing. Ask the KPPS to show its QR again."
    )


class CopyNotMade(NotFound):
    """A station has no signed copy yet."""

    template = "There is no copy of this form yet. It is made by itself once the KPPS has confirmed every page."


class CopySuperseded(Conflict):
    """What is acknowledged is no longer the copy that counts."""

    template = "A newer copy (revision {revision}) has been made meanwhile. Look at it, then acknowledge that one."


class RecipientUnknown(NotFound):
    """Nobody has this number in the list of recipients."""

    template = "There is no recipient number {number} in the list of this contest."


class RecipientsInvalid(Invalid):
    """The list of recipients cannot be used; nothing was changed."""

    template = "{file}, line {line}: {reason}. Nothing was changed; correct the line and load the list again."


class RecipientsInUse(Conflict):
    """Somebody who has acknowledged a copy would lose their place in the list."""

    template = (
        "Recipient {number} ({name}) has acknowledged copies already and must keep this number. "
        "Add new recipients at the end of the list."
    )
