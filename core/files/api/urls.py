from core.doors.routers import DeskRouter
from core.files.api.views import AttachmentViewSet

router = DeskRouter()
router.register("attachments", AttachmentViewSet, "attachment")
urlpatterns = router.urls
