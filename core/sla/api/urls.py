from django.urls import path

from core.doors.routers import DeskRouter
from core.sla.api.views import PolicyViewSet, SlaReportView, TicketSlaView

router = DeskRouter()
router.register("sla-policies", PolicyViewSet, "sla-policy")
urlpatterns = [
    *router.urls,
    path("tickets/<int:number>/sla/", TicketSlaView.as_view(), name="ticket-sla"),
    path("reports/sla/", SlaReportView.as_view(), name="report-sla"),
]
