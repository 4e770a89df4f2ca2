from django.urls import path

from core.automation.api.macros import MacroViewSet
from core.automation.api.recurring import RecurrenceViewSet
from core.automation.api.views import RuleViewSet, TicketRulesView
from core.doors.routers import DeskRouter

router = DeskRouter()
router.register("rules", RuleViewSet, "rule")
router.register("recurring-tickets", RecurrenceViewSet, "recurring-ticket")
router.register("macros", MacroViewSet, "macro")
urlpatterns = [
    *router.urls,
    path("tickets/<int:number>/rules/", TicketRulesView.as_view(), name="ticket-rules"),
]
