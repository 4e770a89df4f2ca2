"""What an organization may say about a field: its options and rules, checked and in one shape.

Each check raises Invalid with the sentence at `key`, `options` or `rules`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.desk.fields.options import DEEPEST, MOST, depth
from core.desk.models_fields import Field
from tenants.kernel import ids, wordings
from tenants.kernel.errors import Invalid
from tenants.kernel.text import one_line, slug, storable

LONGEST_LABEL = 80
MOST_RULES, MOST_CONDITIONS, MOST_VALUES = 8, 6, 30
EFFECTS, TIMES = ("show", "require", "read_only"), ("always", "resolve")
OPS = ("is", "is_not", "set", "unset")
FACTS = ("status", "queue", "category", "priority", "channel")
_KEY = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")
_PATH = re.compile(r"__|_$")  # in the key of a field: where the database reads the end of a name


def key(raw: Any) -> str:
    """Of a new field; its letters are checked by the model."""
    text = str(raw).strip()
    if _PATH.search(text):
        raise _bad("key", _("No two _ in a row, and none at the end."))
    return text


def options(raw: Any, kind: str, languages: Collection[str]) -> list[dict[str, Any]]:
    """[{"key", "label", "label_in", "parent", "is_hidden"}]. One without a key gets one from its label."""
    if kind not in Field.WITH_OPTIONS:
        return []
    if not isinstance(raw, list) or not raw:
        raise _bad("options", _("Add at least one option."))
    if len(raw) > MOST:
        raise _bad("options", _("At most %(most)d options.") % {"most": MOST})
    taken = {str(one.get("key") or "") for one in raw if isinstance(one, Mapping)}
    rows = [_option(one, kind, languages, taken) for one in raw]
    keys = [one["key"] for one in rows]
    if twice := next((key for key in keys if keys.count(key) > 1), ""):
        raise _bad("options", _("The key %(key)s is there twice.") % {"key": twice})
    _check_tree(rows)
    return rows


def rules(raw: Any, own: str, known: Iterable[str]) -> list[dict[str, Any]]:
    """[{"effect", "at", "conditions": [{"fact", "op", "values"}]}]. known: keys of all fields."""
    if not isinstance(raw, list) or len(raw) > MOST_RULES:
        raise _bad("rules", _("At most %(most)d rules.") % {"most": MOST_RULES})
    facts = {*FACTS, *(f"field.{key}" for key in known if key != own)}
    return [_rule(one, facts) for one in raw]


def _option(raw: Any, kind: str, languages: Collection[str], taken: Collection[str]) -> dict[str, Any]:
    if not isinstance(raw, Mapping) or not (label := one_line(storable(str(raw.get("label") or "")))):
        raise _bad("options", _("Give each option a name."))
    if len(label) > LONGEST_LABEL:
        raise _bad("options", _("At most %(most)d characters for a name.") % {"most": LONGEST_LABEL})
    key = str(raw.get("key") or "") or _free_key(label, taken)
    if not _KEY.fullmatch(key):
        raise _bad(
            "options", _("Keys are small letters, digits, “.”, “-” and “_”: %(key)s.") % {"key": key[:60]}
        )
    others = raw.get("label_in") or {}
    if not isinstance(others, Mapping):
        raise _bad("options", _("Wordings are {language: text}."))
    return {
        "key": key,
        "label": label,
        "label_in": wordings.clean(others, languages, field="options", longest=LONGEST_LABEL),
        "parent": str(raw.get("parent") or "") if kind == Field.Kind.TREE else "",
        "is_hidden": bool(raw.get("is_hidden")),
    }


def _free_key(label: str, taken: Collection[str]) -> str:
    """From the label; names of other scripts, and names that are taken, get a random end."""
    base = slug(label, 40).replace("-", "_")
    return base if base and base not in taken else f"{base or 'o'}_{ids.token(3).lower().replace('-', '0')}"


def _check_tree(rows: list[dict[str, Any]]) -> None:
    keys = {one["key"] for one in rows}
    for one in rows:
        if one["parent"] and one["parent"] not in keys:
            raise _bad(
                "options", _("There is no option %(key)s to stand above.") % {"key": one["parent"][:60]}
            )
        if _is_own_ancestor(rows, one["key"]):
            raise _bad("options", _("%(label)s would stand above itself.") % {"label": one["label"]})
        if depth(rows, one["key"]) >= DEEPEST:
            raise _bad("options", _("At most %(most)d levels.") % {"most": DEEPEST})


def _is_own_ancestor(rows: list[dict[str, Any]], key: str) -> bool:
    parents, here = {one["key"]: one["parent"] for one in rows}, key
    for _step in rows:
        here = parents.get(here, "")
        if here == key:
            return True
    return False


def _rule(raw: Any, facts: Collection[str]) -> dict[str, Any]:
    if not isinstance(raw, Mapping) or raw.get("effect") not in EFFECTS:
        raise _bad("rules", _("A rule shows, requires or locks the field."))
    if raw.get("at", "always") not in TIMES:
        raise _bad("rules", _("A rule holds always, or when the ticket is resolved."))
    conditions = raw.get("conditions") or []
    if not isinstance(conditions, list) or len(conditions) > MOST_CONDITIONS:
        raise _bad("rules", _("At most %(most)d conditions in a rule.") % {"most": MOST_CONDITIONS})
    return {
        "effect": raw["effect"],
        "at": raw.get("at", "always"),
        "conditions": [_condition(one, facts) for one in conditions],
    }


def _condition(raw: Any, facts: Collection[str]) -> dict[str, Any]:
    if not isinstance(raw, Mapping) or raw.get("fact") not in tuple(facts):
        raise _bad("rules", _("Choose what a condition asks about."))
    if raw.get("op") not in OPS:
        raise _bad("rules", _("Choose how a condition compares."))
    values = raw.get("values") or []
    if not isinstance(values, list) or len(values) > MOST_VALUES:
        raise _bad("rules", _("At most %(most)d values in a condition.") % {"most": MOST_VALUES})
    texts = [one_line(storable(str(one)), 300) for one in values if isinstance(one, str | int | float | bool)]
    texts = ["true" if one == "True" else "false" if one == "False" else one for one in texts if one]
    if raw["op"] in ("set", "unset"):
        texts = []
    elif not texts:
        raise _bad("rules", _("Choose at least one value for each condition."))
    return {"fact": raw["fact"], "op": raw["op"], "values": list(dict.fromkeys(texts))}


def _bad(field: str, sentence: str) -> Invalid:
    return Invalid(fields={field: [sentence]})
