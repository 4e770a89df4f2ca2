"""Small parts of what the API shows of tickets."""

from __future__ import annotations

from typing import Any

from core.contacts.models import Contact
from core.doors.shapes import Shape


class Named(Shape):
    key: str
    label: str


class Person(Shape):
    id: int
    name: str


class ContactBrief(Shape):
    id: str
    name: str
    email: str

    @staticmethod
    def dump(contact: Contact) -> dict[str, Any]:
        return {"id": contact.public_id, "name": contact.name, "email": contact.email}
