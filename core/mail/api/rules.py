"""/api/v1/mail-rules/: the organization's rules for its mail, in the order they are asked."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.doors.shapes import Shape
from core.doors.taking import Given, gives, takes
from core.doors.views import DeskViewSet
from core.mail import selectors, services
from core.mail.models import MailRule
from core.mail.rules import MANAGE
from core.mail.ruling import asking, trial
from core.mail.ruling.checking import ACTIONS
from tenants.kernel.errors import NotFound


class MailRuleOut(Shape):
    id: int
    name: str
    position: int
    is_on: bool
    mailbox: int | None
    moment: str
    need: str
    conditions: list[dict]
    actions: dict
    overwrites: bool
    stops: bool

    @staticmethod
    def dump(rule: MailRule) -> dict[str, Any]:
        return {
            "id": rule.pk,
            "name": rule.name,
            "position": rule.position,
            "is_on": rule.is_on,
            "mailbox": rule.mailbox_id,
            "moment": rule.moment,
            "need": rule.need,
            "conditions": rule.conditions,
            "actions": rule.actions,
            "overwrites": rule.overwrites,
            "stops": rule.stops,
        }


class ConditionIn(serializers.Serializer):
    field = serializers.ChoiceField(choices=asking.FIELDS)
    test = serializers.ChoiceField(choices=asking.TESTS)
    value = serializers.CharField(max_length=500, required=False, allow_blank=True)
    header = serializers.CharField(max_length=80, required=False, allow_blank=True)


class MailRuleIn(serializers.Serializer):
    name = serializers.CharField(max_length=80)
    is_on = serializers.BooleanField(required=False)
    mailbox = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    moment = serializers.ChoiceField(choices=MailRule.Moment.choices, required=False)
    need = serializers.ChoiceField(choices=MailRule.Need.choices, required=False)
    conditions = ConditionIn(many=True, required=False)
    actions = serializers.DictField(required=False, help_text=f"Any of: {', '.join(ACTIONS)}.")
    overwrites = serializers.BooleanField(required=False)
    stops = serializers.BooleanField(required=False)


class OrderIn(serializers.Serializer):
    order = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=services.MOST_RULES)


class WordsIn(serializers.Serializer):
    text = serializers.CharField(max_length=100_000, help_text="A text, or a whole mail with its headers.")
    sender = serializers.CharField(max_length=254, required=False, allow_blank=True)
    subject = serializers.CharField(max_length=255, required=False, allow_blank=True)


class VerdictOut(Shape):
    holds: bool
    why: str
    captured: dict

    @staticmethod
    def dump(verdict: asking.Verdict) -> dict[str, Any]:
        return {"holds": verdict.holds, "why": verdict.why, "captured": verdict.captured}


class MailRuleViewSet(DeskViewSet):
    """Conditions and actions; named captures of patterns fill `extracted` of the ticket."""

    shows = MailRuleOut
    pagination_class = None  # type: ignore[assignment]
    needs = {
        "list": MANAGE, "retrieve": MANAGE, "create": MANAGE, "partial_update": MANAGE, "destroy": MANAGE,
        "order": MANAGE, "try_out": MANAGE,
    }  # fmt: skip
    lookup_field = "pk"

    def get_queryset(self) -> QuerySet:
        return selectors.mail_rules(self.me)

    def list(self, request: Request, **kwargs: Any) -> Response:
        return self.show_all(self.get_queryset())

    @takes(MailRuleIn)
    def create(self, request: Request, data: Given) -> Response:
        return self.show(services.save_rule(None, by=self.me, **self._values(data)), 201)

    @takes(MailRuleIn)
    def partial_update(self, request: Request, pk: int, data: Given) -> Response:
        return self.show(services.save_rule(self.get_object(), by=self.me, **self._values(data)))

    def destroy(self, request: Request, pk: int) -> Response:
        services.remove_rule(self.get_object(), by=self.me)
        return self.done()

    @gives(MailRuleOut, many=True)
    @takes(OrderIn)
    @action(detail=False, methods=["post"])
    def order(self, request: Request, data: Given) -> Response:
        """Rules not named come last."""
        services.order_rules(data.order, by=self.me)
        return self.show_all(self.get_queryset())

    @gives(VerdictOut)
    @takes(WordsIn)
    @action(detail=True, methods=["post"], url_path="try")
    def try_out(self, request: Request, pk: int, data: Given) -> Response:
        """Would it hold for these words? Nothing is changed."""
        rule = self.get_object()
        verdict = trial.on_words(rule, data.text, sender=data.sender or "", subject=data.subject or "")
        return self.show(verdict, shows=VerdictOut)

    def _values(self, data: Given) -> dict[str, Any]:
        values = dict(data.sent)
        if values.get("mailbox") is not None:
            box = selectors.mailboxes(self.me).filter(pk=values["mailbox"]).first()
            if box is None:
                raise NotFound
            values["mailbox"] = box
        return values
