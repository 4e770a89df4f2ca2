"""What the engine reaches with the starter pack alone, printed, with floors a little below it.

`blind` is the nearest to an honest figure: its mails were written after the word lists and no
word was added for them; only the rule that a category may speak for an escalation came later
(recall 2 of 7 before it, 3 of 7 after). All sets have one author, who also wrote the lists. The
others were read while the lists were widened: `fresh` reached .31 and .52 at first sight.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ai.contracts import Reading, roll_up
from ai.local.engine import LocalEngine
from ai.local.packs import load
from tests.ai.local import mails


@pytest.fixture(scope="module")
def judged() -> Callable[[str], list[tuple[object, Reading]]]:
    pack = load("saas")
    engine = LocalEngine.from_examples(pack.categories)
    return lambda name: [
        (sample, engine.read(sample.letter, None, pack.tags)) for sample in mails.samples(name)
    ]


# set: top-level, leaf, sentiment macro-F1 (3 values), escalation recall, precision, language hits
FLOORS = {
    "english": (0.92, 0.90, 0.85, 0.95, 0.85, 0.98),
    "fresh": (0.92, 0.90, 0.85, 0.90, 0.78, 0.96),
    "blind": (0.70, 0.62, 0.70, 0.40, 0.90, 0.97),
    "other_languages": (0.90, 0.90, 0.90, 0.95, 0.90, 0.98),
}


@pytest.mark.parametrize("name", FLOORS)
def test_floors(name, judged, capsys):
    pairs = judged(name)
    n = len(pairs)
    top = sum(s.category.split(".")[0] == r.category.value.split(".")[0] for s, r in pairs) / n
    leaf = sum(s.category == r.category.value for s, r in pairs) / n
    mood = mails.macro_f1(
        [roll_up(s.sentiment) for s, _ in pairs], [roll_up(r.sentiment.value) for _, r in pairs]
    )
    due = sum(s.escalation != "none" for s, _ in pairs)
    said = sum(r.escalation.value for _, r in pairs)
    both = sum(s.escalation != "none" and r.escalation.value for s, r in pairs)
    language = sum(s.language == r.language.value for s, r in pairs) / n
    reached = (top, leaf, mood, both / due, both / max(1, said), language)

    with capsys.disabled():
        print(
            f"\n{name:16} n={n:3} top {top:.3f} leaf {leaf:.3f} sentiment F1 {mood:.3f} "
            f"escalation {both}/{due} of {said} said, language {language:.3f}"
        )
    assert all(value >= floor for value, floor in zip(reached, FLOORS[name], strict=True)), reached


def test_the_sets_are_as_large_as_promised():
    assert len(mails.samples("english")) + len(mails.samples("fresh")) + len(mails.samples("blind")) >= 270
    assert len({sample.language for sample in mails.samples("other_languages")} | {"en"}) == 18


def test_what_is_called_sure_is_right_more_often(judged):
    pairs = judged("blind")
    sure = [s.category == r.category.value for s, r in pairs if r.category.confidence >= 0.6]
    unsure = [s.category == r.category.value for s, r in pairs if r.category.confidence < 0.6]

    assert sum(sure) / len(sure) > sum(unsure) / len(unsure)
    assert all(r.category.confidence < 0.85 for _, r in pairs), "nothing is High before a correction"


def test_every_reason_is_told_and_every_evidence_stands_in_the_mail(judged):
    for sample, reading in judged("english"):
        text = f"{sample.letter.subject}\n{sample.letter.body}"
        for field in (reading.category, reading.sentiment, reading.priority, reading.urgency, *reading.tags):
            assert field.reason
            assert field.evidence in text
        assert reading.escalation.evidence in text
        assert not reading.flags, "no honest mail is taken for an attack"
