"""The settings as a server has them."""

import os
import subprocess
import sys


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
