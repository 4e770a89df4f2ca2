"""An administrator lets out a file that the scanner holds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.files import selectors as files
from core.files import waiting
from portal.agent.thread import RELEASE
from portal.ui.views import flash, needs


@needs(RELEASE)
@require_POST
def release(request: HttpRequest, public_id: str) -> HttpResponse:
    """POST /desk/files/ID/release/. The page is shown anew."""
    row = waiting.release(files.file_of(public_id), by=request.actor)  # type: ignore[attr-defined]
    flash(request, _("%(name)s can be opened now.") % {"name": row.filename})
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})
