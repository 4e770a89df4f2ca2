from django.urls import path

from core.doors.routers import DeskRouter
from core.tickets.api.portal import PortalTicketViewSet
from core.tickets.api.views import MessageWithdrawView, StatsView, TicketViewSet

router = DeskRouter()
router.register("tickets", TicketViewSet, "ticket")
router.register("portal/tickets", PortalTicketViewSet, "portal-ticket")
urlpatterns = [
    *router.urls,
    path("messages/<str:public_id>/withdraw/", MessageWithdrawView.as_view(), name="message-withdraw"),
    path("dashboard/stats/", StatsView.as_view(), name="dashboard-stats"),
]
