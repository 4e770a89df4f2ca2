"""What the API takes about tasks and projects. Checks of shape only; rules live in services."""

from __future__ import annotations

from rest_framework import serializers

from core.doors.taking import Searching
from core.tickets.rules import PRIORITY_NAMES
from core.work.choices import LONGEST_NAME, LONGEST_TITLE, MOST_MINUTES, ProjectStatus, TaskStatus
from core.work.rules import LONGEST_TEXT
from core.work.selectors.lists import DUE, ORDERS, STATES
from core.work.selectors.projects import STATES as PROJECT_STATES

PERSON = "me, none, a user id"
HIGHEST = 999_999_999  # of a ticket number


class TaskQuery(Searching):
    """Several values: separated by commas. state: open (default), finished, all; bin for who may delete."""

    state = serializers.ChoiceField(list(STATES), required=False)
    status = serializers.CharField(required=False, help_text=", ".join(TaskStatus.values))
    priority = serializers.CharField(required=False)
    assignee = serializers.CharField(required=False, help_text=PERSON)
    creator = serializers.CharField(required=False, help_text=PERSON)
    team = serializers.IntegerField(required=False)
    project = serializers.IntegerField(required=False)
    milestone = serializers.IntegerField(required=False)
    ticket = serializers.IntegerField(required=False, help_text="Number of a ticket.")
    due = serializers.ChoiceField(
        DUE, required=False, help_text="late; today; week: the next seven days; none."
    )
    q = serializers.CharField(required=False, max_length=200)
    order = serializers.ChoiceField(list(ORDERS), required=False)


class TaskIn(serializers.Serializer):
    """assignee, team, project, milestone: ids. ticket: a number."""

    title = serializers.CharField(max_length=LONGEST_TITLE)
    description = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True)
    status = serializers.ChoiceField(TaskStatus.values, required=False)
    priority = serializers.ChoiceField(list(PRIORITY_NAMES), required=False)
    assignee = serializers.IntegerField(required=False, allow_null=True)
    team = serializers.IntegerField(required=False, allow_null=True)
    ticket = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=HIGHEST)
    project = serializers.IntegerField(required=False, allow_null=True)
    milestone = serializers.IntegerField(required=False, allow_null=True)
    due_on = serializers.DateField(required=False, allow_null=True)
    estimate = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=MOST_MINUTES, help_text="Minutes."
    )


class TaskAssignIn(serializers.Serializer):
    agent = serializers.IntegerField(allow_null=True, help_text="null: nobody.")


class TaskCommentIn(serializers.Serializer):
    text = serializers.CharField(max_length=LONGEST_TEXT)


class ProjectQuery(Searching):
    state = serializers.ChoiceField(
        [*PROJECT_STATES, *ProjectStatus.values], required=False, help_text="open by default; or a status."
    )
    team = serializers.IntegerField(required=False)
    q = serializers.CharField(required=False, max_length=200)


class ProjectIn(serializers.Serializer):
    name = serializers.CharField(max_length=LONGEST_NAME)
    description = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True)
    status = serializers.ChoiceField(ProjectStatus.values, required=False)
    team = serializers.IntegerField(required=False, allow_null=True)
    start_on = serializers.DateField(required=False, allow_null=True)
    end_on = serializers.DateField(required=False, allow_null=True)


class MilestoneIn(serializers.Serializer):
    name = serializers.CharField(max_length=LONGEST_NAME)
    due_on = serializers.DateField(required=False, allow_null=True)
    is_done = serializers.BooleanField(required=False, help_text="Reached.")


class ProjectTicketIn(serializers.Serializer):
    ticket = serializers.IntegerField(min_value=1, max_value=HIGHEST)
