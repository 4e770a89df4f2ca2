"""What the reader made of the mail: told in the trace, so that nobody wonders where words went."""

from __future__ import annotations

from core.mail.pipeline.case import Case

SEALS = {
    "smime.encrypted": "encrypted (S/MIME); cannot be read here, kept as a file",
    "pgp.encrypted": "encrypted (PGP); cannot be read here, kept as a file",
    "smime.wrapped": "inside its signature (S/MIME); cannot be opened here, kept as a file",
    "smime.signed": "signed (S/MIME); the signature was not checked",
    "pgp.signed": "signed (PGP); the signature was not checked",
}
ABOUT_HTML = ("html.flattened", "html.cut")


def words(case: Case) -> str:
    """New words, and how much was folded as quotation and signature. The original keeps everything."""
    mail = case.mail
    told = [f"{_count(mail.text_clean)} new"]
    told += [f"{_count(mail.quoted)} quoted, folded"] if mail.quoted else []
    told += [f"{_count(mail.signature)} in the signature, folded"] if mail.signature else []
    mended = [note for note in mail.notes if note not in ABOUT_HTML]
    return "; ".join(told) + (f"; noted: {', '.join(mended)}"[:200] if mended else "")


def html(case: Case) -> str:
    """Scripts, forms and outside addresses never reach the page; remote pictures wait for a click."""
    mail = case.mail
    if not mail.html_safe:
        return "it has none"
    if "html.flattened" in mail.notes:
        return "too large or too deep to be shown as a page: shown as its text"
    held = f"; {mail.remote_images} remote pictures held back" if mail.remote_images else ""
    return f"made harmless{held}"


def seal(case: Case) -> str:
    """Encrypted or signed mail is kept as files; nothing is decrypted, and no signature is believed."""
    return SEALS.get(case.mail.seal, "neither encrypted nor signed")


def _count(text: str) -> str:
    number = len(text.split())
    return f"{number} word{'' if number == 1 else 's'}"
