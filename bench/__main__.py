"""`make bench`: build the sites, measure every page beside the bare one, print the table that the README quotes."""

import json
import os
import subprocess
import sys
from operator import attrgetter
from typing import Any

from bench import bare, load, sites
from bench.load import Measured

# The aims of the issue: CPU of a page as a multiple of the bare page's, growth from 3,000 questions to all.
AIMS = {"home": 3.0, "question": 3.0, "tag": 3.0, "question, signed in": 5.0}
SIGNED_IN = ", signed in"
PORT = 8765
# Turns in which a page and the bare one are measured.
ROUNDS = 4


def main() -> None:
    """Measure both sites and print."""
    if not sites.ARCHIVE.exists():
        raise SystemExit(
            f"SKIPPED: no benchmark data at {sites.ARCHIVE}; set TORV_SHARED to the folder that has it"
        )
    results: dict[str, dict[str, float]] = {}
    for site in (sites.SMALL, sites.LARGE):
        sites.build(site)
        results[site.name] = _measure(site, _inside(site))
    _print_growth(results)


def _inside(site: sites.Site) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.inside"]
    done = subprocess.run(
        command,
        check=True,
        cwd=sites.ROOT,
        env={**os.environ, **site.environ, "TORV_PAGE_SECONDS": "0"},
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _measure(site: sites.Site, inside: dict[str, Any]) -> dict[str, float]:
    """Measure every page built anew for each reader, and again as signed-out readers get it: from the page cache.

    Give what each page costs built anew, as a multiple of the bare page.
    """
    print(f"\n{site.questions or 'all'} questions")
    print(f"{'page':<30}{'req/s':>8}{'p50 ms':>8}{'p95 ms':>8}{'CPU ms':>8}", end="")
    print(f"{'bare':>7}{'ratio':>7}{'aim':>6}{'SQL':>5}{'bytes':>9}")
    multiples: dict[str, float] = {}
    for seconds, how in (("0", "built anew"), ("5", "kept 5 s")):
        with load.server("wsgi:app", PORT, {**site.environ, "TORV_PAGE_SECONDS": seconds}) as running:
            for name, counted in inside["counted"].items():
                signed_in = name.endswith(SIGNED_IN)
                if signed_in and seconds != "0":
                    continue  # nobody who is signed in is given a kept page
                path = inside["pages"][name.removesuffix(SIGNED_IN)]
                page, bare_page = _beside(
                    running, path, inside["cookie"] if signed_in else "", counted["bytes"]
                )
                _print_page(
                    f"{name}, {how}", page, bare_page, counted["statements"] if seconds == "0" else ""
                )
                multiples.setdefault(name, page.cpu / bare_page.cpu)
            _print_memory(running)
    post = inside["post"]
    print(
        f"posting an answer: median {post['median']:.1f} ms, worst {post['worst']:.1f} ms (aim 25),"
        f" CPU {post['cpu']:.1f} ms, {post['statements']} statements"
    )
    return multiples


def _beside(running: load.Server, path: str, cookie: str, size: int) -> tuple[Measured, Measured]:
    """Measure a page and the bare one of the same size in turns, and give the least disturbed round of each."""
    database = str(sites.CACHE / "bare.sqlite3")
    bare.prepare(database, size)
    with load.server("bench.bare:app", PORT + 1, {"BARE_DATABASE": database}) as plain:
        rounds = [(load.measure(running, path, cookie), load.measure(plain, "/")) for _round in range(ROUNDS)]
    pages, bare_pages = zip(*rounds, strict=True)
    cheapest = attrgetter("cpu")
    return min(pages, key=cheapest), min(bare_pages, key=cheapest)


def _print_page(name: str, page: Measured, bare_page: Measured, statements: int | str) -> None:
    aim = AIMS.get(name.rpartition(", ")[0], "")
    print(f"{name:<30}{page.per_second:>8.0f}{page.p50:>8.1f}{page.p95:>8.1f}{page.cpu:>8.2f}", end="")
    print(
        f"{bare_page.cpu:>7.2f}{page.cpu / bare_page.cpu:>7.1f}{aim:>6}{statements:>5}{page.size:>9}",
        flush=True,
    )


def _print_memory(running: load.Server) -> None:
    """Print the memory of the workers, apart from the mapped index, which the system takes back when it is short."""
    each = [f"{own:.0f} (and {mapped:.0f} of mapped files)" for own, mapped in running.megabytes()]
    print(f"memory per worker, MB: {', '.join(each)} (aim 150)")


def _print_growth(results: dict[str, dict[str, float]]) -> None:
    print("\ngrowth of these multiples, built anew, from 3,000 questions to all (aim at most 1.20)")
    small, large = results[sites.SMALL.name], results[sites.LARGE.name]
    for name in small:
        print(f"{name:<22}{large[name] / small[name]:>6.2f}")


if __name__ == "__main__":
    main()
