"""Every write to the desk's arrangement. Each verb: one transaction, one audit line, one forgetting."""

from core.desk.services.calendars import (
    MOST_CALENDARS,
    add_holiday,
    delete_calendar,
    delete_holiday,
    import_holidays,
    save_calendar,
)
from core.desk.services.categories import delete_category, save_category
from core.desk.services.chains import TooManyChains, delete_chain, save_chain
from core.desk.services.fields import (
    FIELD_LIMIT,
    FieldAsked,
    FieldInUse,
    OptionInUse,
    TooManyFields,
    delete_field,
    order_fields,
    save_field,
)
from core.desk.services.looks import order_views, remember_look
from core.desk.services.packs import NoSuchPack, leave_pack, use_pack
from core.desk.services.queues import delete_queue, save_queue
from core.desk.services.replies import (
    delete_canned_reply,
    may_change_reply,
    save_canned_reply,
    use_canned_reply,
)
from core.desk.services.statuses import NoLimitHere, delete_status, move_status, save_status
from core.desk.services.tags import delete_tag, save_tag
from core.desk.services.teams import TeamInUse, delete_team, save_team, team_people
from core.desk.services.texts import check_mail_text, reset_mail_text, restore_mail_text, save_mail_text
from core.desk.services.types import delete_type, save_type
from core.desk.services.views import delete_view, save_view

__all__ = [
    "FIELD_LIMIT",
    "MOST_CALENDARS",
    "FieldAsked",
    "FieldInUse",
    "NoLimitHere",
    "NoSuchPack",
    "OptionInUse",
    "TeamInUse",
    "TooManyChains",
    "TooManyFields",
    "add_holiday",
    "check_mail_text",
    "delete_calendar",
    "delete_canned_reply",
    "delete_category",
    "delete_chain",
    "delete_field",
    "delete_holiday",
    "delete_queue",
    "delete_status",
    "delete_tag",
    "delete_team",
    "delete_type",
    "delete_view",
    "import_holidays",
    "leave_pack",
    "may_change_reply",
    "move_status",
    "order_fields",
    "order_views",
    "remember_look",
    "reset_mail_text",
    "restore_mail_text",
    "save_calendar",
    "save_canned_reply",
    "save_category",
    "save_chain",
    "save_field",
    "save_mail_text",
    "save_queue",
    "save_status",
    "save_tag",
    "save_team",
    "save_type",
    "save_view",
    "team_people",
    "use_canned_reply",
    "use_pack",
]
