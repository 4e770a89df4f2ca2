"""A letter's HTML body as a document that can do no harm: no script, no form, its own sandbox."""

import base64
from email.message import EmailMessage

from infra.embedded.mailbox import letters

BODY_POLICY = (
    "default-src 'none'; img-src data: http: https:; style-src 'unsafe-inline'; font-src data:; "
    "base-uri 'self'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
NEW_TAB = '<base target="_blank">'


def framed(letter: EmailMessage) -> str:
    """The HTML part with its enclosed pictures written in, links opening in a new tab."""
    html = letters.text_of(letter, "html") or ""
    for part in letter.walk():
        name = str(part["Content-ID"] or "").strip("<> ")
        if name and part.get_content_maintype() == "image":
            data = base64.b64encode(letters.payload(part)).decode()
            html = html.replace(f"cid:{name}", f"data:{part.get_content_type()};base64,{data}")
    return NEW_TAB + html
