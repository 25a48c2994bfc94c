"""The settings as a server has them."""

import os
import subprocess
import sys

import pytest
import yaml
from django.conf import settings

from contactcenter.environment import BASE_DIR
from contactcenter.local import site


def manage(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    ours = ("CONTACTCENTER_", "DJANGO_")
    production = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    production |= {
        "CONTACTCENTER_SECRET_KEY": "".join(map(chr, range(48, 123))),
        "CONTACTCENTER_ALLOWED_HOSTS": "desk.example.org",
    }
    command = [sys.executable, "-W", "error::DeprecationWarning:contactcenter", "manage.py", *words]
    return subprocess.run(command, env=production | more, capture_output=True, text=True, check=False)


def test_deployment_check_is_clean_with_production_settings() -> None:
    checked = manage("check", "--deploy", "--fail-level", "INFO")

    assert checked.returncode == 0, checked.stderr
    assert "no issues (0 silenced)" in checked.stdout


def test_every_scheduled_task_exists() -> None:
    listed = manage(
        "shell",
        "--no-imports",
        "-c",
        "from contactcenter import celery_app as app; from django.conf import settings;"
        "app.loader.import_default_modules();"
        "print([name for name in settings.SCHEDULE if name not in app.tasks])",
    )

    assert listed.stdout.strip() == "[]", listed.stderr


@pytest.mark.parametrize(("part", "queue"), [("worker", settings.TASK_QUEUE), ("sweeper", settings.SWEEP_QUEUE)])
def test_sweeps_have_a_worker_of_their_own_wherever_the_site_runs(part: str, queue: str) -> None:
    compose = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())["services"]
    assert f"--queues={queue}" in compose[part]["command"]
    assert {"worker": site.WORKER, "sweeper": site.SWEEPER}[part][-2:] == ["--queues", queue]


def test_every_sweep_is_scheduled_and_goes_to_its_queue() -> None:
    assert set(settings.SWEEPS) <= settings.SCHEDULE.keys()
    assert {settings.CELERY_TASK_ROUTES[task]["queue"] for task in settings.SWEEPS} == {settings.SWEEP_QUEUE}


@pytest.mark.parametrize("slow", ["sweep_outbox", "deliver_message", "sweep_letters", "check_counts_of_queues"])
def test_what_may_take_long_is_not_among_the_sweeps(slow: str) -> None:
    assert not [task for task in settings.SWEEPS if task.endswith(slow)]
