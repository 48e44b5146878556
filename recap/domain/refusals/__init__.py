"""More leaves of the tree in `errors.py`: signing in, addresses, the shape of requests, receipts, the machine."""

from recap.domain.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn, Unavailable, Unverified


class SignInRefused(NotSignedIn):
    """The name and the password do not belong together."""

    template = "The name or the password is wrong. Check both and try again."


class SignInPaused(Forbidden):
    """Too many wrong passwords for one account."""

    template = "Too many wrong passwords. Wait {seconds} seconds, then try again."


class OriginRefused(Forbidden):
    """A browser sent this from a page of another site."""

    template = "This request did not come from a page of this site. Open the page again and repeat it there."


class AddressUnknown(NotFound):
    """Nothing is served at this address."""

    template = "There is nothing at this address. Go back to the first page."


class NothingPublished(NotFound):
    """No results have been published yet."""

    template = "Nothing has been published yet. Come back in a few minutes."


class PhotoUnread(Conflict):
    """The photo has not been read, or was refused, so its numbers cannot be confirmed."""

    template = "This photo cannot be confirmed: it is not read yet, or it was refused. Wait, or take it again."


class RequestInvalid(Invalid):
    """The request does not have the expected shape."""

    template = "The request is not understood: {where} is wrong or missing."


class DatabaseAway(Unavailable):
    """The database does not answer."""

    template = "The database does not answer. Published results stay readable; try the rest again in a minute."


class NotYourRole(Forbidden):
    """This act belongs to officers of another role."""

    template = "This belongs to another office. Sign in with the account that was given to you for it."


class RequestTooLarge(Invalid):
    """The request has more bytes than any honest one."""

    template = "The request is too large."


class PublicationDamaged(Unverified):
    """A published file is missing or is not what its name says."""

    template = "The published file {file} is damaged or missing. The numbers are safe; it will be written again."


class CellsUnrelated(Invalid):
    """An officer's answer names cells that are not part of the discrepancy."""

    template = "These cells are not part of this discrepancy: {codes}. Correct only the numbers shown with it."


class ReasonContradicts(Invalid):
    """The reason keeps the numbers as written, and other numbers were given."""

    template = "This reason leaves the numbers as written, but other numbers were entered. Choose another reason."


class ReceiptInvalid(Unverified):
    """A receipt was not signed by this key, or was changed afterwards."""

    template = "This receipt was not signed by the key {key}, or it was changed afterwards."


class DatabaseNotStarted(Unavailable):
    """The embedded PostgreSQL cannot run here."""

    template = (
        "PostgreSQL cannot start in {folder}: {reason}. "
        "Correct this, choose another folder with RECAP_DATA_DIR, or name a running server with RECAP_DATABASE_URL."
    )


class NetworkMissing(Unavailable):
    """A file without which no handwriting is read is not there."""

    template = (
        "The network that reads {name} is missing: there is no file {file}. "
        "Copy it from a complete installation, or train it with `make train`."
    )


class TooManyPhotos(Conflict):
    """A station has sent more photos than its form can need."""

    template = "This TPS has sent {count} photos already, more than its form can need. Ask the kecamatan (PPK)."


class LayoutUnknown(NotFound):
    """No form layout has this name."""

    template = "There is no form layout called {layout}. Known layouts: {known}."
