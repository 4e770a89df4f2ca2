"""Where in a text the values stand that must be masked. Each finder yields (start, end) spans.

Patterns propose, arithmetic (checks.py) and context decide: a tracking number that happens
to pass Luhn stays readable, an order number is not a phone.
"""
# ruff: noqa: E501 - word lists and patterns read better unbroken

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from ai.text import checks

Span = tuple[int, int]
_GLUE = r"[ \u00a0\u202f\t.\-\u2010-\u2013/]"

_DIGIT_RUN = re.compile(rf"(?<![\d+])\d(?:{_GLUE}{{0,2}}\d){{11,47}}")
_GROUP = re.compile(r"\d+")
_CARD_VETO = re.compile(
    r"\b(?:imei|order|tracking|parcel|shipment|serial|ticket|transaction id|trace id|request id|"
    r"bestell\w{0,8}|sendungs\w{0,8}|auftrag\w{0,8}|commande|suivi|pedido|seguimiento|ordine|spedizione)\b[^\n\d]{0,24}$",
    re.IGNORECASE,
)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ \u00a0\-]?[A-Za-z0-9]){11,30}")
_EMAIL = re.compile(
    r"(?<![\w.%+\-])[\w.%+\-]{1,64}@(?:[A-Za-z0-9\-\u00a1-\uffff]{1,63}\.){1,6}[A-Za-z\u00a1-\uffff]{2,24}\b"
)
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:])")
_VERSION = re.compile(r"(?:\b(?:version|build|release|firmware|ver|v)\.?\s?)$", re.IGNORECASE)

_VENDOR_KEY = re.compile(
    r"(?<![A-Za-z0-9])(?:sk-[A-Za-z0-9_\-]{16,200}|(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{10,200}|(?:AKIA|ASIA)[A-Z0-9]{16}|"
    r"gh[opsur]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255}|glpat-[A-Za-z0-9_\-]{20,64}|"
    r"xox[abeprs]-[A-Za-z0-9\-]{10,255}|AIza[A-Za-z0-9_\-]{35}|whsec_[A-Za-z0-9]{16,128}|SG\.[A-Za-z0-9_\-]{16,64}\.[A-Za-z0-9_\-]{16,64}|"
    r"eyJ[A-Za-z0-9_\-]{8,2000}\.[A-Za-z0-9_\-]{8,4000}(?:\.[A-Za-z0-9_\-]{0,1000})?)"
)
_PEM_START = re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----")
_PEM_END = re.compile(r"-----END [A-Z ]{0,30}PRIVATE KEY-----")
_PEM_LENGTH = 8_000  # characters; a 16,384-bit key has 12,000 and is not mailed
_USERINFO = re.compile(r"(?<=://)[^\s/:@]{1,64}:([^\s/@]{1,128})(?=@)")
_LABELLED = re.compile(
    r"(?<!\w)(?:pass(?:word|phrase|code|wort)?|pwd|kennwort|zugangscode|mot de passe|contraseña|clave|senha|parola d'ordine|wachtwoord|"
    r"hasło|пароль|şifre|كلمة المرور|パスワード|密码|密碼|api[ _\-]?key|api[ _\-]?token|access[ _\-]?token|secret(?: key)?|client[ _\-]secret|"
    r"bearer|cvc2?|cvv2?|security code|prüfziffer|pin|tan|otp|one[ \-]time (?:code|password)|verification code|bestätigungscode|"
    r"2fa code|mfa code|backup code|recovery code)(?!\w)"
    r"(?:\s{0,3}(?:is|was|ist|war|lautet|est|es|é|è|to|code|number|nummer|=|:|：|->|→)){0,3}\s{0,3}[\"'“„«`]?"
    r"([^\s\"'”“«»`,;]{3,128})",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w+.\-/#])(?:\+|00)\d{1,3}(?:[ \u00a0.\-/]{0,2}\(?\d{1,5}\)?){2,6}(?!\w)|"
    r"(?<![\w+.\-/#])\(\d{2,5}\)[ \u00a0.\-]{0,2}\d{2,5}(?:[ \u00a0.\-]\d{2,6}){0,4}(?!\w)|"
    r"(?<![\w+.\-/#])0\d{1,4}(?:[ \u00a0.\-/]{1,2}\d{2,7}){1,5}(?!\w)|"
    r"(?<![\w+.\-/#])(?:1[ .\-])?\d{3}[ .\-]\d{3}[ .\-]\d{4}(?!\w)"
)
_PHONE_LABEL = re.compile(
    r"\b(?:phone|mobile|cell|call me (?:on|at)|call|tel(?:efon(?:nummer)?|éfono|efono|efone)?|handy|téléphone|móvil|cellulare|"
    r"celular|telefoon|whatsapp|reach me (?:on|at)|fax)\b\.?\s{0,2}[:#]?\s{0,2}(\+?\d[\d \u00a0.\-/()]{5,22}\d)",
    re.IGNORECASE,
)
_DATE = re.compile(r"^(?:\d{1,2}[./\-]\d{1,2}[./\-]\d{2,4}|\d{4}[./\-]\d{1,2}[./\-]\d{1,2})")
_NUMBER_VETO = re.compile(
    r"(?:\b(?:order|invoice|ticket|case|ref(?:erence)?|tracking|serial|sku|imei|id|rechnung\w{0,8}|bestell\w{0,8}|kunden\w{0,8}|"
    r"auftrag\w{0,8}|facture|commande|factura|pedido|fattura|ordine|no|nr|number|nummer)\b[^\n\d]{0,12}|#)$",
    re.IGNORECASE,
)
_NATIONAL = (
    (re.compile(r"(?<![\w\-])\d{3}-\d{2}-\d{4}(?![\w\-])"), checks.is_us_ssn),
    (re.compile(r"(?<!\w)[XYZ]?\d{7,8}-?[A-Za-z](?!\w)"), checks.is_spanish_id),
    (re.compile(r"(?<!\w)\d{3}\.\d{3}\.\d{3}-\d{2}(?!\w)"), checks.is_brazilian_cpf),
    (re.compile(r"(?<!\w)[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D](?!\w)"), lambda value: True),
    (re.compile(r"(?<!\w)[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z](?!\w)"), lambda value: True),
)
_NATIONAL_LABELLED = re.compile(
    r"\b(ssn|social security(?: number)?|bsn|pesel|cpf|steuer-?id(?:nummer)?|sozialversicherungsnummer|passport(?: (?:no|number))?|"
    r"reisepass(?:nummer)?|personalausweis(?:nummer)?|national id|numéro de sécurité sociale|codice fiscale|aadhaar)\b"
    r"(?:\s{0,2}(?:is|ist|est|es|no|nr|number|nummer|:|#|\.)){0,3}\s{0,2}([A-Z0-9][A-Z0-9 .\-]{4,20}[A-Z0-9])",
    re.IGNORECASE,
)


