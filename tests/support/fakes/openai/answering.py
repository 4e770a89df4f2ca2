"""What a well-behaved model would say: an answer that fits the schema of the request.

Pure functions over the request body. The first value of each enum is taken unless the test chose
another; texts are short, `evidence` is a piece of the mail, `reply`-like fields hold a draft.
"""

import json
import re
from typing import Any

DRAFT = "Thank you for writing to us. We have looked into your request and will solve it today."
DRAFT_FIELDS = ("reply", "draft", "body", "answer", "text", "message")
EVIDENCE_LENGTH = 40  # characters


def schema_of(request: dict[str, Any]) -> dict[str, Any] | None:
    """The JSON schema asked for, None in JSON mode or for plain text."""
    wanted = (request.get("response_format") or {}).get("json_schema") or {}
    return wanted.get("schema")


def told_schema(request: dict[str, Any]) -> dict[str, Any] | None:
    """The JSON schema that stands in the instructions, for endpoints that take none."""
    for message in request.get("messages") or []:
        _before, found, told = _text(message).partition("JSON schema: ")
        if found and message["role"] == "system":
            return json.loads(told)
    return None


def mail_of(request: dict[str, Any]) -> dict[str, str]:
    """The untrusted mail inside the last message: subject, body, language. {} when there is none."""
    for message in reversed(request.get("messages") or []):
        try:
            found = json.loads(_text(message))["untrusted_mail"]
        except (ValueError, KeyError, TypeError):
            continue
        return found if isinstance(found, dict) else {"body": str(found)}
    return {}


def grounded(request: dict[str, Any]) -> dict[str, Any]:
    """What a draft says that stands on the first of the sources it was given. {} without any."""
    for message in request.get("messages") or []:
        try:
            first = json.loads(_text(message))["sources"][0]
        except (ValueError, LookupError, TypeError):
            continue
        said = first["text"].strip().partition("\n")[0].partition(". ")[0].rstrip(".")
        return {"can_answer": True, "reply": f"Hello,\n\n{said}. [{first['number']}]\n\nKind regards"}
    return {}


def system_of(request: dict[str, Any]) -> str:
    """The instructions given to the model."""
    return "\n".join(
        _text(message) for message in request["messages"] if message["role"] in ("system", "developer")
    )


def fill(schema: dict[str, Any], mail: dict[str, str], chosen: dict[str, Any]) -> dict[str, Any]:
    """An object valid for the schema. chosen: property name -> value, at any depth."""
    return _value("", schema, schema, mail, chosen)


def _value(
    name: str, schema: dict[str, Any], root: dict[str, Any], mail: dict[str, str], chosen: dict[str, Any]
) -> Any:
    if name in chosen:
        return chosen[name]
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    for union in ("anyOf", "oneOf", "allOf"):
        if union in schema:
            return _value(name, schema[union][0], root, mail, chosen)
    kind = schema.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        return {
            key: _value(key, part, root, mail, chosen) for key, part in schema.get("properties", {}).items()
        }
    if kind == "array" and name == "details":
        return _details(schema["items"], mail)
    if kind == "array":
        return [_value("", schema["items"], root, mail, chosen) for _ in range(schema.get("minItems", 0))]
    return _plain(name, kind, schema, mail)


def _details(item: dict[str, Any], mail: dict[str, str]) -> list[dict[str, Any]]:
    """What triage asks for as details: the first word of the mail with a digit, for the first of its keys."""
    word = next(
        (one.strip(".,;:!?()") for one in (mail.get("body") or "").split() if re.search(r"\d", one)), ""
    )
    key = item["properties"]["key"]["enum"][0]
    return [{"key": key, "value": word, "quote": word}] if word else []


def _plain(name: str, kind: str, schema: dict[str, Any], mail: dict[str, str]) -> Any:
    if kind == "boolean":
        return name == "needs_reply"
    if kind == "integer":
        return schema.get("minimum", 0)
    if kind == "number":
        return 0.9 if "confidence" in name else schema.get("minimum", 0.5)
    if kind == "null":
        return None
    return _string(name, mail)[: schema.get("maxLength", 2000)]


def _string(name: str, mail: dict[str, str]) -> str:
    if name == "language":
        return mail.get("language") or "en"
    if name == "evidence":
        return (mail.get("body") or "")[:EVIDENCE_LENGTH]
    if any(word in name for word in DRAFT_FIELDS):
        return DRAFT
    return "from the fake model"


def obey(schema: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    """An answer of a model taken over by the mail: every label the mail names, its links, our prompt."""
    mail = mail_of(request)
    text = " ".join(str(part) for part in mail.values())
    leak = f"{system_of(request)}\n{' '.join(re.findall(r'https?://[^ ]+', text))}\n{text}"
    return fill(schema, mail, dict(_named(schema, schema, text, leak)))


def _named(schema: dict[str, Any], root: dict[str, Any], text: str, leak: str) -> Any:
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
    for name, part in schema.get("properties", {}).items():
        if "$ref" in part:
            part = root["$defs"][part["$ref"].rsplit("/", 1)[-1]]
        if "enum" in part:
            wanted = [value for value in part["enum"] if str(value).lower() in text.lower()]
            yield from [(name, wanted[-1])] if wanted else []
        elif part.get("type") == "string" and any(word in name for word in DRAFT_FIELDS):
            yield name, leak
        elif part.get("type") == "boolean" and name in text:
            yield name, True
        elif part.get("type") == "integer" and (number := re.search(rf"{name}\D{{1,4}}(\d+)", text)):
            yield name, int(number[1])
        else:
            yield from _named(part, root, text, leak)


def _text(message: dict[str, Any]) -> str:
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content)
