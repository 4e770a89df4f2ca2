"""Hostile markup comes out without scripts and without requests; honest markup stays readable."""

from html.parser import HTMLParser

import pytest

from core.mail.html import profile, quote_fold, safe, to_text
from tests.core.mail.html.payloads import ALL

ATTRIBUTES = {name for names in profile.ATTRIBUTES.values() for name in names} | {"rel", "target"}
LINKS = ("http://", "https://", "mailto:", "tel:")


class Reader(HTMLParser):
    """Collects what a browser would see as tags and attributes."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"comment left: {data}")


def assert_harmless(markup: str) -> None:
    for tag, attributes in Reader(markup).tags:
        assert tag in profile.TAGS
        assert set(attributes) <= ATTRIBUTES
        assert attributes.get("src", "cid:").startswith("cid:")
        assert attributes.get("href", "https://").lower().startswith(LINKS)
        assert attributes.get("data-remote-src", "https://").lower().startswith(("http://", "https://"))
        style = attributes.get("style", "").lower()
        assert not any(
            bad in style for bad in ("url", "expression", "import", "position", "\\", "@", "//", "var(")
        )


@pytest.mark.parametrize("payload", ALL)
def test_payload_is_harmless(payload: str) -> None:
    for wrapped in (payload, f"<div><p>Hi</p>{payload}<p>Bye</p></div>", f"<table><tr><td>{payload}"):
        shown = safe(wrapped)
        assert_harmless(shown.html)
        assert_harmless(safe(shown.html).html)
        assert_harmless(quote_fold(wrapped))


def test_there_are_enough_payloads() -> None:
    assert len(set(ALL)) >= 120


def test_remote_picture_waits_for_a_click() -> None:
    shown = safe(
        '<p>Hi<img src="https://shop.example/logo.png" alt="Logo" width="80"><img src="//x.example/p"></p>'
    )

    assert shown.remote_images == 2
    assert 'data-remote-src="https://shop.example/logo.png"' in shown.html
    assert 'data-remote-src="https://x.example/p"' in shown.html
    assert " src=" not in shown.html
    assert 'alt="Logo"' in shown.html


def test_pictures_of_the_mail_itself_are_kept() -> None:
    shown = safe('<img src="cid:logo@acme"><img src="CID:b"><img src="cid:logo@acme">')

    assert shown.cids == ("logo@acme", "b")
    assert shown.remote_images == 0
    assert '<img src="cid:logo@acme">' in shown.html


def test_link_is_told_to_keep_quiet() -> None:
    shown = safe('<a href="https://x.example/a?b=1&amp;c=2" onclick="x()" target="_top">go</a>').html

    assert 'href="https://x.example/a?b=1&amp;c=2"' in shown
    assert 'rel="noopener noreferrer nofollow"' in shown
    assert 'target="_blank"' in shown
    assert shown.count("target") == 1


def test_harmless_styles_stay() -> None:
    shown = safe(
        '<p style="color: #333; font-size:12pt; position:absolute; background:rgb(1, 2, 3)">x</p>'
    ).html

    assert shown == '<p style="color:#333;font-size:12pt;background:rgb(1, 2, 3)">x</p>'


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<div>One</div><div>Two<br>Three</div>", "One\nTwo\nThree"),
        ("<ul><li>a<li>b</ul>", "- a\n- b"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<style>p{}</style><script>x</script><p>T&uuml;r &amp; Tor</p>", "Tür & Tor"),
        ("<div style='display:none'>preheader</div>Hello", "Hello"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("a\n\n   b&nbsp;c", "a b c"),
        ("", ""),
        ("<p>broken <b>bold", "broken bold"),
        ("plain & simple < text", "plain & simple < text"),
    ],
)
def test_to_text(markup: str, text: str) -> None:
    assert to_text(markup) == text


@pytest.mark.parametrize(
    "markup", ["<div>" * 3_000 + "x", "<p " + "a=1 " * 300 + ">x</p>", "<b>x</b>" * 300_000]
)
def test_too_costly_markup_is_shown_as_text(markup: str) -> None:
    shown = safe(markup).html

    assert shown.startswith('<div style="white-space:pre-wrap">')
    assert "x" in to_text(markup)


def test_an_old_mail_of_unclosed_paragraphs_is_not_flattened() -> None:
    assert "<p>" in safe("<p>line" * 3_000).html
