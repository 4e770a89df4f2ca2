"""What the API takes about articles."""

from __future__ import annotations

from rest_framework import serializers

from core.doors.taking import Searching
from core.knowledge.rules import LONGEST_BODY


class ArticleIn(serializers.Serializer):
    title = serializers.CharField(max_length=200)
    body = serializers.CharField(max_length=LONGEST_BODY, allow_blank=True, help_text="Markdown.")
    section = serializers.SlugField(max_length=60, allow_null=True, required=False)
    language = serializers.CharField(max_length=10, required=False)


class PublishIn(serializers.Serializer):
    internal = serializers.BooleanField(default=False, help_text="For colleagues only.")


class ArticleQuery(Searching):
    q = serializers.CharField(max_length=500, required=False, help_text="Words to look for.")
    section = serializers.SlugField(max_length=60, required=False)
    visibility = serializers.ChoiceField(["draft", "internal", "public"], required=False)
