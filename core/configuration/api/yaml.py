"""YAML over HTTP: the document as a body, as it lies in a file. JSON with it inside is taken, too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, JSONParser
from rest_framework.renderers import BaseRenderer

from core.configuration.document import LARGEST
from core.doors.rendering import QuickJSONRenderer
from tenants.kernel.errors import TooLarge

MEDIA = "application/yaml"


class YamlBody(BaseParser):
    """curl --data-binary @acme.yaml -H "Content-Type: application/yaml"; ?plan= for what is applied."""

    media_type = MEDIA

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        raw = stream.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise TooLarge
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ParseError from None
        asked = (parser_context or {})["request"].query_params
        return {"document": text, **{name: asked[name] for name in ("plan",) if name in asked}}


class YamlAnswer(BaseRenderer):
    """For who accepts YAML alone: a refusal is told in it, too."""

    media_type = MEDIA
    format = "yaml"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        return str(yaml.safe_dump(data, allow_unicode=True, sort_keys=False)).encode()


PARSERS = (JSONParser, YamlBody)
RENDERERS = (QuickJSONRenderer, YamlAnswer)
