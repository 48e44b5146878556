"""Numbers as Indonesian words, as the words lines of forms and certificates ask (ditulis menggunakan huruf kapital)."""

_UNITS = ("", "SATU", "DUA", "TIGA", "EMPAT", "LIMA", "ENAM", "TUJUH", "DELAPAN", "SEMBILAN", "SEPULUH", "SEBELAS")
_TEN, _TWELVE, _TWENTY, _HUNDRED, _TWO_HUNDRED, _THOUSAND, _TWO_THOUSAND = 10, 12, 20, 100, 200, 1000, 2000
_MILLION, _BILLION = 1_000_000, 1_000_000_000


def words(number: int) -> str:
    """Return a number from 0 to 999,999,999 in Indonesian capitals: 117 is SERATUS TUJUH BELAS; ValueError beyond."""
    if not 0 <= number < _BILLION:
        raise ValueError(number)
    millions, rest = divmod(number, _MILLION)
    spelled = [*_hundreds(millions), "JUTA"] if millions else []
    return " ".join([*spelled, *_thousands(rest)]) or "NOL"


def _thousands(number: int) -> list[str]:
    if number < _THOUSAND:
        return _hundreds(number)
    if number < _TWO_THOUSAND:
        return ["SERIBU", *_hundreds(number - _THOUSAND)]
    return [*_hundreds(number // _THOUSAND), "RIBU", *_hundreds(number % _THOUSAND)]


def _hundreds(number: int) -> list[str]:
    if number < _HUNDRED:
        return _tens(number)
    if number < _TWO_HUNDRED:
        return ["SERATUS", *_tens(number - _HUNDRED)]
    return [_UNITS[number // _HUNDRED], "RATUS", *_tens(number % _HUNDRED)]


def _tens(number: int) -> list[str]:
    if number < _TWELVE:
        return [_UNITS[number]] if number else []
    if number < _TWENTY:
        return [_UNITS[number - _TEN], "BELAS"]
    unit = _UNITS[number % _TEN]
    return [_UNITS[number // _TEN], "PULUH", *([unit] if unit else [])]
