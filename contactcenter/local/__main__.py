"""python -m contactcenter.local [--fast | --join] [--] COMMAND...

Runs COMMAND with DATABASE_URL and REDIS_URL set, and stops what it started when COMMAND ends. Where both are set
already it starts nothing. --fast trades durability for speed, for tests; it keeps its data apart, in the folder fast.
--join runs COMMAND beside a copy that is running, on its services.
"""

import argparse
import contextlib
import fcntl
import json
import os
import secrets
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

from contactcenter.environment import BASE_DIR
from contactcenter.local.postgres import Postgres
from contactcenter.local.processes import (
    LocalRefused,
    Process,
    adopt_orphans,
    descendants,
    end_leftovers,
    kill_group,
    owns_terminal,
    spawn,
    take_terminal,
)
from contactcenter.local.redis import Redis

ADDRESSES = "addresses.json"
FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(Exception):
    """A signal came before COMMAND was started."""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m contactcenter.local", description=__doc__)
    parser.add_argument("--fast", action="store_true", help="do not wait for the disk: for tests")
    parser.add_argument("--join", action="store_true", help="use the services of the copy that is running")
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="COMMAND")
    options = parser.parse_args(arguments)
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if not command:
        parser.error("COMMAND is missing")
    try:
        return run(command, fast=options.fast, join=options.join)
    except LocalRefused as refusal:
        print(f"contactcenter.local: {refusal}", file=sys.stderr)
        return 1
    except Interrupted:
        return 130


def run(command: Sequence[str], *, fast: bool, join: bool = False) -> int:
    adopt_orphans()
    for number in FORWARDED:
        signal.signal(number, _interrupt)
    folder = Path(os.environ.get("CONTACTCENTER_VAR") or BASE_DIR / "var").expanduser().absolute()
    data = folder / "fast" if fast else folder
    data.mkdir(parents=True, exist_ok=True)
    try:
        with _joined(data) if join else _services(data, fast=fast) as addresses:
            return _run_command(command, environ=_environ(folder) | addresses)
    finally:
        end_leftovers(keep=set())


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise Interrupted


@contextlib.contextmanager
def _services(folder: Path, *, fast: bool) -> Iterator[dict[str, str]]:
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        yield {}
        return
    with _only_one(folder):
        postgres, redis = Postgres(folder=folder, fast=fast), Redis(folder=folder, fast=fast)
        try:
            addresses = {"DATABASE_URL": postgres.start(), "REDIS_URL": redis.start()}
            _note(folder / ADDRESSES, addresses)
            yield addresses
        finally:
            (folder / ADDRESSES).unlink(missing_ok=True)
            for number in FORWARDED:  # an impatient second Ctrl+C must not leave a server behind
                signal.signal(number, signal.SIG_IGN)
            redis.stop()
            postgres.stop()


@contextlib.contextmanager
def _joined(folder: Path) -> Iterator[dict[str, str]]:
    try:
        addresses: dict[str, str] = json.loads((folder / ADDRESSES).read_text())
    except FileNotFoundError:
        raise LocalRefused(f"No copy runs in {folder}: start one with `make run` first.") from None
    yield addresses


def _note(file: Path, addresses: dict[str, str]) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        json.dump(addresses, stream)


@contextlib.contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LocalRefused(
                f"Another copy runs in {folder}: stop it, or set CONTACTCENTER_VAR to another folder."
            ) from None
        yield


def _environ(folder: Path) -> dict[str, str]:
    """The environment for COMMAND; what the person has set already stays."""
    environ = dict(os.environ)
    environ["CONTACTCENTER_VAR"] = str(folder)
    environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environ.get("PATH", os.defpath)])
    environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(BASE_DIR), environ.get("PYTHONPATH")]))
    environ.setdefault("CONTACTCENTER_HTTPS", "false")
    environ.setdefault("CONTACTCENTER_STATIC", "sources")
    environ.setdefault("CONTACTCENTER_SECRET_KEY", _secret_key(folder / "secret_key"))
    return environ


def _secret_key(file: Path) -> str:
    with (
        contextlib.suppress(FileExistsError),
        os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as new,
    ):
        new.write(secrets.token_urlsafe(50))
    return file.read_text()


def _run_command(command: Sequence[str], *, environ: dict[str, str]) -> int:
    servers, had_terminal = descendants(), owns_terminal()
    # Found by the PATH that COMMAND gets, so that the virtual environment need not be active.
    process = spawn(["/usr/bin/env", "--", *command], env=environ, foreground=True)
    try:
        for number in FORWARDED:
            signal.signal(number, lambda received, _frame: process.send_signal(received))
        return _exit_code(process)
    finally:
        if had_terminal:
            take_terminal()
        kill_group(process)
        end_leftovers(keep=servers)


def _exit_code(process: Process) -> int:
    code = process.wait()
    return 128 - code if code < 0 else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
