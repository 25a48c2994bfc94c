"""What happens because time passes, told to the apps above, inside the sweep's own transaction."""

from django.dispatch import Signal

# With entries=[ClockEntry, …], sent from ClockEntry: the warnings, breaches and levels of one batch, each for the first
# and only time. `entry.deadline` is at hand with its case.
steps_taken = Signal()
