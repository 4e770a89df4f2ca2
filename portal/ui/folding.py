"""Templates compiled once for each language, with what is always the same already said.

A page asks some three hundred times for the words of its language, for an icon, for the address of a page.
Where such a call names nothing but constants, {{ _("Inbox") }} or {{ icon("bell") }}, its answer is put into
the compiled template in its place. Answers follow the language and the table of addresses, so there is one
environment for each pair that was seen. A template that is no file (`from_string`) gets none of it.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, get_urlconf
from django.utils.translation import get_language
from jinja2 import Environment, Template, nodes
from jinja2.visitor import NodeTransformer

CONSTANT = frozenset({"_", "icon", "static", "url"})  # globals whose answer follows from their arguments
Pair = tuple[str | None, str | None]  # language and table of addresses
MOST = 16  # pairs
USUAL: str | None = getattr(settings, "ROOT_URLCONF", None)  # outside of a request; a preview has none


class Folding(Environment):
    """The environment that Django holds. Its templates come from the one of the active language."""

    is_folding = False
    apart: dict[Pair, Folding]

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.apart = {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's name
    ) -> Template:
        here = self if self.is_folding else self._of((get_language(), get_urlconf() or USUAL))
        return super(Folding, here).get_template(name, parent, globals)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Ours as they are when a template brings none of its own: what is imported looks them all up."""
        return super().make_globals(d) if d else self.globals

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Contexts are dictionaries: their keys come before what all dictionaries have."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def _of(self, pair: Pair) -> Folding:
        if (found := self.apart.get(pair)) is None:
            found = self.overlay()
            found.is_folding = True
            if len(self.apart) >= MOST:
                self.apart.clear()
            self.apart[pair] = found
        return found

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        if self.is_folding:
            source = _Fold(self.globals).visit(source)
        return super()._generate(source, name, filename, defer_init)


class _Fold(NodeTransformer):
    """Puts answers in place of calls."""

    def __init__(self, known: MutableMapping[str, Any]) -> None:
        self.known = known

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        named = node.node.name if isinstance(node.node, nodes.Name) else ""
        is_plain = all(isinstance(one, nodes.Const) for one in node.args)
        if named not in CONSTANT or not is_plain or node.kwargs or node.dyn_args or node.dyn_kwargs:
            return node
        try:
            answer = self.known[named](*(one.value for one in node.args if isinstance(one, nodes.Const)))
        except (NoReverseMatch, KeyError):  # of a branch that is not for this site
            return node
        return nodes.Const(answer, lineno=node.lineno)
