"""Light marks in colleagues' words: what becomes of them, and what stays as it was typed."""

from __future__ import annotations

import pytest

from core.tickets import rich, services
from core.tickets.models import Message
from core.tickets.services.words import Words


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("**bold** and _italic_", "<p><strong>bold</strong> and <em>italic</em></p>"),
        ("one\ntwo *", "<p>one<br>\ntwo *</p>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("3. three\n4. four", '<ol start="3">\n<li>three</li>\n<li>four</li>\n</ol>'),
        ("> said\n\nso", "<blockquote>\n<p>said</p>\n</blockquote>\n<p>so</p>"),
        ("`a < b`", "<p><code>a &lt; b</code></p>"),
        ("2*3*4 snake_case_name", "<p>2*3*4 snake_case_name</p>"),
        ("*stars*", "<p>*stars*</p>"),
        ("# no [\n---\n&amp; \\* C:\\_x", "<p># no [<br>\n---<br>\n&amp;amp; \\* C:\\_x</p>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
    ],
)
def test_what_is_shown(typed, shown):
    assert rich.is_marked(typed)
    assert rich.render(typed).strip() == shown


def test_links_lead_out_without_a_trace():
    html = rich.render("[terms](https://acme.example/a?b=1&c=2) ![x](https://spy.example/p.png)")
    assert '<a href="https://acme.example/a?b=1&amp;c=2" rel="noopener noreferrer nofollow">terms</a>' in html
    assert "<img" not in html


@pytest.mark.parametrize(
    "typed", ["Hello Mara,\n\nit is done.\n\nAna", "a - b", "price: 12.50", "50 % - done!"]
)
def test_most_words_need_no_parser(typed):
    assert not rich.is_marked(typed)
    assert rich.plain(typed) == typed


def test_one_line_of_it_has_no_marks():
    assert rich.plain("**Done**, see\n- [terms](https://a.example)\n- `x`") == "Done, see terms x"


@pytest.mark.django_db
def test_only_colleagues_words_are_read_so(people):
    ticket, said = services.open_ticket(
        people.carla, "It broke", Words("**Help**"), channel="mail", by=people.carla.actor
    )
    reply = services.reply(ticket, "**Done** now", author=people.ana, by=people.ana.actor)
    ticket.refresh_from_db()
    assert (rich.of(said), rich.of(reply)) == ("", "<p><strong>Done</strong> now</p>\n")
    assert ticket.preview == "Done now"
    assert rich.of(Message(kind="reply", text="Done", html="")) == ""
