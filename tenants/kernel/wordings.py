"""A text that may have a wording per language: signatures, canned replies.

The text itself is in the organization's own language; further ones stand beside it as {"de": "…"}.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tenants.kernel.errors import Invalid
from tenants.kernel.text import storable


def picked(text: str, others: Mapping[str, str], language: str, own: str) -> str:
    """The wording for a reader: in their language, else the organization's (own), else what there is."""
    wanted = language.lower().replace("_", "-")
    known = {**others, own: text} if text.strip() else dict(others)
    found = (known.get(one, "") for one in (wanted, wanted.split("-")[0], own))
    return next((one for one in (*found, *known.values()) if one.strip()), "")


def clean(
    given: Mapping[str, object], languages: Collection[str], *, field: str, longest: int
) -> dict[str, str]:
    """The wordings that are not empty. Invalid at `field`: a language nobody speaks here, a text too long."""
    if unknown := sorted(set(given) - set(languages)):
        known = ", ".join(languages)
        raise Invalid(fields={field: [f"There is no language {unknown[0][:10]}. There are: {known}."]})
    texts = {name: storable(str(text)).replace("\r\n", "\n").strip() for name, text in given.items()}
    if long := next((name for name, text in texts.items() if len(text) > longest), ""):
        raise Invalid(fields={field: [f"{long}: longer than {longest} characters."]})
    return {name: text for name, text in texts.items() if text}
