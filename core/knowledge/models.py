"""What we know: articles for customers and for agents, found by full text."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock, ids


class Section(models.Model):
    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=60, unique=True, db_index=False)
    description = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    seed_key = models.CharField(max_length=60, blank=True, editable=False)
    seed_version = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class Article(models.Model):
    class Visibility(models.TextChoices):
        DRAFT = "draft", _("Draft")
        INTERNAL = "internal", _("Internal")
        PUBLIC = "public", _("Public")

    public_id = models.CharField(max_length=24, unique=True, default=ids.public_id, editable=False)
    section = models.ForeignKey(
        Section, null=True, blank=True, on_delete=models.SET_NULL, related_name="articles", db_index=False
    )
    slug = models.SlugField(max_length=80, unique=True, db_index=False)
    title = models.CharField(max_length=200)
    body = models.TextField(help_text=_("Markdown."))
    visibility = models.CharField(max_length=8, choices=Visibility.choices, default=Visibility.DRAFT)
    language = models.CharField(max_length=10, default="en")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, db_index=False
    )
    version = models.PositiveIntegerField(default=1)
    views = models.PositiveIntegerField(default=0)
    helpful = models.PositiveIntegerField(default=0)
    unhelpful = models.PositiveIntegerField(default=0)
    seed_key = models.CharField(max_length=60, blank=True, editable=False)
    seed_version = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    words = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="simple")
        + SearchVector("body", weight="C", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["title", "id"]
        indexes = [GinIndex(fields=["words"], name="article_words")]

    def __str__(self) -> str:
        return self.title
