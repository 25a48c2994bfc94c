"""Requests, the catalogue that they are compared with, trees, and outages that group them."""

from support.models.catalogue import Fault, Product, Symptom
from support.models.outages import Outage, OutageMessage, OutageMessageKind
from support.models.requests import SupportRequest
from support.models.severity import PRIORITY_OF, Severity
from support.models.trees import TreeAnswer, TreeRun, TreeVersion, TroubleshootingTree

__all__ = [
    "PRIORITY_OF",
    "Fault",
    "Outage",
    "OutageMessage",
    "OutageMessageKind",
    "Product",
    "Severity",
    "SupportRequest",
    "Symptom",
    "TreeAnswer",
    "TreeRun",
    "TreeVersion",
    "TroubleshootingTree",
]
