"""One language of conditions about tickets: for saved views, service levels, automation and the API.

A condition is kept as plain JSON, `{"all": [...]}` or `{"any": [...]}` around leaves of
`{"field", "op", "value"}` and further groups. `read` checks it once, when somebody writes it; `as_query`
asks the database, `holds` asks one ticket, and both always say the same. See README of core/tickets.
"""

from core.tickets.conditions.asking import Asking
from core.tickets.conditions.fields import (
    FIELDS,
    WAS,
    Field,
    Kind,
    all_fields,
    field,
    field_or_before,
    fields_before,
    operators,
)
from core.tickets.conditions.query import as_query
from core.tickets.conditions.single import Facts, facts_before, facts_of, holds, unmet
from core.tickets.conditions.tree import BadCondition, Group, Leaf, as_json, fields_in, leaves_in, read

__all__ = [
    "FIELDS",
    "WAS",
    "Asking",
    "BadCondition",
    "Facts",
    "Field",
    "Group",
    "Kind",
    "Leaf",
    "all_fields",
    "as_json",
    "as_query",
    "facts_before",
    "facts_of",
    "field",
    "field_or_before",
    "fields_before",
    "fields_in",
    "holds",
    "leaves_in",
    "operators",
    "read",
    "unmet",
]
