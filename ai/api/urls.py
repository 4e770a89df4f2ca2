from django.urls import path

from ai.api.advice import AdviceAcceptView, AdviceEditView, AdviceRejectView, AdviceView
from ai.api.contradictions import ContradictionViewSet
from ai.api.details import DetailsView, DetailTrialView, DetailView
from ai.api.gaps import GapViewSet
from ai.api.incidents import IncidentViewSet
from ai.api.learned import UnpinVersionView, UseVersionView, VersionsView
from ai.api.masking import MaskPatternsView, MaskPatternView, SettingsView
from ai.api.proposals import ProposalViewSet, ProposingView
from ai.api.providers import ProviderViewSet
from ai.api.replays import ReplayViewSet
from ai.api.usage import BudgetView, HealthView, PricesView, UsageView
from ai.api.views import (
    AcceptView,
    PoliciesView,
    PolicyView,
    RejectView,
    SuggestionView,
    TriageView,
)
from ai.api.voices import QueueVoiceView, VoicesView, VoiceView
from ai.api.writings import SummaryView, TranslationView, WritingsView, WritingView
from core.doors.routers import DeskRouter

router = DeskRouter()
router.register("ai/providers", ProviderViewSet, "ai-provider")
router.register("ai/replays", ReplayViewSet, "ai-replay")
router.register("ai/proposals", ProposalViewSet, "ai-proposal")
router.register("ai/gaps", GapViewSet, "ai-gap")
router.register("ai/contradictions", ContradictionViewSet, "ai-contradiction")
router.register("incidents", IncidentViewSet, "incident")
urlpatterns = [
    *router.urls,
    path("tickets/<int:number>/summary/", SummaryView.as_view(), name="ticket-summary"),
    path("tickets/<int:number>/writings/", WritingsView.as_view(), name="ticket-writings"),
    path("messages/<str:public_id>/translation/", TranslationView.as_view(), name="message-translation"),
    path("writings/<str:public_id>/", WritingView.as_view(), name="writing"),
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
    path("ai/models/<int:pk>/unpin/", UnpinVersionView.as_view(), name="ai-model-unpin"),
    path("ai/policies/", PoliciesView.as_view(), name="ai-policies"),
    path("ai/policies/<str:field>/", PolicyView.as_view(), name="ai-policy"),
    # The same without the slash at the end, for programs that leave it out.
    path("ai/suggestions/<str:public_id>/accept", AdviceAcceptView.as_view(schema=None)),
    path("ai/suggestions/<str:public_id>/edit", AdviceEditView.as_view(schema=None)),
    path("ai/suggestions/<str:public_id>/reject", AdviceRejectView.as_view(schema=None)),
    path("ai/usage", UsageView.as_view(), name="ai-usage"),
    path("ai/budget/", BudgetView.as_view(), name="ai-budget"),
    path("ai/prices/", PricesView.as_view(), name="ai-prices"),
    path("ai/health", HealthView.as_view(), name="ai-health"),
    path("ai/proposing/", ProposingView.as_view(), name="ai-proposing"),
    path("ai/voices/", VoicesView.as_view(), name="ai-voices"),
    path("ai/voices/all/", VoiceView.as_view(), name="ai-voice"),
    path("ai/voices/queues/<int:pk>/", QueueVoiceView.as_view(), name="ai-voice-queue"),
    path("ai/settings/", SettingsView.as_view(), name="ai-settings"),
    path("ai/details/", DetailsView.as_view(), name="ai-details"),
    path("ai/details/<slug:field>/", DetailView.as_view(), name="ai-detail"),
    path("ai/details/<slug:field>/try/", DetailTrialView.as_view(), name="ai-detail-try"),
    path("ai/mask-patterns/", MaskPatternsView.as_view(), name="ai-mask-patterns"),
    path("ai/mask-patterns/<int:pk>/", MaskPatternView.as_view(), name="ai-mask-pattern"),
]
