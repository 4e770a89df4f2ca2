"""Arithmetic that tells a card, an IBAN or a national id from any other row of digits."""
# ruff: noqa: E501 - tables read better unbroken

from __future__ import annotations

import re

# (prefix from, prefix to, lengths): issuer ranges that are in use.
_ISSUERS = (
    (4, 4, (13, 16, 19)), (51, 55, (16,)), (2221, 2720, (16,)), (34, 34, (15,)), (37, 37, (15,)),
    (300, 305, (14, 16)), (309, 309, (14, 16)), (36, 36, (14, 16)), (38, 39, (14, 16)),
    (3528, 3589, (16, 19)), (1800, 1800, (15,)), (2131, 2131, (15,)),
    (6011, 6011, (16, 19)), (644, 659, (16, 19)), (60, 60, (16,)), (62, 62, (16, 17, 18, 19)), (81, 82, (16,)),
    (50, 50, (12, 13, 14, 15, 16, 17, 18, 19)), (56, 58, (12, 13, 14, 15, 16, 17, 18, 19)),
    (67, 67, (12, 13, 14, 15, 16, 17, 18, 19)), (63, 63, (12, 13, 14, 15, 16, 17, 18, 19)), (2200, 2204, (16, 19)),
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
    issued = any(
        low <= int(digits[: len(str(low))]) <= high and len(digits) in lengths
        for low, high, lengths in _ISSUERS
    )
    return issued and luhn(digits)


def iban_length(country: str) -> int | None:
    """How long an IBAN of this country is; None for a country without IBANs."""
    return _IBAN_LENGTHS.get(country)


def is_iban(value: str) -> bool:
    """Upper case without separators: length of its country and remainder 1 modulo 97."""
    if iban_length(value[:2]) != len(value) or not value[2:4].isdigit():
        return False
    return int("".join(str(int(character, 36)) for character in value[4:] + value[:4])) % 97 == 1


def is_us_ssn(digits: str) -> bool:
    """Nine digits in the ranges that are given out."""
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    return area not in {"000", "666"} and area < "900" and group != "00" and serial != "0000"


def is_spanish_id(value: str) -> bool:
    """DNI or NIE: letter = number modulo 23."""
    number = value[:-1].upper().replace("X", "0").replace("Y", "1").replace("Z", "2")
    return number.isdigit() and "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == value[-1].upper()


def is_brazilian_cpf(digits: str) -> bool:
    """Eleven digits with two check digits."""
    if len(digits) != 11 or len(set(digits)) == 1:
        return False
    for size in (9, 10):
        total = sum(int(digits[place]) * (size + 1 - place) for place in range(size))
        if (total * 10 % 11) % 10 != int(digits[size]):
            return False
    return True


def is_dutch_bsn(digits: str) -> bool:
    """Nine digits passing the eleven test."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return len(digits) == 9 and sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11 == 0


def is_pesel(digits: str) -> bool:
    """Polish number: ten digits weighted 1-3-7-9 and a check digit."""
    weights = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
    total = sum(int(d) * w for d, w in zip(digits[:10], weights, strict=True))
    return (10 - total % 10) % 10 == int(digits[10])
