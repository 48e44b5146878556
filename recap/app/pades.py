"""Electronic signatures in PDF files (PAdES baseline B-B, ETSI EN 319 142-1), which any PDF reader checks.

Levels B-T and B-LT would need a time stamp of an outside authority; here the public log bears witness of the time.
Call from a thread: signing and checking run an event loop of their own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from logging import CRITICAL, getLogger

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import CertificateRegistry

from recap.app import authority, clock
from recap.app.keys import TierKey, key_id
from recap.domain.refusals.documents import DocumentUnreadable

getLogger("pyhanko").setLevel(CRITICAL)
"""It logs with a traceback what `Checked` says in one word."""

_FIELD = "TandaTangan"
_DAMAGE = (PdfError, SignatureValidationError, SigningError, ValueError, KeyError, TypeError, IndexError)


@dataclass(frozen=True, slots=True)
class Checked:
    """What the signature of a PDF file is worth.

    `intact`: the signed bytes are as signed; `trusted`: a given root vouches for the signer's certificate; `signer` is
    the office's name, `area` the code of its area or station, `key` the name of its key; `covers_whole`: nothing was
    appended after signing, and `changed_after`: something was appended that shows another content than what was signed.
    """

    intact: bool
    trusted: bool
    signer: str
    area: str
    key: str
    certificate_pem: str
    signed_at: datetime | None
    covers_whole: bool
    changed_after: bool

    @property
    def good(self) -> bool:
        """Return whether nothing at all is wrong."""
        return self.intact and self.trusted and self.covers_whole and not self.changed_after


class _Signer(PdfSigner):
    """Signs at a given time, where pyHanko would ask the clock."""

    def at(self, moment: datetime) -> "_Signer":
        self._moment = moment
        return self

    def init_signing_session(
        self,
        pdf_out: BasePdfFileWriter,
        existing_fields_only: bool = False,  # noqa: FBT001, FBT002  pyHanko's own
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._moment
        return session


def sign(pdf: bytes, key: TierKey, reason: str, place: str, at: datetime) -> bytes:
    """Return the PDF with the office's signature appended; what was there stays byte for byte."""
    metadata = PdfSignatureMetadata(
        field_name=_FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        location=place,
        name=key.office,
    )
    signer = _Signer(metadata, _simple(key), new_field_spec=SigFieldSpec(_FIELD)).at(at.astimezone(UTC))
    out = BytesIO()
    signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=out)
    return out.getvalue()


def check(pdf: bytes, roots: Iterable[str]) -> Checked:
    """Return what the first signature of a PDF is worth under these roots (PEM); DocumentUnreadable without one."""
    trusted = [cert for root in roots for cert in load_certs_from_pemder_data(root.encode())]
    context = ValidationContext(trust_roots=trusted, allow_fetching=False, moment=clock.now())
    try:
        signatures = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
        status = validate_pdf_signature(signatures[0], context) if signatures else None
    except _DAMAGE as error:
        raise DocumentUnreadable(reason=str(error)) from error
    if status is None:
        raise DocumentUnreadable(reason="it is not signed")
    return _checked(status)


def _checked(status: PdfSignatureStatus) -> Checked:
    certificate = x509.load_der_x509_certificate(status.signing_cert.dump())
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    level = status.modification_level
    harmless = bool(status.docmdp_ok) and level is not None and level <= ModificationLevel.LTA_UPDATES
    return Checked(
        intact=status.intact and status.valid,
        trusted=status.trusted,
        signer=authority.office_name(certificate),
        area=authority.area(certificate),
        key=key_id(certificate),
        certificate_pem=authority.pem(certificate),
        signed_at=status.signer_reported_dt,
        covers_whole=whole,
        changed_after=not whole and not harmless,
    )


def _simple(key: TierKey) -> SimpleSigner:
    secret = key.secret.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    certificates = list(load_certs_from_pemder_data(key.chain.encode()))
    return SimpleSigner(
        signing_cert=certificates[0],
        signing_key=load_private_key_from_pemder_data(secret, None),
        cert_registry=CertificateRegistry.build(certificates),
        embed_roots=True,
    )
