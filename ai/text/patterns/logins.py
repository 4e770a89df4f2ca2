"""Secrets beside a name: "login: anna / …", `curl -u anna:…`, and the words that open a wallet."""
# ruff: noqa: E501 - word lists and forms read better unbroken

from __future__ import annotations

import re
from collections.abc import Iterator

from ai.text.patterns.around import Span, Words

_LOGIN = Words(
    r"credentials?|log-?ins?(?: details| data| info)?|zugangsdaten|anmeldedaten|logindaten|identifiants?|credenciales|credenziali|credenciais|dane logowania|"
    r"inlog\w{0,10}|user(?:name)? and password|benutzer(?:name)? und passwort|логин",
    then=r"[\s:=]{0,3}(?:(?:are|is|sind|ist|sont|son|sono|são|to|zijn|with|mit)[\s:=]{1,3})?[^\s/:|,]{2,64}\s?[/:|,]\s?(?P<value>[^\s\"'”“«»`,;<>]{5,128})",
)
_CURL = re.compile(r"(?<!\S)(?:-u|--user)[= ][\"']?[^\s:\"']{0,64}:([^\s\"']{3,128})")
_CONSOLE = re.compile(  # root:…@10.0.0.1, mysql -p…
    r"(?<![\w/])[A-Za-z][\w.\-]{1,31}:(?P<at>[^\s:@/]{4,64})@(?=\d{1,3}(?:\.\d{1,3}){3}|localhost)|"
    r"(?<!\w)(?:(?:mysql|mariadb)\w{0,8}\s(?:[^\n]{0,80}?\s)?-p|sshpass\s-p\s?)(?P<flag>[^\s]{3,64})"
)
_PHRASE = Words(
    r"wallet seed|seed|(?:seed|recovery|mnemonic|backup|secret)[ \-](?:phrase|words)|mnemonic|wiederherstellungs(?:phrase|wörter)|phrase de récupération|frase (?:semilla|di recupero|de recuperação)",
    then=r"[^\n]{0,24}?[\s:\"'](?P<value>(?:[a-z]{3,8}[ ,]{1,2}){11,23}[a-z]{3,8})",
)
_ADDRESS = re.compile(r"[a-z]{0,8}:?//")
_TRAILING = ".!?)…*]"


def logins(text: str) -> Iterator[Span]:
    """What stands behind a user's name, and phrases of twelve words and more."""
    for found in _LOGIN.finditer(text):
        value = found["value"].rstrip(_TRAILING)
        if any(map(str.isalpha, value)) and _is_strange(value) and not _ADDRESS.match(value):
            yield found.start("value"), found.start("value") + len(value)
    if " -u" in text or "--user" in text:
        yield from (found.span(1) for found in _CURL.finditer(text))
    yield from (found.span(found.lastgroup or 0) for found in _CONSOLE.finditer(text))
    yield from (found.span("value") for found in _PHRASE.finditer(text))


def _is_strange(value: str) -> bool:
    return any(map(str.isdigit, value)) or any(sign in value for sign in "!@#$%^&*_+=~")
