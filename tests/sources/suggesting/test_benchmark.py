"""The labelled samples: how much is found, so that a regress is noticed. The seeds are not in the repository."""

import pytest

from benchmarks.suggesting.labels import LabelledText, samples
from benchmarks.suggesting.scoring import read, score
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
        "organisation": (0.8, 0.85),
        "place": (0.9, 0.92),
        "date": (0.95, 0.95),
        "figure": (0.92, 0.92),
        "case_cue": (0.9, 0.88),
    },
}


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


def test_samples_are_invented_and_half_of_them_held_out() -> None:
    assert [len(_texts(part)) for part in FLOORS] == [8, 8]


@pytest.mark.parametrize("part", list(FLOORS))
def test_recall_and_precision_stay_above_their_floors(part: str) -> None:
    assert _below(part) == []


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
