"""Why a mail text cannot be sent is said in the language of who shall mend it."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.utils import translation

from core.desk import texts
from core.desk.models import MailText
from core.desk.starter.faults import FAULTS
from core.mail.letters.wording import worded
from core.mail.models import Letter
from tenants import context

NAMES = re.compile(r"\{(\w+)\}")


def test_every_language_of_the_texts_has_every_sentence_with_the_same_names():
    assert set(FAULTS) == set(dict(settings.LANGUAGES))
    for sentences in FAULTS.values():
        assert {key: set(NAMES.findall(text)) for key, text in sentences.items()} == {
            key: set(NAMES.findall(text)) for key, text in FAULTS["en"].items()
        }


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de-at", "Ohne {{ link }} könnte niemand dieser Mail folgen."),
        ("fr", "Sans {{ link }}, personne ne pourrait donner suite à cet e-mail."),
        ("es", "Sin {{ link }} nadie podría seguir este correo."),
        ("ja", "Without {{ link }} nobody could follow this mail."),
    ],
)
def test_it_is_said_in_the_language_asked_for(language, sentence):
    assert texts.fault("portal_link", "Hi", "No way in", language) == ("body", sentence)
    with translation.override(language):
        assert texts.fault("portal_link", "Hi", "No way in") == ("body", sentence)


@pytest.mark.django_db
def test_owners_read_it_in_the_organizations_language_not_the_customers(people, drain, monkeypatch):
    monkeypatch.setattr(context.current_tenant(), "language", "de")
    MailText.objects.filter(key="portal_link", language="fr").update(body="Rien.")
    with translation.override("fr"):
        worded("portal_link", "fr", {"link": "x"})
    drain()
    told = Letter.objects.get(recipient=people.olivia.email.lower())
    assert "Ohne {{ link }} könnte niemand dieser Mail folgen." in told.text


@pytest.mark.django_db
def test_the_page_says_it_in_the_readers_language(browser, acme, people):
    people.olivia.language = "es"
    people.olivia.save()
    form = {"subject": "Hola", "body": "{{ nada }} {{ link }}"}
    answer = browser(acme, people.olivia).post("/settings/texts/portal_link/es/", form)
    assert answer.status_code == 422
    assert "Este correo no conoce {{ nada }}." in answer.text
