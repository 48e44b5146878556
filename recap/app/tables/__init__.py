"""The whole schema, in the order the data flows.

Rows of the tables in `APPEND_ONLY` are only ever inserted: the database itself refuses UPDATE, DELETE and TRUNCATE.
A station belongs to its contest's election, whose id is the part of the contest id before the point; the generated
column `election` carries it, so that the database checks every station and area against the loaded election.
"""

from recap.app.tables.arrived import PhotoRow, ReadingRow, UploadRow
from recap.app.tables.base import Base
from recap.app.tables.given import AreaRow, ChoiceRow, ContestRow, ElectionRow, LoginSessionRow, OfficerRow, StationRow
from recap.app.tables.settled import DiscrepancyRow, PublicationRow, ResultRow, SettlementRow, StationStateRow, TallyRow

APPEND_ONLY = ("photo", "upload", "reading", "discrepancy", "settlement", "result", "publication")
"""The tables a trigger keeps from every change but INSERT."""

__all__ = [
    "APPEND_ONLY",
    "AreaRow",
    "Base",
    "ChoiceRow",
    "ContestRow",
    "DiscrepancyRow",
    "ElectionRow",
    "LoginSessionRow",
    "OfficerRow",
    "PhotoRow",
    "PublicationRow",
    "ReadingRow",
    "ResultRow",
    "SettlementRow",
    "StationRow",
    "StationStateRow",
    "TallyRow",
    "UploadRow",
]
