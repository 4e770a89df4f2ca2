from django.urls import path

from core.doors.routers import DeskRouter
from core.notifications.api.browsers import MyBrowser, MyBrowsers, MyBrowserTrial
from core.notifications.api.channels import NotificationChannelViewSet
from core.notifications.api.views import MyNotifications, NotificationViewSet

router = DeskRouter()
router.register("notifications", NotificationViewSet, "notification")
router.register("notification-channels", NotificationChannelViewSet, "notification-channel")
urlpatterns = [
    *router.urls,
    path("me/notifications/", MyNotifications.as_view(), name="my-notifications"),
    path("me/browsers/", MyBrowsers.as_view(), name="my-browsers"),
    path("me/browsers/<slug:key>/", MyBrowser.as_view(), name="my-browser"),
    path("me/browsers/<slug:key>/test/", MyBrowserTrial.as_view(), name="my-browser-test"),
]
