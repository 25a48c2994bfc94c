"""The register of complaints, and what an administrator sets up for it."""

from complaints.models.catalogue import Cause, Ground, Policy
from complaints.models.complaints import Complainant, Complaint, ComplaintFile
from complaints.models.exports import ExportFormat, ExportState, RegisterExport
from complaints.models.kinds import Demand, Kind, Outcome, ReplyForm, Way
from complaints.models.letterheads import (
    AppealRoute,
    Letterhead,
    LetterTemplate,
    LetterTemplateVersion,
    Signatory,
)
from complaints.models.letters import (
    DispatchWay,
    FileKind,
    LetterDispatch,
    LetterEvent,
    LetterFile,
    LetterVersion,
    OutgoingLetter,
    OutgoingSeries,
    VersionReason,
)
from complaints.models.register import RegisterEntry, RegisterHead, RegisterLink
from complaints.models.telling import DepartmentLetter, DepartmentLetterKind, DepartmentLetterState

__all__ = [
    "AppealRoute",
    "Cause",
    "Complainant",
    "Complaint",
    "ComplaintFile",
    "Demand",
    "DepartmentLetter",
    "DepartmentLetterKind",
    "DepartmentLetterState",
    "DispatchWay",
    "ExportFormat",
    "ExportState",
    "FileKind",
    "Ground",
    "Kind",
    "LetterDispatch",
    "LetterEvent",
    "LetterFile",
    "LetterTemplate",
    "LetterTemplateVersion",
    "LetterVersion",
    "Letterhead",
    "Outcome",
    "OutgoingLetter",
    "OutgoingSeries",
    "Policy",
    "RegisterEntry",
    "RegisterExport",
    "RegisterHead",
    "RegisterLink",
    "ReplyForm",
    "Signatory",
    "VersionReason",
    "Way",
]
