"""What answers teach the search, and how little one person can do with it alone."""

from __future__ import annotations

from ai.contracts import Letter, Source
from ai.local.lessons import Lesson, Lessons
from ai.local.mail import prepare
from ai.local.retrieval import Found, SourceIndex
from infra.benchmarks.lessons import gained

ASKED = "My frobnicator hums at night, is that harmful?"
LIKE = "The frobnicator hums all night. Is that harmful?"
SOURCES = [
    Source("hum", "article", "Sounds of the device", "A low tone while it cools down is usual."),
    *(Source(f"x{n}", "article", f"Matter {n}", f"Something about matter {n}, told at length.") for n in range(9)),
    Source("night", "article", "Opening hours", "We are there by day and at night, on all days."),
]  # fmt: skip


def search(*lessons: Lesson, text: str = LIKE) -> list[Found]:
    index = SourceIndex(SOURCES).taught(Lessons(lessons) if lessons else None)
    return index.search(prepare(Letter("", text)).doc, limit=40)


def first(*lessons: Lesson, text: str = LIKE) -> str:
    return search(*lessons, text=text)[0].passage.source.id


def test_an_article_comes_forward_where_two_people_answered_alike_and_may_be_written_from():
    assert first() != "hum"
    found = search(Lesson(ASKED, "hum", "ana"), Lesson(ASKED, "hum", "ben"))[0]
    assert found.passage.source.id == "hum"
    assert found.ground >= 1


def test_one_person_alone_brings_nothing_from_nowhere_and_lets_nothing_be_written():
    before = search()
    after = search(*[Lesson(ASKED, "x8", "ana")] * 50)
    assert after[0].passage.source.id != "x8"
    assert max(one.sure for one in after) <= max(one.sure for one in before) + 1e-9


def test_what_two_say_outweighs_what_one_says_fifty_times():
    order = list(dict.fromkeys(one.passage.source.id for one in search()))
    near = next(name for name in order[1:] if name != "hum")
    lies = [Lesson(ASKED, near, "ana")] * 50
    assert first(*lies, Lesson(ASKED, "hum", "ben"), Lesson(ASKED, "hum", "cleo")) == "hum"


def test_questions_of_another_kind_are_left_alone():
    two = (Lesson(ASKED, "hum", "ana"), Lesson(ASKED, "hum", "ben"))
    text = "When do you open?"
    assert [one.passage.source.id for one in search(*two, text=text)] == [
        one.passage.source.id for one in search(text=text)
    ]


def test_a_lesson_on_what_is_no_source_any_more_is_nothing():
    assert first(Lesson(ASKED, "gone", "ana"), Lesson(ASKED, "gone", "ben")) == first()
    assert Lessons([]).heard(prepare(Letter("", LIKE)).doc) == {}


def test_a_stream_of_answers_raises_what_comes_after_and_a_liar_costs_little():
    nothing, three, lie = (gained("gym", people) for people in (0, 3, -3))
    assert three.first >= nothing.first + 0.05
    assert three.in_three >= nothing.in_three + 0.05
    assert three.right >= nothing.right + 0.15
    assert three.wrong <= nothing.wrong
    assert lie.first >= nothing.first
    assert lie.wrong <= nothing.wrong + 0.02
    seldom, same = gained("lessons", 3), gained("lessons", 0)
    assert seldom.first >= same.first - 0.03, "where no question comes twice little is lost"
