from django.urls import path

from ai.api.advice import AdviceAcceptView, AdviceEditView, AdviceRejectView, AdviceView
from ai.api.learned import UseVersionView, VersionsView
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
    path("tickets/<int:number>/ai/", AdviceView.as_view(), name="ticket-ai"),
    path("ai/suggestions/<str:public_id>/accept/", AdviceAcceptView.as_view(), name="advice-accept"),
    path("ai/suggestions/<str:public_id>/edit/", AdviceEditView.as_view(), name="advice-edit"),
    path("ai/suggestions/<str:public_id>/reject/", AdviceRejectView.as_view(), name="advice-reject"),
    path("ai/models/", VersionsView.as_view(), name="ai-models"),
    path("ai/models/<int:pk>/activate/", UseVersionView.as_view(), name="ai-model-activate"),
    path("ai/policies/", PoliciesView.as_view(), name="ai-policies"),
    path("ai/policies/<str:field>/", PolicyView.as_view(), name="ai-policy"),
    # The same without the slash at the end, for programs that leave it out.
    path("ai/suggestions/<str:public_id>/accept", AdviceAcceptView.as_view(schema=None)),
    path("ai/suggestions/<str:public_id>/edit", AdviceEditView.as_view(schema=None)),
    path("ai/suggestions/<str:public_id>/reject", AdviceRejectView.as_view(schema=None)),
]
