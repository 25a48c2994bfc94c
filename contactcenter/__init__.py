"""The core of the contact-centre workstation."""

from contactcenter.celery import app as celery_app

__all__ = ["celery_app"]
