"""What the engine reaches on the shop's set, by examples per label; floors a little below it."""

from __future__ import annotations

import pytest

from ai.contracts import OTHER, CategoryOption, FieldReading, Labelled, Letter
from ai.local.engine import LocalEngine
from tests.ai.local import shop

SEEDS = range(3)
# examples per label: accuracy on messages of which half was never said in learning
FLOORS = {0: 0.5, 1: 0.44, 5: 0.82, 20: 0.95}


def engine(per_label: int, seed: int) -> tuple[LocalEngine, list[tuple[str, str]]]:
    learn, predict = shop.split(per_label, seed)
    options = (*shop.options(), CategoryOption(OTHER, "Other"))
    return LocalEngine.from_examples(options, [Labelled(*pair) for pair in learn]), predict


def readings(per_label: int) -> list[tuple[str, FieldReading[str]]]:
    found = []
    for seed in SEEDS:
        made, predict = engine(per_label, seed)
        found += [(label, made.read(Letter("", text)).category) for text, label in predict]
    return found


@pytest.mark.parametrize("per_label", FLOORS)
def test_floors(per_label, capsys):
    pairs = readings(per_label)
    right = sum(label == reading.value for label, reading in pairs) / len(pairs)
    automatic = [label == reading.value for label, reading in pairs if reading.proven]

    with capsys.disabled():
        print(
            f"\nshop k={per_label:2} accuracy {right:.3f} automatic {len(automatic)} of {len(pairs)}, right {sum(automatic)}"
        )
    assert right >= FLOORS[per_label]
    if per_label < 10:
        assert not automatic, "nothing acts alone before ten examples of a label"


def test_what_is_about_nothing_known_is_not_acted_on():
    for seed in SEEDS:
        made, _ = engine(20, seed)
        read = [made.read(Letter("", text)).category for text in shop.STRANGE]
        assert not any(one.proven for one in read)


def test_a_head_says_how_far_it_may_be_trusted():
    made, predict = engine(20, 0)
    head = made._heads["category"]

    assert head.examples == dict.fromkeys((option.key for option in shop.options()), 20.0)
    assert 0.5 < head.metrics["accuracy"] <= 1.0
    assert head.proves("late", 1.0) == (head.metrics["threshold"] <= 1.0)
    assert not head.proves(OTHER, 1.0), "a label without examples never acts alone"
    assert len(predict) == 64
