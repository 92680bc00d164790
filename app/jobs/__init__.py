"""Work after a change and by the clock: the worker, the schedule, and the one list of handlers."""
