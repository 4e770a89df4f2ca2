"""Arithmetic that tells a card or an IBAN from any other row of digits."""
# ruff: noqa: E501 - tables read better unbroken

from __future__ import annotations

import re

_MAESTRO = (12, 13, 14, 15, 16, 17, 18, 19)

# (prefix from, prefix to, lengths): issuer ranges that are in use.
_ISSUERS = (
    (4, 4, (13, 16, 19)), (51, 55, (16,)), (2221, 2720, (16,)), (34, 34, (15,)), (37, 37, (15,)),
    (300, 305, (14, 16)), (309, 309, (14, 16)), (36, 36, (14, 16)), (38, 39, (14, 16)),
    (35, 35, (16, 19)), (1800, 1800, (15,)), (2131, 2131, (15,)),
    (6011, 6011, (16, 19)), (644, 659, (16, 19)), (60, 60, (16,)), (62, 62, (16, 17, 18, 19)), (81, 82, (16,)),
    (50, 50, _MAESTRO), (56, 58, _MAESTRO), (63, 63, _MAESTRO), (67, 67, _MAESTRO),
    (2200, 2204, (16, 19)), (9792, 9792, (16,)),
)  # fmt: skip

_IBAN_LENGTHS = {
    name: int(length)
    for name, length in re.findall(
        r"([A-Z]{2})(\d+)",
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 "
        "EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 "
        "KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 "
        "PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 "
        "VA22 VG24 XK20 YE30",
    )
}


def luhn(digits: str) -> bool:
    """The check digit all payment cards carry."""
    total = 0
    for place, character in enumerate(reversed(digits)):
        value = int(character) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_card(digits: str) -> bool:
    """12 to 19 digits of a known issuer with a right check digit, not one digit repeated."""
    if not 12 <= len(digits) <= 19 or len(set(digits)) == 1:
        return False
    if digits.startswith("0604") and len(digits) == 12:  # an old Maestro range
        return luhn(digits)
    return luhn(digits) and any(
        low <= int(digits[: len(str(low))]) <= high and len(digits) in lengths
        for low, high, lengths in _ISSUERS
    )


def iban_length(country: str) -> int | None:
    """How long an IBAN of this country is; None for a country without IBANs."""
    return _IBAN_LENGTHS.get(country)


def is_iban(value: str) -> bool:
    """Upper case without separators: length of its country and remainder 1 modulo 97."""
    if iban_length(value[:2]) != len(value) or not value[2:4].isdigit():
        return False
    return int("".join(str(int(character, 36)) for character in value[4:] + value[:4])) % 97 == 1
