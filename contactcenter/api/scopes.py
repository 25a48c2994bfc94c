"""What a token may do. A scope is `resource:action`; writing does not include reading."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    CLIENTS_READ = "clients:read", _("read clients with masked addresses")
    CLIENTS_WRITE = "clients:write", _("create and change clients")
    CLIENTS_PERSONAL_DATA = "clients:personal_data", _("read addresses in full; every read is logged")
    CONTACTS_READ = "contacts:read", _("read contacts and what is said in them")
    CONTACTS_WRITE = "contacts:write", _("put contacts into queues and add words of clients")
    CASES_READ = "cases:read", _("read cases")
    CASES_WRITE = "cases:write", _("register cases and move them")
    QUEUES_READ = "queues:read", _("read queues, topics, dispositions and canned replies")
    OPERATORS_READ = "operators:read", _("read operators, their state and load")
    OPERATORS_WRITE = "operators:write", _("set the state of operators")
    ROUTING_READ = "routing:read", _("read offers")
    ROUTING_WRITE = "routing:write", _("accept and decline offers on behalf of operators")


# What a new token gets unless told otherwise: everything but personal data in full.
USUAL = [scope.value for scope in Scope if scope != Scope.CLIENTS_PERSONAL_DATA]
