"""The way from any schema to the running release: steps in order, each with its statements.

The template goes first. Each step is written down before the template takes it, in the same
transaction, so a crash in between leaves either both or neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

from django.db.migrations import Migration, RunPython
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tenants.migrator.render import render
from tenants.migrator.target import Name, wanted
from tenants.models import RenderedMigration, Tenant


@dataclass(frozen=True)
class Step:
    """One migration. rendered: None when it is older than the template."""

    migration: Migration
    rendered: RenderedMigration | None

    @property
    def name(self) -> Name:
        return self.migration.app_label, self.migration.name

    @property
    def is_written(self) -> bool:
        return self.rendered is not None and not self.rendered.why_not

    @property
    def is_one_transaction(self) -> bool:
        return self.is_written and self.migration.atomic

    @property
    def statements(self) -> list[str]:
        return list(self.rendered.statements) if self.rendered else []

    @property
    def why_not(self) -> str:
        """Why it goes through the ORM; empty when it does not."""
        return self.rendered.why_not if self.rendered else "older than the template"

    def is_in(self, ledger: set[Name]) -> bool:
        """Applied already, itself or all it was squashed from."""
        replaced = set(self.migration.replaces)
        return self.name in ledger or bool(replaced and replaced <= ledger)


class Route:
    """All steps of the running release, in an order every schema can take."""

    def __init__(self) -> None:
        self.loader = MigrationLoader(None)
        graph = self.loader.graph
        seen: dict[Name, Migration] = {}
        for leaf in graph.leaf_nodes():
            for node in graph.forwards_plan(leaf):
                seen.setdefault(node, self.loader.graph.nodes[node])
        self.order = [migration for node, migration in seen.items() if node in wanted()]
        self.states: dict[Name, ProjectState] = {}
        self.lock, self.fresh = Lock(), list[Step]()  # fresh: written down in this run
        self.written = {(row.app, row.name): row for row in RenderedMigration.objects.all()}

    def steps(self, ledger: set[Name]) -> list[Step]:
        """What a schema with this ledger still lacks."""
        every = (Step(one, self.written.get((one.app_label, one.name))) for one in self.order)
        return [step for step in every if not step.is_in(ledger)]

    def write_down(self, step: Step, template: Tenant) -> Step:
        """The step with its statements, unsaved. The template must stand where the migration begins."""
        return Step(step.migration, render(step.migration, self.before(step), template))

    def before(self, step: Step) -> ProjectState:
        """The state a migration begins with, made once; Python leaves it alone, all else gets a copy."""
        with self.lock:
            if step.name not in self.states:
                self.states[step.name] = self.loader.project_state(step.name, at_end=False)
                _ = self.states[step.name].apps  # the models, too
        state = self.states[step.name]
        only_python = all(isinstance(one, RunPython) for one in step.migration.operations)
        return state if only_python else state.clone()

    def keep(self, step: Step) -> None:
        """Save what was written down."""
        if step.rendered is not None:
            step.rendered.save()
            self.fresh.append(step)
            self.written[step.name] = step.rendered
