from django.urls import path

from core.contacts.api.addresses import AddressesView, AddressProofView, AddressView
from core.contacts.api.companies import CompanyViewSet
from core.contacts.api.merging import LikelyView, MergesView, MergeView, SplitView
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
    path("contacts/<str:public_id>/merge/", MergeView.as_view(), name="contact-merge"),
    path("contacts/<str:public_id>/merges/", MergesView.as_view(), name="contact-merges"),
    path("contacts/<str:public_id>/merges/<int:pk>/split/", SplitView.as_view(), name="contact-split"),
    path("contacts/<str:public_id>/likely/", LikelyView.as_view(), name="contact-likely"),
    path("portal/link/", PortalLinkView.as_view(), name="portal-link"),
    path("portal/token/", PortalTokenView.as_view(), name="portal-token"),
]
