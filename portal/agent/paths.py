"""Addresses of the desk as plain text: a list of fifty rows must not ask the URL resolver fifty times.

tests/portal/agent/test_paths.py holds them against portal/agent/urls.py.
"""

from __future__ import annotations

from urllib.parse import urlencode

DESK = "/desk/"
HOME = "/desk/home/"
CUSTOMERS = "/desk/customers/"
COMPANIES = "/desk/companies/"
KNOWLEDGE = "/desk/knowledge/"
INCIDENTS = "/desk/incidents/"
OVERVIEW = "/desk/overview/"
APPROVALS = "/desk/approvals/"
ACTIVITY = "/desk/activity/"
TASKS = "/desk/tasks/"
PROJECTS = "/desk/projects/"


def ticket(number: int) -> str:
    return f"/desk/tickets/{number}/"


def part(number: int, name: str) -> str:
    return f"/desk/tickets/{number}/part/{name}/"


def frame(public_id: str, *, images: bool = False) -> str:
    return f"/desk/messages/{public_id}/frame/" + ("?images=1" if images else "")


def message(public_id: str) -> str:
    return f"/desk/messages/{public_id}/"


def task(number: int) -> str:
    return f"{TASKS}{number}/"


def project(pk: int) -> str:
    return f"{PROJECTS}{pk}/"


def customer(public_id: str) -> str:
    return f"{CUSTOMERS}{public_id}/"


def company(pk: int) -> str:
    return f"{COMPANIES}{pk}/"


def article(public_id: str) -> str:
    return f"{KNOWLEDGE}{public_id}/"


def incident(pk: int) -> str:
    return f"{INCIDENTS}{pk}/"


def search(**params: object) -> str:
    """Everything that answers q; empty parameters are left out."""
    asked = {name: str(value) for name, value in params.items() if value}
    return f"{DESK}search/" + (f"?{urlencode(asked)}" if asked else "")


def behind(what: str, **asked: object) -> str:
    """The tickets behind a figure of a window of days."""
    kept = {name: value for name, value in asked.items() if value not in (None, "", 0)}
    return f"{OVERVIEW}tickets/?{urlencode({'what': what, **kept})}"


def listing(**params: object) -> str:
    """The inbox with these parameters; empty ones are left out."""
    kept = {name: value for name, value in params.items() if value not in (None, "", ())}
    return f"{DESK}?{urlencode(kept)}" if kept else DESK
