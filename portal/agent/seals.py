"""What people read above an encrypted or signed message, and which of its files are only its seal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

TOLD = {  # seal -> (mark, sentence)
    "smime.encrypted": (
        "lock",
        _("This mail is encrypted (S/MIME). Deskhand cannot read it; the encrypted file is attached."),
    ),
    "pgp.encrypted": (
        "lock",
        _("This mail is encrypted (PGP). Deskhand cannot read it; the encrypted file is attached."),
    ),
    "smime.wrapped": (
        "lock",
        _("This mail lies inside its signature (S/MIME). Deskhand cannot open it; the file is attached."),
    ),
    "smime.signed": ("shield", _("Signed (S/MIME); the signature was not checked.")),
    "pgp.signed": ("shield", _("Signed (PGP); the signature was not checked.")),
}
SEAL_FILE = re.compile(
    r"\.(?:p7s|sig|version)$|^(?:openpgp_)?(?:digital_)?signature\.asc$|^part-\d+\.asc$|^signed-message(?:-\d+)?\.asc$",
    re.IGNORECASE,
)


def of(seal: str, files: Sequence[dict[str, Any]]) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """(what to say with the files that are nothing but the seal, the other files)."""
    if seal not in TOLD:
        return None, list(files)
    mark, says = TOLD[seal]
    own = [file for file in files if SEAL_FILE.search(file["name"])]
    return {"icon": mark, "says": says, "files": own}, [file for file in files if file not in own]
