"""Pieces that are made once for each language see their facts, and nothing else of a page."""

from __future__ import annotations

from django.utils import translation
from jinja2 import DictLoader

from portal.ui.jinja import environment

PIECE = "{{ language() }} {{ reader }} {{ keys | join(' ') }} {{ secret | default('-') }}"
PAGE = "{{ still('piece.html', reader=reader, keys=keys) }}"


def shown(env, **page):
    return env.get_template("page.html").render(page)


def made(**options):
    pieces = {"piece.html": PIECE, "page.html": PAGE}
    env = environment(loader=DictLoader(pieces), **options)
    env.globals["language"] = translation.get_language
    return env, pieces


def test_each_language_and_each_fact_has_its_own():
    env, _ = made(auto_reload=False)
    with translation.override("en"):
        assert shown(env, reader=4, keys=["a", "b"], secret="x") == "en 4 a b -"
        assert shown(env, reader=5, keys=[]) == "en 5  -"
    with translation.override("de"):
        assert shown(env, reader=4, keys=["a", "b"]) == "de 4 a b -"


def test_markup_among_the_facts_stays_text():
    env, _ = made(auto_reload=False)
    assert "&lt;b&gt;" in shown(env, reader="<b>", keys=[])


def test_only_who_watches_files_makes_them_anew():
    for watches, seen in ((False, "en 4  -"), (True, "new")):
        env, pieces = made(auto_reload=watches)
        with translation.override("en"):
            assert shown(env, reader=4, keys=[]) == "en 4  -"
            pieces["piece.html"] = "new"
            assert shown(env, reader=4, keys=[]) == seen
