"""A message as channels take it. What people wrote stays text: it marks nothing and calls nobody."""

from __future__ import annotations

from typing import Any

from core.notifications.models_hooks import Hook

_SLACK = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})  # all that Slack reads as markup of its own
_TEAMS = str.maketrans({mark: f"\\{mark}" for mark in "\\*_[]()`~#>"})


def body(hook: Hook, text: str, link: str) -> dict[str, Any]:
    """link: an address of ours."""
    if hook.format == Hook.Format.JSON:
        return {"event": "notification", "text": text, "url": link}
    return _teams(text, link) if hook.format == Hook.Format.TEAMS else _slack(text, link)


def _slack(text: str, link: str) -> dict[str, Any]:
    said = text.replace("|", "¦").translate(_SLACK)
    return {"text": f"<{link}|{said}>", "link_names": 0, "unfurl_links": False}


def _teams(text: str, link: str) -> dict[str, Any]:
    """An adaptive card, which both kinds of Teams' webhooks show."""
    card = {
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [{"type": "TextBlock", "wrap": True, "text": text.translate(_TEAMS)}],
        "actions": [{"type": "Action.OpenUrl", "title": "Open", "url": link}],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return {"type": "message", "attachments": [attachment]}
