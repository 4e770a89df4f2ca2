"""Routes of the mail resources."""

from core.doors.routers import DeskRouter
from core.mail.api.imports import MailImportViewSet
from core.mail.api.rules import MailRuleViewSet
from core.mail.api.views import HeldMailViewSet, MailboxViewSet

router = DeskRouter()
router.register("mailboxes", MailboxViewSet, "mailbox")
router.register("held-mail", HeldMailViewSet, "held-mail")
router.register("mail-rules", MailRuleViewSet, "mail-rule")
router.register("mail-imports", MailImportViewSet, "mail-import")
urlpatterns = router.urls
