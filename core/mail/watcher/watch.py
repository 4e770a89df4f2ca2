"""Holding many mailboxes open, each by one coroutine; a few threads do what waits for somebody.

It keeps nothing that matters. When it hears of mail it wakes the same task that fetches by the minute,
which claims the mailbox before it looks; while this process is away that task still comes by the minute.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import Error
from kombu.exceptions import OperationalError
from psycopg_pool import PoolTimeout

from core.mail.sources.idle import IdleBox, NoIdle
from core.mail.tasks import fetch
from core.mail.watcher import places
from core.mail.watcher.beat import beat
from core.mail.watcher.places import Place
from tenants import context
from tenants.kernel.errors import Refusal

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

LOOK = 20.0  # seconds between two looks at what is to be held
RENEW = 600.0  # seconds; servers allow 30 minutes, but routers on the way forget a quiet line earlier
GATHER = 0.1  # seconds a first word waits for company
CALM = 1.0  # seconds between two wake-ups of one mailbox
FIRST_WAIT, LONGEST_WAIT = 60.0, 900.0  # seconds after a failure, doubled each time
NOT_ABLE = 3600.0  # seconds until a server without IDLE is asked again
SIGNING_IN, QUICK = 8, 4  # threads: for what a slow server can keep waiting, and for what none can


class Watcher:
    """`run` until cancelled."""

    def __init__(self) -> None:
        self._slow = ThreadPoolExecutor(SIGNING_IN, thread_name_prefix="mail-sign-in")
        self._quick = ThreadPoolExecutor(QUICK, thread_name_prefix="mail-ear")
        self.held: dict[Place, asyncio.Task[None]] = {}

    async def run(self) -> None:
        try:
            while True:
                await self.look()
                await asyncio.sleep(LOOK)
        finally:
            self._follow(set())
            self._slow.shutdown(wait=False, cancel_futures=True)
            self._quick.shutdown(wait=False, cancel_futures=True)

    async def look(self) -> None:
        """Begin with what is new, end what is gone or changed. A fault leaves all as it is."""
        try:
            self._follow(await self._in(self._quick, places.wanted))
            await self._in(self._quick, beat)
        except (Error, PoolTimeout, OSError) as fault:
            log.warning("mailboxes to watch cannot be read", extra={"why": type(fault).__name__})

    def _follow(self, wanted: set[Place]) -> None:
        for place in self.held.keys() - wanted:
            self.held.pop(place).cancel()
        room = settings.MAIL_WATCH_MOST - len(self.held)
        fresh = wanted - self.held.keys()
        if len(fresh) > room:
            log.warning("too many mailboxes to watch; the rest is polled", extra={"rest": len(fresh) - room})
        for place in sorted(fresh, key=lambda one: (one.tenant.pk, one.source_id))[:room]:
            self.held[place] = asyncio.create_task(self._hold(place))

    async def _hold(self, place: Place) -> None:
        """One mailbox, again and again, until cancelled."""
        loop, wait = asyncio.get_running_loop(), FIRST_WAIT
        while True:
            began = loop.time()
            try:
                await self._listen(place)
            except NoIdle:
                await asyncio.sleep(NOT_ABLE)
            except (Refusal, Error, PoolTimeout, OSError) as why:
                log.info("a mailbox is polled only", extra={"source": place.source_id, "why": str(why)[:200]})
            except Exception:  # of a strange server; the others must not suffer
                log.exception("watching a mailbox failed", extra={"source": place.source_id})
            if loop.time() - began > LONGEST_WAIT:
                wait = FIRST_WAIT
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)

    async def _listen(self, place: Place) -> None:
        """From sign-in to the end of the connection, which comes as an exception."""
        box = await self._open(place)
        try:
            while True:
                await self._in(self._slow, box.listen)
                await self._in(self._quick, wake, place)  # for what came before it was listened for
                await self._until_old(place, box)
                await self._in(self._slow, box.hush)
        finally:
            box.drop()

    async def _until_old(self, place: Place, box: IdleBox) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + RENEW
        while await _is_readable(box.fileno(), end - loop.time()):
            await asyncio.sleep(GATHER)
            if await self._in(self._quick, box.heard):
                await self._in(self._quick, wake, place)
                await asyncio.sleep(CALM)

    async def _open(self, place: Place) -> IdleBox:
        """Cancelled meanwhile, the connection must not be left open."""
        work = self._slow.submit(places.opened, place)
        try:
            return await asyncio.wrap_future(work)
        except asyncio.CancelledError:
            work.add_done_callback(_drop_late)
            raise

    async def _in(
        self, threads: ThreadPoolExecutor, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await asyncio.get_running_loop().run_in_executor(threads, partial(work, *args, **kwargs))


def wake(place: Place) -> None:
    """Ask for a look. While the broker is away the minute's alarm does."""
    try:
        with context.tenant(place.tenant):  # names the organization in the message; asks no database
            fetch.apply_async((place.source_id,))
    except OperationalError:
        log.warning("broker away, the mailbox is looked into by the minute")


async def _is_readable(number: int, seconds: float) -> bool:
    """False after so many seconds."""
    loop = asyncio.get_running_loop()
    news: asyncio.Future[None] = loop.create_future()
    loop.add_reader(number, partial(_tell, news))
    try:
        async with asyncio.timeout(seconds):
            await news
            return True
    except TimeoutError:
        return False
    finally:
        loop.remove_reader(number)


def _tell(news: asyncio.Future[None]) -> None:
    if not news.done():
        news.set_result(None)


def _drop_late(work: Future[IdleBox]) -> None:
    with suppress(BaseException):
        work.result().drop()
