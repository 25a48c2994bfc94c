"""What a token may do. A scope is `resource:action`; writing does not include reading.

The labels stand in the description of the API, which is in English like all that programmers read.
"""

from __future__ import annotations

from django.db import models


class Scope(models.TextChoices):
    CLIENTS_READ = "clients:read", "read clients with masked addresses"
    CLIENTS_WRITE = "clients:write", "create and change clients"
    CLIENTS_PERSONAL_DATA = "clients:personal_data", "read addresses in full; every read is logged"
    CONTACTS_READ = "contacts:read", "read contacts and what is said in them"
    CONTACTS_WRITE = "contacts:write", "put contacts into queues and add words of clients"
    CALLBACKS_READ = "callbacks:read", "read promises to call clients back"
    CALLBACKS_WRITE = "callbacks:write", "promise calls, move and cancel them, report how attempts ended"
    CASES_READ = "cases:read", "read cases"
    CASES_WRITE = "cases:write", "register cases and move them"
    SUPPORT_READ = "support:read", "read support requests and outages"
    SUPPORT_WRITE = "support:write", "register support requests and move them, announce and end outages"
    COMPLAINTS_READ = "complaints:read", "read the register of complaints and outgoing letters"
    COMPLAINTS_WRITE = "complaints:write", "register complaints and move them"
    KNOWLEDGE_READ = "knowledge:read", "read and search published articles and scripts"
    KNOWLEDGE_WRITE = "knowledge:write", "write drafts of articles"
    QUEUES_READ = "queues:read", "read queues, topics, dispositions and canned replies"
    OPERATORS_READ = "operators:read", "read operators, their state and load"
    OPERATORS_WRITE = "operators:write", "set the state of operators"
    REFERRALS_READ = "referrals:read", "read questions to departments and their decisions"
    REFERRALS_WRITE = "referrals:write", "ask departments, take, decide and return"
    ROUTING_READ = "routing:read", "read offers and who takes part in contacts"
    ROUTING_WRITE = "routing:write", "accept, decline, hand over, call in and take over on behalf of operators"


# What a new token gets unless told otherwise: everything but personal data in full.
USUAL = [scope.value for scope in Scope if scope != Scope.CLIENTS_PERSONAL_DATA]
