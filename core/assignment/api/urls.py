from django.urls import path

from core.assignment.api import views
from core.doors.routers import DeskRouter

router = DeskRouter()
router.register("availability/people", views.AvailabilityViewSet, "availability")
router.register("assignment/queues", views.AssignmentPolicyViewSet, "assignment-policy")
urlpatterns = [
    *router.urls,
    path("availability/", views.MyAvailabilityView.as_view(), name="my-availability"),
    path("assignment/", views.AssignmentView.as_view(), name="assignment"),
    path("assignment/report/", views.AssignmentSharesView.as_view(), name="assignment-report"),
    path("tickets/<int:number>/assignment/", views.TicketAssignmentView.as_view(), name="ticket-assignment"),
]
