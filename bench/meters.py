"""What the site's processes use while a measurement runs."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from typing import Any

from bench.processes import Server

EVERY_SECONDS = 2.0
MEGABYTE = 1024 * 1024


class Meters:
    """Processor and memory of each server, and the processor of this process, which makes the load."""

    def __init__(self, servers: Sequence[Server]) -> None:
        self.servers = servers
        self.memory: defaultdict[str, list[tuple[float, int]]] = defaultdict(list)
        self.used: dict[str, float] = {}
        self.seconds = 0.0

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[None]:
        """Reads as long as the block lasts."""
        reader = asyncio.create_task(self._read())
        before, start = self._cpu(), time.monotonic()
        try:
            yield
        finally:
            self.seconds = time.monotonic() - start
            self.used = {name: used - before[name] for name, used in self._cpu().items()}
            reader.cancel()

    def figures(self) -> dict[str, Any]:
        """For each process: percent of one core, megabytes at the end, and how many more each minute."""
        figures: dict[str, Any] = {}
        for name, used in self.used.items():
            figures[f"{name}: processor, % of one core"] = round(100 * used / self.seconds)
        for name, readings in self.memory.items():
            figures[f"{name}: memory, MB"] = round(readings[-1][1] / MEGABYTE)
            figures[f"{name}: memory, MB more each minute"] = round(60 * _slope(readings) / MEGABYTE, 2)
        return figures

    def _cpu(self) -> dict[str, float]:
        own = os.times()
        used = {server.name: server.cpu_seconds() for server in self.servers}
        return used | {"this generator": own.user + own.system}

    async def _read(self) -> None:
        while True:
            for server in self.servers:
                self.memory[server.name].append((time.monotonic(), server.memory()))
            await asyncio.sleep(EVERY_SECONDS)


def _slope(readings: Sequence[tuple[float, int]]) -> float:
    """Bytes a second, by least squares over the second half, in which buffers have found their size."""
    later = readings[len(readings) // 2 :]
    if len(later) < 2:
        return 0.0
    mean_t = sum(at for at, _bytes in later) / len(later)
    mean_b = sum(size for _at, size in later) / len(later)
    spread = sum((at - mean_t) ** 2 for at, _bytes in later)
    return sum((at - mean_t) * (size - mean_b) for at, size in later) / spread if spread else 0.0
