"""manage.py configuration: for scripts, as the platform."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core.configuration import selectors
from core.desk.models import Tag
from tenants.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("configuration", *words, stdout=out, stderr=out)
    return out.getvalue()


def test_export_plan_and_apply(acme: Any, tmp_path: Path) -> None:
    file = tmp_path / "acme.yaml"
    file.write_text(run("export", "--tenant", "acme"))
    assert file.read_text() == selectors.export(SYSTEM)
    assert "Nothing differs." in run("plan", str(file), "--tenant", "acme")

    file.write_text("tags:\n  gold: {description: Pays}\n  vip: {description: First}\n")
    said = run("plan", str(file), "--tenant", "acme")
    assert "added tags.gold" in said
    assert "    description: " in said
    word = said.rsplit("plan: ", 1)[1].strip()
    with pytest.raises(CommandError, match="Say which plan"):
        run("apply", str(file), "--tenant", "acme")
    with pytest.raises(CommandError, match="changed since"):
        run("apply", str(file), "--tenant", "acme", "--plan", "nonsense")
    assert not Tag.objects.filter(name="gold").exists()
    run("apply", str(file), "--tenant", "acme", "--plan", word)
    assert Tag.objects.get(name="gold").description == "Pays"
    with pytest.raises(CommandError, match="already"):
        run("apply", str(file), "--tenant", "acme", "--yes")


def test_what_is_wrong_is_said(acme: Any, tmp_path: Path) -> None:
    file = tmp_path / "acme.yaml"
    file.write_text("tags: {gold: {shade: 1}}")
    with pytest.raises(CommandError, match="Nothing can be applied"):
        run("plan", str(file), "--tenant", "acme")
    file.write_text("tags: [")
    with pytest.raises(CommandError, match="cannot be read"):
        run("plan", str(file), "--tenant", "acme")
    with pytest.raises(CommandError, match="no organization"):
        run("export", "--tenant", "nobody")
