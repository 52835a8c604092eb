"""What the campaign file says of statements, letters and prisons since people can sign and write: there and back."""

from pathlib import Path

import pytest
from django.test import Client

from campaigns.exchange.dump import dump_campaign
from campaigns.exchange.load import load_campaign
from campaigns.exchange.problems import CampaignFileError
from campaigns.models import Campaign, HandOver, Letter, Signature, Statement, StatementVersion, Target
from prisoners.models import Prison
from tests.campaigns.exchange.samples import SAMPLE, read_files, replace
from tests.campaigns.exchange.test_checks import complaints
from tests.campaigns.signatories import signed
from tests.campaigns.signing import draft
from tests.desk import text_of

pytestmark = pytest.mark.django_db

VERSIONS = """  versions:
    - number: 1
      language: en
      text: |-
        Let them go.

        Let them speak.
      published: '2026-03-02T12:00:00Z'
    - number: 1
      language: ru
      text: Отпустите их.
      published: '2026-03-02T12:00:00Z'
    - number: 2
      language: en
      text: Let them go at once.
      what_changed: It says when.
      published: '2026-04-02T12:00:00Z'
"""
STATEMENT = f"""{VERSIONS}  goal: 500
  closes_on: '2026-12-31'
  sample: true
  hand_overs:
    - target: harbour-director
      on: 2026-05
      count: 17
      note:
        en: At the gate.
        ru: У ворот.
"""


def with_keys(folder: Path) -> Path:
    """Put every key that came with signing and letters into a campaign."""
    last = "  claims:\n    - union-demands-release\n"
    replace(folder, "statements.yaml", last, f"{STATEMENT}{last}")
    replace(
        folder, "letters.yaml", "- slug: letter-for-torrey\n", "- slug: letter-for-torrey\n  form: motion\n"
    )
    replace(folder, "targets.yaml", "  address: |-", "  language: ru\n  address: |-")
    return folder


def test_every_key_goes_there_and_back(sample: Path, tmp_path: Path, client: Client) -> None:
    load_campaign(with_keys(sample))
    (statement,) = Statement.objects.all()
    assert statement.is_sample
    replace(sample, "statements.yaml", "  sample: true\n", "")
    load_campaign(sample)
    statement.refresh_from_db()
    assert (statement.goal, str(statement.closes_on), statement.is_sample) == (500, "2026-12-31", False)
    assert list(HandOver.objects.values_list("target__slug", "on", "count", "note")) == [
        ("harbour-director", "2026-05", 17, "At the gate.")
    ]
    assert Letter.objects.get().form == "motion"
    assert Target.objects.get().language == "ru"
    prison = Prison.objects.get()
    assert (prison.mail_languages, prison.mail_pages, str(prison.checked_on)) == (
        ["en", "ru"],
        4,
        "2022-01-10",
    )
    pages = [text_of(client.get(f"/{code}/statements/{statement.slug}/")) for code in ("en", "ru")]
    older = text_of(client.get(f"/ru/statements/{statement.slug}/versions/1/"))
    assert ["Let them go at once." in page for page in pages] == [True, True]
    assert "Отпустите их." in older

    dump_campaign(Campaign.objects.get(), tmp_path / "first")
    Statement.objects.all().delete()
    Letter.objects.all().delete()
    load_campaign(tmp_path / "first")
    dump_campaign(Campaign.objects.get(), tmp_path / "second")
    assert read_files(tmp_path / "first") == read_files(tmp_path / "second")
    assert VERSIONS in (tmp_path / "second" / "statements.yaml").read_text()
    again = load_campaign(tmp_path / "second")
    assert (again.added, again.changed) == (0, 0)


def test_neither_signatures_nor_drafts_nor_samples_are_in_the_file(sample: Path, tmp_path: Path) -> None:
    load_campaign(with_keys(sample))
    dump_campaign(Campaign.objects.get(), tmp_path / "sample")
    assert "statements.yaml" not in read_files(tmp_path / "sample")
    replace(sample, "statements.yaml", "  sample: true\n", "")
    load_campaign(sample)
    statement = Statement.objects.get()
    signed(statement, "Canary Sample", email="canary@example.org")
    draft(statement, 3, text="Canary draft.")
    # A browser sends other line breaks, and what is pasted may hold tabs.
    StatementVersion.objects.filter(language="ru").update(text="Отпустите\r\nих\tвсех. ")
    dump_campaign(Campaign.objects.get(), tmp_path / "dump")
    files = read_files(tmp_path / "dump")
    key = str(Signature.objects.latest("created_at").pk).encode()
    assert [name for name, data in files.items() if b"anary" in data or key in data] == []
    assert "      text: |-\n        Отпустите\n        их всех.\n" in files["statements.yaml"].decode()
    assert load_campaign(tmp_path / "dump").changed == 0
    assert StatementVersion.objects.get(language="ru").text == "Отпустите\r\nих\tвсех. "


