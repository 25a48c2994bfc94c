"""Web, workers and beat on this machine, as `make run` starts them: python -m contactcenter.local.site

Needs DATABASE_URL and REDIS_URL; `python -m contactcenter.local -- ` in front provides them.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import NoReturn

from contactcenter.environment import BASE_DIR
from contactcenter.local.processes import LocalRefused, Process, spawn, stop

HOST = "127.0.0.1"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
WEB = [sys.executable, "-m", "uvicorn", "contactcenter.asgi:application", "--host", HOST, "--log-level", "warning"]
# The same frame packed for each of its thousand readers anew costs more than sending it.
WEB += ["--ws-per-message-deflate", "false"]
# Celery's advice against root is for servers; here root is who has the machine.
NO_ADVICE = ["-W", "ignore:You're running the worker with superuser"]
CELERY = [sys.executable, *NO_ADVICE, "-m", "celery", "-A", "contactcenter", "--quiet"]
_WORKER = [*CELERY, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle"]
WORKER = [*_WORKER, "--hostname", "worker@%h", "--queues", "celery"]
SWEEPER = [*_WORKER, "--hostname", "sweeper@%h", "--queues", "sweeps"]
BEAT = [*CELERY, "beat"]


class Stopped(Exception):
    """Ctrl+C, or whoever started us wants us to end."""


def main() -> int:
    os.environ.setdefault("CONTACTCENTER_LOG_LEVEL", "WARNING")  # a line a request would bury the address
    os.environ.setdefault("CONTACTCENTER_DEMO", "true")
    for number in SIGNALS:
        signal.signal(number, _on_signal)
    processes: dict[str, Process] = {}
    try:
        port = _port(os.environ)
        address = os.environ.setdefault("CONTACTCENTER_URL", f"http://localhost:{port}")
        welcome = _prepare(address)
        web = [*WEB, "--port", str(port)]
        for name, command in {"web": web, "worker": WORKER, "sweeper": SWEEPER, "beat": BEAT}.items():
            processes[name] = spawn(command)
        _wait_for_page(processes, port=port)
        print(f"\n  The site is at {address}/ and ends with Ctrl+C.\n{welcome}", flush=True)
        return _watch(processes)
    except LocalRefused as refusal:
        print(f"contactcenter.local: {refusal}", file=sys.stderr)
        return 1
    except Stopped:
        return 0
    finally:
        for number in SIGNALS:  # an impatient second Ctrl+C must not leave a process behind
            signal.signal(number, signal.SIG_IGN)
        stop(*processes.values())


def _on_signal(number: int, frame: FrameType | None) -> None:
    raise Stopped


def _port(environ: Mapping[str, str]) -> int:
    text = environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise LocalRefused(f"PORT must be a number from 1 to 65535, not {text!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(text)))
        except OSError:
            raise LocalRefused(f"Port {text} is taken: set PORT to another one.") from None
    return int(text)


def _prepare(address: str) -> str:
    """Returns what the person should know to sign in."""
    command: list[str | Path] = [sys.executable, BASE_DIR / "manage.py", "prepare", "--demo", "--url", address]
    prepared = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if prepared.returncode:
        raise LocalRefused("The site could not be prepared; the reason is above.")
    return prepared.stdout


def _wait_for_page(processes: dict[str, Process], *, port: int) -> None:
    while True:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=5):
            return
        _refuse_to_go_on_without(_ended(processes))
        time.sleep(0.1)


def _watch(processes: dict[str, Process]) -> NoReturn:
    while True:
        _refuse_to_go_on_without(_ended(processes))
        time.sleep(0.5)


def _refuse_to_go_on_without(ended: list[str]) -> None:
    if ended:
        raise LocalRefused(f"{', '.join(ended)} ended by itself, so the site stops; the reason is above.")


def _ended(processes: dict[str, Process]) -> list[str]:
    return [name for name, process in processes.items() if process.poll() is not None]


if __name__ == "__main__":
    sys.exit(main())
