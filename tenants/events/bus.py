"""Facts and who hears them. `@event` names a fact, `@on` a listener, `publish` states the fact.

publish writes one ledger row per listener in the caller's transaction, so a fact is told if
and only if it became true. Afterwards a task runs the listeners; see relay.py.

A listener is a function `f(event)` in an app's listeners.py. It may be called twice for one
event only if the first call left no effect (its transaction was rolled back). No network in
a listener: it writes a row and wakes a task.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction

from tenants import context
from tenants.database import hot
from tenants.events.models import Delivery

CHAIN = "~chain"  # in a payload, beside what the fact says
Listener = Callable[[Any], object]
E = TypeVar("E", bound=type)
L = TypeVar("L", bound=Listener)

_events: dict[str, type] = {}
_listeners: dict[str, dict[str, Listener]] = {}
_watchers: dict[str, list[Listener]] = {}
_wanted: dict[str, Callable[[Any], bool]] = {}
_alone: set[str] = set()
_chain: ContextVar[Chain | None] = ContextVar("events_chain", default=None)
_hushed: ContextVar[bool] = ContextVar("events_hushed", default=False)


@dataclass(frozen=True, slots=True)
class Chain:
    """Facts that follow from one that something acted on by itself. depth: how often that happened since."""

    id: str
    depth: int


class UnknownEvent(LookupError):
    """An event class that was never registered with `@event`."""


def event(name: str) -> Callable[[E], E]:
    """Register a frozen dataclass of ids and plain values under a stable name."""

    def register(cls: E) -> E:
        if not dataclasses.is_dataclass(cls):
            raise TypeError(f"{cls.__name__} must be a dataclass")
        if _events.setdefault(name, cls) is not cls:
            raise ValueError(f"event name {name} is taken by {_events[name]}")
        cls.event_name = name  # type: ignore[attr-defined]
        return cls

    return register


def on(*classes: type, wanted: Callable[[Any], bool] | None = None, alone: bool = False) -> Callable[[L], L]:
    """Deliver these events to the function: durable, in order per ticket, at least once.

    wanted: asked of each fact when it is stated, without a query as a rule; what nobody wants costs no row.
    alone: it locks what all tickets share, and holds that only beside others that do so as well.
    """

    def register(function: L) -> L:
        key = f"{function.__module__}.{function.__qualname__}"
        for cls in classes:
            _listeners.setdefault(_name(cls), {})[key] = function
        if wanted:
            _wanted[key] = wanted
        if alone:
            _alone.add(key)
        return function

    return register


def watch(*classes: type) -> Callable[[L], L]:
    """Call the function right after commit, best effort: for screens only, never for effects."""

    def register(function: L) -> L:
        for cls in classes:
            _watchers.setdefault(_name(cls), []).append(function)
        return function

    return register


@contextmanager
def hushed() -> Iterator[None]:
    """Facts stated inside the block are history: nobody acts on them and no task is woken (imports)."""
    mark = _hushed.set(True)
    try:
        yield
    finally:
        _hushed.reset(mark)


def is_hushed() -> bool:
    return _hushed.get()


@contextmanager
def linked(chain: Chain | None) -> Iterator[None]:
    """Facts stated inside the block are links of this chain, and so is whatever their listeners state."""
    mark = _chain.set(chain)
    try:
        yield
    finally:
        _chain.reset(mark)


def chain() -> Chain | None:
    """Which chain the fact at hand belongs to; None for one that people, customers or clocks have begun."""
    return _chain.get()


def chain_of(delivery: Delivery) -> Chain | None:
    link = delivery.payload.get(CHAIN)
    return Chain(str(link[0]), int(link[1])) if link else None


def publish(fact: Any) -> None:
    """State a fact. Must run inside a transaction of the current tenant."""
    name = _name(type(fact))
    schema = context.require_tenant()
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"publish({name}) needs a transaction")
    if _hushed.get():
        return
    _keep_deliveries(name, schema, fact)
    for watcher in _watchers.get(name, ()):
        context.after_commit(watcher, fact)


def _keep_deliveries(name: str, schema: str, fact: Any) -> None:
    from tenants.events.tasks import relay  # the task module imports this one

    every = _listeners.get(name, ())
    listeners = [key for key in every if key not in _wanted or _wanted[key](fact)]
    if not listeners:
        return
    event_id, payload = uuid.uuid4(), dataclasses.asdict(fact)
    if link := _chain.get():
        payload[CHAIN] = [link.id, link.depth]
    rows = (
        Delivery(
            event_id=event_id,
            schema_name=schema,
            event=name,
            listener=key,
            payload=payload,
            order_key=getattr(fact, "order_key", ""),
        )
        for key in listeners
    )
    hot.insert(*rows)
    relay.wake(str(event_id))


def is_alone(delivery: Delivery) -> bool:
    return delivery.listener in _alone


def listener_of(delivery: Delivery) -> tuple[Listener, Any] | None:
    """The function and the rebuilt event; None when a release has dropped either of them."""
    cls = _events.get(delivery.event)
    function = _listeners.get(delivery.event, {}).get(delivery.listener)
    if cls is None or function is None:
        return None
    known = {field.name for field in dataclasses.fields(cls)}
    return function, cls(**{key: value for key, value in delivery.payload.items() if key in known})


def _name(cls: type) -> str:
    try:
        return str(cls.event_name)  # type: ignore[attr-defined]
    except AttributeError:
        raise UnknownEvent(f"{cls.__name__} is not registered with @event") from None
