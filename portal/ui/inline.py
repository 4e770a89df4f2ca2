"""What stands in a page itself because a request of its own would keep the first paint waiting.

- theme(): the script for theme, density and the folded navigation, in every page, before anything is seen.
- first_styles(): what the inbox needs to be seen (assets/css/first.css); the whole sheet comes after it.

The policy of every answer (infra.headers) names the hash of both, so nothing else inline runs or styles.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from markupsafe import Markup

BUILT = Path(__file__).parents[1] / "static/deskhand"
FONT = re.compile(r"url\((fonts/[\w.-]+)\)")  # beside the sheet; in a page the address must be whole


@cache
def theme() -> Markup:
    """It must stand before the styles: a script behind a sheet waits for it."""
    return _element("script", _theme())


@cache
def first_styles() -> Markup:
    return _element("style", _first_styles())


@cache
def hashes() -> tuple[str, str]:
    """(of the script, of the styles), as a policy writes them."""
    return _hash(_theme()), _hash(_first_styles())


def _theme() -> str:
    return (BUILT / "theme.js").read_text(encoding="utf-8").strip()


def _first_styles() -> str:
    sheet = (BUILT / "first.css").read_text(encoding="utf-8").strip()
    return FONT.sub(lambda found: f"url({_address('deskhand/' + found[1])})", sheet)


def _address(name: str) -> str:
    """Where files were not collected pages say so themselves; answers to programs carry the policy, too."""
    try:
        return static(name)
    except ValueError:
        return f"{settings.STATIC_URL}{name}"


def _element(name: str, text: str) -> Markup:
    return Markup(f"<{name}>{text}</{name}>")  # noqa: S704  our own build


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
