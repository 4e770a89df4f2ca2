"""Whatever opens a dialog says how: a head or a conversation around it swaps itself whole."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

OPENS = re.compile(r"<[^<>]*hx-target=\"#dialogs\"[^<>]*>")


def test_a_dialog_never_takes_the_place_of_its_host():
    pages = Path(settings.ROOT_DIR, "templates").rglob("*.html")
    openers = [tag for page in pages for tag in OPENS.findall(page.read_text())]
    assert len(openers) >= 5
    assert [tag for tag in openers if 'hx-swap="innerHTML"' not in tag] == []
