"""The table of goals: every row can be measured, and a figure is judged as its row says."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.benchmarks import ai, measures
from infra.benchmarks.goals import GOALS, Goal
from infra.benchmarks.measures import Unmeasured

ROOT = Path(__file__).parents[2]


def test_the_thirty_two_goals_are_there_and_each_has_a_measure():
    assert [goal.number for goal in GOALS] == list(range(1, 33))
    for goal in GOALS:
        name, _, argument = goal.measure.partition(" ")
        assert name in measures.MEASURES
        anchor, better = goal.bars
        assert len(anchor) == len(better)
        if name == "tests":
            for place in argument.split(" "):
                file, _, test = place.partition("::")
                assert (ROOT / file).exists(), place
                assert not test or f"def {test}(" in (ROOT / file).read_text(), place


@pytest.mark.parametrize(
    ("found", "verdict"), [((0.8, 0.9), "goal"), ((0.7, 0.9), "anchor"), ((0.5, 0.9), "misses")]
)
def test_the_weakest_figure_decides(found, verdict, monkeypatch):
    monkeypatch.setitem(measures.MEASURES, "made_up", lambda argument, folder: found)
    goal = Goal(1, "x", "", "", "made_up", ((0.6, 0.8), (0.8, 0.9)))
    assert ai.measured(goal, None)[1] == verdict


def test_less_is_better_where_it_says_so(monkeypatch):
    monkeypatch.setitem(measures.MEASURES, "made_up", lambda argument, folder: (7.0,))
    assert ai.measured(Goal(17, "x", "", "", "made_up", ((15,), (6,)), is_less=True), None) == (
        "7.00",
        "anchor",
    )


def test_without_its_set_a_row_says_which_it_needs(tmp_path):
    goal = next(one for one in GOALS if one.needs == "intents77")
    assert ai.measured(goal, None) == ("no set given", "needs a public set: --sets DIR/intents77")
    assert ai.measured(goal, tmp_path)[0] == "no set given"


def test_a_set_is_measured_by_the_products_own_engine(tmp_path):
    (tmp_path / "test.jsonl").write_text(
        '{"text": "Our lawyer will sue you tomorrow", "escalate": true}\n{"text": "Thank you, all is fine", "escalate": false}\n'
    )
    assert measures.escalation("", tmp_path) == (1.0, 1.0)
    with pytest.raises(Unmeasured):
        measures.nobody("a real model", None)
