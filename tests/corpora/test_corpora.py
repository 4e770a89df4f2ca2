"""Every mail of the corpus is read as its expectation says, and nothing in it offends the database."""

from __future__ import annotations

import json

import pytest

from tests.corpora.reading import HERE, MAILS, differences, expected, read


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_is_read_as_expected(name: str) -> None:
    got = read(name)

    assert differences(expected(name), got) == []
    told = json.dumps(got, ensure_ascii=False)
    assert "\\u0000" not in told
    told.encode("utf-8")


def test_each_mail_has_an_expectation_and_each_expectation_a_mail() -> None:
    assert sorted(path.stem for path in HERE.glob("*.json")) == MAILS
    assert len(MAILS) > 150
    assert all(expected(name) for name in MAILS)


def test_an_expectation_that_is_not_met_is_told() -> None:
    assert differences({"text": "x", "subject_has": ["y"], "attachments": []}, read("quote-gmail-en")) != []
