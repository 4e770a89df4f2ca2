"""Addresses of the knowledge base."""

from core.doors.routers import DeskRouter
from core.knowledge.api.views import ArticleViewSet, SectionViewSet

router = DeskRouter()
router.register("articles", ArticleViewSet, "article")
router.register("sections", SectionViewSet, "section")
urlpatterns = router.urls
