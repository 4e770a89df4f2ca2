"""What the reading of one mail of 50 kB costs, by the shape of the mail.

    python -m infra.benchmarks.reading [--times 200] [--only dense ...]

The bytes to facts, safe HTML, text, new words, quotation and signature: all that the reading child does with a
mail, in this process. CPU of this process alone; each shape is read so often, the first readings not counted.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from email.message import EmailMessage

from infra.benchmarks import meter

BAR_MS = 10.0  # of CPU for the 95th of 100 readings
BYTES = 48_000  # of the body; the mail around it makes 50 kB
WARM_UP = 5
WORDS = [
    "the",
    "parcel",
    "that",
    "you",
    "sent",
    "last",
    "week",
    "did",
    "not",
    "arrive",
    "yet",
    "and",
    "nobody",
    "answers",
    "my",
    "calls",
    "since",
    "Monday",
]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=200, help="readings of each shape")
    parser.add_argument("--only", nargs="*", choices=SHAPES, default=list(SHAPES))
    wanted, pace = parser.parse_args(), meter.Pace()
    print(f"{'shape':12}{'kB':>6}{'tags':>8}{'p50 ms':>9}{'p95 ms':>9}   bar {BAR_MS:.0f}")
    missed = [name for name in wanted.only if not _read(name, wanted.times)]
    print(pace)
    return 1 if missed else 0


def _read(name: str, times: int) -> bool:
    """Measure one shape and say it; is it within the bar?"""
    from core.mail.parsing import read

    raw, spent = SHAPES[name](), []
    for turn in range(WARM_UP + times):
        began = time.process_time()
        read(raw)
        if turn >= WARM_UP:
            spent.append(1000 * (time.process_time() - began))
    spent.sort()
    middle, late = spent[times // 2], spent[times * 95 // 100]
    held = f"x{late / BAR_MS:.2f}"
    print(f"{name:12}{len(raw) / 1000:6.0f}{raw.count(b'<'):8}{middle:9.1f}{late:9.1f}   {held}")
    return late <= BAR_MS


def text() -> bytes:
    """Long paragraphs above a marked quotation."""
    own = _filled(lambda at: _said(70, at) + "\n\n", BYTES * 3 // 4)
    return _mail(own + "On Mon, 5 Jan 2026 at 10:00, Ben <ben@customer.example> wrote:\n"
                 + _filled(lambda at: f"> {_said(12, at)}\n", BYTES // 4), "")  # fmt: skip


def newsletter() -> bytes:
    """Tables in tables, long styles, a remote picture and a tracked link a row; the same as text beside it."""
    return _mail(_said(400), _page(_filled(_row, BYTES - 4_000)))


def styled() -> bytes:
    """Lines with a style, bold words and a link each."""
    line = (
        "<div><p style='color:red'>Line {0} of it <b>bold</b> <a href='https://x.example/{0}'>l</a></p></div>"
    )
    return _mail("", _page(_filled(line.format)))


def dense() -> bytes:
    """Small elements without end: a tag for each five characters."""
    return _mail("", _page(_filled("<div><span><b>w{0}</b></span><i>x</i><br></div>".format)))


def table() -> bytes:
    """Cells without end, as exports paste them."""
    cells = "".join("<td>{0}</td>" for _ in range(8))
    return _mail("", _page(f"<table>{_filled(f'<tr>{cells}</tr>'.format)}</table>"))


def thread() -> bytes:
    """Twelve answers, each around the one before, as Gmail nests them."""
    quoted = ""
    for depth in range(12):
        said = _filled(lambda at: f"<div>{_said(14, at)}</div><div><br></div>", BYTES // 15)
        quoted = (
            '<div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, 5 Jan 2026 at '
            f"10:{10 + depth}, Ben &lt;ben@customer.example&gt; wrote:<br></div>"
            '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid '
            f'rgb(204,204,204);padding-left:1ex">{said}{quoted}</blockquote></div>'
        )
    return _mail("", _page(f'<div dir="ltr">{_said(60)}<br></div>{quoted}'))


SHAPES: dict[str, Callable[[], bytes]] = {
    shape.__name__: shape for shape in (text, newsletter, styled, dense, table, thread)
}


def _row(at: int) -> str:
    return (
        '<table width="600" cellpadding="0" cellspacing="0"><tr><td style="padding:10px 20px;font-family:Arial,'
        'Helvetica,sans-serif;font-size:14px;line-height:20px;color:#333333" align="left" valign="top">'
        f'<a href="https://news.example/c/{at}?u=abcdef0123456789&amp;k={at}" style="color:#1155cc">'
        f'<img src="https://img.example/p/{at}.png" width="120" height="80" alt="Picture {at}" '
        f'style="display:block;border:0"></a><p style="margin:0 0 8px 0">{_said(12, at)}</p></td></tr></table>'
    )


def _said(words: int, start: int = 0) -> str:
    return " ".join(WORDS[(at * 7 + start) % len(WORDS)] for at in range(words))


def _filled(part: Callable[[int], str], size: int = BYTES) -> str:
    parts: list[str] = []
    have = 0
    while have < size:
        parts.append(part(len(parts)))
        have += len(parts[-1])
    return "".join(parts)


def _page(body: str) -> str:
    return f"<html><head><style>p{{margin:0}}</style></head><body>{body}</body></html>"


def _mail(words: str, html: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "Carla Customer <carla@customer.example>", "support@acme.example"
    message["Subject"], message["Message-ID"] = "Invoice 4711", "<4711@customer.example>"
    message["Date"] = "Mon, 05 Jan 2026 10:00:00 +0100"
    message.set_content(words)
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


if __name__ == "__main__":
    sys.exit(main())
