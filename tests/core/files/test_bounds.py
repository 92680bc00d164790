"""No file of the allowed size takes long to be judged, or much memory; the limits are of processor time."""

import random
import subprocess
import sys
from contextlib import suppress

import pytest
from PIL import Image

from app.core.files.checking import SentFile, fit
from app.core.files.limits import FileLimits
from app.core.files.problems import Unfit
from tests.core.files.makers import object_stream, office, open_document, package, pdf, picture
from tests.effort import takes_less_than

LIMITS = FileLimits()
SECONDS = 2
MEGABYTES = 150
LARGEST = LIMITS.file_bytes


def filled(start: bytes, unit: bytes, end: bytes = b"") -> bytes:
    """Repeat a unit until the file is as large as a file may be."""
    return start + unit * ((LARGEST - len(start) - len(end)) // len(unit)) + end


def noise(size: tuple[int, int], small: tuple[int, int]) -> Image.Image:
    """Draw something no format packs well, enlarged to this size."""
    dots = random.Random(7).randbytes(small[0] * small[1] * 3)
    return Image.frombytes("RGB", small, dots).resize(size, Image.Resampling.BICUBIC)


FRAME = b",\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0"
SCAN = b"\xff\xda\0\x08\x01\x01\0\x01\x05\0"
HOSTILE = {
    "names of object streams": ("a.pdf", lambda: filled(b"%PDF-1.7\n", b"/ObjStm ", b"stream\nstartxref 1 %%EOF")),
    "object streams": ("a.pdf", lambda: pdf(object_stream(b" " * 9) * 5000)),
    "slashes": ("a.pdf", lambda: filled(b"%PDF-1.7\n", b"/", b"startxref 1 %%EOF")),
    "no end": ("a.pdf", lambda: filled(b"%PDF-1.7\n", b"startxref ")),
    "zip ends": ("a.docx", lambda: filled(b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18)),
    "entries": ("a.docx", lambda: package({f"{number}.xml": "" for number in range(20_000)})),
    "relations": ("a.docx", lambda: office(more={f"{n}.rels": "<r>" + "<a/>" * 200_000 + "</r>" for n in range(5)})),
    "relations outside": (
        "a.docx", lambda: office(more={"a.rels": "<r>" + "<a TargetMode='' Type='/hyperlink'/>" * 25_000 + "</r>"})
    ),
    "tags": ("a.odt", lambda: open_document(content="<draw:a " * 1_200_000)),
    "one tag": ("a.odt", lambda: open_document(content="<draw:image " + "x" * 9_900_000)),
    "cells": ("a.csv", lambda: filled(b"", b",-")),
    "spaces": ("a.csv", lambda: filled(b"", b'" \'')),
    "one cell": ("a.csv", lambda: filled(b"-", b"a")),
    "blanks": ("a.txt", lambda: filled(b"", b" \n")),
    "frames": ("a.gif", lambda: filled(picture("GIF", (1, 1), "P")[:-1], FRAME, b";")),
    "scans": ("a.jpg", lambda: filled(picture("JPEG", (4000, 3000), progressive=True)[:-2], SCAN)),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_judged_soon(name):
    sent, make = HOSTILE[name]
    content = make()
    with takes_less_than(SECONDS), suppress(Unfit):
        fit(SentFile(sent, content), LIMITS)


LARGE = {
    "jpg": lambda path: noise((4600, 3400), (1150, 850)).save(path, "JPEG", quality=95),
    "progressive.jpg": lambda path: noise((4090, 3050), (1020, 760)).save(
        path, "JPEG", quality=95, progressive=True, subsampling=0
    ),
    "png": lambda path: noise((1850, 1800), (1850, 1800)).save(path, "PNG", compress_level=1),
    "pixels.png": lambda path: noise((400, 400), (400, 400)).quantize(16).resize((4000, 4000)).convert("RGBA").save(
        path, "PNG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0", compress_level=1
    ),
    "webp": lambda path: noise((3100, 2500), (775, 625)).save(path, "WEBP", quality=90, method=0),
}  # fmt: skip
MEASURE = """
import resource, sys
from app.core.files.checking import SentFile, fit
from app.core.files.limits import FileLimits
from tests.effort import takes_less_than
content = open(sys.argv[1], "rb").read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with takes_less_than(float(sys.argv[2])):
    fit(SentFile(sys.argv[1], content), FileLimits(file_megabytes=20))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


@pytest.mark.parametrize("name", LARGE)
def test_the_largest_pictures_take_little_time_and_memory(name, tmp_path):
    path = tmp_path / f"large.{name}"
    LARGE[name](path)
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path), str(SECONDS)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert float(measured.stdout) < MEGABYTES
