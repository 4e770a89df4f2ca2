"""Keys nobody listed: long runs of letters and digits that no person and no language would write.

A key of a new vendor looks as those of the old ones: a short word, a sign, then noise. Plain hashes of
commits and files, identifiers that are named as such and what stands in the path of an address stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ai.text.patterns import around
from ai.text.patterns.around import Span, Words

_TOKEN = re.compile(r"(?<![\w/@.%+\-])[A-Za-z0-9][A-Za-z0-9_.\-]{19,300}(?![\w@/])")
_PART = re.compile(r"[_.\-]")
# Objects of a payment service, public by nature: pi_3Mtw…, ch_3Mtw…
_IDENTIFIER = re.compile(
    r"(?:pi|ch|cus|sub|evt|txn|pm|price|prod|acct|req|si|il|in|cs|seti|re|po|tr|dp|card|src|ba|plink|file)"
    r"_(?:live_|test_)?(?=[A-Za-z0-9]{14,40}$|[A-Za-z0-9]{60,90}$)"
)
_NAMED = Words(
    r"keys?|tokens?|secrets?|pass\w{0,5}|credentials?|schlüssel|clé|clave|chiave|chave|klucz\w{0,2}|sleutel"
)
_MIXED, _PLAIN = 20, 24  # characters of noise: with capitals and small letters, with one of them
_MIXED_TURNS, _PLAIN_TURNS = 0.4, 0.2  # of the characters are of another class than the one before
_FEWEST_DIGITS = 2


def tokens(text: str) -> Iterator[Span]:
    """Runs of noise that can only be keys."""
    for found in _TOKEN.finditer(text):
        value = found[0].rstrip("._-")
        if _is_key(value) and not _is_identifier(text, found.start(), found.start() + len(value)):
            yield found.start(), found.start() + len(value)


def _is_key(value: str) -> bool:
    parts = _PART.split(value)
    noise = max(parts, key=len)
    if sum(map(str.isdigit, noise)) < _FEWEST_DIGITS or noise.rstrip("0123456789").isalpha():
        return False  # SomeLongName42
    if any(map(str.islower, noise)) and any(map(str.isupper, noise)):
        return len(noise) >= _MIXED and _turns(noise) >= _MIXED_TURNS
    named = "_" in value and len(parts[0]) >= 2 and parts[0][:2].isalpha()
    return named and len(noise) >= _PLAIN and not noise.isdigit() and _turns(noise) >= _PLAIN_TURNS


def _is_identifier(text: str, start: int, end: int) -> bool:
    return bool(_IDENTIFIER.match(text, start, end)) or around.is_thing(text, start, end, _NAMED)


def _turns(value: str) -> float:
    """Share of places where the kind of character changes: small letter, capital, digit."""
    kinds = [character.isdigit() + 2 * character.isupper() for character in value]
    return sum(a != b for a, b in pairwise(kinds)) / len(value)
