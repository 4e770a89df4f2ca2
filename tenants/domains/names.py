"""Host names that people type: made plain, or refused with a sentence.

Pure rules: no question to DNS or the database. What comes out is what DNS, certificates and the table
of hosts compare: ASCII (IDNA 2008), lower case, without a trailing dot.
"""

from __future__ import annotations

import ipaddress
import re
from functools import cache

import idna
from django.conf import settings
from publicsuffixlist import PublicSuffixList

from tenants.kernel.errors import Invalid
from tenants.kernel.text import one_line

LONGEST = 253  # characters of a host name on the wire
LABEL = "_deskhand-challenge"
ROOM = LONGEST - len(LABEL) - 1  # the challenge stands below the host
NUMBER = re.compile(r"\d+|0x[0-9a-f]*")  # browsers read a host that ends so as an IPv4 address


class HostInvalid(Invalid):
    """data: fields {"host": [sentence]}."""

    code = "domain.invalid"
    sentence = "This is not a domain we can use."

    @classmethod
    def saying(cls, sentence: str) -> HostInvalid:
        return cls(sentence, fields={"host": [sentence]})


def clean(typed: str) -> str:
    """The host in its one form: " Hilfe.Müller.DE. " -> "hilfe.xn--mller-kva.de". HostInvalid."""
    text = typed.strip()
    if not text or len(text) > LONGEST * 2 or one_line(text, LONGEST * 2) != text:
        raise HostInvalid.saying("Write a domain such as help.yourcompany.com.")
    if "://" in text or any(mark in text for mark in "/@?#\\ %"):
        raise HostInvalid.saying("Only the domain itself, without https:// and without a path.")
    if "*" in text:
        raise HostInvalid.saying(
            "A wildcard covers names that nobody has checked. Add each domain by itself."
        )
    if _is_address(text):
        raise HostInvalid.saying("An IP address cannot be used; write a domain name.")
    if ":" in text:
        raise HostInvalid.saying("Without a port: people reach the help centre at the usual one.")
    host = _ascii(text)
    _check(host)
    return host


def challenge(host: str) -> str:
    """Where the TXT record stands."""
    return f"{LABEL}.{host}"


def shown(host: str) -> str:
    """For people: letters of their own script where IDNA allows them."""
    try:
        return idna.decode(host)
    except idna.IDNAError:
        return host


def _ascii(text: str) -> str:
    try:
        return idna.encode(text, uts46=True, std3_rules=True).decode().lower().removesuffix(".")
    except (idna.IDNAError, UnicodeError):
        raise HostInvalid.saying("A domain has letters, digits and hyphens between its dots.") from None


def _check(host: str) -> None:
    labels = host.split(".")
    if len(labels) < 2:
        raise HostInvalid.saying("Write the whole domain, such as help.yourcompany.com.")
    if len(host) > ROOM:
        raise HostInvalid.saying("This domain is too long.")
    if NUMBER.fullmatch(labels[-1]):
        raise HostInvalid.saying("An IP address cannot be used; write a domain name.")
    if is_ours(host):
        raise HostInvalid.saying(
            "This address belongs to the platform; your workspace has one of them already."
        )
    if _suffixes().publicsuffix(host) is None:
        raise HostInvalid.saying("There is no such ending in public DNS, so nobody could reach it.")
    if _suffixes().is_public(host):
        raise HostInvalid.saying("Many organizations live under this name. Write your own domain below it.")


def is_ours(host: str) -> bool:
    """The platform's own name, anything below it, and anything above it; the host of files."""
    if host == settings.FILES_HOST:
        return True
    ours = settings.PLATFORM_DOMAIN.lower()
    return host == ours or host.endswith(f".{ours}") or ours.endswith(f".{host}")


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.strip("[].").split("%")[0])
    except ValueError:
        return False
    return True


@cache
def _suffixes() -> PublicSuffixList:
    """The list that comes with the pinned package; nothing is downloaded."""
    return PublicSuffixList(accept_unknown=False)
