"""What `make run` starts, with real processes."""

import signal
import socket
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from contactcenter.local.redis import free_port
from tests.house import local

SITE = ("python", "-m", "contactcenter.local.site")
# A run of tests has settings of its own in the environment; a person has none.
AS_A_PERSON = {"CONTACTCENTER_LOG_LEVEL": "WARNING", "CONTACTCENTER_TASK_SECONDS": "60"}


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="contactcenter-house-") as folder:
        yield Path(folder)


def lines_until(process: subprocess.Popen[str], beginning: str) -> list[str]:
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line.strip())
        if lines[-1].startswith(beginning):
            break
    return lines


def test_site_tells_how_to_enter_and_ctrl_c_leaves_no_process_behind(folder: Path) -> None:
    port = str(free_port())
    with local.started(folder, *SITE, PORT=port, **AS_A_PERSON) as process:
        told = lines_until(process, "API token")
        address = f"http://localhost:{port}"

        assert f"The site is at {address}/ and ends with Ctrl+C." in told
        assert any(line.startswith("Workstation") and f"{address}/" in line for line in told)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/login/") as page:
            assert page.status == 200

        process.send_signal(signal.SIGINT)
        assert process.wait(local.PATIENCE_SECONDS) == 0
    assert local.processes_of(folder) == []


def test_taken_port_is_told_in_a_sentence(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = local.run(folder, *SITE, PORT=port)

    assert ended.returncode == 1
    assert ended.stderr == f"contactcenter.local: Port {port} is taken: set PORT to another one.\n"
