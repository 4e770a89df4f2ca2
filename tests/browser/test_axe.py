"""axe-core finds no serious fault on any page of the gallery; on chosen ones in light and dark, on a desk and in a hand.

The gallery holds every template of every face (tests/portal/ui/test_pages.py sees to that), so no database is
asked. A fragment is looked at inside of a bare page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from portal.ui.preview import configure
from portal.ui.routes import ALL
from tests.browser.gallery import served

pytestmark = pytest.mark.browser
SERIOUS = ("serious", "critical")
DESK, HAND = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# every template in the first, the chosen pages in all
LOOKS = {
    "light 1440": ("light", DESK),
    "dark 390": ("dark", HAND),
    "dark 1440": ("dark", DESK),
    "light 390": ("light", HAND),
}
CHOSEN = (
    "inbox-3",
    "ticket-3",
    "board",
    "table",
    "home",
    "search",
    "settings-organization",
    "settings-people",
)
AT_ONCE = 25  # pages before Python has a word again
# one page after the other in a frame, all in the browser: asking it for each costs more than the look itself
WALK = """async ([names, {width, height}]) => {
  document.querySelector("iframe")?.remove();
  const frame = document.body.appendChild(document.createElement("iframe"));
  Object.assign(frame.style, {width: `${width}px`, height: `${height}px`, border: 0});
  const found = [];
  for (const name of names) {
    await new Promise((done) => { frame.onload = done; frame.src = name; });
    const there = frame.contentWindow;
    const {violations} = await there.axe.run(there.document, {resultTypes: ["violations"], iframes: false, preload: false});
    for (const {id, impact, nodes} of violations) for (const {target, failureSummary} of nodes) found.push([name, impact, id, target.flat().join(" "), failureSummary]);
  }
  return found;
}"""
# what a fragment stands in on its page
OPTIONS = "<div role='listbox' aria-label='Options'>{}</div>"
PARENTS = {
    "_palette_found.html": OPTIONS,
    "_search_options.html": OPTIONS,
}
BARE = (
    "<!doctype html><html lang='en' class='js'><head><title>A part of a page</title>"
    "<link rel='stylesheet' href='/static/deskhand/app.css'></head><body><main><h1>A part of a page</h1>{}</main></body></html>"
)


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """Its address, and {page: template}."""
    configure()
    from portal.ui.pages import pages

    folder = tmp_path_factory.mktemp("gallery")
    templates = {name: template for name, template, _context in pages()}
    with served(folder) as address:
        for name, template in templates.items():
            stand_alone(folder / f"{name}.html", template)
        (folder / "host.html").write_text("<!doctype html><title>Host</title><body>")
        yield address, templates


def stand_alone(page: Path, template: str) -> None:
    text = page.read_text()
    if text.lstrip().startswith("<!doctype"):
        return
    parent = PARENTS.get(Path(template).name, "{}")
    page.with_name(f"{page.stem}-alone.html").write_text(BARE.format(parent.format(text)))


def test_every_page_that_a_route_answers_is_in_the_gallery(gallery: tuple[str, dict[str, str]]) -> None:
    shown = {"/".join(Path(template).parts[-2:]) for template in gallery[1].values()}
    named = {
        "/".join([name.partition(":")[0], *page.split("/")][-2:])
        for name, route in ALL.items()
        for page in re.findall(r"(?<![\w/])((?:\w+/)*[a-z]\w*\.html)", route.answers)
    }
    assert named - shown == set()
    assert len(named) > 100


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_no_serious_fault_on_any_page(
    chromium: Any, gallery: tuple[str, dict[str, str]], look: str
) -> None:
    address, templates = gallery
    names = pages_for(look, templates)
    faults = [
        f"{name} ({look}): {rule} at {where}\n    {why}"
        for name, rule, where, why in walked(chromium, address, look, names)
    ]
    assert not faults, f"{len(faults)} faults\n" + "\n".join(faults)


def pages_for(look: str, templates: dict[str, str]) -> list[str]:
    """Paths: the chosen pages, and in the first look one of each template besides."""
    names = [name for name in templates if name.startswith(CHOSEN)]
    if look == next(iter(LOOKS)):
        first = {template: name for name, template in reversed(templates.items())}
        names = list(dict.fromkeys([*first.values(), *names]))
    return [f"{name}{'-alone' if Path(templates[name]).name.startswith('_') else ''}.html" for name in names]


def walked(chromium: Any, address: str, look: str, names: list[str]) -> Iterator[tuple[str, str, str, str]]:
    """(page, rule, selector, what is wrong) of every serious fault."""
    scheme, size = LOOKS[look]
    context = chromium.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    context.add_init_script(AXE_SCRIPT)
    page = context.new_page()
    page.goto(f"{address}/host.html")
    for at in range(0, len(names), AT_ONCE):
        for name, impact, rule, where, why in page.evaluate(WALK, [names[at : at + AT_ONCE], size]):
            if impact in SERIOUS:
                yield name, rule, where, why
    context.close()
