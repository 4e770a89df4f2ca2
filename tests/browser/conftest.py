"""Debian's Chromium, headless, at a running stack. Without Chromium the tests say so and are skipped."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.stack import Stack

CHROMIUM = os.environ.get("DESKHAND_CHROMIUM") or shutil.which("chromium")
OPTIONS = ["--host-resolver-rules=MAP *.localhost 127.0.0.1", "--no-sandbox", "--disable-dev-shm-usage"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine: apt-get install chromium, or set DESKHAND_CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def stack(chromium: Any) -> Iterator[Stack]:
    with Stack() as running:
        yield running


@pytest.fixture
def page(chromium: Any, stack: Stack) -> Iterator[Any]:
    """A fresh window at acme; what the console or the page complained about is in page.complaints."""
    context = chromium.new_context(
        base_url=f"http://acme.localhost:{stack.web}", viewport={"width": 1440, "height": 900}
    )
    window = context.new_page()
    window.complaints = []
    window.on("console", lambda said: window.complaints.append(said.text) if said.type == "error" else None)
    window.on("pageerror", lambda error: window.complaints.append(str(error)))
    window.set_default_timeout(45_000)
    yield window
    context.close()
