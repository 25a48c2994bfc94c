"""What a process has loaded is out of the sight of later collections."""

import subprocess
import sys

LOOK = """
import gc
from contactcenter.lib.garbage import THRESHOLDS, keep_what_is_loaded
kept = [{"number": number} for number in range(1000)]
keep_what_is_loaded()
assert gc.get_freeze_count() >= 1000, gc.get_freeze_count()
assert gc.get_threshold() == THRESHOLDS
assert gc.isenabled()
"""


def test_what_is_loaded_is_looked_through_no_more_and_new_garbage_still_is() -> None:
    # In a process of its own: this one's collector belongs to all tests.
    subprocess.run([sys.executable, "-c", LOOK], check=True)
