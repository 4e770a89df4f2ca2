from django.urls import path

from core.contacts.api.views import CompanyViewSet, ContactViewSet, PortalLinkView, PortalTokenView
from core.doors.routers import DeskRouter

router = DeskRouter()
router.register("contacts", ContactViewSet, "contact")
router.register("companies", CompanyViewSet, "company")
urlpatterns = [
    *router.urls,
    path("portal/link/", PortalLinkView.as_view(), name="portal-link"),
    path("portal/token/", PortalTokenView.as_view(), name="portal-token"),
]
