"""The site's processes as a measurement needs them: started, watched from outside, killed, frozen, started again."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from contactcenter.local.processes import Process, spawn, stop
from contactcenter.local.redis import free_port

START_SECONDS = 300  # a machine may be busy with other things
# What tests/settings.py sets for the sake of tests: the site runs with its own patience.
_PATIENT = ("CONTACTCENTER_IDLE_TRANSACTION_SECONDS", "CONTACTCENTER_LOCK_SECONDS")
_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Server:
    """One process of the site with its children. With `port` it is one that answers on /healthz."""

    def __init__(self, name: str, command: Sequence[str], *, port: int | None = None) -> None:
        self.name = name
        self.command = list(command)
        self.port = port
        self.process: Process | None = None
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the server

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self) -> None:
        """Does not wait until it answers."""
        self.process = spawn(self.command, env=environ_on_this_database(), output=self.log)

    def wait(self) -> None:
        """Returns when it answers."""
        deadline = time.monotonic() + START_SECONDS
        while self.port:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.address}/healthz", timeout=5):
                return
            if self.process is None or self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} does not answer:\n{self.last_lines()}")
            time.sleep(0.1)

    def stop(self) -> None:
        """As at the end of a day; one that was frozen is thawed first."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGCONT)
            stop(self.process)
        self.log.close()

    def kill(self) -> None:
        """kill -9, with its children."""
        os.killpg(self.pid, signal.SIGKILL)
        assert self.process is not None
        self.process.wait()

    def freeze(self) -> None:
        """It stops where it stands, with all that it holds."""
        os.killpg(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on as if nothing had been."""
        os.killpg(self.pid, signal.SIGCONT)

    def last_lines(self, number: int = 30) -> str:
        """The end of what it wrote."""
        self.log.seek(0)
        return "\n".join(self.log.read().decode(errors="replace").splitlines()[-number:])

    def cpu_seconds(self) -> float:
        """What it and its children have used of the processor so far."""
        return cpu_seconds(group_of(self.pid))

    def memory(self) -> int:
        """Bytes that it and its children have in memory; what they share counts for each."""
        return sum(_memory(pid) for pid in group_of(self.pid))


def environ_on_this_database() -> dict[str, str]:
    """The measurement's own database in place of the one it was made beside."""
    from django.db import connection  # noqa: PLC0415 - only once there are settings

    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    environ = {name: value for name, value in os.environ.items() if name not in _PATIENT}
    given = {"CONTACTCENTER_LOG_LEVEL": "WARNING", "DJANGO_SETTINGS_MODULE": "contactcenter.settings"}
    return environ | given | {"DATABASE_URL": urlunsplit(database)}


def live(name: str = "live", application: str = "contactcenter.asgi:application") -> Server:
    """Sockets, as docker-compose.yml starts them."""
    port = free_port()
    options = ["--port", str(port), "--log-level", "warning", "--no-access-log", "--backlog", "4096"]
    return Server(name, [sys.executable, "-m", "uvicorn", application, *options], port=port)


def pages(name: str = "web") -> Server:
    """Pages and API, as docker-compose.yml starts them."""
    port = free_port()
    options = ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--workers", "1", "--threads", "8"]
    kept = ["--keep-alive", "75", "--log-level", "warning"]
    return Server(name, [sys.executable, "-m", "gunicorn", "contactcenter.wsgi", *options, *kept], port=port)


def group_of(leader: int) -> list[int]:
    """The processes of a group."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[2]) == leader:
                found.append(int(stat.parent.name))
    return found


def cpu_seconds(pids: Sequence[int]) -> float:
    """What these processes have used of the processor so far, of those that still run."""
    ticks = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / _TICK


def _memory(pid: int) -> int:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    return 0
