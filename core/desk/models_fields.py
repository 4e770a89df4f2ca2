"""Fields that an organization adds to its tickets. Part of the app's models; apart because models.py is long.

What a value may be: fields/values.py; when a field is shown, asked for or locked: fields/rules.py. The values
themselves stand on the ticket (`Ticket.fields`), so that a list of fifty stays one query.
"""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.desk.models_base import Seeded, Versioned


class Field(Seeded, Versioned):
    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        DATE = "date", _("Date")
        CHOICE = "choice", _("Choice")
        TREE = "tree", _("Tree")
        MULTI = "multi", _("Several choices")
        PERSON = "person", _("Colleague")
        CHECKBOX = "checkbox", _("Checkbox")

    WITH_OPTIONS = (Kind.CHOICE, Kind.TREE, Kind.MULTI)

    key = models.CharField(
        max_length=40,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*$", _("Small letters, digits and _; a letter first."))],
        help_text=_(
            'Stable name for programs: "order_number". The name of a capture of mail rules fills it.'
        ),
    )
    kind = models.CharField(max_length=8, choices=Kind.choices, help_text=_("Stays as it was created."))
    label = models.CharField(max_length=80)
    label_in = models.JSONField(default=dict, blank=True, help_text=_('In further languages: {"de": "…"}.'))
    help = models.CharField(max_length=200, blank=True, help_text=_("A sentence below the control."))
    options = models.JSONField(
        default=list,
        blank=True,
        help_text=_('[{"key", "label", "label_in", "parent", "is_hidden"}], in order.'),
    )
    rules = models.JSONField(
        default=list,
        blank=True,
        help_text=_('[{"effect": show | require | read_only, "at": always | resolve, "conditions": [...]}].'),
    )
    customer_sees = models.BooleanField(default=False, help_text=_("Customers read it on their request."))
    customer_asks = models.BooleanField(
        default=False, help_text=_("Customers are asked for it when they write.")
    )
    is_hidden = models.BooleanField(default=False, help_text=_("Out of use; tickets keep their values."))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                name="field_key_once",
                violation_error_message=_("There is a field with this key already."),
            )
        ]

    def __str__(self) -> str:
        return self.label
