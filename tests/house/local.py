"""Starts `python -m contactcenter.local` in a folder of its own and looks for what it leaves running."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

PATIENCE_SECONDS = 60
SET_BY_THE_TEST_RUN = ("DATABASE_URL", "REDIS_URL", "CONTACTCENTER_VAR", "DJANGO_SETTINGS_MODULE")


def environ(folder: Path, **more: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if name not in SET_BY_THE_TEST_RUN}
    return clean | {"CONTACTCENTER_VAR": str(folder)} | more


@contextlib.contextmanager
def started(folder: Path, *command: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "contactcenter.local", "--fast", "--", *command],
        env=environ(folder, **more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        try:
            yield process
        finally:
            process.terminate()


def run(folder: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    with started(folder, *command, **more) as process:
        output, errors = process.communicate(timeout=PATIENCE_SECONDS)
    return subprocess.CompletedProcess(command, process.returncode, output, errors)


def processes_of(folder: Path) -> list[str]:
    """Command lines of all processes that know the folder: by argument, by environment, or by working in it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            told = (process / "cmdline").read_text() + (process / "environ").read_text(errors="replace")
            if str(folder) in told + str((process / "cwd").readlink()) and int(process.name) != os.getpid():
                found.append((process / "cmdline").read_text().replace("\0", " "))
    return found


def wait_until_none_of(folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while left := processes_of(folder):
        assert time.monotonic() < deadline, left
        time.sleep(0.1)


def send(process: subprocess.Popen[str], number: signal.Signals) -> None:
    """As a terminal does: to the whole group."""
    os.killpg(process.pid, number)
