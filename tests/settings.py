"""The settings as the type checker loads them: without services and without a key of the installation."""

import os

os.environ.setdefault("CONTACTCENTER_SECRET_KEY", "only-for-reading-the-models")

from contactcenter.settings import *  # noqa: E402, F403
