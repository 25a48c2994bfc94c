"""The whole site for a measurement: sockets, pages, worker and beat, each a process that can be watched and hurt."""

from __future__ import annotations

import time
from typing import Any

from bench.processes import Server, live, pages
from contactcenter.local.site import BEAT, SWEEPER, WORKER

PULSE_SECONDS = 300.0


class Site:
    """`lives` processes for sockets, one of each other kind."""

    def __init__(self, *, lives: int) -> None:
        self.lives = [live(f"live {number}") for number in range(1, lives + 1)]
        self.web = pages("web")
        self.worker = Server("worker", WORKER)
        self.sweeper = Server("sweeper", SWEEPER)
        self.beat = Server("beat", BEAT)

    @property
    def servers(self) -> list[Server]:
        return [*self.lives, self.web, self.worker, self.sweeper, self.beat]

    def start(self) -> None:
        """Returns when pages and sockets answer."""
        for server in self.servers:
            server.start()
        for server in self.servers:
            server.wait()
        self.wait_for_worker()
        self.wait_for_sweeper()

    def stop(self) -> None:
        """Whatever state they are in."""
        for server in self.servers:
            server.stop()

    def wait_for_worker(self) -> None:
        """Returns when the worker has done a task that was given just now."""
        from contactcenter.health.pulse import WORKER as PART  # noqa: PLC0415 - only once there are settings
        from contactcenter.health.tasks import answer_pulse  # noqa: PLC0415

        self._wait_for_pulse(PART, answer_pulse, self.worker)

    def wait_for_sweeper(self) -> None:
        """The same for the worker that sweeps."""
        from contactcenter.health.pulse import SWEEPER as PART  # noqa: PLC0415 - only once there are settings
        from contactcenter.health.tasks import answer_pulse_of_sweeps  # noqa: PLC0415

        self._wait_for_pulse(PART, answer_pulse_of_sweeps, self.sweeper)

    @staticmethod
    def _wait_for_pulse(part: str, task: Any, server: Server) -> None:
        from contactcenter.health.pulse import forget_pulses, has_pulse  # noqa: PLC0415

        forget_pulses()
        task.delay()
        deadline = time.monotonic() + PULSE_SECONDS
        while not has_pulse(part=part):
            if time.monotonic() > deadline:
                raise RuntimeError(f"{server.name} does not answer:\n{server.last_lines()}")
            time.sleep(0.05)
