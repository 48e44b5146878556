"""Why an officer settled a discrepancy as they did."""

from enum import StrEnum


class Reason(StrEnum):
    """The reasons of the list; OTHER stands for a longer note in the officer's own words."""

    MISREAD = "misread"
    MISKEYED = "miskeyed"
    CORRECTED_ON_PAPER = "corrected_on_paper"
    PAPER_DOES_NOT_ADD_UP = "paper_does_not_add_up"
    MASTER_DATA_DIFFERS = "master_data_differs"
    KEYED_FROM_PAPER = "keyed_from_paper"
    DUPLICATE_EXPLAINED = "duplicate_explained"
    PHOTO_WRONG = "photo_wrong"
    HINT_CHECKED = "hint_checked"
    OTHER = "other"

    @property
    def keeps_as_written(self) -> bool:
        """Tell whether the numbers stay as they stand on the paper."""
        return self in _KEEPING


_KEEPING = frozenset(
    {
        Reason.PAPER_DOES_NOT_ADD_UP,
        Reason.MASTER_DATA_DIFFERS,
        Reason.DUPLICATE_EXPLAINED,
        Reason.PHOTO_WRONG,
        Reason.HINT_CHECKED,
    }
)
