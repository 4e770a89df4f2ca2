"""The types of tickets everybody starts with: key, name, when it is one."""

from __future__ import annotations

TYPES = (
    ("question", "Question", "Somebody wants to know something."),
    ("problem", "Problem", "The cause of one or many incidents."),
    ("incident", "Incident", "Something does not work as it should."),
    ("request", "Request", "Somebody wants something done or given."),
    ("task", "Task", "Work that nobody outside has asked for."),
)
