"""What DNS has to say so that receivers believe mail in a domain's name, and whether it does.

DKIM (RFC 6376) decides: with our key found there, mail is signed. SPF (RFC 7208) and DMARC (RFC 7489)
are advice, for a domain may send through other servers, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from core.mail.models import SendingDomain
from tenants import lookup

Finding = SendingDomain.Finding
LONGEST = 600  # characters kept of what stands there
DMARC = "v=DMARC1; p=none"


@dataclass(frozen=True, slots=True)
class Record:
    """One record to set. code: dkim | spf | dmarc. is_wanted: False where we have no advice."""

    code: str
    name: str
    value: str
    is_wanted: bool = True


def wanted(domain: SendingDomain) -> tuple[Record, ...]:
    """The records, each with the name and the value to enter."""
    include = settings.SPF_INCLUDE
    return (
        Record(
            "dkim", f"{domain.selector}._domainkey.{domain.name}", f"v=DKIM1; k=rsa; p={domain.public_key}"
        ),
        Record("spf", domain.name, f"v=spf1 include:{include} ~all" if include else "", bool(include)),
        Record("dmarc", f"_dmarc.{domain.name}", DMARC),
    )


def look(domain: SendingDomain) -> dict[str, Any]:
    """What stands there now: values for the row. Network, not in a transaction. Raises DnsSilent."""
    dkim, spf, dmarc = (lookup.texts(record.name) for record in wanted(domain))
    policies = [text for text in spf if tags(text, " ")[:1] == ["v=spf1"]]
    rules = [text for text in dmarc if text.lower().replace(" ", "").startswith("v=dmarc1")]
    seen = {"dkim": dkim, "spf": policies, "dmarc": rules}
    return {
        "dkim": judge_dkim(dkim, domain.public_key),
        "spf": judge_spf(policies, settings.SPF_INCLUDE),
        "dmarc": _one_of(rules),
        "seen": {code: " | ".join(texts)[:LONGEST] for code, texts in seen.items()},
    }


def judge_dkim(texts: list[str], public_key: str) -> str:
    """fine when one of the records holds our key; spaces inside of it mean nothing."""
    keys = [_tag(text, "p") for text in texts]
    if public_key in keys:
        return Finding.FINE
    return Finding.WRONG if texts else Finding.MISSING


def judge_spf(policies: list[str], include: str) -> str:
    """fine when our servers are included, or any single policy where we have no name to include."""
    if include and len(policies) == 1:
        words = tags(policies[0], " ")
        is_named = any(word.lstrip("+?~") in (f"include:{include}", f"redirect={include}") for word in words)
        return Finding.FINE if is_named else Finding.WRONG
    return _one_of(policies)


def tags(text: str, sign: str) -> list[str]:
    """The parts between the signs, in lower case, without the empty ones."""
    return [part.strip().lower() for part in text.split(sign) if part.strip()]


def _one_of(texts: list[str]) -> str:
    """Two policies cancel each other out (RFC 7208 4.5, RFC 7489 6.6.3)."""
    if not texts:
        return Finding.MISSING
    return Finding.FINE if len(texts) == 1 else Finding.WRONG


def _tag(text: str, name: str) -> str:
    for part in text.split(";"):
        key, _, value = part.partition("=")
        if key.strip().lower() == name:
            return "".join(value.split())
    return ""
