"""Keys by their vendor's prefix, private keys, passwords in URLs; by the words beside them: `labelled`, `logins`."""
# ruff: noqa: E501 - word lists and forms read better unbroken

from __future__ import annotations

import re
from collections.abc import Iterator

from ai.text.patterns.around import Span
from ai.text.patterns.labelled import labelled
from ai.text.patterns.logins import logins
from ai.text.patterns.tokens import tokens

_VENDOR_KEY = re.compile(r"(?<![A-Za-z0-9])(?:" + "|".join((
    r"sk-[A-Za-z0-9_\-]{16,250}", r"(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{10,250}", r"A(?:KIA|SIA|ROA|BIA|CCA|GPA|IDA|IPA|NPA|NVA|PKA|SCA)[A-Z0-9]{16}",
    r"gh[oprsu]_[A-Za-z0-9]{20,255}", r"github_pat_[A-Za-z0-9_]{20,255}", r"gl(?:pat|rt|dt|ptt|soat)-[A-Za-z0-9_\-]{16,64}",
    r"xox[abceoprs]-[A-Za-z0-9\-]{10,255}", r"xapp-\d-[A-Za-z0-9\-]{10,255}", r"AIza[A-Za-z0-9_\-]{35}", r"ya29\.[A-Za-z0-9_\-]{20,500}",
    r"GOCSPX-[A-Za-z0-9_\-]{20,40}", r"whsec_[A-Za-z0-9+/=]{16,128}", r"SG\.[A-Za-z0-9_\-]{16,64}\.[A-Za-z0-9_\-]{16,64}",
    r"key-[0-9a-f]{32}", r"pat[A-Za-z0-9]{14}\.[0-9a-f]{64}", r"[0-9a-f]{32}-us\d{1,2}", r"(?:PMAK|xkeysib)-[0-9a-f]{24,64}-[0-9A-Za-z]{16,40}", r"(?:AC|SK)[0-9a-f]{32}", r"npm_[A-Za-z0-9]{36}", r"pypi-[A-Za-z0-9_\-]{40,250}", r"do[opr]_v1_[0-9a-f]{64}", r"hf_[A-Za-z0-9]{30,40}",
    r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}", r"sq0(?:atp|csp|idp)-[A-Za-z0-9_\-]{22,64}", r"dapi[0-9a-f]{32}", r"lin_api_[A-Za-z0-9]{30,60}",
    r"AT(?:ATT|CTT|BB)[A-Za-z0-9_\-=]{24,250}", r"AGE-SECRET-KEY-1[A-Z0-9]{50,60}", r"r8_[A-Za-z0-9]{30,50}", r"(?:gsk|xai|pplx|tskey)[_\-][A-Za-z0-9_\-]{20,120}",
    r"dckr_pat_[A-Za-z0-9_\-]{20,60}", r"NRAK-[A-Z0-9]{27}", r"EAA[A-Za-z0-9]{60,250}", r"\d{8,10}:AA[A-Za-z0-9_\-]{32,34}", r"[MNO][A-Za-z0-9_\-]{23,27}\.[A-Za-z0-9_\-]{6}\.[A-Za-z0-9_\-]{27,40}",
    r"eyJ[A-Za-z0-9_\-]{8,2000}\.[A-Za-z0-9_\-]{8,4000}(?:\.[A-Za-z0-9_\-]{0,1000})?",
)) + r")(?![A-Za-z0-9])")  # fmt: skip
_HOOK = re.compile(
    r"(?<=hooks\.slack\.com/services/)[A-Za-z0-9/]{20,100}|(?<=discord\.com/api/webhooks/)[A-Za-z0-9_/\-]{20,120}"
)
_PEM_START = re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----")
_PEM_END = re.compile(r"-----END [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----")
_PEM_LENGTH = 8_000  # characters; a 16,384-bit key has 12,000 and is not mailed
_USERINFO = re.compile(r"(?<=://)[^\s/:@]{0,64}:([^\s/@]{1,128})(?=@)")
_QUERY = re.compile(
    r"(?<=[?&;])(?:access_?token|auth_?token|refresh_?token|id_?token|token|api_?key|apikey|key|secret|client_?secret|password|passwd|pwd|sig|signature|code|session_?id|sid|otp)=([^\s&#\"'<>]{6,500})",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"(?<!\w)(?:bearer|basic|digest|token)\s{1,3}([A-Za-z0-9+/_.~\-]{12,2000}={0,2})", re.IGNORECASE
)


def secrets(text: str) -> Iterator[Span]:
    """Spans in order. Overlaps are possible: a vendor's key may stand after a label."""
    spans = list(_private_keys(text)) if "-----BEGIN" in text else []
    spans += [found.span() for found in _VENDOR_KEY.finditer(text)]
    spans += [found.span(1) for found in _HEADER.finditer(text) if _has_digit(found[1])]
    if "/" in text:
        spans += [found.span(1) for found in _USERINFO.finditer(text)]
        spans += [found.span(1) for found in _QUERY.finditer(text)]
        spans += [found.span() for found in _HOOK.finditer(text)]
    spans += labelled(text)
    spans += logins(text)
    spans += tokens(text)
    yield from sorted(spans, key=lambda span: (span[0], -span[1]))


def _has_digit(value: str) -> bool:
    return any(map(str.isdigit, value))


def _private_keys(text: str) -> Iterator[Span]:
    at = 0
    while begin := _PEM_START.search(text, at):
        limit = min(len(text), begin.end() + _PEM_LENGTH)
        end = _PEM_END.search(text, begin.end(), limit)
        at = end.end() if end else limit  # a key cut off by the budget is still a key
        yield begin.start(), at
