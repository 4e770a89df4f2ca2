"""The sender's signature is set apart, and nothing else is: a kept signature hurts less than a lost word."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.mail.parsing import read
from core.mail.parsing.reply import Reply, plain
from tests.core.mail.parsing.build import html
from tests.core.mail.parsing.build import plain as plain_mail
from tests.core.mail.parsing.replies import ANNOUNCED, OLD
from tests.core.mail.parsing.signatures import CUT, KEPT, PAGES, PAGES_KEPT, TEXT

SENDER = "Anna Berg"


@pytest.mark.parametrize("name", CUT)
def test_signature_is_set_apart(name: str) -> None:
    assert plain(f"{TEXT}\n\n{CUT[name]}", sender=SENDER) == Reply(TEXT, signature=CUT[name])


@pytest.mark.parametrize("name", CUT)
def test_signature_above_a_quotation(name: str) -> None:
    found = plain(f"{TEXT}\n\n{CUT[name]}\n\n{ANNOUNCED['gmail-en']}\n{OLD}", sender=SENDER)

    assert found == Reply(TEXT, f"{ANNOUNCED['gmail-en']}\n{OLD}", CUT[name])


@pytest.mark.parametrize("name", KEPT)
def test_what_is_no_signature_stays(name: str) -> None:
    assert plain(KEPT[name], sender=SENDER) == Reply(KEPT[name])


@pytest.mark.parametrize("name", PAGES)
def test_marks_of_mail_programs(name: str) -> None:
    found = read(html(PAGES[name].format(text="The router is dark.")))

    assert found.text_clean == "The router is dark."
    assert any(word in found.signature for word in ("Anna Berg", "Sent", "Outlook"))
    assert "old words" not in found.signature
    shown, _, folded = found.html_safe.partition('<details class="signature"><summary>')
    assert "The router is dark." in shown
    assert found.signature.split()[-1] in folded


@pytest.mark.parametrize("name", PAGES_KEPT)
def test_marked_elements_with_more_than_a_signature_stay_open(name: str) -> None:
    found = read(html(PAGES_KEPT[name]))

    assert (found.text_clean, found.signature) == (found.text, "")
    assert "details" not in found.html_safe


def test_a_forwarded_mail_keeps_its_signatures() -> None:
    raw = plain_mail(f"{TEXT}\n\n{CUT['de']}").replace(b"Subject: Question", b"Subject: Fwd: Question")

    assert read(raw).signature == ""


WORDS = st.sampled_from(
    [
        "router",
        "order",
        "please",
        "the",
        "is",
        "dark",
        "again",
        "4711",
        "my",
        "ne",
        "iPhone",
        "sent",
        "from",
        "account",
        "thanks",
        "Anna",
    ]
)
SENTENCE = st.lists(WORDS, min_size=1, max_size=12).map(lambda words: " ".join(words) + ".")
BODY = st.lists(SENTENCE, min_size=1, max_size=8).map("\n".join)


@settings(max_examples=300, deadline=None)
@given(BODY, st.sampled_from(sorted(CUT)))
def test_whatever_stands_above_a_signature_stays(body: str, name: str) -> None:
    assert plain(f"{body}\n\n{CUT[name]}", sender=SENDER).new.startswith(body)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from([*TEXT.split("\n"), *"\n".join((*CUT.values(), *KEPT.values())).split("\n")]),
        max_size=25,
    )
)
def test_no_line_is_lost(lines: list[str]) -> None:
    found = plain("\n".join(lines), sender=SENDER)

    told = "\n".join((found.new, found.quoted, found.signature)).split("\n")
    assert sorted(line.strip() for line in told if line.strip()) == sorted(
        line.strip() for line in lines if line.strip()
    )
    if found.signature:
        assert found.new


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=600))
def test_any_text(text: str) -> None:
    found = plain(text, sender=SENDER)

    assert "".join((found.new + found.signature).split()) in "".join(text.split()) or found.quoted


@pytest.mark.parametrize(
    "line",
    [
        "Best regards " * 20_000,
        "-- \n" * 50_000,
        "Tel. 1\n" * 50_000,
        "=" * 200_000,
        "sent from my " * 20_000,
    ],
)
def test_cheap_on_hostile_text(line: str) -> None:
    began = time.process_time()
    plain(f"Hello\n{line}\nAnna", sender=SENDER)

    assert time.process_time() - began < 1
