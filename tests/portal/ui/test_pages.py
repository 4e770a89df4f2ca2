"""Every page with 0, 3 and many items renders, obeys the content security policy and uses only what exists."""

import re
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment

from portal.ui.preview import ROOT, configure, preview_environment

configure()

from portal.ui import inline, pages, samples  # noqa: E402  Django must be configured first
from portal.ui.routes import ALL  # noqa: E402
from tenants.kernel import clock  # noqa: E402

PAGES = {name: (template, context) for name, template, context in pages.pages()}
SOURCES = sorted((ROOT / "templates").glob("**/*.html"))
OURS = [
    path
    for path in SOURCES
    if path.relative_to(ROOT / "templates").parts[0]
    in ("base", "components", "portal", "errors", "styleguide")
]


@cache
def env() -> Environment:
    return preview_environment()


def rendered(name: str) -> str:
    template, context = PAGES[name]
    with clock.at(samples.NOW):
        return env().get_template(template).render(context)


@pytest.mark.parametrize("name", PAGES)
def test_page_keeps_to_the_content_security_policy(name: str) -> None:
    """Inline stands only what the policy names the hash of."""
    html = rendered(name).replace(inline.theme(), "", 1).replace(inline.first_styles(), "", 1)

    assert not re.search(r"<[^>]*\sstyle=", html)
    assert not re.search(r"<[^>]*\son[a-z]+=", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)[^>]*>", html)
    assert "<style" not in html
    assert not re.search(r'(?:src|href|action|hx-(?:get|post))="(?:https?:)?//', html)
    assert "javascript:" not in html


@pytest.mark.parametrize("name", PAGES)
def test_ids_are_unique_and_labels_point_somewhere(name: str) -> None:
    html = rendered(name)
    ids = re.findall(r'\sid="([^"]+)"', html)

    assert len(ids) == len(set(ids))
    assert set(re.findall(r'<label[^>]*\sfor="([^"]+)"', html)) <= set(ids)
    assert set(re.findall(r'aria-labelledby="([^"]+)"', html)) <= set(ids)


@pytest.mark.parametrize("name", PAGES)
def test_icon_buttons_have_a_name(name: str) -> None:
    for tag in re.findall(r'<(?:button|summary|a)[^>]*class="[^"]*btn-icon[^>]*>', rendered(name)):
        assert "aria-label=" in tag or "title=" in tag, tag


def test_every_icon_used_is_in_the_sprite() -> None:
    sprite = (ROOT / "portal/static/deskhand/icons.svg").read_text()
    known = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    used = {mark for name in PAGES for mark in re.findall(r"icons\.svg#([a-z0-9-]+)", rendered(name))}

    assert used <= known


def test_templates_use_only_routes_of_the_table() -> None:
    used = {name for path in OURS for name in re.findall(r"url\('([a-z]+:[a-z_]+)'", path.read_text())}

    assert used <= set(ALL)
    assert len(used) > 40


def test_every_page_template_is_in_the_preview() -> None:
    shown = {template for template, _ in PAGES.values()}
    whole = {
        str(path.relative_to(ROOT / "templates"))
        for path in OURS
        if "portal" in path.parts and not path.name.startswith("_")
    }

    assert whole - shown == {"portal/agent/workspace.html"}


def test_hostile_text_stays_text() -> None:
    evil = "<img src=x onerror=alert(1)>\"'</textarea>"
    row = samples.rows(1)[0] | {
        "subject": evil,
        "who": evil,
        "preview": evil,
        "category": evil,
        "assignee": evil,
    }
    message = samples.message(1, text=evil, author=evil, quoted=evil, signature=evil)
    context = samples.ticket_page(
        3, thread={"entries": [message], "older_url": None, "older_count": 0}, rows=[row]
    )
    context["ticket"] = context["ticket"] | {"subject": evil}
    context["composer"] = context["composer"] | {"body": evil}

    html = env().get_template("portal/agent/ticket.html").render(context) + env().get_template(
        "portal/agent/_ticket_rows.html"
    ).render(context)

    assert "<img" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html


def test_built_files_are_committed_and_fetch_nothing_from_outside() -> None:
    built = Path(ROOT / "portal/static/deskhand")
    css = (built / "app.css").read_text()

    assert {path.name for path in built.iterdir()} >= {
        "app.css",
        "app.js",
        "portal.js",
        "theme.js",
        "icons.svg",
        "favicon.svg",
    }
    assert not re.search(r"url\(\"?https?:|@import", css)
    assert all((built / name).is_file() for name in re.findall(r"url\(\"?(fonts/[^\")]+)", css))


def test_the_lock_file_names_no_registry() -> None:
    assert '"resolved"' not in (ROOT / "portal/assets/package-lock.json").read_text()
