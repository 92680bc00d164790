"""Several at once, each on a thread with a connection of its own, all let go at the same moment."""

from collections.abc import Callable
from threading import Barrier, Thread

from flask import Flask

from app.core.db import session, transaction


def race(app: Flask, runners: int, work: Callable[[int], object]) -> list[Exception | None]:
    """Run `work(number)` in a transaction each; give what each ended with, None for well."""
    start = Barrier(runners)
    outcomes: list[Exception | None] = [None] * runners

    def run(number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    work(number)
            except Exception as error:
                outcomes[number] = error
            session().close()

    session().close()
    threads = [Thread(target=run, args=(number,)) for number in range(runners)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
