"""The Jinja2 environment of every page, named in settings as 'portal.ui.jinja.environment'.

Globals: static, url, icon, once_input, theme_script, first_styles, still, the word tables; filters: ago,
until, exact, day, month, filesize, initials, hue, clip, compact, number, confidence_word. All are cheap: the
inbox calls them some hundred times per page.
"""

import re
from functools import lru_cache
from typing import Any

from django.templatetags.static import static
from django.urls import get_urlconf, reverse
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from markupsafe import Markup

from portal.ui import inline, still, times, words
from portal.ui.folding import Folding
from portal.ui.once_field import once_input
from tenants.saying import gettext

NUMBER = 908070605  # stands in for numbers in remembered paths; part of no path of ours
NAME = "Nobody-s_own-id0"  # and for names of rows, of their length
_PLAIN = re.compile(r"[A-Za-z0-9_-]+")  # nothing that an address would quote
EXTENSIONS = ["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"]


def environment(**options: Any) -> Folding:
    """A Jinja2 environment as Django's backend asks for it; its options win over ours."""
    ours = {"extensions": EXTENSIONS, "trim_blocks": True, "lstrip_blocks": True, "autoescape": True}
    env = Folding(**{**ours, **options})
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        {"_": said},
        static=static,
        url=url,
        icon=icon,
        once_input=once_input,
        theme_script=inline.theme,
        first_styles=inline.first_styles,
        plain_approvals=words.plain_approvals,
        plain_sentiments=words.plain_sentiments,
        plain_priorities=words.plain_priorities,
        SENTIMENTS=words.SENTIMENTS,
        PRIORITIES=words.PRIORITIES,
        CONFIDENCE=words.CONFIDENCE,
    )
    env.filters.update(
        ago=times.ago,
        until=times.until,
        exact=times.exact,
        day=times.day,
        month=times.month,
        filesize=filesize,
        initials=initials,
        hue=hue,
        clip=clip,
        compact=compact,
        number=number,
        confidence_word=words.confidence_word,
    )
    still.into(env)
    return env


def said(text: str, **values: object) -> Markup:
    """_("…") of a template, without the three calls that the extension makes of it."""
    language = get_language()
    return _said(language, text) % values if values else _filled(language, text)


@lru_cache(maxsize=8192)
def _said(language: str | None, text: str) -> Markup:
    return Markup(gettext(text))  # noqa: S704 - our words; what stands in them is escaped


@lru_cache(maxsize=8192)
def _filled(language: str | None, text: str) -> Markup:
    """With nothing to fill in; `%%` is one sign, as with values."""
    return _said(language, text) % {}


def url(name: str, *args: object) -> str:
    """The path of a named route: url('agent:ticket', 42)."""
    shape = tuple([_stand_in(one) for one in args])
    path = _path(get_urlconf(), name, shape)
    for one, shown in zip(args, shape, strict=True):
        if shown is not one:
            path = path.replace(str(shown), str(one), 1)
    return path


def _stand_in(one: object) -> object:
    """What `one` is remembered as: a row's number or its public id, of which every row has another."""
    if type(one) is int:
        return NUMBER
    return NAME if type(one) is str and len(one) == len(NAME) and _PLAIN.fullmatch(one) else one


@lru_cache(maxsize=2048)
def _path(urlconf: str | None, name: str, args: tuple[object, ...]) -> str:
    """reverse(), remembered with a stand-in for every number: it is dear, and a page asks thirty times."""
    return reverse(name, args=args)


@lru_cache(maxsize=512)
def icon(name: str, cls: str = "") -> Markup:
    """One icon of our sprite, as decoration: the word beside it or a label carries the meaning."""
    shape = Markup('<svg class="i{}" aria-hidden="true"><use href="{}#{}"/></svg>')
    return shape.format(cls and f" {cls}", static("deskhand/icons.svg"), name)


def filesize(size: int) -> str:
    """Bytes as people read them: '812 B', '48 KB', '2.4 MB'."""
    if size < 1024:
        return f"{size} B"
    return f"{size / 1024:.0f} KB" if size < 1024**2 else f"{size / 1024**2:.1f} MB"


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """Letters for an avatar: of first and last word, or one alone for scripts without capitals."""
    parts = [part for part in name.replace(".", " ").replace("@", " ").split() if part[0].isalnum()] or ["?"]
    if not parts[0][0].isascii() and parts[0][0].upper() == parts[0][0].lower():
        return parts[0][0]
    return (parts[0][0] + (parts[-1][0] if len(parts) > 1 else "")).upper()


@lru_cache(maxsize=4096)
def hue(name: str) -> int:
    """0-7: the avatar tint of a name, the same on every page and machine."""
    return sum(name.encode()) % 8


def clip(text: str, length: int) -> str:
    """At most `length` characters, cut at a word where there is one, with an ellipsis."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return (cut[: cut.rfind(" ")] if " " in cut[length // 2 :] else cut).rstrip() + "…"


def compact(count: int) -> str:
    """Counts in narrow places: 999, 1.2k, 10k. Never longer than four signs below a million."""
    if count < 1000:
        return str(count)
    return f"{count / 1000:.1f}k".replace(".0k", "k") if count < 10_000 else f"{count // 1000}k"


def number(count: int) -> str:
    """10000 as '10,000' in the reader's language."""
    return number_format(count, force_grouping=True)
