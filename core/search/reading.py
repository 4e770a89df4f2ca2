"""From the text in the box to what is asked: words, conditions, and what was wrong with the rest.

A field that is not known is looked for as words, a value that makes no sense is left out; both are told
with what may have been meant, and the rest is searched all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.search.names import Asked, Wrong, ask, field_named
from core.search.terms import Clause, Term, Typed, take_apart
from core.tickets import conditions
from core.tickets.conditions.fields import FIELDS
from core.tickets.selectors.search import number_meant
from tenants.kernel.actor import Actor

STATES = frozenset({"status", "state", "is_suspect"})


@dataclass(frozen=True, slots=True)
class Problem:
    """instead: the whole question as it may have been meant, "" when nobody knows."""

    typed: str
    sentence: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """where: None when no field is asked for. number: of the one ticket it names."""

    text: str
    terms: tuple[Term, ...] = ()
    where: conditions.Group | None = None
    files: bool | None = None
    number: int | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def wanted(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if not term.is_denied)

    @property
    def denied(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.is_denied)

    @property
    def words(self) -> str:
        """What is to stand there, as one types it: for people, articles, marks."""
        return " ".join(f'"{term.text}"' if term.is_phrase else term.text for term in self.wanted)

    @property
    def plain(self) -> str:
        return " ".join(term.text for term in self.wanted)

    @property
    def asks_nothing(self) -> bool:
        return not (self.wanted or self.where or self.files is not None or self.number is not None)

    @property
    def asks_state(self) -> bool:
        """Does it say itself whether spam is wanted?"""
        return bool(self.where and conditions.fields_in(self.where) & STATES)


def read(text: str, actor: Actor) -> Question:
    """Never refuses. One query when it names colleagues, or is a bare number."""
    typed = take_apart(text)
    if (number := number_meant(typed.text, actor)) is not None:
        return Question(typed.text, number=number)
    terms, asked, problems = list(typed.terms), [], []
    for clause in typed.clauses:
        try:
            one = ask(clause, actor)
            if one.parts:
                conditions.read({"all": list(one.parts)})
            asked.append(one)
        except Wrong as wrong:
            problems.append(_problem(typed, clause, str(wrong), wrong.instead))
            terms += _as_words(clause)
        except conditions.BadCondition as refusal:
            problems.append(_problem(typed, clause, refusal.message))
    return Question(typed.text, tuple(terms), _where(asked), _files(asked), None, tuple(problems))


def _where(asked: Iterable[Asked]) -> conditions.Group | None:
    """All of them; of more than conditions may hold the first ones."""
    parts = [part for one in asked for part in one.parts]
    while parts:
        try:
            return conditions.read({"all": parts})
        except conditions.BadCondition:
            parts.pop()
    return None


def _files(asked: Iterable[Asked]) -> bool | None:
    return next((one.files for one in asked if one.files is not None), None)


def _as_words(clause: Clause) -> list[Term]:
    """An unknown field may be no field at all: "error:42". A known one with a bad value is left out."""
    if clause.name in ("is", "has") or clause.name in FIELDS or field_named(clause.name):
        return []
    return [
        Term(clause.name, False, clause.is_denied),
        Term(clause.value, " " in clause.value, clause.is_denied),
    ]


def _problem(typed: Typed, clause: Clause, sentence: str, instead: str = "") -> Problem:
    return Problem(clause.typed, sentence, typed.instead(clause, instead) if instead else "")
