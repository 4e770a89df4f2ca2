"""A draft is held against its sources before anybody sees it: deterministic, no model.

Every fact that can be counted – numbers, amounts, dates, links, addresses – must stand in
a cited source or in the customer's mail; a promise needs a source; a link needs a known
host. Findings are Flags; the caller withholds the draft or shows it with the warning.
"""
# ruff: noqa: E501 - word lists and patterns read better unbroken

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from ai.contracts import UNDETERMINED, Flag, Source
from ai.guard import promises
from ai.languages import LANGUAGES
from ai.text import patterns
from ai.text.language import identify

DRAFT_LIMIT = 4_000  # characters; longer answers are not read by customers
CHECKED = 20_000  # characters of a draft looked at; the rest is too long anyway
WITHHOLD = {  # the findings that forbid showing a draft, as people read them
    "empty": "The draft has no text.",
    "unknown_source": "The draft cites {detail}, which is none of the sources.",
    "ungrounded_fact": "The draft says “{detail}”, which stands in no source.",
    "promise": "The draft promises what no source promises ({detail}).",
    "foreign_url": "The draft names {detail}, an address that stands in no source.",
    "language_mismatch": "The draft is written in {detail}.",
    "placeholder_left": "The draft still has a gap to fill: {detail}",
    "pii_in_draft": "The draft holds personal data that stands in no source ({detail}).",
    "too_long": "The draft is too long: {detail}.",
}

_CITED = re.compile(r"\[\[src:([^\]\s]{1,80})\]\]")
_MARKER = re.compile(r"\[(\d{1,2})\](?!\()")
_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"')\]}]{1,500}|(?<![\w@./-])(?:[a-z0-9-]{1,63}\.){1,4}(?:com|net|org|io|app|dev|co|de|eu|info|biz|ru|cn|xyz|ly|me)(?:/[^\s<>\"')\]}]{0,300})?(?![\w.-]*@)(?!\w)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w\[])[$€£¥]?\d(?:[\d.,:\u00a0'/]{0,30}\d)?(?:\s?%)?")
_PLACEHOLDER = re.compile(
    r"\[\[(?!src:)[^\]\n]{0,60}\]\]|\{\{[^}\n]{0,80}\}\}|\{%[^%\n]{0,80}%\}|<(?:name|customer|agent|company|link|url|date|number|insert)[^>\n]{0,40}>|"
    r"\[(?:your|customer|agent|insert|name|company|link|date|number|product)\b[^\]\n]{0,40}\]|\bX{3,}\b|\b(?:lorem ipsum|TBD)\b",
    re.IGNORECASE,
)


def check_draft(
    body: str,
    sources: Sequence[Source],
    mail: str,
    *,
    language: str | None = None,
    allowed_hosts: Sequence[str] = (),
    own: str = "",
    limit: int = DRAFT_LIMIT,
) -> tuple[Flag, ...]:
    """All findings about a draft; none means it may be shown as it stands.

    sources: the retrieved set, in the order of markers [1], [2]; [[src:ID]] marks work too.
    own: words the organization itself adds (name, signature), true by definition.
    """
    if not body.strip():
        return (Flag("empty", "the draft has no text"),)
    text = body[:CHECKED]
    flags, cited = _citations(text, sources)
    ground = "\n".join([mail, own, *(f"{source.title}\n{source.text}\n{source.url}" for source in cited)])
    bare = _MARKER.sub(" ", _CITED.sub(" ", text))

    flags += _links(
        bare, ground, {_host(source.url) for source in cited} | {host.lower() for host in allowed_hosts}
    )
    flags += _facts(bare, ground)
    flags += promises.unsupported(bare, cited)
    flags += _personal(bare, ground)
    if found := _PLACEHOLDER.search(text):
        flags.append(Flag("placeholder_left", found[0][:80]))
    flags += _wrong_language(bare, language)
    if len(body) > limit:
        flags.append(Flag("too_long", f"{len(body)} of {limit} characters"))
    return tuple(flags)


def withheld_by(flags: Sequence[Flag]) -> str:
    """The sentence for the first finding that forbids showing the draft; empty when none does."""
    return next(
        (WITHHOLD[flag.name].format(detail=flag.detail) for flag in flags if flag.name in WITHHOLD), ""
    )


def _citations(text: str, sources: Sequence[Source]) -> tuple[list[Flag], list[Source]]:
    by_mark = {str(number): source for number, source in enumerate(sources, 1)}
    by_id = {source.id: source for source in sources}
    named = dict.fromkeys([(mark, by_id.get(mark)) for mark in _CITED.findall(text)])
    named |= dict.fromkeys([(mark, by_mark.get(mark)) for mark in _MARKER.findall(text)])

    unknown = [mark for mark, source in named if source is None]
    cited = list({source.id: source for _, source in named if source is not None}.values())
    return [Flag("unknown_source", mark) for mark in unknown], cited


def _links(text: str, ground: str, hosts: set[str]) -> list[Flag]:
    flags = []
    for url in dict.fromkeys(found.rstrip(".,;:!?") for found in _URL.findall(text)):
        host = _host(url)
        known = any(host == allowed or host.endswith(f".{allowed}") for allowed in hosts if allowed)
        if not known and url not in ground:
            flags.append(Flag("foreign_url", url[:200]))
    return flags


def _host(url: str) -> str:
    try:
        return (urlsplit(url if "//" in url else f"//{url}").hostname or "").lower().removeprefix("www.")
    except ValueError:  # a broken IPv6 host
        return url.lower()


def _facts(text: str, ground: str) -> list[Flag]:
    """Numbers and amounts that stand nowhere in the ground. List numbers at a line start are no facts."""
    text = re.sub(r"(?m)^\s{0,8}\d{1,2}[.)](?=\s)", " ", _URL.sub(" ", text))
    known = {_canonical(number) for number in _NUMBER.findall(ground)}
    missing = [number for number in _NUMBER.findall(text) if _canonical(number) not in known]
    return [Flag("ungrounded_fact", number.strip()) for number in dict.fromkeys(missing)][:8]


def _canonical(number: str) -> str:
    """1,000.00 and 1.000,00 and 1000 are one amount; 10:30 and 3.5 keep their form."""
    number = re.sub(r"[$€£¥\s\u00a0']", "", number)
    number = re.sub(r"(?<=\d)[.,](?=\d{3}(?:\D|$))", "", number)
    return re.sub(r"[.,]0{1,2}$", "", number.replace(",", "."))


def _personal(text: str, ground: str) -> list[Flag]:
    flags = []
    for find in (patterns.cards, patterns.ibans, patterns.secrets, patterns.emails, patterns.phones):
        for start, end in find(text):
            value = text[start:end]
            if value not in ground or find in (patterns.cards, patterns.ibans):
                flags.append(Flag("pii_in_draft", f"{find.__name__} at character {start}"))
    return flags[:4]


def _wrong_language(text: str, language: str | None) -> list[Flag]:
    if not language or language == UNDETERMINED:
        return []
    seen = identify(text)
    sure = seen.value not in (language, UNDETERMINED) and seen.confidence >= 0.8
    told = f"{LANGUAGES.get(seen.value, seen.value)} instead of {LANGUAGES.get(language, language)}"
    return [Flag("language_mismatch", told)] if sure else []
