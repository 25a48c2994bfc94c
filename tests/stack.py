"""The real site for tests: web, worker and beat as processes on the test database."""

import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.db import connection

from contactcenter.local.processes import Process, spawn, stop
from contactcenter.local.redis import Redis, free_port
from tests.fakes.mail import MailServer

START_SECONDS = 90
CELERY = [sys.executable, "-m", "celery", "-A", "contactcenter"]


class Stack:
    """Start, kill and restart each part; `url` stays the same for the whole session."""

    def __init__(self, *, folder: Path, redis: Redis) -> None:
        self.folder = folder
        self.redis = redis
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.mail = MailServer()
        self.processes: dict[str, Process] = {}

    def start(self) -> None:
        self.mail.start()
        self.start_web()
        self.start_worker()
        self.start_beat()
        self.wait_until(200, path="/readyz")

    def stop(self) -> None:
        for name in list(self.processes):
            self.end(name)
        self.mail.stop()

    def start_web(self) -> None:
        options = ["--host", "127.0.0.1", "--port", str(self.port), "--log-level", "warning"]
        self._start("web", [sys.executable, "-m", "uvicorn", "contactcenter.asgi:application", *options])

    def start_worker(self) -> None:
        options = ["--concurrency", "1", "--without-gossip", "--without-mingle", "--loglevel", "warning"]
        self._start("worker", [*CELERY, "worker", *options])

    def start_beat(self) -> None:
        self._start("beat", [*CELERY, "beat", "--loglevel", "warning"])

    def kill(self, name: str) -> None:
        """kill -9, with all its children."""
        os.killpg(self.processes[name].pid, 9)
        self.processes.pop(name).wait()

    def end(self, name: str) -> None:
        stop(self.processes.pop(name))

    def restart_web(self) -> None:
        self.kill("web")
        self.start_web()
        self.wait_until(200, path="/healthz")

    def restart_worker(self) -> None:
        self.kill("worker")
        self.start_worker()

    def restart_redis(self) -> None:
        self.redis.restart()

    def wait_until(self, status: int, *, path: str) -> None:
        """Returns when GET `path` answers with `status`."""
        deadline = time.monotonic() + START_SECONDS
        while (last := self.status_of(path)) != status:
            self._fail_if_gone()
            if time.monotonic() > deadline:
                raise AssertionError(f"{path} answered {last}, not {status}\n{self.logs()}")
            time.sleep(0.1)

    def status_of(self, path: str) -> int | str:
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError as error:
            return str(error)

    def logs(self) -> str:
        """The last lines of every process."""
        tails = []
        for log in sorted(self.folder.glob("stack-*.log")):
            lines = log.read_text(errors="replace").splitlines()[-40:]
            tails += [f"--- {log.name}", *lines]
        return "\n".join(tails)

    def _fail_if_gone(self) -> None:
        for name, process in self.processes.items():
            if process.poll() is not None:
                raise AssertionError(f"{name} ended with {process.returncode}\n{self.logs()}")

    def _start(self, name: str, command: list[str]) -> None:
        with (self.folder / f"stack-{name}.log").open("ab") as log:
            self.processes[name] = spawn(command, output=log, env=self._environ())

    def _environ(self) -> dict[str, str]:
        # The session's own test database in place of the one it was made from.
        address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
        return os.environ | {
            "DATABASE_URL": urlunsplit(address),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "CONTACTCENTER_URL": self.url,
            "CONTACTCENTER_EMAIL_URL": f"smtp://127.0.0.1:{self.mail.port}",
        }
