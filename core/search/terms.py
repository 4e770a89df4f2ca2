"""What somebody typed into the box, taken apart: words, phrases, and fields with a value. No database.

Nothing is refused here: what is no field is a word, an open quotation ends with the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tenants.kernel.text import storable

LONGEST = 300  # characters of a question; more is a text and no question
MOST_TERMS = 8  # words and phrases; more narrow nothing further and cost a plan each
MOST_CLAUSES = 16
_PIECE = re.compile(
    r'(?P<no>-?)(?:(?P<name>[^\W\d_][\w.-]{0,59}):(?=[^\s/:]))?(?:"(?P<phrase>[^"]*)"?|(?P<plain>\S+))'
)
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Term:
    """is_denied: what must not stand there."""

    text: str
    is_phrase: bool = False
    is_denied: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """`name:value`; typed: as it stands in the question, start: where."""

    name: str
    value: str
    is_denied: bool
    typed: str
    start: int


@dataclass(frozen=True, slots=True)
class Typed:
    text: str
    terms: tuple[Term, ...]
    clauses: tuple[Clause, ...]

    def instead(self, clause: Clause, typed: str) -> str:
        """The whole question with another text in the clause's place."""
        return self.text[: clause.start] + typed + self.text[clause.start + len(clause.typed) :]


def clean(text: str) -> str:
    """One line of at most LONGEST characters that the database takes."""
    return " ".join(storable(text)[: LONGEST * 4].split())[:LONGEST].strip()


def take_apart(text: str) -> Typed:
    """The pieces in their order; what is more than enough is left out."""
    text = clean(text)
    terms: list[Term] = []
    clauses: list[Clause] = []
    for found in _PIECE.finditer(text):
        is_denied = found["no"] == "-"
        value = found["phrase"] if found["phrase"] is not None else found["plain"]
        if found["name"] and value.strip():
            clauses.append(Clause(found["name"].lower(), value.strip(), is_denied, found[0], found.start()))
        elif _WORD.search(value):
            terms.append(Term(value.strip(), found["phrase"] is not None, is_denied))
    return Typed(text, tuple(terms[:MOST_TERMS]), tuple(clauses[:MOST_CLAUSES]))


def quoted(value: str) -> str:
    """As one types it: with quotation marks where there is a blank."""
    return f'"{value}"' if " " in value else value
