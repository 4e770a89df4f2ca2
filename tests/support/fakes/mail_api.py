"""Mail providers' APIs on one address: each below /<provider>/, each answering in its own words.

with FakeMailApi() as api:
    settings.MAIL_PROVIDERS_AT = api.url
    api.script(401, {"Message": "no such key"})      # the next call only
    ...
    assert api.sent[-1]["provider"] == "postmark"
"""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from email import message_from_bytes, policy
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl

from tests.support.fakes.server import AsgiServer, Call, Reply


class FakeMailApi(AsgiServer):
    """`.sent`: {"provider", "path", "headers" of the call, "data"}; one per call that was taken."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[dict[str, Any]] = []
        self._script: deque[tuple[int, Any]] = deque()
        self._next = itertools.count(1)

    def script(self, status: int, answer: Any = None) -> None:
        """One answer for the next call. status 0: the mail is taken but nobody ever answers."""
        self._script.append((status, answer))

    async def respond(self, call: Call) -> Reply:
        provider, _, path = call.path.lstrip("/").partition("/")
        status, answer = self._script.popleft() if self._script else (200, None)
        if status == 0:
            self._keep(provider, path, call)
            await asyncio.sleep(30)
        if status >= 300:
            return Reply.of(answer, status, **({"location": str(answer)} if status < 400 else {}))
        name = f"id-{next(self._next)}"
        return answered(provider, name, self._keep(provider, path, call), answer)

    def _keep(self, provider: str, path: str, call: Call) -> Any:
        data = _read(call)
        self.sent.append({"provider": provider, "path": path, "headers": call.headers, "data": data})
        return data


def answered(provider: str, name: str, data: Any, answer: Any) -> Reply:
    """What the provider says when it takes a mail."""
    if answer is not None:
        return Reply.of(answer)
    if provider == "mailersend":
        return Reply(202, b"", "text/html", {"x-message-id": name})
    if provider == "sendgrid":
        return Reply(202, b"")
    return Reply.of(_taken(provider, name, data))


def _taken(provider: str, name: str, data: Any) -> Any:
    addresses = [one["Email"] for one in data["Messages"][0]["To"]] if provider == "mailjet" else []
    return {
        "postmark": lambda: {"ErrorCode": 0, "Message": "OK", "MessageID": name, "To": data["To"]},
        "mailgun": lambda: {"id": _header_of_form(data, "message-id"), "message": "Queued. Thank you."},
        "brevo": lambda: {"messageId": f"<{name}@smtp-relay.mailin.example>"},
        "amazon_ses": lambda: {"MessageId": name},
        "resend": lambda: {"id": name},
        "sparkpost": lambda: {
            "results": {"id": name, "total_accepted_recipients": 1, "total_rejected_recipients": 0}
        },
        "mailjet": lambda: {
            "Messages": [{"Status": "success", "To": [{"Email": one, "MessageID": 7} for one in addresses]}]
        },
        "mandrill": lambda: [
            {"email": one["email"], "status": "sent", "_id": name} for one in data["message"]["to"]
        ],
        "mailtrap": lambda: {"success": True, "message_ids": [name]},
        "scaleway": lambda: {
            "emails": [{"mail_rcpt": one["email"], "id": name, "status": "new"} for one in data["to"]]
        },
    }[provider]()


def _header_of_form(data: dict[str, str], name: str) -> str:
    """Mailgun's headers are fields of the form, whatever their case."""
    return next(value for key, value in data.items() if key.lower() == f"h:{name}")


def _read(call: Call) -> Any:
    kind = call.headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        whole = b"Content-Type: " + kind.encode() + b"\r\n\r\n" + call.body
        parts = BytesParser(policy=policy.default).parsebytes(whole).iter_parts()
        return {
            str(part.get_param("name", header="content-disposition")): part.get_content() for part in parts
        }
    if kind.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(call.body.decode()))
    return call.json


def raw_of(data: Any) -> Any:
    """The mail that Amazon SES was given whole."""
    import base64

    return message_from_bytes(base64.b64decode(data["Content"]["Raw"]["Data"]), policy=policy.default)
