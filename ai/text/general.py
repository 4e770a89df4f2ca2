"""What of an answer to one customer may be told to others: sentences about the product, nothing about anybody.

Strict on purpose, for nobody looks before another customer's draft stands on it. A sentence stays only if
nothing in it is masked, links or addresses anybody; every capital word is a known one; every number counts
hours, days or steps; and it tells neither what was done, nor what is true of the one who asked.
"""
# ruff: noqa: E501 - patterns read better unbroken

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ai.guard import promises
from ai.text.general_words import COMMON
from ai.text.masking import spans

SHORTEST = 4  # words of a sentence; below it is a greeting or a closing
LEAST = 30  # characters that must be left for an answer to be worth keeping
LONGEST = 6_000  # characters looked at
_PARAGRAPH = re.compile(r"\n\s*\n")
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+|\n+")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_]))*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_UNITS = r"(?:\s?%|\s(?:to|bis|à|a)\s\d{1,2})?[\s-](?:business |working |more |full )?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|steps?|times|characters|mb|gb|sekunden?|minuten?|stunden?|tagen?|werktagen?|wochen?|monaten?|jahren?|zeichen|heures?|jours?|semaines?|mois|horas?|d[ií]as?|semanas?|meses)\b"
_COUNTED = re.compile(rf"(?<![\w.,/-])\d{{1,2}}(?:\s?%(?!\w)|{_UNITS})", re.IGNORECASE)
_STEP = re.compile(r"^\s{0,4}\d{1,2}[.)]\s+")
_LINKED = re.compile(r"https?://|www\.|@|#\w|\{\{|\{%|\[\[|[€$£¥]", re.IGNORECASE)
_ONE_CASE = re.compile(
    r"\b(?:i|i['’](?:m|ve|d|ll)|me|my|mine|we['’](?:ve|ll|re|d)|we (?:have|had|are|were|will|did|just|can see)|you (?:have|had|were|wrote|told|said|mentioned|paid|ordered)|you['’]ve|already|just now|today|tomorrow|yesterday|as discussed|attached|ich|mir|mich|meine?[rnms]?|wir (?:haben|hatten|werden|sind)|sie (?:haben|hatten|schrieben)|heute|morgen|gestern|je|nous (?:avons|allons|sommes)|vous avez|yo|hemos|hoy|ayer|ma[ñn]ana)\b|\bj['’]"
    r"|\b(?:your|ihre?[rnms]?|votre|vos|su|sus|tu)\s+(?:\w+\s+){1,3}(?:is|are|was|were|has|have|had|will|ist|sind|war|wurden?|wird|hat|est|a été|sera|est[áa]|fue|ha sido)\b"
    r"|\b(?:he|she|his|her|him|wife|husband|partner|colleague|boss|mother|father|daughter|son|er|seine?[rnms]?|kolleg\w+|frau|mann)\b",
    re.IGNORECASE,
)


def general(text: str, *, private: Collection[str] = (), known: Collection[str] = ()) -> str:
    """The general sentences of an answer in their paragraphs; "" when too little is left.

    private: names and other words of this customer, in any case. known: lower-case words that the
    organization uses in public, as in articles and categories.
    """
    barred = {word.casefold() for name in private for word in _WORD.findall(name) if len(word) > 1}
    kept = []
    for paragraph in _PARAGRAPH.split(text[:LONGEST]):
        sentences = [one for one in _sentences(paragraph) if is_general(one, barred, known)]
        kept += ["\n".join(sentences) if _is_list(sentences) else " ".join(sentences)] if sentences else []
    whole = "\n\n".join(kept)
    return whole if len(whole) >= LEAST else ""


def is_general(sentence: str, barred: Collection[str] = (), known: Collection[str] = ()) -> bool:
    words = _WORD.findall(sentence)
    if len(words) < SHORTEST or _LINKED.search(sentence) or _ONE_CASE.search(sentence):
        return False
    if promises.commits(sentence) or spans(sentence):
        return False
    if _NUMBER.search(_COUNTED.sub(" ", _STEP.sub("", sentence))):
        return False
    return all(word.casefold() not in barred and _is_known(word, known) for word in words)


def _is_known(word: str, known: Collection[str]) -> bool:
    """A small word names nobody by its form; a capital one must be known, whatever place it has.

    In scripts without small letters (Arabic, Hebrew, Chinese) a name looks like any word: all must be known.
    """
    low = word.casefold()
    is_small = word == word.lower() != word.upper()
    return is_small or low in COMMON or low in known or low.removesuffix("s") in known


def _sentences(paragraph: str) -> Iterator[str]:
    for one in _SENTENCE.split(paragraph):
        if one := one.strip():
            yield one


def _is_list(sentences: list[str]) -> bool:
    return any(re.match(r"(?:[-*•]|\d{1,2}[.)])\s", one) for one in sentences)
