"""What is asked of colleagues again and again, remembered: who is bound to queues, who has a picture."""

from __future__ import annotations

from dataclasses import dataclass

from core.accounts.models import User
from tenants.kernel import reach
from tenants.kernel.reach import Reach
from tenants.remembered import Remembered


@dataclass(frozen=True, slots=True)
class Book:
    """bound: {colleague: how far they go} of those who do not go everywhere; faces: {colleague: where their
    picture lies} of those who have one.
    """

    bound: dict[int, Reach]
    faces: dict[int, str]


def _read() -> Book:
    rows = User.objects.exclude(reach={}, role__reach={}, avatar="").order_by()
    bound: dict[int, Reach] = {}
    faces: dict[int, str] = {}
    for pk, role, own, avatar in rows.values_list("pk", "role__reach", "reach", "avatar"):
        if (bounds := reach.read(role, own)) is not None:
            bound[pk] = bounds
        if avatar:
            faces[pk] = avatar
    return Book(bound, faces)


people = Remembered("accounts:people", _read)
