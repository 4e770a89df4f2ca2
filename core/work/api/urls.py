from django.urls import path

from core.doors.routers import DeskRouter
from core.work.api.bulk import TaskBulkStartView, TaskBulkUndoView, TaskBulkView
from core.work.api.limits import TaskLimitsView, TaskLimitView
from core.work.api.projects import (
    MilestonesView,
    MilestoneView,
    ProjectTicketsView,
    ProjectTicketView,
    ProjectViewSet,
)
from core.work.api.summaries import DaySummaryViewSet
from core.work.api.time import TimeViewSet
from core.work.api.views import TaskCommentsView, TaskCommentView, TaskViewSet

router = DeskRouter()
router.register("tasks", TaskViewSet, "task")
router.register("summaries", DaySummaryViewSet, "summary")
router.register("time-logs", TimeViewSet, "time-log")
router.register("projects", ProjectViewSet, "project")
urlpatterns = [
    path("tasks/bulk/", TaskBulkStartView.as_view(), name="task-bulk"),
    path("tasks/bulk/<int:pk>/", TaskBulkView.as_view(), name="task-bulk-progress"),
    path("tasks/bulk/<int:pk>/undo/", TaskBulkUndoView.as_view(), name="task-bulk-undo"),
    path("tasks/limits/", TaskLimitsView.as_view(), name="task-limits"),
    path("tasks/limits/<str:status>/", TaskLimitView.as_view(), name="task-limit"),
    path("tasks/<int:number>/comments/", TaskCommentsView.as_view(), name="task-comments"),
    path("tasks/<int:number>/comments/<int:pk>/", TaskCommentView.as_view(), name="task-comment"),
    path("projects/<int:pk>/milestones/", MilestonesView.as_view(), name="milestones"),
    path("projects/<int:pk>/milestones/<int:milestone>/", MilestoneView.as_view(), name="milestone"),
    path("projects/<int:pk>/tickets/", ProjectTicketsView.as_view(), name="project-tickets"),
    path("projects/<int:pk>/tickets/<int:number>/", ProjectTicketView.as_view(), name="project-ticket"),
    *router.urls,
]
