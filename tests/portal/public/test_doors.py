"""Every door of the faces names who may pass; one that does not stays shut."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from portal.ui.middleware import RefusalMiddleware

PERMISSIONS = {"*", "+", "portal.tickets", "platform.operate"}


def views(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.callback.__module__.startswith("portal."):
            yield pattern.callback


@pytest.mark.parametrize("urlconf", ["infra.urls", "infra.urls_public"])
def test_every_view_names_its_need(urlconf):
    found = list(views(get_resolver(urlconf).url_patterns))

    assert len(found) > 15
    for view in found:
        need = getattr(view, "needs", None)
        assert need, f"{view.__module__}.{view.__name__}"
        assert need in PERMISSIONS or all("." in name for name in need), need


@pytest.mark.django_db
def test_a_forgotten_mark_shuts_the_door(acme, people):
    def forgotten(request):
        return HttpResponse("secrets")

    forgotten.__module__ = "portal.agent.somewhere"
    request = RequestFactory().get("/")
    request.tenant, request.actor, request.contact, request.session = acme, None, None, {}

    answer = RefusalMiddleware(lambda _: HttpResponse()).process_view(request, forgotten, (), {})

    assert answer.status_code == 403
    assert b"secrets" not in answer.content
