"""The Celery application: `celery -A contactcenter worker` and `celery -A contactcenter beat`."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_init
from django_structlog.celery.steps import DjangoStructLogInitStep

from contactcenter.lib.garbage import keep_what_is_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcenter.settings")

app = Celery("contactcenter")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


@setup_logging.connect
def keep_logging(**_: Any) -> None:
    """A listener here makes Celery leave the logging of the settings alone."""


@worker_init.connect
def keep_what_the_worker_loaded(**_: Any) -> None:
    """Before it forks, so that its children share it."""
    keep_what_is_loaded()
