"""Which stations or areas a query speaks of: a code with everything below it, or some stations by their codes."""

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from recap.domain.election import StationCode

Some = frozenset[StationCode]
"""Stations by their codes; one statement carries at most 32,767 of them."""


def among(column: InstrumentedAttribute[str], scope: str | Some) -> ColumnElement[bool]:
    """Return the condition that a column's code lies below this code, or is one of these."""
    if isinstance(scope, str):
        return column.startswith(scope, autoescape=True)
    return column.in_(scope)
