"""Rows of a model without a call of its constructor, which looks at each of sixty fields for each row.

What Django's `from_db` does for a row that was read: its values stand in the instance, and what was not read
is missing there and is fetched when it is asked for. For models that neither change how they are made nor
are listened to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.signals import post_init, pre_init


class Quick:
    """Stands in the place of the model where Django's iterables make its instances."""

    def __init__(self, model: type[Model]) -> None:
        self.model, self._meta = model, model._meta

    def from_db(self, db: str, names: Sequence[str], values: Sequence[Any]) -> Model:
        row = self.model.__new__(self.model)
        row._state = state = ModelState()
        state.adding, state.db = False, db
        row.__dict__.update(zip(names, values, strict=True))
        return row


def made(info: Mapping[str, Any]) -> dict[str, Any]:
    """klass_info of a compiler, with Quick for its model and for all that stand beside it."""
    beside = [made(one) for one in info.get("related_klass_infos", ())]
    model = info["model"]
    return {
        **info,
        "model": Quick(model) if _is_plain(model) else model,
        "related_klass_infos": beside,
    }


def _is_plain(model: type[Model]) -> bool:
    is_own = model.__init__ is Model.__init__ and model.from_db.__func__ is Model.from_db.__func__  # type: ignore[attr-defined]
    return is_own and not any(signal.has_listeners(model) for signal in (pre_init, post_init))
