"""Personal links: the address of one recipient's copy, with a code that nobody else can make.

The code is HMAC-SHA256 over contest, station and recipient under a secret of this server, shortened to 128 bits. No
table is needed: whoever can show the code was handed the link.
"""

import hmac
from base64 import urlsafe_b64encode
from pathlib import Path

from recap.app import keyfiles
from recap.domain.refusals.copies import CopyLinkForged

_CODE_BYTES = 16


class Links:
    """Makes and checks the codes of personal links."""

    def __init__(self, secret: bytes) -> None:
        """Use this secret of 32 bytes."""
        self._secret = secret

    def path(self, contest: str, station: str, recipient: int) -> str:
        """Return the path of a recipient's copy on this site."""
        return f"/salinan/{contest}/{station}/{recipient}/{self.code(contest, station, recipient)}"

    def code(self, contest: str, station: str, recipient: int) -> str:
        """Return the code that opens a recipient's copy: 22 letters of the URL alphabet."""
        # Neither an id nor a code contains a space, so that no two triples spell the same text.
        said = f"recap-copy-link {contest} {station} {recipient}".encode()
        cut = hmac.digest(self._secret, said, "sha256")[:_CODE_BYTES]
        return urlsafe_b64encode(cut).decode().rstrip("=")

    def check(self, contest: str, station: str, recipient: int, code: str) -> None:
        """Raise CopyLinkForged unless this is the recipient's own code."""
        right = self.code(contest, station, recipient)
        if not hmac.compare_digest(right.encode(), code.encode()):
            raise CopyLinkForged


def links(data_dir: Path) -> Links:
    """Return the links whose secret lies in `data_dir/keys`, made on first use and readable by its owner alone."""
    return Links(keyfiles.secret(data_dir / "keys" / "copy-links.secret"))
