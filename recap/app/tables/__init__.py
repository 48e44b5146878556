"""The whole schema, in the order the data flows.

Rows of the tables in `APPEND_ONLY` are only ever inserted: the database itself refuses UPDATE, DELETE and TRUNCATE.
A station belongs to its contest's election, whose id is the part of the contest id before the point; the generated
column `election` carries it, so that the database checks every station and area against the loaded election.
"""

from recap.app.tables.arrived import PhotoRow, ReadingRow, UploadRow
from recap.app.tables.base import Base
from recap.app.tables.copies import CopyReceiptRow, CopyReminderRow, CopyRow, RecipientRow
from recap.app.tables.given import AreaRow, ChoiceRow, ContestRow, ElectionRow, StationRow
from recap.app.tables.log import ActRow, DefinitionRow, LogEntryRow, LogKeyRow, PictureRow
from recap.app.tables.people import (
    ActivationRow,
    AppointmentEndRow,
    AppointmentRow,
    LoginSessionRow,
    OfficerRow,
    PactRow,
)
from recap.app.tables.settled import (
    ApprovalRow,
    CaseClaimRow,
    CaseKeyingRow,
    DiscrepancyRow,
    PublicationRow,
    ResultRow,
    SettlementRow,
    StationStateRow,
    TallyRow,
)
from recap.app.tables.tiers import (
    CertificateRow,
    CountOrderRow,
    ObjectionAnswerRow,
    ObjectionRow,
    PlenaryEventRow,
    ReopeningAnswerRow,
    ReopeningRow,
    SumNodeRow,
)

APPEND_ONLY = (
    *("photo", "upload", "reading", "discrepancy", "settlement", "result", "publication"),
    *("appointment", "appointment_end", "pact", "approval", "case_claim", "objection", "objection_answer"),
    *("case_keying", "plenary_event", "certificate", "reopening", "reopening_answer", "count_order"),
    *("copy", "copy_receipt", "copy_reminder"),
    *("picture", "definition", "log_key", "log_entry"),
)
"""The tables a trigger keeps from every change but INSERT."""

LOGGED = (*(table for table in APPEND_ONLY if table != "log_entry"), "officer", "recipient", "station_state")
"""The tables of which every change is an act, and so an entry of the public log."""

__all__ = [
    "APPEND_ONLY",
    "LOGGED",
    "ActRow",
    "ActivationRow",
    "AppointmentEndRow",
    "AppointmentRow",
    "ApprovalRow",
    "AreaRow",
    "Base",
    "CaseClaimRow",
    "CaseKeyingRow",
    "CertificateRow",
    "ChoiceRow",
    "ContestRow",
    "CopyReceiptRow",
    "CopyReminderRow",
    "CopyRow",
    "CountOrderRow",
    "DefinitionRow",
    "DiscrepancyRow",
    "ElectionRow",
    "LogEntryRow",
    "LogKeyRow",
    "LoginSessionRow",
    "ObjectionAnswerRow",
    "ObjectionRow",
    "OfficerRow",
    "PactRow",
    "PhotoRow",
    "PictureRow",
    "PlenaryEventRow",
    "PublicationRow",
    "ReadingRow",
    "RecipientRow",
    "ReopeningAnswerRow",
    "ReopeningRow",
    "ResultRow",
    "SettlementRow",
    "StationRow",
    "StationStateRow",
    "SumNodeRow",
    "TallyRow",
    "UploadRow",
]
