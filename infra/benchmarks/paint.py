"""How soon the inbox is seen in a slow browser on a slow line, and what it brings over the wire.

    python -m infra.benchmarks.paint [--tickets 2000] [--rounds 7]

Debian's Chromium with nothing cached, its processor slowed four times, on a line of 1.6 Mbit/s and 150 ms; throw-away
servers and gunicorn as in the demo, files and pages compressed as in production. The first meaningful paint is the
largest contentful one: the list stands there, in letters of Inter's measure until Inter itself has come. What moves
after that is the layout shift: of everything until the last file has come. Times count from the click on the address.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections import Counter
from statistics import median
from typing import Any, NamedTuple

from infra.benchmarks import meter, pages
from infra.benchmarks.visitor import HOST

PAINT_MS, SHIFT, SCRIPT_KB, STYLE_KB = 1000.0, 0.01, 150.0, 60.0  # bars; Google calls a shift of 0.1 good
SLOWER = 4  # times, the processor
LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 200_000,
    "uploadThroughput": 94_000,
}  # bytes/s
SETTINGS = "infra.benchmarks.paint_settings"
KINDS = {"Document": "page", "Stylesheet": "style", "Script": "script", "Font": "letters"}
BROWSER = ["--host-resolver-rules=MAP *.localhost 127.0.0.1", "--no-sandbox", "--disable-dev-shm-usage"]
PAINTS = """() => new Promise((done) => {
  const first = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
  const answered = performance.getEntriesByType("navigation")[0].responseStart;
  const seen = [], moved = [];
  const watch = (type, into) => new PerformanceObserver((list) => into.push(...list.getEntries())).observe({type, buffered: true});
  watch("largest-contentful-paint", seen);
  watch("layout-shift", moved);
  setTimeout(() => done([answered, first, seen.at(-1)?.startTime ?? first, moved.reduce((sum, one) => sum + one.value, 0)]), 300);
})"""


class Visit(NamedTuple):
    answered: float  # ms until the first byte of the page
    first: float  # ms until anything is seen
    meaningful: float
    shift: float  # cumulative, 0 to 1
    wire: Counter[str]  # bytes by kind


def main() -> int:
    wanted, pace = _arguments(), meter.Pace()
    chromium = os.environ.get("DESKHAND_CHROMIUM") or shutil.which("chromium")
    if not chromium:
        raise SystemExit("no Chromium on this machine: apt-get install chromium, or set DESKHAND_CHROMIUM")
    port = pages._settings()
    agent = pages._ground(wanted.tickets)
    cookies = pages._session(agent)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], check=True)
    with pages._web(port):
        visits = _visits(chromium, f"http://{HOST}:{port}", cookies, wanted.rounds)
    return _report(visits, pace)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tickets", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=7)
    return parser.parse_args()


def _visits(chromium: str, address: str, cookies: str, rounds: int) -> list[Visit]:
    """One that warms the server and is not counted, then the rounds."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=BROWSER)
        visits = [_visit(browser, address, cookies) for _ in range(rounds + 1)]
        browser.close()
    return visits[1:]


def _visit(browser: Any, address: str, cookies: str) -> Visit:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    pairs = [part.split("=", 1) for part in cookies.split("; ")]
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in pairs])
    page = context.new_page()
    line, kinds, wire = context.new_cdp_session(page), {}, Counter[str]()
    line.on("Network.responseReceived", lambda said: kinds.update({said["requestId"]: said["type"]}))
    line.on(
        "Network.loadingFinished",
        lambda said: wire.update(
            {KINDS.get(kinds.get(said["requestId"], ""), "other"): int(said["encodedDataLength"])}
        ),
    )
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(f"{address}/desk/", wait_until="networkidle")
    answered, first, meaningful, shift = page.evaluate(PAINTS)
    context.close()
    return Visit(answered, first, meaningful, shift, wire)


def _report(visits: list[Visit], pace: meter.Pace) -> int:
    paints = sorted(one.meaningful for one in visits)
    wire, shift = visits[-1].wire, max(one.shift for one in visits)
    script, style = wire["script"] / 1024, wire["style"] / 1024
    answered, first = median(one.answered for one in visits), median(one.first for one in visits)
    print(f"page answered {answered:6.0f} ms    first paint {first:6.0f} ms   (medians of {len(visits)})")
    print(
        f"first meaningful paint {median(paints):6.0f} ms, {paints[0]:.0f} to {paints[-1]:.0f}   bar {PAINT_MS:.0f}"
    )
    print(f"layout shift {shift:.4f}   bar {SHIFT}")
    print(f"script {script:6.1f} KB   bar {SCRIPT_KB:.0f}")
    print(f"style  {style:6.1f} KB   bar {STYLE_KB:.0f}")
    print("also: " + ", ".join(f"{kind} {size / 1024:.1f} KB" for kind, size in sorted(wire.items())))
    print(pace)
    return int(median(paints) > PAINT_MS or shift > SHIFT or script > SCRIPT_KB or style > STYLE_KB)


if __name__ == "__main__":
    sys.exit(main())
