"""Why a document, a key or a signed copy is refused."""

from recap.domain.errors import Invalid, NotFound, Unverified


class KeyUnknown(NotFound):
    """No key of a tier has this name."""

    template = "No office's key is called {key}. Check the address the copy came from."


class StatementInvalid(Invalid):
    """A copy's statement cannot be written: a cell or a digest that no form of this kind has."""

    template = "The signed statement cannot be made: {reason}. Nothing was signed."


class StatementUnreadable(Unverified):
    """A QR text is not the signed statement of a copy."""

    template = "This QR code is not the signed statement of a copy. Scan the code on C.HASIL-SALINAN again."


class SignatureInvalid(Unverified):
    """A statement was not signed by the key it names, or was changed afterwards."""

    template = "The signature does not belong to these numbers: they were changed, or the key {key} did not sign them."


class DocumentUnreadable(Unverified):
    """A file is not a PDF, or does not hold what every document of this program holds."""

    template = "This file cannot be checked: {reason}. Ask for the document again."


class PaperTooSmall(Invalid):
    """A document does not fit the paper or the size it must have."""

    template = "The document cannot be made: {reason}."
