"""What the document of an organization says about its desk. Importing the modules registers them."""

from core.desk.configuring import calendars, categories, chains, fields, queues, statuses, words

__all__ = ["calendars", "categories", "chains", "fields", "queues", "statuses", "words"]
