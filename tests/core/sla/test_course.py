"""What happened, told as clocks: in whatever order, however often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from core.sla.course import Said, Stood, laps

T = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def at(minutes):
    return T + timedelta(minutes=minutes)


def stood(minutes, key):
    mode, category, void = {
        "new": ("run", "new", False),
        "open": ("run", "open", False),
        "waiting": ("pause", "waiting", False),
        "on_hold": ("pause", "on_hold", False),
        "resolved": ("stop", "resolved", False),
        "closed": ("stop", "closed", False),
        "spam": ("stop", "spam", True),
    }[key]
    return Stood(at(minutes), key, mode, category, void)


def asked(minutes, message, *, thanks=False):
    return Said(at(minutes), message, True, thanks)


def answered(minutes, message):
    return Said(at(minutes), message, False)


def of(said, course, *, is_answered=False):
    return {(lap.kind, lap.cycle): lap for lap in laps(T, is_answered, said, course)}


KEYS = ["new", "open", "waiting", "on_hold", "resolved", "closed", "spam"]
histories = st.tuples(
    st.lists(
        st.tuples(st.integers(0, 300), st.booleans(), st.booleans()), max_size=8, unique_by=lambda x: x[0]
    ),
    st.lists(st.tuples(st.integers(0, 300), st.sampled_from(KEYS)), max_size=8, unique_by=lambda x: x[0]),
)


@settings(deadline=None)
@given(histories, st.randoms())
def test_the_order_in_which_it_is_heard_of_changes_nothing(history, random):
    words, statuses = history
    said = [Said(at(minutes), number, mine, thanks) for number, (minutes, mine, thanks) in enumerate(words)]
    course = [stood(minutes, key) for minutes, key in statuses]
    told = laps(T, False, said, course)
    random.shuffle(said)
    random.shuffle(course)
    assert laps(T, False, said, course) == told


@settings(deadline=None)
@given(histories)
def test_clocks_are_whole(history):
    """No pause overlaps another or is empty, nothing rests that is over, and no reply is owed twice."""
    words, statuses = history
    said = [Said(at(minutes), number, mine, thanks) for number, (minutes, mine, thanks) in enumerate(words)]
    told = laps(T, False, said, [stood(minutes, key) for minutes, key in statuses])
    for lap in told:
        edges = [edge for pause in lap.pauses for edge in pause]
        assert edges == sorted(edges)
        assert all(start < end for start, end in lap.pauses)
        assert not (lap.rests_since and lap.ended_at)
        assert edges == [] or edges[-1] <= (lap.rests_since or lap.ended_at or at(300))
    owed = [lap for lap in told if lap.kind != "resolution" and not lap.is_answered]
    assert len(owed) <= 1


def test_the_first_reply_stops_the_first_clock_and_waiting_pauses_the_resolution():
    found = of([asked(0, 1), answered(30, 2)], [stood(0, "new"), stood(30, "waiting"), stood(90, "open")])
    assert found["first", 0].ended_at == at(30)
    assert found["resolution", 0].pauses == [(at(30), at(90))]
    assert set(found) == {("first", 0), ("resolution", 0)}
    steps = [(step["what"], step["why"]) for step in found["resolution", 0].steps]
    assert steps == [("started", "opened"), ("paused", "status:waiting"), ("resumed", "status:open")]


def test_each_question_starts_one_next_reply_and_thanks_starts_none():
    said = [
        asked(0, 1),
        answered(10, 2),
        asked(20, 3),
        asked(25, 4),
        answered(40, 5),
        asked(50, 6, thanks=True),
    ]
    found = of(said, [stood(0, "new")])
    assert set(found) == {("first", 0), ("resolution", 0), ("next", 3)}
    assert (found["next", 3].start, found["next", 3].ended_at) == (at(20), at(40))


def test_a_hold_rests_the_resolution_but_nobody_stops_answering():
    found = of([asked(0, 1)], [stood(0, "new"), stood(10, "on_hold")])
    assert found["first", 0].rests_since is None
    assert found["resolution", 0].rests_since == at(10)


def test_solving_settles_the_next_reply_and_asking_again_starts_another():
    said = [asked(0, 1), answered(10, 2), asked(20, 3), asked(60, 7)]
    found = of(said, [stood(0, "new"), stood(30, "resolved"), stood(60, "open")])
    assert found["next", 3].ended_at == at(30)
    assert (found["next", 7].start, found["next", 7].ended_at) == (at(60), None)


def test_reopening_goes_on_with_the_time_that_was_left():
    found = of([asked(0, 1), answered(10, 2)], [stood(0, "new"), stood(30, "resolved"), stood(90, "open")])
    solution = found["resolution", 0]
    assert (solution.pauses, solution.ended_at) == ([(at(30), at(90))], None)
    assert [step["what"] for step in solution.steps] == ["started", "stopped", "reopened"]


def test_spam_cancels_and_taking_it_back_lets_it_run_again():
    spam = of([asked(0, 1)], [stood(0, "new"), stood(5, "spam")])
    assert all(lap.is_void and lap.ended_at == at(5) for lap in spam.values())
    back = of([asked(0, 1)], [stood(0, "new"), stood(5, "spam"), stood(65, "new")])
    assert all(not lap.is_void and lap.pauses == [(at(5), at(65))] for lap in back.values())


def test_solved_without_a_word_is_no_first_reply():
    found = of([asked(0, 1)], [stood(0, "new"), stood(5, "resolved")])
    assert (found["first", 0].is_void, found["resolution", 0].is_void) == (True, False)
    late = of([asked(0, 1), answered(10, 2)], [stood(0, "new"), stood(5, "resolved")])
    assert (late["first", 0].is_void, late["first", 0].pauses) == (False, [(at(5), at(10))])
