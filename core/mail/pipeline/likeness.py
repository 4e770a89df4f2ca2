"""How much does a new mail look like one of its sender's open tickets? Plain text in, a number out.

The subject alone is a weak sign (most people write a new one for the same matter), so five are weighed:
words that both use, the subjects, how lately the ticket was touched, a number both name (an order, an
invoice, a serial number), and words that only make sense for somebody who has written before. Weights and
bounds are measured on the pairs of tests/core/mail/pairs.py; see core/mail/README.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from rapidfuzz import fuzz

from core.tickets.services.open import NO_SUBJECT

HIGH, MIDDLE = 0.58, 0.32  # from here on it is the same matter; from here on a person is asked
READ = 400  # characters of each text: what a matter is about stands at its beginning
FEW_WORDS = 4  # fewer than these in common say little, however short the mail is
HALF_LIFE = timedelta(hours=24)
EDGES = ".,;:!?()[]{}<>#*/\"'“”„«»-–…¿¡"
SHORT = 3  # letters of words that say too little
ROOT = 6  # letters of a word that are compared: "delivery", "delivered"; "Rechnung", "Rechnungen"

_PIECES = re.compile(r"[^\W\d_]{4,}")
_CODE = re.compile(r"[a-z]{1,5}-?\d[\w-]{2,20}|\d[\w-]{4,20}")
_DAY = re.compile(r"(?:19|20)\d\d(?:-\d\d?){0,2}|\d{1,2}-\d{1,2}-\d{2,4}")
_OWN_NUMBER = re.compile(  # who they are stands in every mail of theirs, whatever it is about
    r"\b(?:customer|kunde|client|account|member|mitglied|konto)\w*"
    r"(?:\s+(?:no|nr|number|id|nummer|num|numero|número|numéro|n°))?[\s.:#-]{0,4}[\w-]*\d[\w-]*"
)
_ANSWER = re.compile(r"^\s*(?:re|aw|antw|sv|rép)\s*:", re.IGNORECASE)
_MARKS = re.compile(
    r"^(?:\s*(?:re|aw|antw|sv|rép|fwd?|wg|tr)\s*:)+|\[[a-z][\w./#:-]{0,9}\d+\]", re.IGNORECASE
)
_AGAIN = re.compile(
    r"\b(?:any (?:news|update)|still (?:waiting|nothing|no |not |haven)|follow(?:ing)? up|forgot (?:to|the)"
    r"|as i (?:wrote|said)|my (?:last|previous|earlier) (?:mail|e-?mail|message)|second (?:mail|message|time)"
    r"|here is the|here are the|in addition|one more thing|noch (?:nichts|keine|immer)|vergessen"
    r"|nachtrag|meine[rn]? (?:letzte[rn]?|erste[rn]?) (?:mail|nachricht)|wie (?:geschrieben|gesagt)"
    r"|hier (?:ist|sind|noch)|toujours (?:pas|rien)|j'ai oublié|mon (?:dernier|précédent) (?:mail|message)"
    r"|voici|todavía (?:no|nada)|sigo (?:sin|esperando)|olvidé|aquí (?:está|tiene)|ancora (?:niente|nessun))",
    re.IGNORECASE,
)
_SMALL_TALK = """
    hello dear good morning afternoon evening thanks thank regards best kind sincerely please could would
    should this that these those with from your yours have been will what when where which there their about
    into just also very much more some want need help question problem issue request urgent team support
    hallo guten morgen liebe lieber sehr geehrte damen herren bitte danke vielen dank grüße grüßen viele mein
    meine meinen meiner ihre ihrer ihren haben habe hatte wird werden wurde nicht noch auch eine einen einem
    einer oder aber dass wenn wann können könnten kann hilfe frage problem anfrage dringend mich mir
    bonjour merci cordialement vous votre notre avec pour dans mais bien cette question problème
    hola buenos días gracias saludos para como pero está este esta pregunta problema favor
"""
_EMPTY = frozenset(_SMALL_TALK.split())


class Known(NamedTuple):
    """An open ticket of the sender. text: what the customer said in it last; age: since it was touched."""

    ticket_id: int
    subject: str
    text: str
    age: timedelta


@dataclass(frozen=True, slots=True)
class Likeness:
    """score: 0 to 1. parts: what it is made of, each 0 to 1; number: 1 shared, -1 both name others."""

    ticket_id: int
    score: float
    words: float
    subject: float
    lately: float
    number: int
    again: bool

    def __str__(self) -> str:
        said = {1: ", the same number", -1: ", other numbers"}.get(self.number, "")
        again = ", speaks of an earlier mail" if self.again else ""
        parts = f"words {self.words:.2f}, subject {self.subject:.2f}, lately {self.lately:.2f}"
        return f"{self.score:.2f} ({parts}{said}{again})"


class Read(NamedTuple):
    """A text as it is compared."""

    subject: str
    roots: frozenset[str]
    codes: frozenset[str]


def likest(subject: str, text: str, known: Iterable[Known], *, name: str = "") -> Likeness | None:
    """The open ticket that looks most like it; None without any. name: the sender's own says nothing."""
    own = frozenset(word[:ROOT] for word in name.lower().split())
    new, speaks = read(subject, text, own), _AGAIN.search(text[:READ]) is not None
    answers = _ANSWER.match(subject) is not None
    found = []
    for one in known:
        old = read(one.subject, one.text, own)
        again = speaks or (answers and bool(new.subject) and new.subject == old.subject)
        found.append(_compared(new, again, one, old))
    return max(found, key=lambda one: one.score, default=None)


def read(subject: str, text: str, own: frozenset[str] = frozenset()) -> Read:
    bare = "" if subject == NO_SUBJECT else _MARKS.sub("", subject).strip().lower()
    roots: set[str] = set()
    codes: set[str] = set()
    whole = _OWN_NUMBER.sub(" ", f"{bare} {text[:READ].lower()}")
    for each in set(whole.split()):
        token = each.strip(EDGES)
        if token.isalpha():
            if len(token) > SHORT and token not in _EMPTY:
                roots.add(token[:ROOT])
        elif _CODE.fullmatch(token):
            if not _DAY.fullmatch(token):
                codes.add(token.replace("-", ""))
        else:  # "sign-in", "l'adresse"
            roots.update(piece[:ROOT] for piece in _PIECES.findall(token) if piece not in _EMPTY)
    return Read(bare, frozenset(roots - own), frozenset(codes))


def _compared(new: Read, again: bool, known: Known, old: Read) -> Likeness:
    common = len(new.roots & old.roots)
    words = common / max(min(len(new.roots), len(old.roots)), FEW_WORDS)
    subject = _subjects(new.subject, old.subject)
    lately = 0.5 ** (known.age / HALF_LIFE)
    number = _numbers(new.codes, old.codes)
    score = 0.45 * words + 0.20 * subject + 0.15 * lately
    score += (0.30 if number > 0 else 0) - (0.30 if number < 0 else 0)
    if again and number >= 0:
        score += 0.30 * lately
    return Likeness(known.ticket_id, min(max(score, 0.0), 1.0), words, subject, lately, number, again)


def _subjects(new: str, old: str) -> float:
    """Two of one word each ("Help", "Order") are alike by chance."""
    if not new or not old or (" " not in new and " " not in old):
        return 0.0
    return fuzz.token_sort_ratio(new, old) / 100


def _numbers(new: frozenset[str], old: frozenset[str]) -> int:
    if new & old:
        return 1
    return -1 if new and old else 0
