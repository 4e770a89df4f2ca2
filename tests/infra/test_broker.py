"""Whoever holds a channel of a dead broker is told so in an error that workers expect."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from kombu import Connection

from infra import broker, celery
from infra.embedded import for_tests
from infra.embedded.places import Places, broker_url
from infra.embedded.servers import Server, Servers


class Enough(Exception):
    """Two pauses were seen."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Servers(Places(for_tests.temporary()), durable=False, urls=("REDIS_URL",)) as servers:
        yield servers.each[0]


def line_to(server: Server) -> Connection:
    return Connection(broker_url(server.places.redis_url), transport_options={"socket_timeout": 2.0})


def test_an_acknowledgement_on_a_dropped_line_is_a_connection_error(server: Server) -> None:
    line = line_to(server)
    line.SimpleQueue("letters").put("one")
    channel, expected = line.channel(), line.transport.connection_errors
    taken = channel.basic_get("letters")
    taken.ack()
    line.collect()
    with pytest.raises(expected, match="dropped"):
        channel.basic_ack(taken.delivery_tag)


def test_our_transport_serves_the_application() -> None:
    with celery.app.connection_for_read() as line:
        assert type(line.transport).__module__ == "infra.broker"


def test_a_broker_that_is_long_away_is_asked_for_every_few_seconds() -> None:
    """kombu would wait 2, 4, 6 and up to 30 s: what came in meanwhile waits for that pause once more."""
    pauses: list[float] = []

    def note(_: Exception, pause: float) -> None:
        pauses.append(pause)
        if len(pauses) == 2:
            raise Enough

    with pytest.raises(Enough):
        celery.app.amqp.Connection("redis://127.0.0.1:1/0").ensure_connection(note, None)
    assert pauses == [2, broker.LONGEST_PAUSE]


def test_a_publisher_whose_line_broke_makes_a_new_one_with_its_own_pauses(server: Server) -> None:
    line = celery.app.amqp.Connection(broker_url(server.places.redis_url))
    producer = line.Producer(auto_declare=False)
    send = {"exchange": "", "routing_key": "letters", "retry": True, "retry_policy": {"max_retries": 3}}
    producer.publish("one", **send)
    server.stop()
    server.start()
    producer.publish("two", **send)
    assert line.SimpleQueue("letters").get(timeout=5).payload == "two"


def test_the_clock_is_heard_behind_a_long_queue_of_advice(server: Server) -> None:
    """A sweep that waits behind it is out of date when its turn comes, and what it looks after stays lying."""
    options = celery.app.conf.broker_transport_options
    line = celery.app.amqp.Connection(broker_url(server.places.redis_url), transport_options=options)
    for lane in ["ai"] * 20 + ["mail", "clock"]:
        line.Producer(auto_declare=False).publish(lane, exchange="", routing_key=lane)
    taken: list[str] = []
    queues = list(celery.app.amqp.queues.values())
    with line.Consumer(queues, callbacks=[lambda body, message: (taken.append(body), message.ack())]):
        while len(taken) < 3:
            line.drain_events(timeout=5)
    assert taken == ["clock", "mail", "ai"]


def test_a_server_that_refuses_to_write_counts_as_away(server: Server) -> None:
    """As when its disk is full: the worker waits for it instead of ending."""
    line = line_to(server)
    letters = line.SimpleQueue("letters")
    line.default_channel.client.config_set("maxmemory", "1")
    with pytest.raises(line.transport.connection_errors, match="maxmemory"):
        letters.put("one")
