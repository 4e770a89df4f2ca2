"""A mail's HTML as a page of its own for a sandboxed frame. Sanitised once more by policy, not by trust.

The stored HTML went through core.mail.html. Should anything ever slip through, the frame has no
scripts, no forms and may fetch pictures alone: ours, or remote ones after the reader's click.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from core.files import selectors as files

# allow-same-origin lets our page read the frame's height; without allow-scripts nothing in it can act on that
SANDBOX = "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
CLOSED = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
    )
)
OURS, REMOTE = "img-src 'self' data:", "img-src 'self' data: https: http:"
CID = re.compile(r"""(\ssrc=["'])cid:([^"'\s>]+)(["'])""", re.IGNORECASE)
HELD_BACK = re.compile(r"\sdata-remote-src=", re.IGNORECASE)
STYLE = """
html{color-scheme:light}body{margin:0;padding:2px;font:14px/20px Inter,system-ui,sans-serif;color:#111827;
background:#fff;overflow-wrap:anywhere}img{max-width:100%;height:auto}table{max-width:100%}
a{color:#0069b8}blockquote{margin:0 0 0 8px;padding-left:8px;border-left:2px solid #e5e7eb;color:#4a5568}
pre{white-space:pre-wrap}details:is(.quoted,.signature)>summary{cursor:pointer;color:#6b7280;list-style:none;font-size:0}
details:is(.quoted,.signature)>summary::before{font-size:14px;content:"\\2022\\2022\\2022"}
details.signature>summary::before{content:"--\\a0\\2022\\2022"}img[data-remote-src]:not([src]){display:none}
::highlight(evidence){background:#fde68a;color:#111827;text-decoration:underline 2px}
""".replace("\n", "")


def policy(images: bool) -> str:
    """The Content-Security-Policy of the frame. images: the reader asked for remote ones."""
    ours = f"{OURS} {files.origin()}".rstrip()
    return f"{CLOSED}; {REMOTE if images else ours}; {SANDBOX}"


def page(html: str, links: Mapping[str, str], *, images: bool = False, title: str = "") -> str:
    """The whole document. links: {content id: address} of the mail's own pictures."""
    body = CID.sub(lambda found: _own_picture(found, links), html)
    if images:
        body = HELD_BACK.sub(' referrerpolicy="no-referrer" src=', body)
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<base target="_blank"><style>{STYLE}</style></head><body dir="auto">{body}</body></html>'
    )


def has_remote_images(html: str) -> bool:
    return HELD_BACK.search(html) is not None


def content_ids(html: str) -> set[str]:
    """Content ids of the pictures shown inside the text: these are no attachments to list."""
    return {found.group(2) for found in CID.finditer(html)}


def _own_picture(found: re.Match[str], links: Mapping[str, str]) -> str:
    """The signed address of the picture; without one no src at all, so that nothing is asked for."""
    address = links.get(found.group(2)) or links.get(found.group(2).strip("<>"))
    return f"{found.group(1)}{escape(address)}{found.group(3)}" if address else ' alt=""'
