"""/settings/ of an organization. Each page names the permission it needs; see frame.PAGES."""

from django.urls import path

from portal.settings import (
    ai,
    billing,
    closing,
    data,
    desk,
    domains,
    mail,
    mail_log,
    mail_source,
    organization,
    people,
    security,
)

app_name = "settings"
urlpatterns = [
    path("", organization.home, name="home"),
    path("organization/", organization.organization, name="organization"),
    path("organization/close/", closing.close, name="close"),
    path("organization/keep/", closing.keep, name="keep"),
    path("brand-preview/", organization.brand_preview, name="brand_preview"),
    path("brand-preview/<slug:color>.css", organization.brand_preview_css, name="brand_preview_css"),
    path("data/", data.data, name="data"),
    path("data/list/", data.data_list, name="data_list"),
    path("data/<str:signed>/", data.fetch, name="data_fetch"),
    path("domains/", domains.domains, name="domains"),
    path("domains/<str:public_id>/", domains.domain, name="domain"),
    path("domains/<str:public_id>/state/", domains.state, name="domain_state"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<int:pk>/", people.person, name="person"),
    path("mailboxes/", mail.mailboxes, name="mailboxes"),
    path("mailboxes/<int:pk>/", mail.mailbox, name="mailbox"),
    path("mailboxes/<int:pk>/source/", mail_source.source, name="source"),
    path("mailboxes/<int:pk>/source/state/", mail_source.state, name="source_state"),
    path("categories/", desk.categories, name="categories"),
    path("categories/<int:pk>/", desk.category, name="category"),
    path("tags/", desk.tags, name="tags"),
    path("tags/<int:pk>/", desk.tag, name="tag"),
    path("security/", security.security, name="security"),
    path("ai/", ai.ai, name="ai"),
    path("held-mail/", mail_log.quarantine, name="quarantine"),
    path("held-mail/<str:public_id>/", mail_log.quarantine_letter, name="quarantine_letter"),
    path("held-mail/<str:public_id>/original/", mail_log.quarantine_raw, name="quarantine_raw"),
    path("billing/", billing.billing, name="billing"),
]
