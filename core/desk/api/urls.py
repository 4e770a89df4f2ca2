"""Addresses of the desk's arrangement."""

from django.urls import path

from core.desk.api.chains import ApprovalChainViewSet
from core.desk.api.fields import FieldViewSet
from core.desk.api.organization import OrganizationView
from core.desk.api.teams import TeamViewSet
from core.desk.api.views import (
    CannedReplyViewSet,
    CategoryViewSet,
    MailTextViewSet,
    PackViewSet,
    QueueViewSet,
    StatusViewSet,
    TagViewSet,
    TypeViewSet,
)
from core.doors.routers import DeskRouter

router = DeskRouter()
router.register("queues", QueueViewSet, "queue")
router.register("teams", TeamViewSet, "team")
router.register("statuses", StatusViewSet, "status")
router.register("categories", CategoryViewSet, "category")
router.register("category-packs", PackViewSet, "category-pack")
router.register("fields", FieldViewSet, "field")
router.register("types", TypeViewSet, "type")
router.register("tags", TagViewSet, "tag")
router.register("mail-texts", MailTextViewSet, "mail-text")
router.register("canned-replies", CannedReplyViewSet, "canned-reply")
router.register("approval-chains", ApprovalChainViewSet, "approval-chain")
urlpatterns = [path("settings/", OrganizationView.as_view(), name="settings"), *router.urls]
