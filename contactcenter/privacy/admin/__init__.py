"""Personal data: consents, the log of access, and the clients themselves, whose addresses are masked here."""

from contactcenter.privacy.admin import clients, consents

__all__ = ["clients", "consents"]
