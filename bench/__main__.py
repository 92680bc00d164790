"""`make bench`: build the sites, measure every page beside the bare one, print the table that the README quotes."""

import json
import os
import subprocess
import sys
from typing import Any

from bench import bare, load, sites
from bench.load import Measured

# The aims of the issue: CPU of a page as a multiple of the bare page's, growth from 3,000 questions to all.
AIMS = {"home": 3.0, "question": 3.0, "tag": 3.0, "question, signed in": 5.0}
SIGNED_IN = ", signed in"
PORT = 8765


def main() -> None:
    """Measure both sites and print."""
    if not sites.ARCHIVE.exists():
        raise SystemExit(
            f"SKIPPED: no benchmark data at {sites.ARCHIVE}; set TORV_SHARED to the folder that has it"
        )
    results: dict[str, dict[str, Measured]] = {}
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


def _measure(site: sites.Site, inside: dict[str, Any]) -> dict[str, Measured]:
    """Measure every page built anew for each reader, and again as signed-out readers get it: from the page cache."""
    print(f"\n{site.questions or 'all'} questions")
    print(f"{'page':<30}{'req/s':>8}{'p50 ms':>8}{'p95 ms':>8}{'CPU ms':>8}", end="")
    print(f"{'bare':>7}{'ratio':>7}{'aim':>6}{'SQL':>5}{'bytes':>9}")
    measured: dict[str, Measured] = {}
    for seconds, how in (("0", "built anew"), ("5", "kept 5 s")):
        with load.server("wsgi:app", PORT, {**site.environ, "TORV_PAGE_SECONDS": seconds}) as running:
            for name, counted in inside["counted"].items():
                signed_in = name.endswith(SIGNED_IN)
                if signed_in and seconds != "0":
                    continue  # nobody who is signed in is given a kept page
                path = inside["pages"][name.removesuffix(SIGNED_IN)]
                one = load.measure(running, path, inside["cookie"] if signed_in else "")
                _print_page(name, how, one, counted)
                measured.setdefault(name, one)
            _print_memory(running)
    post = inside["post"]
    print(
        f"posting an answer: median {post['median']:.1f} ms, worst {post['worst']:.1f} ms (aim 25),"
        f" CPU {post['cpu']:.1f} ms, {post['statements']} statements"
    )
    return measured


def _print_page(name: str, how: str, one: Measured, counted: dict[str, int]) -> None:
    bare = _bare(counted["bytes"])
    statements = counted["statements"] if how == "built anew" else ""
    print(
        f"{name + ', ' + how:<30}{one.per_second:>8.0f}{one.p50:>8.1f}{one.p95:>8.1f}{one.cpu:>8.2f}", end=""
    )
    print(
        f"{bare.cpu:>7.2f}{one.cpu / bare.cpu:>7.1f}{AIMS.get(name, ''):>6}{statements:>5}{one.size:>9}",
        flush=True,
    )


def _print_memory(running: load.Server) -> None:
    """Print the memory of the workers, apart from the mapped index, which the system takes back when it is short."""
    each = [f"{own:.0f} (and {mapped:.0f} of mapped files)" for own, mapped in running.megabytes()]
    print(f"memory per worker, MB: {', '.join(each)} (aim 150)")


def _bare(size: int) -> Measured:
    """Measure the bare page at the same size, in the same minute."""
    database = str(sites.CACHE / "bare.sqlite3")
    bare.prepare(database, size)
    with load.server("bench.bare:app", PORT + 1, {"BARE_DATABASE": database}) as running:
        return load.measure(running, "/", seconds=2.5)


def _print_growth(results: dict[str, dict[str, Measured]]) -> None:
    print("\ngrowth of CPU per page, built anew, from 3,000 questions to all (aim at most 1.20)")
    small, large = results[sites.SMALL.name], results[sites.LARGE.name]
    for name in small:
        print(f"{name:<22}{large[name].cpu / small[name].cpu:>6.2f}")


if __name__ == "__main__":
    main()
