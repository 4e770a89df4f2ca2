"""Does a message say thanks and nothing more? Precision first: every word has to be a known courtesy.

A single word that is none, a number, a link or a question makes it a message like any other. Names are
let by after a greeting, and as short lines of their own.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ai.contracts import FieldReading
from ai.local import doc as documents
from ai.local.doc import Doc, fold
from ai.local.mail import Mail
from ai.local.overlap import lexicon
from ai.local.words.thanks import ASKS, CALLS, COURTESY, RUNNING, THANKS

SURE, DOUBT = 0.95, 0.9
LONGEST, LONGEST_TEXT = 40, 600  # words, characters
NAMES = 4  # words of a line that may be a name
MATTERS = frozenset({"issue", "problem", "ticket", "request"})
DONE = frozenset({"resolved", "solved", "fixed", "close", "closed"})  # what may be said of a matter
_MORE = re.compile(r"[?？؟¿]|https?://|www\.|@|\d")
_SENTENCE_END = re.compile(r"[.!:;…\n]\s*$")


def read_thanks(mail: Mail) -> FieldReading[bool]:
    """True with SURE where nothing but thanks is said, else False. Reads the signature, too."""
    doc = documents.read(mail.letter.body.strip()[:LONGEST_TEXT])
    if not doc.tokens or len(doc.tokens) > LONGEST or _MORE.search(doc.text):
        return FieldReading(False, SURE)
    if doc.unspaced:
        return _running(doc.text)
    norms = {token.norm for token in doc.tokens}
    said = next((token for token in doc.tokens if token.norm in _thanks()), None)
    open_ = bool(norms & MATTERS) and not norms & DONE
    if said is None or open_ or not all(_is_courtesy(doc, place) for place in range(len(doc.tokens))):
        return FieldReading(False, DOUBT if said else SURE)
    return FieldReading(True, SURE, "nothing but thanks", doc.sentence_at(said.start))


def _is_courtesy(doc: Doc, place: int) -> bool:
    token = doc.tokens[place]
    return token.norm in _courtesy() or token.norm in MATTERS or _is_name(doc, place)


def _is_name(doc: Doc, place: int) -> bool:
    """Somebody who is greeted or thanked, or a short line of capitals, as a name below a mail is."""
    token = doc.tokens[place]
    if not doc.text[token.start : token.end].istitle():
        return False
    before = doc.tokens[place - 1] if place else None
    if before and before.norm in CALLS and not _SENTENCE_END.search(doc.text[before.end : token.start]):
        return True
    begin = doc.text.rfind("\n", 0, token.start) + 1
    line = doc.text[begin:].split("\n", 1)[0]
    return begin > 0 and _is_signature(line)


@lru_cache(maxsize=512)
def _is_signature(line: str) -> bool:
    """A few words, each with a capital, and none that is about anything."""
    if len(line.split()) > NAMES or not line.replace(".", "").istitle() or line.endswith("."):
        return False
    doc = documents.read(line)
    return not lexicon().find(doc) and not ASKS & {token.norm for token in doc.tokens}


def _running(body: str) -> FieldReading[bool]:
    """Chinese, Japanese: what is left when all courtesies are taken out."""
    left = body
    for words in sorted(RUNNING, key=len, reverse=True):
        left = left.replace(words, "")
    is_only = left != body and not re.sub(r"[\W_]+", "", left)
    return FieldReading(is_only, SURE if is_only else DOUBT, "nothing but thanks" if is_only else "")


@lru_cache(maxsize=1)
def _thanks() -> frozenset[str]:
    return frozenset(fold(word) for word in THANKS.split())


@lru_cache(maxsize=1)
def _courtesy() -> frozenset[str]:
    return _thanks() | frozenset(fold(word) for word in COURTESY.split())
