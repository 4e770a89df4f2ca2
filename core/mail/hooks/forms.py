"""The forms of providers that send a mail as one field: as large as a mail may be, and byte for byte.

Django holds every field of a form to 12 MB and mends what is no UTF-8; here that would cost a mail. The
whole call is held once and the mail in it once more, so a call needs about twice the room of its mail.
"""

from __future__ import annotations

import base64
import binascii
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import FILE, RAW, ChunkIter, LazyStream, MultiPartParserError, Parser
from django.utils.datastructures import MultiValueDict
from django.utils.encoding import force_str
from django.utils.http import parse_header_parameters

MAIL = ("body-mime", "email")  # Mailgun's and SendGrid's field of the whole mail
PIECE = 64 * 1024  # bytes
MOST = 1000  # fields
HEAD = 64 * 1024  # bytes of a mail that its reader gets to see; the rest is not needed to know whose it is


def is_form(request: HttpRequest) -> bool:
    return str(request.META.get("CONTENT_TYPE", "")).startswith("multipart/form-data")


def read(request: HttpRequest) -> None:
    """Fills POST and FILES. The mail itself lies in `raw_mail`; its field holds the head alone.

    Raises MultiPartParserError, RequestDataTooBig.
    """
    post, files = QueryDict(mutable=True), MultiValueDict[str, Any]()
    stream = LazyStream(ChunkIter(BytesIO(request.body), PIECE))
    for number, (kind, about, part) in enumerate(Parser(stream, _boundary(request))):
        if kind == RAW:
            continue
        if number >= MOST:
            raise TooManyFieldsSent
        given = about["content-disposition"][1]
        name, data = force_str(given["name"], errors="replace").strip(), _content(about, part)
        if kind == FILE:
            files.appendlist(name, _file(name, given, about, data))
        elif name in MAIL:
            request.raw_mail = data  # type: ignore[attr-defined]
            post[name] = data[:HEAD].partition(b"\r\n\r\n")[0].decode("utf-8", "replace") + "\r\n\r\n"
        else:
            post.appendlist(name, data.decode("utf-8", "replace"))
    request._post, request._files = post, files  # type: ignore[attr-defined]
    if hasattr(request, "raw_mail"):
        request._body = b""  # nobody needs it any more


def _boundary(request: HttpRequest) -> bytes:
    _kind, params = parse_header_parameters(request.META["CONTENT_TYPE"])
    boundary = str(params.get("boundary", ""))
    if not boundary.isascii() or not 0 < len(boundary) <= 200:
        raise MultiPartParserError("no boundary")
    return boundary.encode()


def _content(about: Any, part: Any) -> bytes:
    data: bytes = part.read(size=settings.MAIL_LIMIT + 1)
    if len(data) > settings.MAIL_LIMIT:
        raise RequestDataTooBig
    if about.get("content-transfer-encoding", ("",))[0].strip().lower() == "base64":
        try:
            return base64.b64decode(data)
        except binascii.Error:
            raise MultiPartParserError("no base64") from None
    return data


def _file(name: str, given: Any, about: Any, data: bytes) -> InMemoryUploadedFile:
    kind, more = about.get("content-type", ("application/octet-stream", {}))
    filename, charset = force_str(given.get("filename", ""), errors="replace"), more.get("charset")
    return InMemoryUploadedFile(BytesIO(data), name, filename, kind.strip(), len(data), charset, more)
