"""The Merkle tree of the log: its hashes, its proofs and their checks (RFC 6962 section 2.1, RFC 9162 section 2.1).

Every hash is 32 bytes. A tree is known through a function `HashAt`: (level, index) gives the root of the complete
subtree over the leaves from index * 2**level, 2**level of them; level 0 are the leaf hashes themselves.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from recap.domain.refusals.tlog import ProofWrong

HASH_BYTES = 32
EMPTY_ROOT = sha256().digest()
"""The root of a tree without leaves."""

HashAt = Callable[[int, int], bytes]
_LEAF, _NODE = b"\x00", b"\x01"


class Head(NamedTuple):
    """A tree as far as it had grown: how many leaves, and their root (32 bytes)."""

    size: int
    root: bytes


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf."""
    return sha256(_LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash over two subtrees."""
    return sha256(_NODE + left + right).digest()


class Range:
    """A growing tree of which only the roots of its complete subtrees are kept, largest first: `peaks`."""

    __slots__ = ("peaks", "size")

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        """Go on from a tree of this size, whose peaks these are."""
        self.size = size
        self.peaks = list(peaks)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes in their order."""
        size, peaks, digest = self.size, self.peaks, sha256
        for leaf in leaves:
            # As many neighbours are complete as the old size has trailing ones.
            node, waiting = leaf, size
            while waiting & 1:
                node = digest(_NODE + peaks.pop() + node).digest()
                waiting >>= 1
            peaks.append(node)
            size += 1
        self.size = size

    def root(self) -> bytes:
        """Return the root of the tree as it is now."""
        return fold(self.peaks)


def fold(peaks: Sequence[bytes]) -> bytes:
    """Return the root over the roots of complete subtrees, given from the largest to the smallest."""
    if not peaks:
        return EMPTY_ROOT
    node = peaks[-1]
    for peak in reversed(peaks[:-1]):
        node = node_hash(peak, node)
    return node


def root(leaves: Iterable[bytes]) -> bytes:
    """Return the root over these leaf hashes."""
    grown = Range()
    grown.extend(leaves)
    return grown.root()


def root_at(size: int, at: HashAt) -> bytes:
    """Return the root over the first `size` leaves of a tree."""
    return _span(0, size, at) if size else EMPTY_ROOT


def inclusion(index: int, size: int, at: HashAt) -> tuple[bytes, ...]:
    """Return the path from a leaf's sibling up to the root's child in the tree of `size` leaves; ProofWrong outside."""
    if not 0 <= index < size:
        raise ProofWrong(reason=f"entry {index} of {size}")
    path, low, high = [], 0, size
    while high - low > 1:
        middle = _middle(low, high)
        if index < middle:
            path.append(_span(middle, high, at))
            high = middle
        else:
            path.append(_span(low, middle, at))
            low = middle
    return tuple(reversed(path))


def consistency(old: int, new: int, at: HashAt) -> tuple[bytes, ...]:
    """Return the proof that the tree of `new` leaves begins with that of `old`; ProofWrong if it would be shorter.

    It is empty when nothing was there before, and when nothing was added.
    """
    if not 0 <= old <= new:
        raise ProofWrong(reason=f"{new} entries after {old}")
    path, low, high = [], 0, new
    while old not in (0, high):
        middle = _middle(low, high)
        if old <= middle:
            path.append(_span(middle, high, at))
            high = middle
        else:
            path.append(_span(low, middle, at))
            low = middle
    if low:
        path.append(_span(low, high, at))
    return tuple(reversed(path))


def root_by_path(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes:
    """Return the root to which a path leads from a leaf hash (RFC 9162 section 2.1.3.2); ProofWrong if it fits none."""
    if not 0 <= index < size:
        raise ProofWrong(reason=f"entry {index} of {size}")
    return _climb(index, size - 1, leaf, path)[1]


def check_inclusion(index: int, leaf: bytes, path: Sequence[bytes], head: Head) -> None:
    """Raise ProofWrong unless the leaf hash stands at this index of the tree."""
    if root_by_path(index, head.size, leaf, path) != head.root:
        raise ProofWrong(reason="another root")


def check_consistency(old: Head, new: Head, path: Sequence[bytes]) -> None:
    """Raise ProofWrong unless the new tree begins with all of the old one (RFC 9162 section 2.1.4.2)."""
    if not 0 <= old.size <= new.size:
        raise ProofWrong(reason=f"{new.size} entries after {old.size}")
    if old.size in (0, new.size):
        if path:
            raise ProofWrong(reason=f"{len(path)} hashes")
        roots = (old.root if old.size else EMPTY_ROOT, old.root if old.size else new.root)
    else:
        roots = _roots_by_path(old, new.size, path)
    if roots != (old.root, new.root):
        raise ProofWrong(reason="another root")


def _roots_by_path(old: Head, size: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Return the roots of the old and of the new tree to which a proof leads."""
    here, last = old.size - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    # A complete old tree is a subtree of the new one, so its root is not repeated in the proof.
    hashes = list(path) if here else [old.root, *path]
    if not hashes:
        raise ProofWrong(reason="0 hashes")
    return _climb(here, last, hashes[0], hashes[1:])


def _climb(here: int, last: int, node: bytes, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Return what a node becomes on its way up: joined with what stands left of it alone, and with both sides."""
    if any(len(sibling) != HASH_BYTES for sibling in path):
        raise ProofWrong(reason="a hash of another length")
    left = both = node
    for sibling in path:
        if here & 1 or here == last:
            left, both = node_hash(sibling, left), node_hash(sibling, both)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            both = node_hash(both, sibling)
        if not last:
            raise ProofWrong(reason=f"{len(path)} hashes")
        here, last = here >> 1, last >> 1
    if last:
        raise ProofWrong(reason=f"{len(path)} hashes")
    return left, both


def _middle(low: int, high: int) -> int:
    """Return where a tree over this span divides: after the largest power of two below its length."""
    return low + (1 << ((high - low - 1).bit_length() - 1))


def _span(low: int, high: int, at: HashAt) -> bytes:
    """Return the root over the leaves from low to high, a subtree as a proof may name it."""
    width = high - low
    if not width & (width - 1):
        level = width.bit_length() - 1
        return at(level, low >> level)
    middle = _middle(low, high)
    return node_hash(_span(low, middle, at), _span(middle, high, at))
