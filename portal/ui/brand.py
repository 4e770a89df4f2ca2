"""From one brand colour to a readable set: palette() computes the shades, css() is the text of /brand.css.

Text and buttons reach 4.5:1 (WCAG AA) in light and dark; large shapes and the focus ring 3:1. The given
colour is kept wherever it is readable and moved toward black or white only as far as needed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

TEXT = 4.5  # WCAG AA, normal text
SHAPE = 3.0  # WCAG AA, graphics and focus indicators
HEX = re.compile(r"#[0-9a-fA-F]{6}")
STEP = 0.02  # fine enough that no eye sees the jump

WHITE, BLACK = "#ffffff", "#000000"
LIGHT_GROUNDS = ("#ffffff", "#f9fafb")
DARK_SURFACE = "#111827"
DARK_GROUNDS = (DARK_SURFACE, "#1f2937")
DARK_INK = "#06243b"


@dataclass(frozen=True)
class Palette:
    """Six-digit hex colours for light and dark.

    ratio: the given colour on white; adjusted: whether text in light needed another shade.
    """

    given: str
    light_brand: str
    light_strong: str
    light_hover: str
    light_on: str
    light_soft: str
    dark_brand: str
    dark_strong: str
    dark_hover: str
    dark_on: str
    dark_soft: str
    mark: str
    ratio: str
    adjusted: bool


def palette(color: str) -> Palette:
    """The readable set for '#rrggbb'. Raises ValueError for anything else."""
    given = _clean(color)
    light_soft = mix(given, WHITE, 0.9)
    dark_soft = mix(given, DARK_SURFACE, 0.84)
    light = _until(given, BLACK, (*LIGHT_GROUNDS, light_soft), TEXT)
    dark = _until(given, WHITE, (*DARK_GROUNDS, dark_soft), TEXT)
    ratio = contrast(given, WHITE)
    return Palette(
        given=given,
        light_brand=_until(given, BLACK, LIGHT_GROUNDS[:1], SHAPE),
        light_strong=light,
        light_hover=mix(light, BLACK, 0.12),
        light_on=WHITE,
        light_soft=light_soft,
        dark_brand=_until(given, WHITE, DARK_GROUNDS, SHAPE),
        dark_strong=dark,
        dark_hover=mix(dark, WHITE, 0.25),
        dark_on=DARK_INK if contrast(dark, DARK_INK) >= TEXT else BLACK,
        dark_soft=dark_soft,
        mark=WHITE if contrast(given, WHITE) >= TEXT else BLACK,
        ratio=f"{int(ratio * 10) / 10:.1f}",
        adjusted=light != given,
    )


def css(color: str) -> str:
    """The stylesheet that overrides only --brand and its shades, for light, dark and the system's choice."""
    p = palette(color)
    light = _rules(p.light_brand, p.light_strong, p.light_hover, p.light_on, p.light_soft, p.mark)
    dark = _rules(p.dark_brand, p.dark_strong, p.dark_hover, p.dark_on, p.dark_soft, p.mark)
    return (
        f":root{{{light}}}"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}"
        f":root[data-theme=dark]{{{dark}}}\n"
    )


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two hex colours, 1.0 to 21.0."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mix(color: str, other: str, share: float) -> str:
    """color moved toward other by a share of 0 to 1."""
    pairs = zip(_rgb(color), _rgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _until(color: str, toward: str, grounds: Iterable[str], ratio: float) -> str:
    """The first shade on the way toward black or white that reaches the ratio on every ground."""
    grounds = tuple(grounds)
    for step in range(int(1 / STEP) + 1):
        shade = mix(color, toward, step * STEP)
        if all(contrast(shade, ground) >= ratio for ground in grounds):
            return shade
    return toward


def _rules(*shades: str) -> str:
    names = ("--brand", "--brand-strong", "--brand-hover", "--brand-on", "--brand-soft", "--brand-mark")
    return ";".join(f"{name}:{shade}" for name, shade in zip(names, shades, strict=True))


def _clean(color: str) -> str:
    if not HEX.fullmatch(color):
        raise ValueError("a brand colour is written #rrggbb")
    return color.lower()


def _rgb(color: str) -> tuple[int, ...]:
    return tuple(int(color[at : at + 2], 16) for at in (1, 3, 5))


def _luminance(color: str) -> float:
    channels = (value / 255 for value in _rgb(color))
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
