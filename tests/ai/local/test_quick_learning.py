"""What makes learning quick must not make it other than it was."""

from __future__ import annotations

import numpy as np
import pytest

from ai.local import calibrate, features, matrices
from ai.local.examples import Read
from ai.local.sparse import from_entries


@pytest.mark.parametrize("seed", range(6))
def test_the_temperature_of_a_few_looks_is_that_of_all(seed):
    chance = np.random.default_rng(seed)
    truth = chance.integers(0, 9, 400)
    scores = chance.normal(size=(400, 9)) * chance.uniform(0.1, 3)
    scores[np.arange(400), truth] += chance.uniform(0.1, 4)
    weights = chance.uniform(0.1, 1.0, 400)

    heat, loss = calibrate.fitted(scores, truth, weights)

    chances = [calibrate.softmax(scores, one)[np.arange(400), truth] for one in calibrate.TEMPERATURES]
    losses = [-float(np.sum(weights * np.log(one + 1e-9))) for one in chances]
    assert heat == calibrate.TEMPERATURES[int(np.argmin(losses))]
    assert loss == pytest.approx(min(losses))


def test_pruned_weights_are_those_that_sorting_would_give():
    chance = np.random.default_rng(1)
    weights = np.asfortranarray(chance.normal(size=(5, 40)) * (chance.random((5, 40)) < 0.3))
    present, columns = np.array([0, 2, 3, 5, 6], np.int32), np.arange(100, 140, dtype=np.int32)

    kept = matrices.pruned(weights, present, columns, 7)

    rows, places = np.where(np.abs(weights) >= matrices.PRUNE)
    values = weights[rows, places].astype(np.float16).astype(np.float32)
    sorted_ = from_entries(7, present[rows], columns[places], values)
    assert (kept.rows.tolist(), kept.values.tolist()) == (sorted_.rows.tolist(), sorted_.values.tolist())
    assert (
        np.diff(kept.starts)[np.isin(columns, sorted_.columns)].tolist() == np.diff(sorted_.starts).tolist()
    )
    assert kept.columns.tolist() == columns.tolist(), "every column stays known"


def test_counting_columns_by_hand_is_counting():
    columns = np.array([7, 3, 7, 7, 1, 3], np.int32)
    found, counts = features._weighted(columns)
    assert found.tolist() == [1, 3, 7]
    assert np.allclose(np.exp(counts - 1), [1, 2, 3])
    assert len(features._weighted(np.empty(0, np.int32))[0]) == 0


def test_read_examples_stay_within_their_bytes_and_hold_no_text():
    read = Read(largest=20_000)
    first = read("where is the parcel that I ordered on Monday")
    assert read("where is the parcel that I ordered on Monday") is first
    for number in range(60):
        read(f"another message of many, the {number}th, that is read for learning")
        assert read.size <= 20_000
    assert len(read._kept) < 60
    assert "parcel" not in str(list(read._kept)), "a hash of a text says nothing"
    assert read.size == sum(one.size for one in read._kept.values())
