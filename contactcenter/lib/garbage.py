"""How often a long-lived process looks for circular garbage.

Some 160,000 objects of Django and of this house are loaded at the start and never go away. Python would walk all of
them in each full collection, and everybody in the process would wait a tenth of a second for it.
"""

from __future__ import annotations

import gc

# New objects before the youngest are looked through; then of how many such looks one goes into the older ones.
# Python's own choice (700, 10, 10) is for small programs.
THRESHOLDS = (20_000, 20, 50)


def keep_what_is_loaded() -> None:
    """Take what is there now out of every later collection. Once, when the process has loaded what it needs."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
