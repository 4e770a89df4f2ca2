"""The section of chains of approval; whom they ask is named by addresses and by names of teams."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.configuration.kinds import Text, listed, mapped
from core.configuration.names import Names
from core.configuration.registry import Part, Section, register
from core.desk import services
from core.desk.chains import TEAM, USER
from core.desk.models import ApprovalChain
from core.desk.rules import ARRANGE
from tenants.kernel.actor import Actor

SOURCES = {USER: "people", TEAM: "teams"}
Turn = Callable[[str, str], Any]


def written(word: str, names: Names) -> str:
    """ "user:ana@acme.example" for "user:5"; words and addresses stay."""
    return _turned(word, lambda source, pk: names.key(source, int(pk)))


def meant(word: str, names: Names) -> str:
    """The way back. Raises Unknown."""
    return _turned(word, lambda source, key: names.row(source, key).pk)


def _turned(word: str, turn: Turn) -> str:
    for before, source in SOURCES.items():
        if word.startswith(before):
            return f"{before}{turn(source, word.removeprefix(before))}"
    return word


class Steps:
    """[{need: all, hours: 48, asked: [lead, "user:ana@acme.example"]}]. What is wrong says the service."""

    def write(self, value: Any, names: Names) -> Any:
        return [{**one, "asked": [written(word, names) for word in one["asked"]]} for one in value or []]

    def read(self, plain: Any, names: Names) -> Any:
        return [self._meant(mapped(one), names) for one in listed(plain)]

    def _meant(self, step: Any, names: Names) -> dict[str, Any]:
        if "asked" not in step:
            return dict(step)
        return {**step, "asked": [meant(str(word), names) for word in listed(step["asked"])]}


def save(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> ApprovalChain:
    return services.save_chain(row, by=by, **({} if row else {"name": key}) | values)


register(
    Section(
        "approval_chains",
        "Who decides on what, step by step; rules, macros and colleagues ask by them.",
        ARRANGE,
        ApprovalChain,
        ApprovalChain.objects.all,
        lambda row: row.name,
        (Part("question", Text()), Part("steps", Steps())),
        save,
        services.delete_chain,
        after=("teams",),
    )
)
