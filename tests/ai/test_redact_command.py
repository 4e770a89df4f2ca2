"""`manage.py ai_redact` masks a file line by line, whatever stands in it."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from ai.text.masking import spans
from ai.text.redact import Redactor

TEXT = "Grüße, Karte 4111 1111 1111 1111 oder ｍail anna@example.com, 😀 +49 30 1234567"


def run(folder, *lines):
    source, target = folder / "x.jsonl", folder / "y.jsonl"
    source.write_bytes(
        b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    )
    code = 0
    try:
        call_command("ai_redact", input=str(source), output=str(target))
    except CommandError as fault:
        code = fault.returncode
    return code, [json.loads(line) for line in target.read_text().splitlines()]


def test_the_text_is_masked_as_the_pipeline_does_and_other_fields_stay_out(tmp_path):
    code, (said,) = run(tmp_path, {"id": "a7", "text": TEXT, "label": "secret", "subject": "x"})

    assert code == 0
    assert set(said) == {"id", "redacted_text", "spans"}
    assert said["redacted_text"] == Redactor().redact(TEXT)
    assert [(one["kind"], TEXT[one["start"] : one["end"]]) for one in said["spans"]] == [
        ("CARD", "4111 1111 1111 1111"), ("EMAIL", "anna@example.com"), ("PHONE", "+49 30 1234567"),
    ]  # fmt: skip
    assert [(one["start"], one["end"]) for one in said["spans"]] == [
        (one.start, one.end) for one in spans(TEXT)
    ]


def test_bad_lines_are_told_one_by_one_and_the_others_are_masked(tmp_path):
    good, odd = {"id": 1, "text": "a@x.test"}, b'{"id": 2, "text": "\\ud800 a@x.test"}'
    code, said = run(tmp_path, b"rubbish", good, b"", b"[1]", {"id": 4}, {"id": 5, "text": 7}, b"\xff\xfe", odd,
                     b"[" * 100_000)  # fmt: skip

    assert code == 1
    assert [(line["id"], line.get("line"), line.get("error")) for line in said] == [
        (None, 1, "not JSON"), (1, None, None), (None, 4, "not a JSON object"), (4, 5, "no text"),
        (5, 6, "no text"), (None, 7, "not UTF-8"), (2, None, None), (None, 9, "not JSON"),
    ]  # fmt: skip
    assert said[1]["redacted_text"] == "[[EMAIL_1]]"
    assert said[6]["redacted_text"] == "\ud800 [[EMAIL_1]]"


def test_files_that_cannot_be_used(tmp_path):
    with pytest.raises(CommandError, match="No such file") as fault:
        call_command("ai_redact", input=str(tmp_path / "none"), output=str(tmp_path / "y"))
    assert fault.value.returncode == 2


def test_no_database_is_needed(tmp_path, django_db_blocker):
    with django_db_blocker.block():
        assert run(tmp_path, {"id": 1, "text": "hello"})[0] == 0
