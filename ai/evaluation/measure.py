"""The figures of an evaluation, from pairs of what was right and what was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ai.evaluation.lines import YES_OR_NO

BINS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """One prediction beside the truth. automatic: it would have been applied without a person."""

    truth: Any
    said: Any
    confidence: float
    automatic: bool = False


def figures(kind: str, judged: Sequence[Judged]) -> dict[str, Any]:
    """accuracy, macro_f1, ece, coverage, precision and more; None where nothing was there to measure."""
    if kind == "tags":
        return _of_tags(judged)
    if kind == "details":
        return _of_details(judged)
    right = [one.truth == one.said for one in judged]
    automatic = [one for one in judged if one.automatic]
    told: dict[str, Any] = {
        "n": len(judged),
        "accuracy": _share(right),
        "macro_f1": macro_f1([one.truth for one in judged], [one.said for one in judged]),
        "ece": _calibration(judged),
        "auto_coverage": _share([one.automatic for one in judged]),
        "auto_precision": _share([one.truth == one.said for one in automatic]),
    }
    if kind == "category" and any(one.truth is None for one in judged):
        told |= _out_of_scope(judged)
    if kind in YES_OR_NO:
        told |= _detection(judged)
    return told


def macro_f1(truth: Sequence[Any], said: Sequence[Any]) -> float | None:
    """Mean F1 over the labels that occur in the truth."""
    scores = []
    for label in dict.fromkeys(truth):
        both = sum(a == b == label for a, b in zip(truth, said, strict=True))
        scores.append(2 * both / (sum(a == label for a in truth) + sum(b == label for b in said)))
    return round(sum(scores) / len(scores), 4) if scores else None


def percentile(values: Sequence[float], share: float) -> float | None:
    """Nearest rank."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2) if ordered else None


def _out_of_scope(judged: Sequence[Judged]) -> dict[str, Any]:
    inside = [one for one in judged if one.truth is not None]
    outside = [one for one in judged if one.truth is None]
    return {
        "in_scope_accuracy": _share([one.truth == one.said for one in inside]),
        "out_of_scope_recall": _share([one.said is None for one in outside]),
        "out_of_scope_automatic": _share([one.automatic and one.said is not None for one in outside]),
    }


def _detection(judged: Sequence[Judged]) -> dict[str, Any]:
    return {
        "recall": _share([bool(one.said) for one in judged if one.truth]),
        "precision": _share([bool(one.truth) for one in judged if one.said]),
    }


def _of_tags(judged: Sequence[Judged]) -> dict[str, Any]:
    """truth, said: lists of names, the surest first. What is applied is right when each of it is."""
    names = sorted({name for one in judged for name in one.truth})
    scores = [_of_tag(name, judged) for name in names]
    whole = [replace(one, truth=True, said=set(one.said) <= set(one.truth)) for one in judged if one.said]
    automatic = [one for one in whole if one.automatic]
    both = sum(len(set(one.truth) & set(one.said)) for one in judged)
    all_of_them = sum(len(set(one.truth)) + len(set(one.said)) for one in judged)
    first = [name in one.truth for one in judged for name in one.said[:3]]
    return {
        "n": len(judged),
        "accuracy": _share([set(one.truth) == set(one.said) for one in judged]),
        "micro_f1": round(2 * both / all_of_them, 4) if all_of_them else None,
        "macro_f1": round(sum(scores) / len(scores), 4) if scores else None,
        "precision_at_3": _share(first),
        "ece": _calibration(whole),
        "auto_coverage": round(len(automatic) / len(judged), 4) if judged else None,
        "auto_precision": _share([bool(one.said) for one in automatic]),
    }


def _of_tag(name: str, judged: Sequence[Judged]) -> float:
    """F1 of one tag."""
    both = sum(name in one.truth and name in one.said for one in judged)
    return 2 * both / sum((name in one.truth) + (name in one.said) for one in judged)


def _of_details(judged: Sequence[Judged]) -> dict[str, Any]:
    """One of each field a line speaks of; None: nothing stands there, or nothing was found."""
    automatic = [one for one in judged if one.automatic]
    return {
        "n": len(judged),
        "accuracy": _share([one.truth == one.said for one in judged]),
        "recall": _share([one.truth == one.said for one in judged if one.truth is not None]),
        "precision": _share([one.truth == one.said for one in judged if one.said is not None]),
        "auto_coverage": _share([one.automatic for one in judged]),
        "auto_precision": _share([one.truth == one.said for one in automatic]),
    }


def _calibration(judged: Sequence[Judged]) -> float | None:
    """Expected calibration error over ten equal bins of confidence."""
    if not judged:
        return None
    bins: dict[int, list[Judged]] = {}
    for one in judged:
        bins.setdefault(min(BINS - 1, int(one.confidence * BINS)), []).append(one)
    gaps = [
        abs(sum(one.confidence for one in some) - sum(one.truth == one.said for one in some))
        for some in bins.values()
    ]
    return round(sum(gaps) / len(judged), 4)


def _share(values: Sequence[bool]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None
