"""What a template says with constants alone stands in it once for each language; all else is asked anew."""

from __future__ import annotations

import pytest
from django.urls import set_urlconf
from django.utils import translation
from jinja2 import DictLoader

from portal.ui.jinja import environment

OUR_SITE, PUBLIC = "infra.urls", "infra.urls_public"


@pytest.fixture(autouse=True)
def _urlconf_of_nobody():
    yield
    set_urlconf(None)


def made(**pieces: str):
    env = environment(loader=DictLoader({f"{name}.html": text for name, text in pieces.items()}))
    asked: list[str] = []
    usual = env.globals["_"]
    env.globals["_"] = lambda text, **values: asked.append(text) or usual(text, **values)
    return env, asked


def shown(env, language: str = "en", **page):
    with translation.override(language):
        return env.get_template("page.html").render(page)


def test_words_are_asked_for_once_in_each_language_also_in_what_is_included():
    env, asked = made(page='{{ _("Monday") }} {% include "piece.html" %}', piece='{{ _("Search") }}')

    assert [shown(env), shown(env), shown(env, "de"), shown(env)] == [
        "Monday Search", "Monday Search", "Montag Suche", "Monday Search",
    ]  # fmt: skip
    assert asked == ["Monday", "Search"] * 2


def test_what_depends_on_the_page_is_asked_for_each_time():
    env, asked = made(page='{{ _("%(n)s tickets", n=n) }} {{ _(word) }}')

    assert [shown(env, n=n, word=word) for n, word in ((1, "Monday"), (2, "Search"))] == [
        "1 tickets Monday", "2 tickets Search",
    ]  # fmt: skip
    assert len(asked) == 4


def test_words_stay_safe_and_what_stands_beside_them_is_escaped():
    env, _ = made(
        page='{% set told = _("Don\'t <b>") %}{{ told }}{{ "<i>" ~ told }}{{ name }}{{ _("100%%") }}'
    )

    assert shown(env, name="<b>") == "Don't <b>&lt;i&gt;Don't <b>&lt;b&gt;100%"


def test_an_address_is_that_of_the_site_that_shows_the_page():
    env, _ = made(
        page="{% if ours %}{{ url('agent:home') }}{% else %}-{% endif %}{{ url('agent:ticket', n) if n }}"
    )

    set_urlconf(PUBLIC)
    assert shown(env) == "-"  # no such address here, and nobody asks for it
    set_urlconf(OUR_SITE)
    assert shown(env, ours=True, n=7) == "/desk/home//desk/tickets/7/"


def test_a_key_comes_before_what_every_dictionary_has():
    env, _ = made(page="{{ one.items }} {{ one.get('items') }} {{ one.nothing }}")

    assert shown(env, one={"items": 3}) == "3 3 "


def test_a_template_that_is_no_file_follows_the_language_too():
    env, _ = made(piece='{{ _("Search") }}')
    page = env.from_string('{{ _("Monday") }} {% include "piece.html" %}')

    said = []
    for language in ("en", "de"):
        with translation.override(language):
            said.append(page.render())
    assert said == ["Monday Search", "Montag Suche"]
