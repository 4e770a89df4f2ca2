from core.doors.routers import DeskRouter
from core.notifications.api.views import NotificationViewSet

router = DeskRouter()
router.register("notifications", NotificationViewSet, "notification")
urlpatterns = router.urls
