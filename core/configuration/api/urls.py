from django.urls import path

from core.configuration.api import views

urlpatterns = [
    path("configuration/", views.ConfigurationView.as_view(), name="configuration"),
    path("configuration/plan/", views.PlanView.as_view(), name="configuration-plan"),
    path("configuration/apply/", views.ApplyView.as_view(), name="configuration-apply"),
    path("configuration/applied/", views.AppliedView.as_view(), name="configuration-applied"),
    path("configuration/applied/<int:pk>/", views.AppliedOneView.as_view(), name="configuration-applied-one"),
]
