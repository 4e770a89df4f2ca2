from django.urls import path

from core.doors.routers import DeskRouter
from core.tickets.api.approvals import (
    ApprovalCancelView,
    ApprovalDecideView,
    ApprovalHandOnView,
    ApprovalRemindView,
    ApprovalsView,
    MyApprovalsView,
)
from core.tickets.api.archive import ArchiveView, TicketBringBackView
from core.tickets.api.bin import BinEraseView, BinRestoreView, BinView, TicketRestoreView
from core.tickets.api.bulk import BulkCancelView, BulkStartView, BulkUndoView, BulkView
from core.tickets.api.checklists import ChecklistItemView, ChecklistOrderView, ChecklistView
from core.tickets.api.drafts import TicketDraftsView, TicketDraftTakeView, TicketDraftView
from core.tickets.api.linking import TicketLinksView, TicketLinkView
from core.tickets.api.looks import LookView, ViewOrderView
from core.tickets.api.merging import (
    MergeManyView,
    MergePreviewView,
    MessageMoveView,
    TicketApartView,
    TicketMergesView,
    TicketMergeView,
    TicketUnmergeView,
)
from core.tickets.api.notes import EarlierWordsView, MessageRestoreView, MessageView
from core.tickets.api.numbering import TicketNumberingView
from core.tickets.api.outside import AnswerAsideView, ForwardView
from core.tickets.api.portal import PortalTicketViewSet
from core.tickets.api.saved import SavedViewSet
from core.tickets.api.views import MessageWithdrawView, StatsView, TicketViewSet

router = DeskRouter()
router.register("tickets", TicketViewSet, "ticket")
router.register("views", SavedViewSet, "view")
router.register("portal/tickets", PortalTicketViewSet, "portal-ticket")
TICKET = "tickets/<int:number>/"
APPROVAL = f"{TICKET}approvals/<int:pk>/"
urlpatterns = [
    path("tickets/bulk/", BulkStartView.as_view(), name="ticket-bulk"),
    path("tickets/bulk/<int:pk>/", BulkView.as_view(), name="ticket-bulk-progress"),
    path("tickets/bulk/<int:pk>/cancel/", BulkCancelView.as_view(), name="ticket-bulk-cancel"),
    path("tickets/bulk/<int:pk>/undo/", BulkUndoView.as_view(), name="ticket-bulk-undo"),
    path("tickets/bulk-merge/", MergeManyView.as_view(), name="ticket-merge-many"),
    path(f"{TICKET}drafts/", TicketDraftsView.as_view(), name="ticket-drafts"),
    path(f"{TICKET}drafts/take/", TicketDraftTakeView.as_view(), name="ticket-draft-take"),
    path(f"{TICKET}drafts/<slug:kind>/", TicketDraftView.as_view(), name="ticket-draft"),
    path("tickets/bin/", BinView.as_view(), name="ticket-bin"),
    path("tickets/bin/restore/", BinRestoreView.as_view(), name="ticket-bin-restore"),
    path("tickets/bin/erase/", BinEraseView.as_view(), name="ticket-bin-erase"),
    path("ticket-numbering/", TicketNumberingView.as_view(), name="ticket-numbering"),
    path("archive/", ArchiveView.as_view(), name="archive"),
    path("views/order/", ViewOrderView.as_view(), name="view-order"),
    path("views/looks/<str:key>/", LookView.as_view(), name="view-look"),
    path("approvals/", MyApprovalsView.as_view(), name="approvals"),
    path(f"{TICKET}approvals/", ApprovalsView.as_view(), name="ticket-approvals"),
    path(f"{APPROVAL}decide/", ApprovalDecideView.as_view(), name="ticket-approval-decide"),
    path(f"{APPROVAL}cancel/", ApprovalCancelView.as_view(), name="ticket-approval-cancel"),
    path(f"{APPROVAL}remind/", ApprovalRemindView.as_view(), name="ticket-approval-remind"),
    path(f"{APPROVAL}hand-on/", ApprovalHandOnView.as_view(), name="ticket-approval-hand-on"),
    path(f"{TICKET}checklist/", ChecklistView.as_view(), name="ticket-checklist"),
    path(f"{TICKET}checklist/order/", ChecklistOrderView.as_view(), name="ticket-checklist-order"),
    path(f"{TICKET}checklist/<int:pk>/", ChecklistItemView.as_view(), name="ticket-checklist-item"),
    path(f"{TICKET}restore/", TicketRestoreView.as_view(), name="ticket-restore"),
    path(f"{TICKET}bring-back/", TicketBringBackView.as_view(), name="ticket-bring-back"),
    path(f"{TICKET}links/", TicketLinksView.as_view(), name="ticket-links"),
    path(f"{TICKET}links/<int:pk>/", TicketLinkView.as_view(), name="ticket-link"),
    path(f"{TICKET}merge/", TicketMergeView.as_view(), name="ticket-merge"),
    path(f"{TICKET}merge-preview/<int:into>/", MergePreviewView.as_view(), name="ticket-merge-preview"),
    path(f"{TICKET}merges/", TicketMergesView.as_view(), name="ticket-merges"),
    path(f"{TICKET}forward/", ForwardView.as_view(), name="ticket-forward"),
    path(f"{TICKET}answer-aside/", AnswerAsideView.as_view(), name="ticket-answer-aside"),
    path(f"{TICKET}keep-apart/", TicketApartView.as_view(), name="ticket-keep-apart"),
    path(f"{TICKET}unmerge/", TicketUnmergeView.as_view(), name="ticket-unmerge"),
    path("messages/<str:public_id>/", MessageView.as_view(), name="message"),
    path("messages/<str:public_id>/restore/", MessageRestoreView.as_view(), name="message-restore"),
    path("messages/<str:public_id>/earlier/", EarlierWordsView.as_view(), name="message-earlier"),
    path("messages/<str:public_id>/move/", MessageMoveView.as_view(), name="message-move"),
    *router.urls,
    path("messages/<str:public_id>/withdraw/", MessageWithdrawView.as_view(), name="message-withdraw"),
    path("dashboard/stats/", StatsView.as_view(), name="dashboard-stats"),
]
