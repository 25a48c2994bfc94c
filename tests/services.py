"""Plugin that gives every process of the test run a Redis and a folder of its own, before the settings are read."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from contactcenter.environment import BASE_DIR
from contactcenter.lib.translations import compile_catalogues
from contactcenter.local.redis import Redis

# Short, so that a task which a killed worker held returns within a test's patience.
TASK_SECONDS = 10


class Services:
    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="contactcenter-test-"))
        self.redis = Redis(folder=self.folder, fast=True)

    def start(self) -> None:
        if not os.environ.get("DATABASE_URL"):
            pytest.exit("Tests need PostgreSQL: run `make test`, or `python -m contactcenter.local -- pytest`.", 4)
        compile_catalogues(BASE_DIR / "locale")
        os.environ["REDIS_URL"] = self.redis.start()
        os.environ["CONTACTCENTER_VAR"] = str(self.folder)
        os.environ["CONTACTCENTER_TASK_SECONDS"] = str(TASK_SECONDS)

    def stop(self) -> None:
        self.redis.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


SERVICES = Services()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", metavar="FOLDER", type=Path, help="write the browser tests' pictures there")
    SERVICES.start()  # the only hook that runs before pytest-django reads the settings


def pytest_unconfigure() -> None:
    SERVICES.stop()
