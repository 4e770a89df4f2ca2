"""The local engine: reads a letter in some milliseconds, drafts a reply from given sources.

No network, no weights, no database. One engine serves one organization's options; making
one takes about 25 ms for 26 categories, training happens elsewhere (`learn`)
and arrives as heads. The same letter and the same options always give the same reading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace

from ai.contracts import (
    NO,
    YES,
    CategoryOption,
    Draft,
    Labelled,
    Letter,
    Names,
    Reading,
    Source,
    TagOption,
)
from ai.guard import injection
from ai.local import reply, sentiment, spam, urgency
from ai.local.category import CategoryJudge
from ai.local.escalation import read_escalation
from ai.local.head import Head
from ai.local.mail import Mail, prepare
from ai.local.memory import Memory
from ai.local.needs import read_needs_reply
from ai.local.packs import enriched
from ai.local.retrieval import SourceIndex
from ai.local.tags import TagJudge
from ai.local.thanks import read_thanks
from ai.local.urgency import read_priority, read_urgency, rule_floor

EARLIER_READ = 3  # earlier messages whose mood is looked at
SURELY_OURS = 0.5  # weight of a message with a category as an example of what is no spam
TAG_PREFIX = "tag:"  # a tag's head is kept under "tag:<slug>"


class LocalEngine:
    """heads: trained judges by kind ("category", "sentiment", "tag:vip" …), from `learn` or the store.

    labelled: recent examples, unknown to the heads; learned: recent ones they have learned from.
    """

    def __init__(
        self,
        categories: Sequence[CategoryOption],
        labelled: Sequence[Labelled] = (),
        heads: Mapping[str, Head] | None = None,
        learned: Sequence[Labelled] = (),
    ) -> None:
        self._heads = dict(heads or {})
        self._memory = Memory("category", labelled, learned)
        self._categories = tuple(categories)
        self._judge = CategoryJudge(self._categories, self._memory, self._heads.get("category"))
        self._tag_judge = TagJudge(())
        self._tags: tuple[TagOption, ...] = ()

    @classmethod
    def from_examples(
        cls, categories: Sequence[CategoryOption], labelled: Sequence[Labelled] = ()
    ) -> LocalEngine:
        """An engine trained on the spot. Imports scikit-learn only when there is enough to learn from."""
        heads = learn(categories, labelled)
        return cls(categories, () if heads else labelled, heads, labelled if heads else ())

    def remembering(self, labelled: Sequence[Labelled]) -> LocalEngine:
        """This engine and newer examples in its memory; both may be used."""
        other = copy(self)
        other._memory = self._memory.joined(labelled)
        other._judge = self._judge.remembering(other._memory)
        return other

    def read(
        self,
        letter: Letter,
        categories: Sequence[CategoryOption] | None = None,
        tags: Sequence[TagOption] = (),
    ) -> Reading:
        """Everything triage says about a letter. Other categories than the engine's are taken over first."""
        if categories is not None and tuple(categories) != self._categories:
            self._categories = tuple(categories)
            self._judge = CategoryJudge(self._categories, self._memory, self._heads.get("category"))
        if tuple(tags) != self._tags:
            self._tags = tuple(tags)
            learned = {
                name.removeprefix(TAG_PREFIX): head
                for name, head in self._heads.items()
                if name.startswith(TAG_PREFIX)
            }
            self._tag_judge = TagJudge(self._tags, learned)

        mail = prepare(letter)
        junk = spam.read_spam(mail, self._heads.get(spam.KIND))
        mood = sentiment.read_sentiment(mail, self._heads.get("sentiment"))
        category = self._judge.read(mail)
        escalation = read_escalation(mail, mood.value, self._earlier_negative(mail), category)
        haste = read_urgency(mail, mood.value, escalation, category.value)
        priority = read_priority(
            haste, mail, rule_floor(escalation, category.value), self._heads.get("priority")
        )
        return Reading(
            language=mail.language,
            sentiment=mood,
            category=category,
            priority=priority,
            urgency=haste,
            tags=self._tag_judge.read(mail),
            escalation=escalation,
            needs_reply=read_needs_reply(mail),
            spam=junk,
            thanks=read_thanks(mail),
            flags=injection.inspect(f"{letter.subject}\n{letter.body}", hidden=letter.hidden),
        )

    def draft(
        self,
        letter: Letter,
        reading: Reading,
        sources: Sequence[Source] | SourceIndex,
        names: Names,
        *,
        brief: bool = False,
    ) -> Draft:
        """A reply that stands on the sources, or the reason why there is none with the nearest articles.

        brief: the best passage alone. Pass a SourceIndex to search the same sources many times without
        indexing them again.
        """
        index = sources if isinstance(sources, SourceIndex) else SourceIndex(sources)
        return reply.compose(prepare(letter), reading, index, names, brief=brief)

    def _earlier_negative(self, mail: Mail) -> int:
        earlier = [
            prepare(Letter("", text, mail.language.value)) for text in mail.letter.earlier[-EARLIER_READ:]
        ]
        return sum(sentiment.read_sentiment(item).value in ("negative", "very_negative") for item in earlier)


def learn(categories: Sequence[CategoryOption], labelled: Sequence[Labelled]) -> dict[str, Head]:
    """Heads for every kind with enough examples; descriptions' examples join as half-trusted rows."""
    if not labelled:
        return {}
    from ai.local.train import MIN_DESCRIBED, train  # scikit-learn: only where something is learned

    heads: dict[str, Head | None] = {}
    parents = {option.parent for option in categories}
    leaves = [option for option in categories if option.key not in parents]
    if sum(row.kind == "category" for row in labelled) >= MIN_DESCRIBED:
        seeds = [Labelled(text, option.key, 0.5) for option in leaves for text in option.examples]
        heads["category"] = train("category", [*seeds, *labelled], options=enriched(leaves))
    heads["sentiment"] = train("sentiment", labelled, prior=sentiment.prior)
    heads["priority"] = train("priority", labelled, prior=urgency.prior)
    heads[spam.KIND] = train(spam.KIND, _spam_rows(labelled), prior=spam.prior)
    for slug, rows in _tag_rows(labelled).items():
        heads[f"{TAG_PREFIX}{slug}"] = train("tag", rows)
    return {name: head for name, head in heads.items() if head is not None}


def _spam_rows(labelled: Sequence[Labelled]) -> list[Labelled]:
    """What was called spam or not; beside that, what people gave a category is a little "not spam"."""
    rows = [row for row in labelled if row.kind == spam.KIND]
    said = {row.text for row in rows}
    if not any(row.value == YES for row in rows):
        return []
    ours = (row for row in labelled if row.kind == "category" and row.text not in said)
    return [*rows, *(replace(row, kind=spam.KIND, value=NO, weight=SURELY_OURS * row.weight) for row in ours)]


def _tag_rows(labelled: Sequence[Labelled]) -> dict[str, list[Labelled]]:
    """Per tag: every text that was tagged at all, as yes or no."""
    rows = [row for row in labelled if row.kind == "tag"]
    tagged: dict[str, set[str]] = {}
    for row in rows:
        tagged.setdefault(row.text, set()).add(row.value)
    return {
        slug: [
            Labelled(
                row.text, YES if slug in tagged[row.text] else NO, row.weight, "tag", row.by, row.age_days
            )
            for row in _once(rows)
        ]
        for slug in sorted({row.value for row in rows})
    }


def _once(rows: Sequence[Labelled]) -> list[Labelled]:
    return list({row.text: row for row in rows}.values())
