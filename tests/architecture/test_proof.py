"""The committed proof of isolation names exactly today's doors: who adds one walks it, too."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings

from tenants import proofs
from tests.isolation.ledger import KINDS


def test_the_committed_proof_is_whole_and_of_these_doors():
    report = json.loads((Path(settings.ROOT_DIR) / "docs" / "isolation.json").read_text())
    assert report["doors"] == proofs.doors(), "run `make isolation` and commit docs/isolation.json"
    assert report["complete"] is True
    assert set(report["walked"]) == set(KINDS)
    assert all(kind["leaks"] == 0 for kind in report["walked"].values())
