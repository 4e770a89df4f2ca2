"""The template goes first: every new migration is written down against it, then it takes the step."""

from __future__ import annotations

from tenants.kernel.errors import Refused
from tenants.locks import held, own_connection
from tenants.migrator import apply
from tenants.migrator.steps import Route, Step
from tenants.models import Tenant
from tenants.provisioning import schema
from tenants.provisioning.blueprint import TEMPLATE, prepare_template

ROW = Tenant(schema_name=TEMPLATE)


class TemplateAway(Refused):
    code = "migrate.no_template"
    sentence = "The template schema is missing. Run `manage.py migrate_tenants` without --plan once."


def lead() -> Route:
    """The route of the running release, all its new steps written down and taken by the template."""
    with held("provisioning.template"):
        if not schema.has_ledger(TEMPLATE):  # the first run of an installation: nothing to render against
            prepare_template(lambda what, number, of: None)
        route = Route()
        with own_connection() as line:
            for step in route.steps(apply.ledger(line, TEMPLATE)):
                _lead_through(line, step, route)
            apply.bring(line, ROW, route)
    return route


def preview() -> tuple[Route, list[Step]]:
    """What `lead` would write down, nothing saved. Raises TemplateAway."""
    if not schema.has_ledger(TEMPLATE):
        raise TemplateAway
    route = Route()
    with own_connection() as line:
        new = route.steps(apply.ledger(line, TEMPLATE))
    return route, [step if step.rendered else route.write_down(step, ROW) for step in new]


def _lead_through(line: apply.Line, step: Step, route: Route) -> None:
    """Write one step down and let the template take it. Killed in between: the note is found next time."""
    if step.rendered is None:
        step = route.write_down(step, ROW)
        route.keep(step)
    apply.take(line, ROW, step, route)
