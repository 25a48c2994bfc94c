"""What support brings to the screens of others: the tab beside a conversation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from contactcenter.functions.panels import Panel, panels
from support.queries.panel import contact_context


def announce() -> None:
    """Called once, when the app is ready."""
    panels.register(Panel("support", _("Diagnostics"), "support/contact_panel.html", contact_context, position=2))
