"""Child processes that never outlive their parent."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36

Process = subprocess.Popen[bytes]


class LocalRefused(Exception):
    """The services cannot be started; the message is one sentence for the person at the terminal."""


def spawn(
    command: Sequence[str | Path],
    *,
    death_signal: signal.Signals = signal.SIGTERM,
    stdin: int | IO[bytes] | None = None,
    output: int | IO[bytes] | None = None,
    user: int | None = None,
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
    foreground: bool = False,
) -> Process:
    """Starts `command` in a process group of its own. On Linux it is sent `death_signal` when this process dies.

    With `foreground` the group gets the terminal, if there is one, and with it Ctrl+C and the keyboard.
    """
    account: dict[str, Any] = {} if user is None else {"user": user, "group": user, "extra_groups": []}
    parent, terminal = os.getpid(), foreground and owns_terminal()

    def before_exec() -> None:
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, death_signal)
            if os.getppid() != parent:  # it died before the line above
                os.kill(os.getpid(), death_signal)
        if terminal:
            take_terminal()

    return subprocess.Popen(
        command,
        stdin=stdin,
        stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
        preexec_fn=before_exec,  # noqa: PLW1509  # it takes no lock, so that other threads do not matter
        process_group=0,
        cwd=cwd,
        env=env,
        **account,
    )


def owns_terminal() -> bool:
    try:
        return os.isatty(0) and os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return False


def take_terminal() -> None:
    """Makes this process's group the foreground one; the terminal stops who asks from the background otherwise."""
    before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    with contextlib.suppress(OSError):
        os.tcsetpgrp(0, os.getpgrp())
    signal.signal(signal.SIGTTOU, before)


def stop(*processes: Process, first: signal.Signals = signal.SIGTERM, patience: float = 10) -> None:
    """Asks all with `first`, waits up to `patience` seconds, then kills their groups."""
    for process in processes:
        if process.poll() is None:
            process.send_signal(first)
    deadline = time.monotonic() + patience
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0, deadline - time.monotonic()))
        kill_group(process)
        process.wait()


def kill_group(process: Process) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def adopt_orphans() -> None:
    """From here on, a grandchild whose parent died becomes a child of this process."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1)


def descendants() -> set[int]:
    """Process ids of all children and their children; empty where there is no /proc."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found: set[int] = set()
    pending = [os.getpid()]
    while pending:
        born = children.get(pending.pop(), [])
        found.update(born)
        pending.extend(born)
    return found


def end_leftovers(*, keep: set[int], patience: float = 5) -> None:
    """Ends what the command left running, whichever group or session it moved to."""
    deadline = time.monotonic() + patience
    while left := descendants() - keep:
        signal_number = signal.SIGTERM if time.monotonic() < deadline else signal.SIGKILL
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal_number)
        reap(left)
        time.sleep(0.05)


def reap(pids: set[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)


def end_predecessor(pid_file: Path, *, name: str, signal_number: signal.Signals, patience: float = 20) -> None:
    """Waits for the server of an earlier start, whose parent was killed, to leave the folder; asks it to."""
    try:
        pid = int(pid_file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return
    deadline = time.monotonic() + patience
    while program_of(pid).startswith(name):
        if time.monotonic() > deadline:
            raise LocalRefused(f"Process {pid} ({name}) of an earlier start does not end: stop it and try again.")
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal_number)
        time.sleep(0.1)


def program_of(pid: int) -> str:
    """Name of the program that the process runs; empty when there is no such process."""
    shown = subprocess.run(["ps", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return Path(shown.stdout.strip()).name
