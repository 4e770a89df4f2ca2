"""The sender's limit counts in a window that slides."""

from core.mail.listener.gauge import Gauge


def test_limit_slides():
    moment = [600.0]
    gauge = Gauge(3, 60.0, now=lambda: moment[0])
    assert [gauge.hit("a") for _ in range(4)] == [True, True, True, False]
    assert gauge.hit("b")
    moment[0] += 61
    assert [gauge.hit("a") for _ in range(2)] == [True, False]
    moment[0] += 30
    assert [gauge.hit("a") for _ in range(2)] == [True, False]
    moment[0] += 600
    assert gauge.hit("a")
