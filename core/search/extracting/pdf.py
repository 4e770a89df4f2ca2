"""Words of a PDF, page by page, as many as its time allows. pypdf is plain Python: bad files raise."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from core.search.extracting.worker import BROKEN, ENCRYPTED, Refusal

MOST_PAGES = 300
SECONDS = 8.0  # of CPU; the process is ended after ten

# What a file made to hurt can raise besides pypdf's own errors
FAULTS = (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OSError,
          AssertionError, ArithmeticError, NotImplementedError)  # fmt: skip


def pieces(file: BytesIO) -> Iterator[str]:
    """Pages that cannot be read are left out."""
    logging.disable(logging.CRITICAL)
    try:
        reader = PdfReader(file, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refusal(ENCRYPTED)
        count = min(len(reader.pages), MOST_PAGES)
    except FAULTS:
        raise Refusal(BROKEN) from None
    for number in range(count):
        if time.process_time() > SECONDS:
            return
        try:
            yield reader.pages[number].extract_text()
        except FAULTS:
            continue
