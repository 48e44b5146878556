"""Whole numbers as bytes of no fixed length (unsigned LEB128), and a reader of such bytes that refuses to guess."""

_SEVEN_BITS, _MORE = 0x7F, 0x80
_MOST_BITS = 63


def varint(number: int) -> bytes:
    """Return a number from 0 in groups of seven bits, lowest first, each but the last with its high bit set."""
    if not 0 <= number < 1 << _MOST_BITS:
        raise ValueError(number)
    content = bytearray()
    while number > _SEVEN_BITS:
        content.append(number & _SEVEN_BITS | _MORE)
        number >>= 7
    content.append(number)
    return bytes(content)


class Source:
    """Bytes read from the front; every method raises ValueError where they end too early."""

    def __init__(self, content: bytes) -> None:
        """Begin at the first byte."""
        self._content = content
        self._at = 0

    def take(self, length: int) -> bytes:
        """Return the next bytes."""
        if length > len(self._content) - self._at:
            raise ValueError(length)
        self._at += length
        return self._content[self._at - length : self._at]

    def varint(self, most: int = (1 << _MOST_BITS) - 1) -> int:
        """Return the next number; ValueError also if it is more than `most`."""
        number, shift = 0, 0
        while True:
            byte = self.take(1)[0]
            number |= (byte & _SEVEN_BITS) << shift
            shift += 7
            if number > most or shift > _MOST_BITS:
                raise ValueError(number)
            if byte <= _SEVEN_BITS:
                return number

    def finish(self) -> None:
        """Demand that nothing is left."""
        if self._at != len(self._content):
            raise ValueError(self._at)
