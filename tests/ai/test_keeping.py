"""What the advice did is kept for 90 days; what people taught with it stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ai import services
from ai.models import Correction, Result, Run
from tenants.kernel import clock

pytestmark = pytest.mark.django_db


def age(message_id: int, days: float) -> None:
    Run.objects.filter(message_id=message_id).update(created_at=clock.now() - timedelta(days=days))


def test_runs_older_than_90_days_go_with_their_results(write_in, drain):
    old, young = write_in(), write_in("The invoice of May is missing.", subject="Invoice")
    drain()
    age(old.pk, 90.1)
    age(young.pk, 89.9)

    of_old = Run.objects.filter(message=old).count()
    assert services.forget_old() == of_old > 0
    assert set(Run.objects.values_list("message_id", flat=True)) == {young.pk}
    assert set(Result.objects.values_list("run__message_id", flat=True)) == {young.pk}
    assert services.forget_old() == 0


def test_a_corrected_run_stays_as_long_as_the_correction(write_in, drain, people):
    message = write_in()
    drain()
    services.correct(message.ticket, "sentiment", "neutral", people.adam.actor)
    age(message.pk, 400)

    services.forget_old()
    assert Correction.objects.get(field="sentiment").result.run.message_id == message.pk
    Correction.objects.all().delete()
    services.forget_old()
    assert not Run.objects.exists()


def test_a_run_that_is_not_settled_is_never_forgotten(write_in):
    message = write_in()
    services.queue_triage(message.pk, message.ticket_id)
    age(message.pk, 400)
    services.forget_old()
    assert Run.objects.get().state == "queued"
