"""Whatever is written, what comes out is safe HTML, soon."""

from html.parser import HTMLParser

import pytest

from core.knowledge.markdown import plain, render
from core.knowledge.rules import LONGEST_BODY
from tests.support.effort import bounded

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "![x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    '[x](https://a.example "\\" onmouseover=\\"alert(1)")',
    '!["onerror=alert(1)](https://a.example/x.png)',
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "```html\n<script>alert(1)</script>\n```",
    '<a href="https://x.example" onclick="alert(1)">x</a>',
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
]


class Tags(HTMLParser):
    """What a browser would see: (tag, attributes)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_runs(text: str) -> None:
    for tag, attributes in Tags(render(text)).found:
        assert tag in {"p", "a", "img", "pre", "code"}
        assert set(attributes) <= {"href", "src", "alt", "title", "rel", "class"}
        assert str(attributes.get("href") or attributes.get("src") or "https:").startswith("https:")


def test_what_people_write_looks_as_meant() -> None:
    html = render(
        "# Title\n\nA **bold** [link](https://a.example) & more.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- ~~x~~"
    )
    assert "<h2>Title</h2>" in html
    assert '<a href="https://a.example" rel="noopener noreferrer nofollow">link</a>' in html
    assert "<td>1</td>" in html
    assert "<s>x</s>" in html
    assert "&amp; more" in html


def test_plain_words_only() -> None:
    assert plain("# A **title**\n\nSome [link](https://x.example)\nand `code`.\n\n- one") == (
        "A title\nSome link and code.\none"
    )


@pytest.mark.parametrize("piece", ["[", "*a ", ">", "`", "![](", "<!--", "- ", "_a*", "\\", "&#", "|a"])
def test_a_wall_of_marks_is_read_in_bounded_time(piece: str) -> None:
    with bounded(3.0):
        render(piece * (LONGEST_BODY // len(piece) + 100))
