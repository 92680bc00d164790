"""The two sites that are measured: 3,000 questions and all of them, each built once and kept in `.cache/bench`."""

import os
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "bench"
SHARED = Path(os.environ.get("TORV_SHARED") or ROOT.parent / "shared")
ARCHIVE = SHARED / "data" / "stackexchange" / "load-130k.tar.xz"


@dataclass(frozen=True)
class Site:
    """A site of a size, in an instance folder of its own."""

    name: str
    questions: int | None

    @property
    def environ(self) -> dict[str, str]:
        """Give the configuration that serves it."""
        return {
            "TORV_INSTANCE": str(CACHE / self.name),
            "TORV_MAIL": "memory",
            "TORV_JOBS": "separate",
            "TORV_LOG_LEVEL": "ERROR",
            "SECRET_KEY": "bench " * 8,
            "DATABASE_URL": "",
        }


SMALL, LARGE = Site("3000", 3000), Site("whole", None)


def build(site: Site) -> None:
    """Build the site unless it stands, then only bring it up to date; interrupted, the import goes on where it was."""
    built = CACHE / site.name / "built"
    _run(site, "set-up")
    if built.exists():
        return
    limit = ["--limit", str(site.questions)] if site.questions else []
    _run(site, "import", "stackexchange", str(_unpacked()), "--site", "load", *limit)
    _run(site, "search", "rebuild")
    built.touch()


def _run(site: Site, *command: str) -> None:
    print(f"{site.name}: flask {' '.join(command)}", flush=True)
    subprocess.run(
        [sys.executable, "-m", "flask", *command], check=True, cwd=ROOT, env={**os.environ, **site.environ}
    )


def _unpacked() -> Path:
    folder = CACHE / "dump"
    if not (folder / "unpacked").exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tarfile.open(ARCHIVE) as archive:
            archive.extractall(folder, filter="data")
        (folder / "unpacked").touch()
    return folder
