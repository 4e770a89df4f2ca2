from django.urls import path

from core.reports.api.views import ActivityView, FiguresView, WorkloadView

urlpatterns = [
    path("reports/figures/", FiguresView.as_view(), name="report-figures"),
    path("reports/workload/", WorkloadView.as_view(), name="report-workload"),
    path("activity/", ActivityView.as_view(), name="activity"),
]
