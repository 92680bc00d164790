"""Whether the colours in static/torv.css can be read, in light and in dark: WCAG 2.2, 1.4.3 and 1.4.11."""

import re
from pathlib import Path

import pytest

STYLES = (Path(__file__).resolve().parents[2] / "static" / "torv.css").read_text()
TEXT, CONTROL = 4.5, 3.0

# (what is seen, what it lies on, the least contrast)
PAIRS = [
    *[("ink", ground, TEXT) for ground in ("paper", "card", "sunken", "brand-soft", "verified-soft")],
    *[("ink", ground, TEXT) for ground in ("caution-soft", "error-soft")],
    *[("muted", ground, TEXT) for ground in ("paper", "card", "sunken")],
    *[
        (link, ground, TEXT)
        for link in ("link", "link-visited", "link-hover")
        for ground in ("paper", "card")
    ],
    *[("link", ground, TEXT) for ground in ("sunken", "verified-soft", "caution-soft")],
    *[("verified", ground, TEXT) for ground in ("paper", "card", "verified-soft")],
    *[("caution", ground, TEXT) for ground in ("paper", "sunken", "caution-soft")],
    *[("error", ground, TEXT) for ground in ("paper", "card", "sunken", "error-soft")],
    ("on-brand", "brand", TEXT),
    ("on-ochre", "ochre", TEXT),
    ("on-band", "band", TEXT),
    ("on-focus", "focus", TEXT),
    *[("line-strong", ground, CONTROL) for ground in ("paper", "card", "sunken")],
    *[("focus", ground, CONTROL) for ground in ("paper", "card", "sunken", "verified-soft")],
    *[("brand", ground, CONTROL) for ground in ("paper", "card", "sunken")],
]


def tokens(scheme: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{(.*?)\n *\}", STYLES, re.S)[:2]
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", light))
    return found | (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", dark)) if scheme == "dark" else {})


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("seen", "ground", "least"), PAIRS)
def test_every_colour_stands_out_from_its_ground(scheme, seen, ground, least):
    found = tokens(scheme)
    assert contrast(found[seen], found[ground]) >= least


def test_contrast_is_counted_as_wcag_counts_it():
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_dark_is_another_set_of_colours():
    light, dark = tokens("light"), tokens("dark")
    assert luminance(light["paper"]) > 0.8 > 0.05 > luminance(dark["paper"])
