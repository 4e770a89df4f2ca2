from django.urls import path

from core.doors.routers import DeskRouter
from core.notifications.api.channels import NotificationChannelViewSet
from core.notifications.api.views import MyNotifications, NotificationViewSet

router = DeskRouter()
router.register("notifications", NotificationViewSet, "notification")
router.register("notification-channels", NotificationChannelViewSet, "notification-channel")
urlpatterns = [*router.urls, path("me/notifications/", MyNotifications.as_view(), name="my-notifications")]
