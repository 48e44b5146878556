"""Heads of the log seen elsewhere, compared with a folder: two people who were shown two logs find out.

A head is kept as a checkpoint, such as a witness hands out, or within a proof (`.tlog-proof`), such as a phone keeps.
"""

from collections.abc import Mapping, Sequence

from recap.domain.errors import RecapError
from recap.domain.tlog import proof
from recap.domain.tlog.merkle import Head
from recap.domain.tlog.note import VerifierKey
from recap.verify.findings import Failure, Found
from recap.verify.notes import head
from recap.verify.reading import note
from recap.verify.words import Words

_PROOF = b"c2sp.org/tlog-proof@v1\n"
_FORK = Words(
    "You have seen another log: with {size} entries it had the root {seen}, and this one has {here}. Both are signed "
    "by the same log. Keep both files: together they are proof.",
    "Anda pernah melihat log yang lain: dengan {size} entri akarnya {seen}, sedangkan di sini {here}. Keduanya "
    "ditandatangani log yang sama. Simpan kedua berkas: bersama-sama keduanya menjadi barang bukti.",
)
_OLDER = Words(
    "You have seen this log with {size} entries already, and here are only {here}: something was taken back, or this "
    "is an older copy.",
    "Anda pernah melihat log ini dengan {size} entri, sedangkan di sini hanya {here}: ada yang ditarik kembali, atau "
    "ini salinan lama.",
)
_UNKNOWN = Words(
    "This file holds no head that a believed key of the log has signed: {reason}",
    "Berkas ini tidak memuat kepala log yang ditandatangani kunci yang dipercaya: {reason}",
)


def opened(found: Found, contents: Mapping[str, bytes], keys: Sequence[VerifierKey]) -> dict[str, Head]:
    """Return the heads in these files, by their names; one that no believed key has signed is a finding."""
    heads: dict[str, Head] = {}
    for path, content in contents.items():
        try:
            signed = proof.parse(content).checkpoint if content.startswith(_PROOF) else content
            heads[path] = head(signed, keys).head
        except RecapError as error:
            note(found, Failure.CHECKPOINT, path, _UNKNOWN, reason=str(error))
    return heads


def compare(found: Found, heads: Mapping[str, Head], roots: Mapping[int, bytes], size: int) -> None:
    """Compare heads seen elsewhere with the roots that the log of this size had when it was as long as they are."""
    found.count("seen", len(heads))
    for path, seen in heads.items():
        here = roots.get(seen.size)
        if seen.size > size:
            note(found, Failure.HISTORY, path, _OLDER, size=seen.size, here=size)
        elif here is not None and here != seen.root:
            note(found, Failure.FORK, path, _FORK, size=seen.size, seen=seen.root.hex(), here=here.hex())
