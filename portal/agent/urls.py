"""Every address of the desk. Names and arguments are those of portal/ui/routes.py."""

from __future__ import annotations

from django.urls import path

from portal.agent import (
    actions,
    addresses,
    choices,
    companies,
    customers,
    drafts,
    frames,
    inbox,
    knowledge,
    merging,
    moving,
    new_ticket,
    notices,
    saved,
    search,
    suggestion,
    ticket,
    triage,
)

app_name = "agent"
TICKET = "desk/tickets/<int:number>/"

urlpatterns = [
    path("desk/", inbox.page, name="inbox"),
    path("desk/nav/", inbox.nav, name="nav"),
    path("desk/options/<slug:field>/", choices.filter_options, name="options"),
    path("desk/views/", saved.keep, name="view_keep"),
    path("desk/views/<slug:key>/remove/", saved.remove, name="view_remove"),
    path("desk/search/", search.page, name="search"),
    path("desk/notifications/", notices.sheet, name="notifications"),
    path("desk/merge/", merging.page, name="merge"),
    path("desk/merge/undo/", merging.undo, name="unmerge"),
    path("desk/tickets/new/", new_ticket.page, name="ticket_new"),
    path(TICKET, ticket.page, name="ticket"),
    path(f"{TICKET}part/<slug:part>/", ticket.part, name="part"),
    path(f"{TICKET}choices/<slug:field>/", choices.field_choices, name="choices"),
    path(f"{TICKET}change/", actions.change, name="change"),
    path(f"{TICKET}correct/", triage.correct, name="correct"),
    path(f"{TICKET}reply/", actions.reply, name="reply"),
    path(f"{TICKET}undo/<slug:message>/", actions.undo, name="undo"),
    path(f"{TICKET}suggestion/<slug:public_id>/<slug:verb>/", suggestion.decide, name="suggestion"),
    path(f"{TICKET}unread/", inbox.mark_unread, name="mark_unread"),
    path(f"{TICKET}draft/", drafts.keep, name="draft"),
    path("desk/messages/<slug:public_id>/", ticket.message, name="message"),
    path("desk/messages/<slug:public_id>/move/", moving.page, name="move"),
    path("desk/messages/<slug:public_id>/frame/", frames.mail, name="frame"),
    path("desk/customers/", customers.listing, name="customers"),
    path("desk/customers/<slug:public_id>/", customers.card, name="customer"),
    path("desk/customers/<slug:public_id>/save/", customers.save, name="customer_save"),
    path("desk/companies/", companies.listing, name="companies"),
    path("desk/companies/<int:pk>/", companies.card, name="company"),
    path("desk/companies/<int:pk>/save/", companies.save, name="company_save"),
    path("desk/companies/<int:pk>/people/", companies.person, name="company_people"),
    path("desk/companies/<int:pk>/merge/", companies.merge, name="company_merge"),
    path("desk/companies/<int:pk>/delete/", companies.delete, name="company_delete"),
    path("desk/customers/<slug:public_id>/addresses/", addresses.add, name="address_add"),
    path("desk/customers/<slug:public_id>/addresses/<int:pk>/", addresses.act, name="address"),
    path("desk/customers/address/<str:token>/", addresses.restore, name="address_restore"),
    path("desk/knowledge/", knowledge.listing, name="knowledge"),
    path("desk/knowledge/new/", knowledge.write, name="article_new"),
    path("desk/knowledge/restore/<slug:token>/", knowledge.restore, name="article_restore"),
    path("desk/knowledge/<slug:public_id>/", knowledge.edit, name="article"),
    path("desk/knowledge/<slug:public_id>/delete/", knowledge.delete, name="article_delete"),
]
