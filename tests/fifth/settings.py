"""The settings of an installation with one function more."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES, FUNCTION_APPS, INSTALLED_APPS

FUNCTION_APPS = [*FUNCTION_APPS, "tests.fifth"]
INSTALLED_APPS = [*INSTALLED_APPS, "tests.fifth"]  # contactcenter.settings does this for what it names itself
DATABASES["default"]["TEST"] = {"NAME": f"test_fifth_{os.getpid()}"}
