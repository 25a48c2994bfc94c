"""The register of complaints, and what an administrator sets up for it."""

from complaints.models.catalogue import Cause, Ground, Policy
from complaints.models.complaints import Complainant, Complaint, ComplaintFile
from complaints.models.exports import ExportFormat, ExportState, RegisterExport
from complaints.models.kinds import Demand, Kind, Outcome, ReplyForm, Way
from complaints.models.register import RegisterEntry, RegisterHead, RegisterLink
from complaints.models.telling import DepartmentLetter, DepartmentLetterKind, DepartmentLetterState

__all__ = [
    "Cause",
    "Complainant",
    "Complaint",
    "ComplaintFile",
    "Demand",
    "DepartmentLetter",
    "DepartmentLetterKind",
    "DepartmentLetterState",
    "ExportFormat",
    "ExportState",
    "Ground",
    "Kind",
    "Outcome",
    "Policy",
    "RegisterEntry",
    "RegisterExport",
    "RegisterHead",
    "RegisterLink",
    "ReplyForm",
    "Way",
]
