"""Medians and other shares out of buckets that add up: near the truth, the same in Python and PostgreSQL."""

from __future__ import annotations

import random
from collections import Counter
from statistics import quantiles

import pytest
from django.db import connection

from core.reports.spread import SQL, at_share, bucket


def test_shares_are_at_most_two_and_a_half_percent_off():
    chance = random.Random(7)
    for _ in range(20):
        minutes = [int(chance.lognormvariate(6, 2)) for _ in range(501)]
        spread = Counter(map(bucket, minutes))
        cuts = quantiles(minutes, n=10, method="inclusive")
        for share, exact in ((0.5, cuts[4]), (0.9, cuts[8])):
            assert at_share(spread, share) == pytest.approx(exact, rel=0.05, abs=1)


def test_few_and_none():
    assert at_share({}, 0.5) is None
    assert at_share({3: 1}, 0.9) == 3.0
    assert at_share({0: 1, 19: 1}, 0.5) == 0.0


@pytest.mark.django_db
def test_the_database_has_the_same_buckets():
    minutes = [0, 1, 19, 20, 21, 22, 59, 60, 61, 1439, 1440, 10_080, 525_600, 5_000_000]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {SQL} FROM unnest(%s::int[]) WITH ORDINALITY u (m, i) ORDER BY i", [minutes])
        assert [number for (number,) in cursor.fetchall()] == [bucket(one) for one in minutes]
