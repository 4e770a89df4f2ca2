from django.urls import path

from core.contacts.api.addresses import AddressesView, AddressProofView, AddressView
from core.contacts.api.companies import CompanyViewSet
from core.contacts.api.views import ContactViewSet, PortalLinkView, PortalTokenView
from core.doors.routers import DeskRouter

router = DeskRouter()
router.register("contacts", ContactViewSet, "contact")
router.register("companies", CompanyViewSet, "company")
urlpatterns = [
    *router.urls,
    path("contacts/<str:public_id>/addresses/", AddressesView.as_view(), name="contact-addresses"),
    path("contacts/<str:public_id>/addresses/<int:pk>/", AddressView.as_view(), name="contact-address"),
    path(
        "contacts/<str:public_id>/addresses/<int:pk>/proof/",
        AddressProofView.as_view(),
        name="contact-address-proof",
    ),
    path("portal/link/", PortalLinkView.as_view(), name="portal-link"),
    path("portal/token/", PortalTokenView.as_view(), name="portal-token"),
]
