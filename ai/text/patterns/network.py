"""IP addresses."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from ai.text.patterns import around
from ai.text.patterns.around import BEGINS, ENDS, Span

_IPV4 = re.compile(BEGINS + r"(?<!\.)(?<![A-Za-z]/)\d{1,3}(?:\.\d{1,3}){3}" + ENDS + r"(?!\.\d)")
_IPV6 = re.compile(
    BEGINS
    + r"(?<![:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:(?<=:)\d{1,3}(?:\.\d{1,3}){3})?(?![:]|\.\d)"
    + ENDS
)
_VERSION = re.compile(
    r"(?<!\w)(?:version|build|release|firmware|driver|ver|v|section|chapter|clause|kapitel|abschnitt|ziffer|art|§)\.?:?\s?$",
    re.IGNORECASE,
)


def addresses(text: str) -> Iterator[Span]:
    """IPv4 and IPv6 addresses; version numbers, netmasks and the own machine stay."""
    spans = [
        found.span()
        for pattern in (_IPV4, _IPV6)
        for found in pattern.finditer(text)
        if _tells(found[0]) and not _VERSION.search(around.before(text, found.start()))
    ]
    yield from sorted(spans)


def _tells(value: str) -> bool:
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return False
    if ":" in value and not any(character.isdigit() for character in value):
        return False  # Module::Face
    return not (address.is_loopback or address.is_unspecified or value.startswith("255.255."))
