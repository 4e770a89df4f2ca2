"""Every door names who may pass; every rule in the database has a name; every app says why it exists."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from core.doors.checks import uncovered
from core.doors.needs import ANYONE, SIGNED_IN, names_of

ROOT = Path(settings.ROOT_DIR)
OURS = ("tenants", "billing", "core", "ai", "portal", "infra")
SITES = ("infra.urls", "infra.urls_public")
OPEN = {  # doors without a mark, and why
    "core.files.views.serve": "the signed link is the permission",
    "billing.api.hooks.stripe": "the provider's signature is the permission",
    "core.mail.api.consent.forward": "carries code and state on to the organization that the state was signed for",
    "core.mail.api.hooks.events": "the provider's password or signature is the permission",
    "core.mail.api.hooks.mail": "the provider's password or signature is the permission",
    "infra.embedded.mailbox.views": "the demo's own letters; settings.MAILBOX_PAGE is off in production",
}
OPERATORS = {"platform.operate"}  # held by the platform's own people, in the shared schema


def callbacks(urlconf):
    def below(patterns, prefix=""):
        for pattern in patterns:
            where = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from below(pattern.url_patterns, where)
            elif isinstance(pattern, URLPattern):
                yield where, pattern.callback

    return list(below(get_resolver(urlconf).url_patterns))


def whereabouts(callback):
    view = getattr(callback, "cls", None) or getattr(callback, "view_class", None) or callback
    return f"{view.__module__}.{view.__name__}"


@pytest.mark.parametrize("site", SITES)
def test_every_door_of_the_api_names_its_permissions(site):
    assert list(uncovered(site)) == []


def test_the_site_has_doors_at_all():
    addresses = [where for where, _ in callbacks("infra.urls")]
    assert sum(where.startswith("api/v1/") for where in addresses) > 60


@pytest.mark.parametrize("site", SITES)
def test_every_page_of_ours_names_who_may_see_it(site):
    bare = [
        (where, whereabouts(callback))
        for where, callback in callbacks(site)
        if callback.__module__.split(".")[0] in OURS
        and not hasattr(callback, "needs")
        and not hasattr(getattr(callback, "cls", None), "needs")
        and not any(whereabouts(callback).startswith(name) for name in OPEN)
    ]
    assert bare == []


def test_a_named_permission_is_one_that_roles_can_hold():
    from core.accounts.rules import PERMISSIONS

    unknown = {}
    for site in SITES:
        for where, callback in callbacks(site):
            needs = getattr(getattr(callback, "cls", None), "needs", None) or getattr(callback, "needs", ())
            wanted = needs.values() if isinstance(needs, dict) else [needs]
            names = {name for need in wanted if need not in (ANYONE, SIGNED_IN) for name in names_of(need)}
            if missing := names - set(PERMISSIONS) - OPERATORS:
                unknown[where] = missing
    assert unknown == {}


def our_models():
    labels = {config.label for config in apps.get_app_configs() if config.name.split(".")[0] in OURS}
    return [model for model in apps.get_models() if model._meta.app_label in labels]


def test_every_index_and_constraint_has_a_name_of_its_own():
    nameless, named = [], []
    for model in our_models():
        for rule in [*model._meta.indexes, *model._meta.constraints]:
            given = rule.deconstruct()[2].get("name", "")
            (named if given else nameless).append(f"{model._meta.label}: {given}")
            if given.endswith("_idx") or given.count("_") > 6:
                nameless.append(f"{model._meta.label}: {given} was made by Django")
    assert nameless == []
    names = [one.split(": ")[1] for one in named]
    assert len(names) == len(set(names))


def test_a_rule_people_can_break_has_a_sentence_or_a_service_in_front():
    """A unique rule without words is told as "This already exists."; a check needs words of its own."""
    default = models.CheckConstraint(condition=models.Q(pk=1), name="x").get_violation_error_message()
    silent = {
        rule.name
        for model in our_models()
        for rule in model._meta.constraints
        if isinstance(rule, models.CheckConstraint)
        and rule.get_violation_error_message() == default.replace("“x”", f"“{rule.name}”")
    }
    assert silent - {"confidence_range"} == set()  # written by machines only


@pytest.mark.parametrize(
    "config", [c for c in apps.get_app_configs() if c.name.split(".")[0] in OURS], ids=lambda c: c.name
)
def test_every_app_says_why_it_exists(config):
    readme = Path(config.path) / "README.md"
    assert readme.exists(), f"{config.name} has no README.md"
    assert len(readme.read_text().split()) >= 20
