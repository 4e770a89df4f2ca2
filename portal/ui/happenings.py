"""Events that come with an answer to htmx, for the page's scripts: a toast, words for the composer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

BODY = "body"  # not whoever asked: live news may have replaced it, and an event there is heard by nobody


def happen(response: HttpResponse, events: Mapping[str, Mapping[str, Any]]) -> HttpResponse:
    """events: {name: detail}. Heard at the page's body, whatever became of the element that asked."""
    told = {name: {**detail, "target": BODY} for name, detail in events.items()}
    response.headers["HX-Trigger"] = json.dumps(told)
    return response
