"""Pictures are drawn anew, so that nothing but pixels is kept: no place, no camera, no comment, nothing appended.

Memory is bounded by the number of pixels (four bytes each, twice while turning) and by working on one at a time.
"""

from io import BytesIO
from itertools import count
from threading import Lock
from typing import Any

import structlog
from PIL import Image

from app.core.files.problems import FileProblem, Unfit

log = structlog.get_logger("torv.files")

MAX_PIXELS = 16_000_000
# Formats and ways of writing that take more memory or time for each pixel.
MAX_WEBP_PIXELS = 7_800_000
MAX_SCANNED_PIXELS = 12_500_000
MAX_MOVING_PIXELS = 8_000_000  # all frames together
MAX_JPEG_PIXELS = 64_000_000  # decoded line by line; beyond MAX_PIXELS it is kept at half its width or less
MAX_SIDE = 16_000
MAX_FRAMES = 300
# A photo has one to twelve scans, and its previews some; a thousand empty ones cost minutes.
MAX_SCANS = 60
START_OF_SCAN = b"\xff\xda"
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip
SAVING: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 88},
    "PNG": {"compress_level": 3},
    "GIF": {},
    "WEBP": {"quality": 85, "method": 0},
}
_one_at_a_time = Lock()

# Pillow itself refuses twice this number, also for a frame that is larger than the first.
Image.MAX_IMAGE_PIXELS = MAX_JPEG_PIXELS


def redrawn(content: bytes, kind: str) -> bytes:
    """Draw a picture of this format of Pillow anew, upright and bare; refuse bombs and what cannot be read."""
    try:
        with _one_at_a_time, Image.open(BytesIO(content), formats=[kind]) as image:
            _check_size(image, content)
            moving = kind != "JPEG" and getattr(image, "is_animated", False)
            return _moving(image) if moving else _still(image)
    except Unfit:
        raise
    except (Image.DecompressionBombError, MemoryError) as error:
        raise Unfit(FileProblem.DIMENSIONS) from error
    except Exception as error:  # Pillow's readers raise whatever a broken file makes them
        log.info("picture_refused", error=type(error).__name__)
        raise Unfit(FileProblem.DAMAGED) from error


def _check_size(image: Image.Image, content: bytes) -> None:
    most = {"WEBP": MAX_WEBP_PIXELS}.get(str(image.format), MAX_PIXELS)
    if image.format in ("JPEG", "MPO"):
        most = MAX_JPEG_PIXELS if _read_line_by_line(image, content) else MAX_SCANNED_PIXELS
        if content.count(START_OF_SCAN) > MAX_SCANS:
            raise Unfit(FileProblem.DAMAGED)
    if image.width * image.height > most or max(image.size) > MAX_SIDE:
        raise Unfit(FileProblem.DIMENSIONS)


def _read_line_by_line(image: Any, content: bytes) -> bool:
    """Tell whether a JPEG is decoded in one pass; one with several scans is held in memory whole."""
    at = 2
    while content[at : at + 1] == b"\xff" and content[at : at + 2] != START_OF_SCAN:
        at += 2 + max(2, int.from_bytes(content[at + 2 : at + 4]))
    in_first_scan = content[at + 4 : at + 5] == bytes([image.layers])
    return in_first_scan and not image.info.get("progressive")


def _still(image: Image.Image) -> bytes:
    kind = "JPEG" if image.format == "MPO" else str(image.format)
    if kind == "JPEG":
        _decode_smaller(image)
    image.load()
    turn = TURNS.get(_orientation(image))
    upright = image.transpose(turn) if turn is not None else image
    if kind == "JPEG" and upright.mode not in ("L", "RGB"):
        upright = upright.convert("RGB")
    return _saved([_bare(upright)], kind)


def _decode_smaller(image: Image.Image) -> None:
    """Have a large photo decoded at a half, a quarter or an eighth of its width: quick, and bounded in memory."""
    width, height = image.size
    scale = next(scale for scale in (1, 2, 4, 8) if width * height <= MAX_PIXELS * scale * scale)
    if scale > 1:
        image.draft(None, (max(1, width // scale), max(1, height // scale)))


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:  # a photo with a broken description is a photo still
        return 1


def _moving(image: Image.Image) -> bytes:
    """Draw every frame anew, within the limits for all of them together."""
    frames: list[Image.Image] = []
    durations: list[int] = []
    pixels = 0
    for number in count():
        try:
            image.seek(number)
        except EOFError:
            break
        pixels += image.width * image.height
        if pixels > MAX_MOVING_PIXELS or number >= MAX_FRAMES:
            raise Unfit(FileProblem.MOVING)
        image.load()
        durations.append(int(image.info.get("duration", 100)))
        frames.append(_bare(image.copy()))
    return _saved(frames, str(image.format), duration=durations, loop=0, disposal=2)


def _bare(image: Image.Image) -> Image.Image:
    """Leave nothing beside the pixels but which colour is transparent."""
    image.info = {name: image.info[name] for name in ("transparency",) if name in image.info}
    return image


def _saved(frames: list[Image.Image], kind: str, **moving: Any) -> bytes:
    target = BytesIO()
    several = {"save_all": True, "append_images": frames[1:], **moving} if len(frames) > 1 else {}
    frames[0].save(target, kind, **SAVING[kind], **several)
    return target.getvalue()
