"""What no import linter sees: who touches the search path, who declares what."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from infra.celery import app
from tenants.tasks import TenantTask

ROOT = Path(settings.ROOT_DIR)
STOREYS = ["tenants", "billing", "core", "ai", "portal", "infra"]
OURS = [
    path for storey in STOREYS for path in (ROOT / storey).rglob("*.py") if "node_modules" not in path.parts
]


def test_only_the_doors_touch_the_search_path():
    allowed = {"tenants/context.py", "tenants/http.py"}
    touching = re.compile(
        r"set_tenant\(|set_schema\(|set_schema_to_public\(|search_path|schema_context\(|tenant_context\("
    )
    found = {
        str(path.relative_to(ROOT))
        for path in OURS
        if touching.search(path.read_text()) and "tests" not in path.parts
    }
    beside = {"tenants/migrator/apply.py", "tenants/moving.py", "tenants/carrying/archive.py"}
    beside |= {"infra/benchmarks/tenancy_ways.py", "infra/benchmarks/pooler.py", "tenants/database/pooled.py"}
    beside |= {"tenants/database/prepared.py"}  # reads it: a plan belongs to one
    beside |= {"tenants/database/paths.py"}  # leaves out what is in force
    assert found - allowed - beside == set()  # those have plain connections of their own


def test_nobody_enters_a_tenant_by_its_row():
    """`with tenant_row:` keeps its history in a list shared by all threads."""
    entering = re.compile(r"^\s*with (tenant|row|org|organization)\b(\s+as \w+)?:", re.MULTILINE)
    assert [str(path) for path in OURS if entering.search(path.read_text())] == []


def test_what_a_process_believes_for_a_while_can_be_dropped():
    """Kept by a module with its moment: a test, or a restore, would go on with what was before."""
    keeps = re.compile(r"^(_\w+): dict\[.*\b(?:float|Breaker)\b", re.MULTILINE)
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in OURS
        for name in keeps.findall(path.read_text())
        if "memory.droppable(" not in path.read_text()
    }
    assert found == set()


def test_templates_translate_words_of_ours_alone():
    """What `_()` gives is markup and a format: a person's own words must not be either."""
    theirs = re.compile(r"(?<![\w.])_\((?![\"'])")
    found = [path.name for path in (ROOT / "templates").rglob("*.*") if theirs.search(path.read_text())]
    assert found == []


def test_every_task_of_ours_declares_its_scope():
    app.loader.import_default_modules()
    tasks = [task for name, task in app.tasks.items() if not name.startswith("celery.")]
    foreign = [
        task.name for task in tasks if not isinstance(task, TenantTask) and not task.name.startswith("test.")
    ]
    assert foreign == []
    assert {task.scope for task in tasks} <= {"tenant", "platform"}


def test_every_scheduled_task_exists_and_is_the_platforms():
    app.loader.import_default_modules()
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert app.tasks[entry["task"]].scope == "platform", entry


def _level(label: str) -> int | None:
    order = [
        "tenants",
        "events",
        "alarms",
        "billing",
        "audit",
        "doors",
        "files",
        "accounts",
        "contacts",
        "desk",
    ]
    order += [
        "tickets",
        "knowledge",
        "mail",
        "sla",
        "work",
        "notifications",
        "assignment",
        "automation",
        "reports",
        "ai",
    ]
    return order.index(label) if label in order else None


def test_foreign_keys_point_down_or_sideways():
    up = []
    for model in apps.get_models(include_auto_created=True):
        here = _level(model._meta.app_label)
        for field in model._meta.get_fields():
            if here is None or not field.is_relation or field.auto_created or field.related_model is None:
                continue
            there = _level(field.related_model._meta.app_label)
            if there is not None and there > here:
                up.append(f"{model._meta.label}.{field.name}")
    assert up == []


def test_a_shared_row_never_points_into_a_tenant():
    tenant_labels = {config.label for config in apps.get_app_configs() if config.name in settings.TENANT_APPS}
    crossing = [
        f"{model._meta.label}.{field.name}"
        for config in apps.get_app_configs()
        if config.name in settings.SHARED_APPS and config.name not in settings.TENANT_APPS
        for model in config.get_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and field.related_model._meta.app_label in tenant_labels
    ]
    assert [name for name in crossing if not name.startswith("sessions.")] == []


def test_a_tenants_row_never_points_into_the_shared_schema():
    """A schema must be able to live in another database. Keep an id instead, and look it up at home."""
    tenants, shared = set(settings.TENANT_APPS), set(settings.SHARED_APPS) - set(settings.TENANT_APPS)
    names = {config.label: config.name for config in apps.get_app_configs()}
    crossing = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        if names[model._meta.app_label] in tenants
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is not None
        and names[field.related_model._meta.app_label] in shared
    ]  # fmt: skip
    assert crossing == []


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_readable(path):
    """Good files stay near 40 to 130 lines; past 300 a file has become a drawer."""
    if "migrations" in path.parts:
        return
    assert len(path.read_text().splitlines()) <= 300
