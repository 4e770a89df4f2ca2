"""What our edge says of a sender, and what of it counts as forged."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from core.mail.pipeline.trust import alignment
from core.mail.rules import FORGED, UNPROVED


@pytest.mark.parametrize(
    ("results", "says", "is_forged"),
    [
        ((), "dmarc=unknown", False),
        (("mx.acme; dmarc=pass; spf=fail; dkim=pass",), "dmarc=pass", False),
        (("mx.acme; spf=pass; dkim=pass; dmarc=fail (p=none)",), "dmarc=fail", True),
        (("mx.acme; spf=fail smtp.mailfrom=x; dkim=none",), f"dmarc=unknown, {UNPROVED} (spf=fail)", True),
        (("mx.acme; dmarc=none; SPF=SoftFail; DKIM=fail",), f"dmarc=none, {UNPROVED} (spf=softfail, dkim=fail)", True),
        (("mx.acme; dmarc=none; spf=fail; dkim=pass",), "dmarc=none", False),  # forwarded, and signed
        (("mx.acme; dmarc=none; spf=none; dkim=none",), "dmarc=none", False),  # nobody claims anything
        (("mx.acme; dmarc=pass", "mx.evil; dmarc=fail; spf=fail"), "dmarc=pass", False),  # the topmost is ours
        (("mx.acme; spf=fail", "mx.evil; dmarc=pass; dkim=pass"), f"dmarc=unknown, {UNPROVED} (spf=fail)", True),
    ],
)  # fmt: skip
def test_the_edge_is_asked_for_dmarc_then_for_spf_and_dkim(results, says, is_forged):
    said = alignment(SimpleNamespace(mail=SimpleNamespace(authentication_results=results)))
    assert said == f"{says}; speaks as a customer"
    assert (said.startswith(FORGED) or UNPROVED in said) is is_forged
