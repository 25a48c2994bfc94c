"""The settings of tests, of the stack that tests start, and of the type checker, which has no services."""

import os

os.environ.setdefault("CONTACTCENTER_SECRET_KEY", "only-for-tests-and-for-reading-the-models")
os.environ.setdefault("CONTACTCENTER_HTTPS", "false")
os.environ.setdefault("CONTACTCENTER_STATIC", "sources")
os.environ.setdefault("CONTACTCENTER_DEMO", "true")
# A machine that also does something else must not end the transaction in which a test runs.
os.environ.setdefault("CONTACTCENTER_IDLE_TRANSACTION_SECONDS", "60")
os.environ.setdefault("CONTACTCENTER_LOCK_SECONDS", "60")

from contactcenter.settings import *  # noqa: F403
from contactcenter.settings import INSTALLED_APPS as APPS

INSTALLED_APPS = [*APPS, "tests.additions"]  # a `flush` that replaces Django's, and a task to be interrupted
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # signing in a thousand times must be cheap
