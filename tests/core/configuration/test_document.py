"""What becomes of the YAML that somebody brings: plain values with their lines, or a refusal in bounded time."""

from __future__ import annotations

import time

import pytest

from core.configuration.document import DEEPEST, LARGEST, MOST, read
from core.configuration.faults import BadDocument

LAUGHS = "a: &a [x, x, x]\n" + "\n".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]" for n in range(9)
)


def test_values_are_plain_and_have_lines() -> None:
    document = read(
        "tags:\n"
        "  vip: {description: Very, color: '#fff'}\n"
        "  no:\n"
        "    description: |\n"
        "      one\n"
        "      two\n"
        "calendars:\n"
        "  2026-12-25: [true, yes, 1, 01, 1.5, 1e3, null, ~, 'true', 2026-12-25, 0x1F]\n"
    )
    assert document.values == {
        "tags": {"vip": {"description": "Very", "color": "#fff"}, "no": {"description": "one\ntwo\n"}},
        "calendars": {
            "2026-12-25": [True, "yes", 1, "01", 1.5, "1e3", None, None, "true", "2026-12-25", "0x1F"]
        },
    }
    assert document.line(("tags", "no", "description")) == 4
    assert document.line(("tags", "no", "nowhere")) == 3
    assert read("").values == read("# only a remark\n").values == {}


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (LAUGHS, 1, "Anchors and aliases"),
        ("a: *nothing", 1, ""),
        ("a:\n  b: !!python/object/apply:os.system ['true']", 2, "Tags"),
        ("a: !!str 1", 1, "Tags"),
        ("a: 1\nb: 2\na: 3\n", 3, "“a” is there twice"),
        ("a: 1\n---\nb: 2\n", 2, "one document"),
        ("- a\n- b\n", 1, "Write sections"),
        ("just words", 1, "Write sections"),
        ("a: [1, 2\nb: 3", 2, "cannot be read"),
        ("a:\n\t- b", 2, "cannot be read"),
        ("? [a, b]\n: c", 1, "plain text"),
        ("a: " + "[" * (DEEPEST + 2) + "]" * (DEEPEST + 2), 1, "too deep"),
        ("a: " + "[" * 500_000, 1, "too deep"),
        ("a: [" + "1, " * (MOST + 1) + "]", 1, "too many"),
        ("a: '" + "x" * LARGEST + "'", None, "larger than 1 MB"),
    ],
)  # fmt: skip
def test_what_is_hostile_or_wrong_is_refused_soon(text: str, line: int | None, said: str) -> None:
    begun = time.monotonic()
    with pytest.raises(BadDocument) as refusal:
        read(text)
    (fault,) = refusal.value.faults
    assert (fault.line, said in fault.sentence) == (line, True), fault
    assert time.monotonic() - begun < 5


def test_what_a_database_cannot_hold_is_taken_out() -> None:
    assert read('a: "b\\0c"').values == {"a": "bc"}
