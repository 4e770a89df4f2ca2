"""The text of a page: which blanks and line ends a reader sees, and what the sender hides."""

import time

import pytest

from core.mail.html import gate, page, text, to_text

HIDDEN = (
    "display:none",
    "DISPLAY : None",
    "color:red;visibility:hidden",
    "mso-hide:\tall",
    "x" * 400 + ";display:none",
)


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("<p>a</p>  <p> b </p>c", "a\n\nb\n\nc"),
        ("<div><div><p>a</p></div></div><div>b</div>", "a\n\nb"),
        ("a<br><br><br><br>b", "a\n\nb"),
        ("a <b> b</b> <i>c </i> d", "a b c d"),
        ("<ul> <li> <div>a</div></li><li>b</li></ul>d", "-\na\n- b\n\nd"),
        ("<pre>a  b\n\n\n\n\tc \n<b>  d</b></pre>  e  f", "a  b\n\n\tc\n  d\n\ne f"),
        ("<pre>a<pre>  b </pre></pre>c  d", "a\n  b\n\nc d"),
        ("<div>a&nbsp;</div><div>&nbsp;b&#8203;&shy;c</div>", "a\n bc"),
        ("a&#xFDD0;b&#xFDD3;c", "a\nbc"),  # our own signs, brought by a stranger, do no harm
        ("<o:p>a</o:p><custom-tag>b</custom-tag>", "ab"),
    ],
)
def test_blanks_and_line_ends(markup: str, said: str) -> None:
    assert to_text(markup) == said


@pytest.mark.parametrize("style", HIDDEN)
def test_what_is_hidden_is_no_text(style: str) -> None:
    inside = f"<p>a<span style='{style}'>secret <b>words</b></span> tail</p>"

    assert to_text(inside) == "a tail"
    assert to_text(f"<body style='{style}'>secret") == ""


def test_leaving_out_and_hiding_put_everything_back() -> None:
    body = gate.opened(
        "<div>a<p>b<b style='display:none'>c</b>d</p>e<blockquote>f<i>g</i></blockquote>h</div>"
    )
    assert body is not None
    before = text.of(body)
    paragraph, inner = next(body.iter("p")), next(body.iter("i"))

    assert text.of(body, without=[paragraph, next(body.iter("blockquote")), inner]) == "aeh"
    assert text.of(paragraph) == "bd"
    assert text.of(body) == before == "a\nbd\n\ne\nfg\n\nh"


def test_depth_is_judged_by_the_tree() -> None:
    """Rows and cells count too, since the sanitiser walks them as well; unclosed paragraphs do not nest."""
    nested = "<table><tr><td>" * 200 + "x"
    assert gate.opened(nested) is not None
    assert gate.opened("<table><tr><td>" * 400 + "x") is None
    assert gate.opened("<p>x" * 3_000) is not None
    assert to_text("<span><div>" * 1_500 + "x") == "x"


@pytest.mark.parametrize("before", ["", "<p>On Monday Ann wrote:</p>", f"<div>{'a: b ' * 20_000}</div>"])
def test_thousands_of_empty_quotations_are_looked_at_once_each(before: str) -> None:
    began = time.perf_counter()
    page(f"{before}{'<blockquote></blockquote>' * 3_000}")
    assert time.perf_counter() - began < 4
