"""The labelled samples: how much is found, so that a regress is noticed. The seeds are not in the repository."""

import pytest

from benchmarks.suggesting.labels import LabelledText, samples
from benchmarks.suggesting.scoring import claims, read, score
from sources.suggesting.found import Found

# Recall and precision, a little below what was measured (docs/evidence.md).
FLOORS = {
    "tuned": {
        "person": (0.95, 0.95),
        "organisation": (0.92, 0.9),
        "place": (0.92, 0.95),
        "date": (0.95, 0.95),
        "figure": (0.95, 0.95),
        "case_cue": (0.93, 0.9),
    },
    "held-out": {
        "person": (0.92, 0.9),
        "organisation": (0.95, 0.92),
        "place": (0.9, 0.92),
        "date": (0.95, 0.95),
        "figure": (0.92, 0.92),
        "case_cue": (0.95, 0.9),
    },
    "unseen": {
        "person": (0.92, 0.95),
        "organisation": (0.92, 0.92),
        "place": (0.92, 0.92),
        "date": (0.92, 0.95),
        "figure": (0.95, 0.9),
        "case_cue": (0.95, 0.87),
    },
    "fresh": {
        "person": (0.9, 0.8),
        "organisation": (0.88, 0.92),
        "place": (0.95, 0.95),
        "date": (0.95, 0.95),
        "figure": (0.95, 0.95),
        "case_cue": (0.95, 0.92),
    },
}
# The share of claims that a reader called right.
RIGHT = 0.88


def _texts(part: str) -> list[LabelledText]:
    return [text for text in samples() if text.part == part]


def _below(part: str, **switched: object) -> list[str]:
    def without(text: LabelledText) -> dict[int, list[Found]]:
        return {
            number: [one for one in found if one.kind not in switched] for number, found in read(text).items()
        }

    scores = score(_texts(part), exact=False, reader=without)
    floors = FLOORS[part]
    return [
        kind
        for kind, one in scores.items()
        if one.recall < floors[kind][0] or one.precision < floors[kind][1]
    ]


def test_samples_are_invented_and_most_of_them_came_after_the_rules() -> None:
    assert [len(_texts(part)) for part in FLOORS] == [8, 8, 9, 3]


@pytest.mark.parametrize("part", list(FLOORS))
def test_recall_and_precision_stay_above_their_floors(part: str) -> None:
    assert _below(part) == []


def _share_right() -> float:
    found = [claims(text, reader=read) for text in samples()]
    return sum(one.right for one in found) / sum(one.proposed for one in found)


def test_claims_stay_as_right_as_they_were_judged() -> None:
    """What is worded anew counts as not right until somebody judges it in `claims.csv`."""
    assert _share_right() > RIGHT


def test_claims_are_less_right_when_doubt_is_not_heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.suggesting.claims.is_doubtful", lambda *_, **__: False)
    assert _share_right() < RIGHT


def test_a_kind_that_is_not_read_falls_below_its_floor() -> None:
    assert _below("tuned", date=False) == ["date"]


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ("sources.suggesting.names.is_given_name", "person"),
        ("sources.suggesting.places.place_of", "place"),
    ],
)
def test_a_rule_switched_off_falls_below_the_floor(
    monkeypatch: pytest.MonkeyPatch, rule: str, kind: str
) -> None:
    monkeypatch.setattr(rule, lambda *_: None)
    assert kind in _below("tuned")
