"""A wrong variable stops the start with one sentence that names it."""

import os
import subprocess
import sys

import pytest

from contactcenter.environment import VARIABLES, EnvironmentRefused, read_environment

GOOD = {"CONTACTCENTER_SECRET_KEY": "k" * 50}


def test_defaults_suffice_but_for_the_secret_key() -> None:
    values = read_environment(GOOD)

    assert values["CONTACTCENTER_HTTPS"] is True
    assert values["CONTACTCENTER_DEBUG"] is False
    assert values.keys() == {variable.name for variable in VARIABLES}


def test_missing_secret_key_is_named() -> None:
    with pytest.raises(EnvironmentRefused, match="CONTACTCENTER_SECRET_KEY must be set"):
        read_environment({})


def test_unknown_variable_is_named_with_the_nearest_known_one() -> None:
    with pytest.raises(EnvironmentRefused, match="CONTACTCENTER_HTTP is unknown; did you mean CONTACTCENTER_HTTPS"):
        read_environment(GOOD | {"CONTACTCENTER_HTTP": "true"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "sqlite:///db.sqlite3"),
        ("DATABASE_URL", ""),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_PREFIX", "has space"),
        ("TZ", "Moscow"),
        ("CONTACTCENTER_DEBUG", "maybe"),
        ("CONTACTCENTER_HTTPS", ""),
        ("CONTACTCENTER_TRUSTED_ORIGINS", "desk.example.org"),
        ("CONTACTCENTER_TRUSTED_ORIGINS", "https://desk.example.org/path"),
        ("CONTACTCENTER_URL", "desk.example.org"),
        ("CONTACTCENTER_URL", ""),
        ("CONTACTCENTER_URL", "https://one.example.org,https://two.example.org"),
        ("CONTACTCENTER_EMAIL_URL", "mail.example.org"),
        ("CONTACTCENTER_EMAIL_FROM", "desk"),
        ("CONTACTCENTER_CONN_MAX_AGE", "-1"),
        ("CONTACTCENTER_TASK_SECONDS", "one"),
        ("CONTACTCENTER_STATIC", "cdn"),
        ("CONTACTCENTER_LOG_LEVEL", "LOUD"),
        ("CONTACTCENTER_VAR", ""),
    ],
)
def test_malformed_value_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(EnvironmentRefused, match=f"^The environment variable {name} must .*not '{value}'\\.$"):
        read_environment(GOOD | {name: value})


@pytest.mark.parametrize(
    "command",
    [
        ["manage.py", "check"],
        ["-m", "uvicorn", "contactcenter.asgi:application", "--port", "0"],
        ["-m", "celery", "-A", "contactcenter", "beat"],
    ],
)
def test_every_way_to_start_ends_with_the_sentence_and_no_traceback(command: list[str]) -> None:
    environ = os.environ | {"CONTACTCENTER_TASK_SECONDS": "soon", "DJANGO_SETTINGS_MODULE": "contactcenter.settings"}
    ended = subprocess.run([sys.executable, *command], env=environ, capture_output=True, text=True, check=False)

    assert ended.returncode != 0
    expected = "contactcenter: The environment variable CONTACTCENTER_TASK_SECONDS must be a whole number"
    assert expected in ended.stderr
    assert "Traceback" not in ended.stderr