BROKEN = {
    "goal": ("  goal: 500", "  goal: 0", ["49: `goal`: '0' is not a number: write a whole number from 1"]),
    "closes_on": (
        "  closes_on: '2026-12-31'",
        "  closes_on: '2026-12'",
        ["50: `closes_on`: '2026-12' is not a full date: write it like '2022-01-08', in quotes"],
    ),
    "sample": (
        "  sample: true",
        "  sample: false",
        ["51: `sample`: false is not a flag: write true or leave the key out"],
    ),
    "hand-over to nobody": (
        "    - target: harbour-director",
        "    - target: harbour-directr",
        ["53: harbour-directr is not in targets.yaml; did you mean harbour-director?"],
    ),
    "hand-over on no day": (
        "      on: 2026-05",
        "      on: '2026-13'",
        ["54: `on`: '2026-13' is not a date: write '2019', '2021-09' or '2022-01-08', in quotes"],
    ),
    "hand-over of none": (
        "      count: 17",
        "      count: -1",
        ["55: `count`: '-1' is not a number: write a whole number from 0"],
    ),
    "hand-over without a count": ("      count: 17\n", "", ["53: a hand-over needs `count`; add it"]),
    "version without a number": (
        "    - number: 2\n      language: en",
        "    - language: en",
        ["44: a version needs `number`; add it"],
    ),
    "version 0": (
        "    - number: 2",
        "    - number: 0",
        ["44: `number`: '0' is not a number: write a whole number from 1"],
    ),
    "version twice": (
        "    - number: 2\n",
        "    - number: 1\n",
        ["33: version 1 stands twice in en; keep one", "44: version 1 stands twice in en; keep one"],
    ),
    "language": (
        "      language: ru",
        "      language: Russian!",
        ["41: `language`: 'Russian!' is not a language: write its code, such as en, ru or kk"],
    ),
    "text of no words": (
        "      text: Отпустите их.",
        "      text: ''",
        ["42: `text`: '' is not a text: no white space at either end and no control character"],
    ),
    "nothing said of the change": (
        "      what_changed: It says when.\n",
        "",
        ["44: version 2 does not say what changed; add `what_changed`"],
    ),
    "never published": (
        "      published: '2026-04-02T12:00:00Z'\n",
        "",
        ["44: a version needs `published`; add it"],
    ),
    "published on a day": (
        "      published: '2026-04-02T12:00:00Z'",
        "      published: '2026-04-02'",
        [
            "48: `published`: '2026-04-02' is not a time: write it in UTC like '2022-01-08T12:00:00Z', in quotes"
        ],
    ),
    "who signed": (
        "      count: 17",
        "      count: 17\n      names: [Ann]",
        ["56: `names` is not a key of a hand-over; it may be one of: target, on, count, note"],
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), BROKEN.values(), ids=BROKEN.keys())
def test_a_bad_value_is_named_in_one_line(sample: Path, old: str, new: str, expected: list[str]) -> None:
    replace(with_keys(sample), "statements.yaml", old, new)
    assert complaints(sample) == [f"statements.yaml:{one}" for one in expected]


def test_bad_values_of_letters_targets_and_prisons_are_named(sample: Path) -> None:
    with_keys(sample)
    replace(sample, "letters.yaml", "form: motion", "form: telegraph")
    replace(sample, "targets.yaml", "language: ru", "language: 7")
    replace(sample, "prisons.yaml", "mail_pages: 4", "mail_pages: many")
    replace(sample, "prisons.yaml", "checked_on: '2022-01-10'", "checked_on: '2022-02-31'")
    replace(
        sample, "prisons.yaml", "  mail_languages:\n    - en\n", "  mail_languages:\n    - english language\n"
    )
    assert sorted(complaints(sample)) == [
        "letters.yaml:2: `form`: 'telegraph' is not one of the values allowed; did you mean `telegram`?",
        "prisons.yaml:13: `mail_languages`: 'english language' is not a language: write its code, such as en, ru or kk",
        "prisons.yaml:13: `mail_languages`: is 16 characters long; shorten it to 8",
        "prisons.yaml:15: `mail_pages`: 'many' stands where a whole number belongs",
        "prisons.yaml:16: `checked_on`: '2022-02-31' is not a full date: write it like '2022-01-08', in quotes",
        (
            "targets.yaml:9: `language`: '7' stands where a text belongs "
            "(a language: write its code, such as en, ru or kk); put it in quotes"
        ),
    ]


def test_a_published_text_is_never_altered(sample: Path) -> None:
    load_campaign(with_keys(sample))
    line = replace(sample, "statements.yaml", "text: Отпустите их.", "text: Отпустите их немедленно.")
    with pytest.raises(CampaignFileError) as caught:
        load_campaign(sample)
    words = "version 1 of union-letter is published here in ru with another text; give this one a new number"
    assert str(caught.value) == f"{sample}/statements.yaml:{line}: {words}"
    # One that the file no longer has stays.
    (sample / "statements.yaml").write_bytes((SAMPLE / "statements.yaml").read_bytes())
    load_campaign(sample, prune=True)
    assert StatementVersion.objects.count() == 3


def test_a_draft_of_the_same_number_is_named(sample: Path) -> None:
    load_campaign(sample)
    draft(Statement.objects.get(), 2)
    with pytest.raises(
        CampaignFileError, match="version 2 of union-letter is a draft here in en; publish or delete"
    ):
        load_campaign(with_keys(sample))
    assert StatementVersion.objects.count() == 1


def test_a_new_version_of_what_was_signed_here_is_left_out_with_a_warning(sample: Path) -> None:
    load_campaign(sample)
    statement = Statement.objects.get()
    signed(statement)
    report = load_campaign(with_keys(sample))
    words = "version 2 of union-letter is left out: people have signed here; publish it in the admin"
    assert [str(one) for one in report.warnings if "left out" in str(one)] == [
        f"{sample}/statements.yaml:1: {words}"
    ]
    assert list(statement.versions.values_list("number", "language")) == [(1, "en"), (1, "ru")]
