"""Heads: trained, measured, stored, loaded, cached."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from ai.contracts import CategoryOption, Labelled, Letter
from ai.local import calibrate, store
from ai.local.engine import LocalEngine, learn
from ai.local.train import _weights, fusion

OPTIONS = tuple(CategoryOption(key, key) for key in ("apples", "boats", "clocks"))
WORDS = {"apples": "orchard cider peel", "boats": "harbour sail anchor", "clocks": "pendulum dial chime"}


def _rows(per_class: int = 20) -> list[Labelled]:
    return [
        Labelled(
            f"{' '.join(words.split()[number % 3 :])} report number {number} please look at item {number * 7}",
            key,
        )
        for key, words in WORDS.items()
        for number in range(per_class)
    ]


@pytest.fixture(scope="module")
def heads():
    return learn(OPTIONS, _rows())


def test_a_head_learns_and_says_how_well(heads):
    engine = LocalEngine(OPTIONS, (), heads)
    reading = engine.read(Letter("", "the anchor lies in the harbour")).category

    assert reading.value == "boats"
    assert "anchor" in reading.reason or "harbour" in reading.reason
    assert heads["category"].metrics["accuracy"] > 0.9
    assert heads["category"].metrics["examples"] == 60


def test_training_twice_gives_the_same_bytes(heads):
    assert store.dump(learn(OPTIONS, _rows())["category"])[1] == store.dump(heads["category"])[1]


def test_a_stored_head_reads_as_before(heads):
    blob, checksum = store.dump(heads["category"])
    loaded = store.load(blob, checksum)
    letter = Letter("", "cider from the orchard")

    assert len(blob) < 2_000_000
    first = LocalEngine(OPTIONS, (), heads).read(letter).category
    second = LocalEngine(OPTIONS, (), {"category": loaded}).read(letter).category
    assert second.value == first.value
    assert second.confidence == pytest.approx(first.confidence, abs=0.01)


def test_a_damaged_head_is_refused(heads):
    blob, checksum = store.dump(heads["category"])

    with pytest.raises(store.Damaged):
        store.load(blob[:-1] + b"x", checksum)
    for junk in (b"", b"no zip at all", b"\x80\x04cos\nsystem\n"):
        with pytest.raises(store.Damaged):
            store.load(junk, hashlib.sha256(junk).hexdigest())


def test_the_cache_keeps_organizations_apart_and_forgets_the_oldest(heads):
    blob = store.dump(heads["category"])
    asked: list[str] = []
    cache = store.HeadCache(size=2)

    def fetch(name):
        return lambda: asked.append(name) or blob

    for schema in ("acme", "globex", "acme", "initech", "globex"):
        cache.get((schema, "category", 1), fetch(schema))
    assert asked == ["acme", "globex", "initech", "globex"]
    assert len(cache) == 2
    cache.forget("globex")
    assert len(cache) == 1


def test_one_person_holds_at_most_forty_percent_of_a_class():
    rows = [Labelled(f"t{n}", "boats", by="user:1") for n in range(8)] + [
        Labelled("o", "boats", by="user:2"),
        Labelled("p", "boats", by="user:3"),
    ]
    weights = _weights(rows)

    assert weights[:8].sum() / weights.sum() == pytest.approx(0.4)


def test_old_examples_fade_and_ignored_ones_do_not_count():
    assert _weights([Labelled("a", "x"), Labelled("b", "x", age_days=180)]).tolist() == pytest.approx(
        [1.0, 0.5]
    )
    assert learn(OPTIONS, [Labelled(row.text, row.value, 0.0) for row in _rows()]) == {}


def test_heads_of_tags_and_moods():
    rows = [
        Labelled(row.text, "urgent" if row.value == "boats" else "low", kind="priority") for row in _rows()
    ]
    rows += [Labelled(row.text, row.value, kind="tag") for row in _rows()]
    heads = learn(OPTIONS, rows)

    assert set(heads) == {"priority", "tag:apples", "tag:boats", "tag:clocks"}


def test_threshold_asks_for_evidence():
    confidence = np.linspace(0.99, 0.5, 200)
    right = np.array([True] * 150 + [False] * 50)

    found = calibrate.threshold(confidence, right, 0.95)
    assert found is not None
    assert 0.55 < found < 0.75
    assert calibrate.threshold(confidence[:20], right[:20], 0.95) is None
    assert calibrate.threshold(confidence, ~right, 0.95) is None
    assert calibrate.threshold(np.array([]), np.array([], bool), 0.95) is None


def test_fusion_shrinks_with_examples():
    assert [fusion(n) for n in (1, 8, 15, 30, 90)] == [1.5, 1.0, 0.5, 0.25, 0.1]
