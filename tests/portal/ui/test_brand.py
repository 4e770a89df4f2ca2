"""A tenant's colour becomes readable shades: exact values, and AA for every colour we can think of."""

import itertools

import pytest

from portal.ui import brand


def test_our_own_blue_is_darkened_for_text_and_kept_for_shapes() -> None:
    shades = brand.palette("#0099FF")

    assert shades.given == "#0099ff"
    assert shades.ratio == "2.9"
    assert shades.adjusted is True
    assert brand.contrast(shades.light_strong, "#ffffff") >= brand.TEXT


def test_a_dark_colour_is_left_as_it_is_in_light_and_lightened_in_dark() -> None:
    shades = brand.palette("#14532d")

    assert shades.light_strong == "#14532d"
    assert shades.adjusted is False
    assert shades.ratio == "9.1"
    assert shades.dark_strong != "#14532d"


@pytest.mark.parametrize(
    "color", [f"#{r}{g}{b}" for r, g, b in itertools.product(("00", "66", "bb", "ff"), repeat=3)]
)
def test_every_colour_reaches_aa_in_both_themes(color: str) -> None:
    shades = brand.palette(color)

    for ground in (*brand.LIGHT_GROUNDS, shades.light_soft):
        assert brand.contrast(shades.light_strong, ground) >= brand.TEXT
    for ground in (*brand.DARK_GROUNDS, shades.dark_soft):
        assert brand.contrast(shades.dark_strong, ground) >= brand.TEXT
    assert brand.contrast(shades.light_on, shades.light_strong) >= brand.TEXT
    assert brand.contrast(shades.light_on, shades.light_hover) >= brand.TEXT
    assert brand.contrast(shades.dark_on, shades.dark_strong) >= brand.TEXT
    assert brand.contrast(shades.dark_on, shades.dark_hover) >= brand.TEXT
    assert brand.contrast(shades.light_brand, "#ffffff") >= brand.SHAPE
    assert brand.contrast(shades.dark_brand, "#111827") >= brand.SHAPE
    assert brand.contrast("#111827", shades.light_soft) >= brand.TEXT
    assert brand.contrast("#f9fafb", shades.dark_soft) >= brand.TEXT


@pytest.mark.parametrize("wrong", ["", "blue", "#fff", "#12345g", "0099ff", "#0099ff;}body{display:none"])
def test_anything_but_a_hex_colour_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="#rrggbb"):
        brand.css(wrong)


def test_the_stylesheet_overrides_only_brand_variables_in_three_places() -> None:
    text = brand.css("#ffd400")

    assert text.count("--brand-strong:") == 3
    assert ":root[data-theme=dark]{" in text
    assert "prefers-color-scheme:dark" in text
    names = {
        part.split(":")[0]
        for block in text.split("{")
        for part in block.split("}")[0].split(";")
        if part.startswith("--")
    }
    assert names == {
        "--brand",
        "--brand-strong",
        "--brand-hover",
        "--brand-on",
        "--brand-soft",
        "--brand-mark",
    }


def test_contrast_of_black_on_white_is_21() -> None:
    assert round(brand.contrast("#000000", "#ffffff"), 2) == 21.0