def _digits(value: str) -> str:
    return re.sub(r"\D", "", value)


def _before(text: str, start: int) -> str:
    return text[max(0, start - 40) : start]


def secrets(text: str) -> Iterator[Span]:
    """Keys by their vendor's prefix, private keys, passwords in URLs, and labelled values with a digit."""
    spans = list(_private_keys(text))
    spans += [found.span() for found in _VENDOR_KEY.finditer(text)]
    spans += [found.span(1) for found in _USERINFO.finditer(text)]
    for found in _LABELLED.finditer(text):
        value = found[1].rstrip(".!?)")
        if any(character.isdigit() for character in value) and "[[" not in value:
            spans.append((found.start(1), found.start(1) + len(value)))
    yield from sorted(spans)


def _private_keys(text: str) -> Iterator[Span]:
    at = 0
    while begin := _PEM_START.search(text, at):
        limit = min(len(text), begin.end() + _PEM_LENGTH)
        end = _PEM_END.search(text, begin.end(), limit)
        at = end.end() if end else limit  # a key cut off by the budget is still a key
        yield begin.start(), at


def ibans(text: str) -> Iterator[Span]:
    """IBANs in groups or in one piece; what follows after the country's length is left alone."""
    for found in _IBAN.finditer(text):
        length = checks.iban_length(found[0][:2].upper())
        if length is None:
            continue
        end, taken = found.start(), 0
        while end < found.end() and taken < length:
            taken += text[end].isalnum()
            end += 1
        if checks.is_iban(re.sub(r"[^A-Z0-9]", "", text[found.start() : end].upper())):
            yield found.start(), end


def cards(text: str) -> Iterator[Span]:
    """Card numbers with any separators, unless the words before say it is something else.

    An expiry date or a phone may stand right beside the number: every window of whole
    digit groups inside a run is tried, longest first.
    """
    for run in _DIGIT_RUN.finditer(text):
        groups = [
            (run.start() + group.start(), run.start() + group.end()) for group in _GROUP.finditer(run[0])
        ]
        at = 0
        while at < len(groups):
            taken = _card_at(text, groups[at : at + 19])
            if taken and not _CARD_VETO.search(_before(text, groups[at][0])):
                yield groups[at][0], groups[at + taken - 1][1]
            at += max(1, taken)


def _card_at(text: str, groups: list[Span]) -> int:
    """How many groups from the first on form a card number; 0 for none."""
    digits, found = "", 0
    for number, (start, end) in enumerate(groups, 1):
        digits += text[start:end]
        if len(digits) > 19:
            break
        if checks.is_card(digits):
            found = number
    return found


def emails(text: str) -> Iterator[Span]:
    """E-mail addresses."""
    for found in _EMAIL.finditer(text):
        yield found.span()


def addresses(text: str) -> Iterator[Span]:
    """IPv4 and IPv6 addresses; version numbers stay."""
    spans = [
        found.span()
        for pattern in (_IPV4, _IPV6)
        for found in pattern.finditer(text)
        if _is_ip(found[0]) and not _VERSION.search(_before(text, found.start()))
    ]
    yield from sorted(spans)


def _is_ip(value: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return len(value) > 4  # "::" and "::1" say nothing about a person


def national_ids(text: str) -> Iterator[Span]:
    """National numbers by form and check digit, or any number a label calls one."""
    spans = [
        found.span()
        for pattern, valid in _NATIONAL
        for found in pattern.finditer(text)
        if valid(re.sub(r"[ .\-]", "", found[0]))
    ]
    spans += [found.span(2) for found in _NATIONAL_LABELLED.finditer(text) if len(_digits(found[2])) >= 5]
    yield from sorted(spans)


def phones(text: str) -> Iterator[Span]:
    """Phone numbers: international, national with a leading zero or brackets, or after a label."""
    spans = [found.span(1) for found in _PHONE_LABEL.finditer(text) if 7 <= len(_digits(found[1])) <= 15]
    for found in _PHONE.finditer(text):
        enough = 7 <= len(_digits(found[0])) <= 15
        if enough and not _DATE.match(found[0]) and not _NUMBER_VETO.search(_before(text, found.start())):
            spans.append(found.span())
    yield from sorted(spans)
