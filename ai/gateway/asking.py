"""How one question is put to one endpoint: in the surest form it takes, once more if the answer did not fit.

Forms go from a JSON schema over JSON mode to plain words. An endpoint that answers 400 to one is asked in
the next, and what worked is told with the answer, so that the next question begins there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypedDict

from ai.gateway.client import FORMS, Endpoint
from ai.prompts import wrapping
from ai.text.masked import Masked, Unmasked

PARTICULAR = ("max_tokens", "temperature")  # some models know the first by another name, or take no second
CHARACTERS = 3  # per token, rather too few than too many: German and Polish have 3 to 4
OF_THE_FORM = ("response_format", "json", "schema", "grammar")
_quirks: dict[str, set[str]] = {}  # endpoint and model -> PARTICULAR it refused; for the life of the process


class Message(TypedDict):
    """One message of a chat. role: system or user."""

    role: str
    content: Masked


def anything(data: dict[str, Any]) -> None:
    """Takes every object."""


@dataclass(frozen=True, slots=True)
class Question:
    """Messages as the chat API takes them, and the JSON schema the answer must fit.

    Every text in it is Masked: that is checked here, the only door out. judge: raises BadAnswer for an
    object that cannot be used; the model is then asked once more. model: "" asks the endpoint's own.
    """

    messages: tuple[Message, ...]
    schema_name: str
    schema: dict[str, Any]
    model: str = ""
    max_tokens: int = 800
    judge: Callable[[dict[str, Any]], object] = anything

    def __post_init__(self) -> None:
        """Raises Unmasked: what did not pass a Redactor does not leave, whoever forgot it."""
        for message in self.messages:
            if not isinstance(message["content"], Masked):
                raise Unmasked(f"the {message['role']} message was not masked")
        _check_options(self.schema)


class Asking:
    """The state of one question at one endpoint. form: the form in use. calls: requests made."""

    def __init__(self, where: Endpoint, question: Question) -> None:
        self.where, self.question, self.calls = where, question, 0
        self.form = where.form if where.form in FORMS else FORMS[0]
        self.model = question.model or where.model
        self._quirks = _quirks.setdefault(f"{where.key}|{self.model}", set())
        self.tokens, self.estimated = (0, 0), False
        self._complaint = ""

    def note(self, usage: Any, content: Any) -> None:
        """Add what a call cost: as the endpoint says (its `usage`), else by the length of the words."""
        told = usage if isinstance(usage, dict) else {}
        sent, came = (_count(told.get(name)) for name in ("prompt_tokens", "completion_tokens"))
        if not sent and not came:
            self.estimated = True
            sent = sum(len(one["content"]) for one in self._messages()) // CHARACTERS + 1
            came = len(str(content)) // CHARACTERS + 1
        self.tokens = self.tokens[0] + sent, self.tokens[1] + came

    def adapt(self, said: str) -> bool:
        """Ask otherwise after a 400; False when nothing is left to try. said: the endpoint's words."""
        for parameter in PARTICULAR:
            if parameter in said and parameter not in self._quirks:
                self._quirks.add(parameter)
                return True
        if self.form == FORMS[-1] or (self.where.form and not any(word in said for word in OF_THE_FORM)):
            return False
        self.form = FORMS[FORMS.index(self.form) + 1]
        return True

    def complain(self, why: str) -> None:
        """The answer did not fit; it will be said in the next request."""
        self._complaint = why

    def request(self) -> dict[str, Any]:
        """Arguments of the completion, except for the timeout."""
        made: dict[str, Any] = {"model": self.model, "messages": self._messages()}
        most = "max_completion_tokens" if "max_tokens" in self._quirks else "max_tokens"
        made[most] = self.question.max_tokens
        if "temperature" not in self._quirks:
            made["temperature"] = 0
        if self.form == "schema":
            schema = {"name": self.question.schema_name, "strict": True, "schema": self.question.schema}
            made["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif self.form == "json":
            made["response_format"] = {"type": "json_object"}
        return made

    def _messages(self) -> list[Message]:
        """The rules carry the canary and what the form needs; the customer's words stay last."""
        first, *rest = self.question.messages
        words = wrapping.rules(first["content"], self.where.canary)
        more = [wrapping.schema(self.question.schema)] if self.form != "schema" else []
        more += [wrapping.again(self._complaint)] if self._complaint else []
        system: list[Message] = [{"role": "system", "content": text} for text in more]
        return [{"role": first["role"], "content": words}, *system, *rest]


def _check_options(schema: Any) -> None:
    """The options of a schema are the organization's words as well."""
    if isinstance(schema, dict):
        if any(
            isinstance(option, str) and not isinstance(option, Masked) for option in schema.get("enum", ())
        ):
            raise Unmasked("an option of the schema was not masked")
        for part in schema.values():
            _check_options(part)


def _count(value: Any) -> int:
    return min(max(value, 0), 10_000_000) if isinstance(value, int) else 0
