"""Who holds a ticket stands at the same place of every row and card: as letters, as a picture, or nobody yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.gallery import served

pytestmark = pytest.mark.browser
PLACES = """(box) => [...document.querySelectorAll(`${box} [data-face] .avatar`)].map((face) => {
  const kind = face.querySelector("img") ? "picture" : face.matches(".avatar-none") ? "nobody" : "letters";
  return [kind, face.closest(box).getBoundingClientRect().bottom - face.getBoundingClientRect().bottom];
})"""


def test_faces_stand_on_one_line(chromium: Any, tmp_path: Path) -> None:
    page = chromium.new_page(viewport={"width": 1440, "height": 2000})
    with served(tmp_path) as address:
        for name, box in (("inbox-many", ".row"), ("board", ".tile")):
            page.goto(f"{address}/{name}.html", wait_until="load")
            places = page.evaluate(PLACES, box)
            assert {kind for kind, _below in places} == {"letters", "picture", "nobody"}
            assert len({round(below) for _kind, below in places}) == 1, (name, places)
    page.close()
