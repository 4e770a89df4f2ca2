"""Stripe's form encoding: `items[0][price]=p&metadata[tenant]=acme` as nested dicts and lists."""

import re
from typing import Any
from urllib.parse import parse_qsl

INTEGERS = (
    "quantity",
    "unit_amount",
    "trial_end",
    "limit",
    "interval_count",
    "trial_period_days",
    "timestamp",
)


def parse(encoded: str) -> dict[str, Any]:
    """The nested parameters. Known numbers become int, true and false bool."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        path = re.findall(r"[^\[\]]+|(?<=\[)(?=\])", name)
        _put(tree, path, _typed(path, value))
    return _listed(tree)


def _put(tree: dict[str, Any], path: list[str], value: Any) -> None:
    *parents, last = path
    for part in parents:
        tree = tree.setdefault(part, {})
    tree[last or str(len(tree))] = value


def _typed(path: list[str], value: str) -> Any:
    if "metadata" in path:
        return value
    if value in ("true", "false"):
        return value == "true"
    return int(value) if path[-1] in INTEGERS and value.isdigit() else value


def _listed(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    parts = {key: _listed(value) for key, value in node.items()}
    if parts and all(key.isdigit() for key in parts):
        return [parts[key] for key in sorted(parts, key=int)]
    return parts
