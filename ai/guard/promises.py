"""Words that commit the organization: money back, a date, an approval, work to be done later.

A draft may say them only when a cited source says something of the same kind. The word
lists are our own; each kind holds the words of the languages our drafts come in.
"""
# ruff: noqa: E501 - word lists and patterns read better unbroken

from __future__ import annotations

import re
from collections.abc import Sequence

from ai.contracts import Flag, Source

_KINDS = {
    "refund": r"refund\w*|reimburs\w*|money back|(?:rück)?erstatt\w*|geld zurück|rembours\w*|reembols\w*|rimbors\w*|restitu\w*|terugbeta\w*|zwrot\w*|возврат\w*|верн[её]м",
    "credit": r"(?:account|store|service|a|your) credit\w*|credit note\w*|gutschrift\w*|gutschreib\w*|avoir|crédit\w*|abono|nota de crédito|accredit\w*|tegoed|compensat\w*|entschädig\w*|discount\w*|rabatt\w*|free of charge|kostenlos|gratuit\w*|gratis|waive\w*",
    "guarantee": r"guarantee\w*|warrant(?:y|ies)|garant\w*|we promise|versprech\w*|promett\w*|prometemos|гарант\w*|will never happen again|100 ?%",
    "approval": r"(?:has been|have been|is|are|was|been) (?:approved|granted|accepted|cancell?ed|escalated|fixed|resolved|deleted|upgraded)|genehmigt|bewilligt|approuvé\w*|aprobad\w*|approvat\w*|aprovad\w*|goedgekeurd|zatwierdzon\w*|одобрен\w*",
    "later": r"we(?:'| wi)ll (?:fix|resolve|deliver|call|ship|refund|get back|contact|investigate|update|let you know|send|add|release|escalate|forward)\w*|"
             r"i(?:'| wi)ll (?:fix|resolve|call|refund|get back|escalate|forward|send|make sure|personally)\w*|within the next (?:\w+ )?(?:hours?|days?)|wir werden .{0,40}\b(?:beheben|melden|erstatten|anrufen|liefern)|nous allons .{0,30}\b(?:rembourser|corriger|rappeler)",
}  # fmt: skip
_PATTERNS = {kind: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for kind, words in _KINDS.items()}


def unsupported(draft: str, cited: Sequence[Source]) -> list[Flag]:
    """Promise words of the draft whose kind occurs in no cited source."""
    ground = "\n".join(source.text for source in cited)
    return [
        Flag("promise", f"{kind}: {found[0][:60]}")
        for kind, pattern in _PATTERNS.items()
        if (found := pattern.search(draft)) and not pattern.search(ground)
    ]


def commits(text: str) -> bool:
    """Whether the text says anything of these kinds at all."""
    return any(pattern.search(text) for pattern in _PATTERNS.values())
