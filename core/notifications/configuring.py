"""Section of channels: where a team hears of its tickets. Their addresses and secrets never leave."""

from __future__ import annotations

from typing import Any

from core.configuration.kinds import Flag, OneOf, Ref, Text, Texts
from core.configuration.names import Names, NotSo
from core.configuration.registry import Part, Section, register
from core.notifications import services
from core.notifications.models import Hook
from core.notifications.rules import ARRANGE
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid

KEPT = "kept"


class Kept:
    """A secret: whether there is one. It stays as it is."""

    def write(self, value: Any, names: Names) -> Any:
        return KEPT if value else ""

    def read(self, plain: Any, names: Names) -> Any:
        if plain not in (KEPT, ""):
            raise NotSo("Secrets do not stand in documents: leave “kept”, and change it in the settings.")
        return ""


def save(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> Hook:
    if row is None:
        raise Invalid(
            fields={
                "url": [
                    "Add this channel in the settings first: its address is a secret, kept by no document."
                ]
            }
        )
    was = {"form": row.format, "events": row.events, "queue": row.queue, "template": row.template}
    return services.save_hook(row, by=by, name=row.name, **was | {"is_active": row.is_active} | values)


register(
    Section(
        "channels",
        "Channels and programs that hear of tickets. They are added, and removed, by hand.",
        ARRANGE,
        Hook,
        Hook.objects.select_related("queue").all,
        lambda row: row.name,
        (
            Part("format", OneOf(Hook.Format.values), to="form", stays=True),
            Part("url", Kept()),
            Part("secret", Kept()),
            Part("events", Texts(is_sorted=True)),
            Part("queue", Ref("queues"), attr="queue_id", to="queue"),
            Part("template", Text()),
            Part("is_active", Flag()),
        ),
        save,
        after=("queues",),
    )
)
