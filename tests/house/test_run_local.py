"""`python -m contactcenter.local` with real processes."""

import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import local

REMEMBER = """
import os, psycopg2, redis
with psycopg2.connect(os.environ["DATABASE_URL"]) as connection:
    cursor = connection.cursor()
    cursor.execute("create table if not exists visits (at timestamptz default now())")
    cursor.execute("insert into visits default values")
    cursor.execute("select count(*) from visits")
    visits = cursor.fetchone()[0]
print(visits, redis.Redis.from_url(os.environ["REDIS_URL"]).incr("visits"))
"""
# A child that left the group and the session, as a daemon does.
DETACH = """
import subprocess, sys, time
subprocess.Popen(["sleep", "600"], start_new_session=True)
print("ready", flush=True)
time.sleep(600)
"""
ASK = "print('Hello,', input('Who is there? '))"


@pytest.fixture
def folder() -> Iterator[Path]:
    # Not tmp_path: the embedded PostgreSQL of root runs under another account, which could not enter it.
    with tempfile.TemporaryDirectory(prefix="contactcenter-house-") as folder:
        yield Path(folder)


def wait_for_line(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdout
    assert process.stdout.readline().strip() == line


def test_command_gets_both_services_and_a_second_start_keeps_the_data(folder: Path) -> None:
    first = local.run(folder, "python", "-c", REMEMBER)
    second = local.run(folder, "python", "-c", REMEMBER)

    assert (first.stdout.split(), second.stdout.split()) == (["1", "1"], ["2", "2"]), first.stderr + second.stderr


def test_exit_code_is_the_command_s_own(folder: Path) -> None:
    assert local.run(folder, "python", "-c", "raise SystemExit(7)").returncode == 7
    assert local.processes_of(folder) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_the_command_and_leaves_no_process_behind(folder: Path, number: signal.Signals) -> None:
    with local.started(folder, "python", "-c", DETACH) as process:
        wait_for_line(process, "ready")
        assert len(local.processes_of(folder)) > 5

        process.send_signal(number)

        assert process.wait(local.PATIENCE_SECONDS) != 0
    assert local.processes_of(folder) == []


def test_ctrl_c_during_the_start_leaves_no_process_behind(folder: Path) -> None:
    with local.started(folder, "sleep", "600") as process:
        while not (folder / "fast" / "lock").exists() and process.poll() is None:
            pass
        local.send(process, signal.SIGINT)
        assert process.wait(local.PATIENCE_SECONDS) == 130
    assert local.processes_of(folder) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_death_by_kill_9_takes_the_services_and_the_command_along(folder: Path) -> None:
    with local.started(folder, "python", "-c", "import time; print('ready', flush=True); time.sleep(600)") as process:
        wait_for_line(process, "ready")
        process.kill()
    local.wait_until_none_of(folder)

    assert local.run(folder, "python", "-c", REMEMBER).stdout.split() == ["1", "1"]


def test_two_copies_run_side_by_side(folder: Path) -> None:
    with local.started(folder / "one", "python", "-c", DETACH) as one:
        wait_for_line(one, "ready")
        assert local.run(folder / "two", "python", "-c", REMEMBER).stdout.split() == ["1", "1"]


def test_second_copy_in_the_same_folder_is_refused_with_a_sentence(folder: Path) -> None:
    with local.started(folder, "python", "-c", DETACH) as one:
        wait_for_line(one, "ready")
        two = local.run(folder, "true")
        assert two.returncode == 1
        expected = f"Another copy runs in {folder / 'fast'}: stop it, or set CONTACTCENTER_VAR to another folder."
        assert two.stderr == f"contactcenter.local: {expected}\n"


def test_nothing_is_started_where_both_addresses_are_set(folder: Path) -> None:
    given = {"DATABASE_URL": "postgresql://db/x", "REDIS_URL": "redis://r/0"}
    told = local.run(folder, "python", "-c", "import os; print(os.environ['DATABASE_URL'])", **given)

    assert told.stdout == "postgresql://db/x\n"
    assert not (folder / "fast" / "postgres").exists()


def test_folder_with_a_path_too_long_for_a_socket_still_works(folder: Path) -> None:
    deep = folder / ("long" * 20) / "var with spaces"

    assert local.run(deep, "python", "-c", REMEMBER).stdout.split() == ["1", "1"]


def test_missing_command_is_told_apart_from_a_failing_service(folder: Path) -> None:
    assert local.run(folder, "no-such-command").returncode == 127


@pytest.mark.skipif(shutil.which("script") is None, reason="needs script(1) to make a terminal")
def test_command_has_the_keyboard_of_the_terminal(folder: Path) -> None:
    command = shlex.join([sys.executable, "-m", "contactcenter.local", "--fast", "--", "python", "-c", ASK])

    typed = subprocess.run(
        ["script", "--quiet", "--return", "--command", command, "/dev/null"],
        env=local.environ(folder),
        input="Анна\n",
        capture_output=True,
        text=True,
        timeout=local.PATIENCE_SECONDS,
        check=True,
    )

    assert "Hello, Анна" in typed.stdout


def test_second_terminal_joins_the_services_of_the_running_copy(folder: Path) -> None:
    with local.started(folder, "python", "-c", DETACH) as one:
        wait_for_line(one, "ready")
        joined = subprocess.run(
            [sys.executable, "-m", "contactcenter.local", "--fast", "--join", "--", "python", "-c", REMEMBER],
            env=local.environ(folder),
            capture_output=True,
            text=True,
            check=False,
        )
        assert joined.stdout.split() == ["1", "1"], joined.stderr
        assert one.poll() is None


def test_nothing_to_join_is_told_in_a_sentence(folder: Path) -> None:
    command = [sys.executable, "-m", "contactcenter.local", "--join", "--", "true"]
    told = subprocess.run(command, env=local.environ(folder), capture_output=True, text=True, check=False)

    assert told.returncode == 1
    assert told.stderr == f"contactcenter.local: No copy runs in {folder}: start one with `make run` first.\n"
