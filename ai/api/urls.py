from django.urls import path

from ai.api.views import (
    AcceptView,
    PoliciesView,
    PolicyView,
    RejectView,
    SuggestionView,
    TriageView,
)

urlpatterns = [
    path("tickets/<int:number>/triage/", TriageView.as_view(), name="ticket-triage"),
    path("tickets/<int:number>/suggestion/", SuggestionView.as_view(), name="ticket-suggestion"),
    path("suggestions/<str:public_id>/accept/", AcceptView.as_view(), name="suggestion-accept"),
    path("suggestions/<str:public_id>/reject/", RejectView.as_view(), name="suggestion-reject"),
    path("ai/policies/", PoliciesView.as_view(), name="ai-policies"),
    path("ai/policies/<str:field>/", PolicyView.as_view(), name="ai-policy"),
]
