"""Loading is everything or nothing, and the second time nothing; what volunteers and organisers did stays."""

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.exchange.dump import dump_campaign
from campaigns.exchange.load import load_campaign
from campaigns.exchange.problems import CampaignFileError
from campaigns.models import Campaign, Incident, Picket, Shift, Signature, SignUp, Statement
from prisoners.models import Case, Consent
from sources.models import Claim, Document, Name, Passage, Person, PublicationState, Question, Translation
from sources.services.publishing import withdraw
from tests.campaigns.exchange.samples import DOCUMENTS, EXAMPLE, SAMPLE, read_files, replace

pytestmark = pytest.mark.django_db

LANTERN = "claims/lantern-walk-out.yaml"
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


def count_rows() -> dict[str, int]:
    """Return how many rows each table of ours has."""
    labels = ("sources", "prisoners", "campaigns")
    return {
        model._meta.label: model._default_manager.count()
        for label in labels
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    }


def dump(slug: str, folder: Path) -> dict[str, bytes]:
    dump_campaign(Campaign.objects.get(slug=slug), folder)
    return read_files(folder)


@pytest.mark.parametrize("folder", [SAMPLE, EXAMPLE], ids=["sample", "example"])
def test_dumping_what_was_loaded_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    report = load_campaign(folder)
    assert dump(report.slug, tmp_path / "dump") == read_files(folder)


def test_the_sample_uses_every_file() -> None:
    report = load_campaign(SAMPLE)
    assert [name for name, outcome in report.outcomes.items() if not outcome.added] == []
    assert report.warnings == []


def test_a_second_load_writes_nothing() -> None:
    load_campaign(SAMPLE, documents=DOCUMENTS)
    before = count_rows()
    with CaptureQueriesContext(
        connection,
    ) as first:
        report = load_campaign(SAMPLE, documents=DOCUMENTS)
    writes = [query["sql"] for query in first if query["sql"].lstrip().startswith(WRITES)]
    assert writes == []
    assert (report.added, report.changed, report.left) == (0, 0, {})
    assert count_rows() == before


def test_a_changed_file_writes_what_changed_and_no_more(sample: Path, tmp_path: Path) -> None:
    load_campaign(sample)
    kept = dict(Claim.objects.values_list("slug", "pk"))
    names = dict(Name.objects.filter(organisation=None, place=None).values_list("text", "pk"))
    replace(sample, LANTERN, "operator: at_most", "operator: about")
    replace(sample, "people.yaml", "    - text: Mara Quill\n", "    - text: Mara Q. Quill\n")
    replace(
        sample, "questions.yaml", "    en: How many dockers stopped work?", "    en: How many stopped work?"
    )
    report = load_campaign(sample)
    changed = {name: outcome.changed for name, outcome in report.outcomes.items() if outcome.changed}
    assert changed == {"people": 1, "claims": 1, "questions": 1}
    assert report.added == 0
    assert dict(Claim.objects.values_list("slug", "pk")) == kept
    assert Name.objects.get(text="Jun Abara").pk == names["Jun Abara"]
    assert dump("port-sella", tmp_path / "dump") == read_files(sample)


def test_order_is_kept_when_an_entry_is_put_between_others(sample: Path, tmp_path: Path) -> None:
    load_campaign(sample)
    text = (sample / "questions.yaml").read_text()
    first, second = text.split("\n- ")
    (sample / "questions.yaml").write_text(f"- {second.rstrip()}\n{first}\n")
    old = "    - slug: torrey-unknown-charge\n"
    new = "    - slug: torrey-heard\n      kind: hearing\n      title:\n        en: Heard\n        ru: Слушание\n"
    new += "      date: '2020-06-03'\n      claims:\n        - torrey-sentence\n"
    replace(sample, "cases.yaml", old, new + old)
    load_campaign(sample)
    assert dump("port-sella", tmp_path / "dump") == read_files(sample)
    case = Case.objects.get(slug="ilan-torrey")
    events = case.events.order_by("position").values_list("slug", flat=True)
    assert list(events) == ["torrey-sentenced", "torrey-heard", "torrey-unknown-charge", "torrey-arrest"]


def test_texts_of_passages_come_from_the_documents() -> None:
    load_campaign(SAMPLE)
    assert set(Passage.objects.values_list("text", flat=True)) == {""}
    report = load_campaign(SAMPLE, documents=DOCUMENTS)
    assert report.passages_filled == 14
    passage = Passage.objects.get(document__slug="lantern-walk-out", number=5)
    assert passage.text == "The Harbour Office’s director said that “at most 400” had stopped work."
    assert passage.quoted_from is None
    inner = Passage.objects.get(document__slug="lantern-walk-out", number=8)
    assert inner.source.slug == "union-letter"


def test_what_is_new_is_published_and_what_was_withdrawn_stays_withdrawn(sample: Path) -> None:
    load_campaign(sample)
    assert Case.objects.published().count() == 2
    assert Claim.objects.published().count() == 13
    assert Picket.objects.published().count() == 2
    withdraw(Case.objects.get(slug="ilan-torrey"))
    withdraw(Claim.objects.get(slug="torrey-taken"))
    replace(sample, LANTERN, "in the night of 10 March 2021", "on the night of 10 March 2021")
    replace(sample, "cases.yaml", "    en: He asked for gloves.", "    en: He asked for rest days.")
    load_campaign(sample)
    states = [Case.objects.get(slug="ilan-torrey").state, Claim.objects.get(slug="torrey-taken").state]
    assert states == [PublicationState.WITHDRAWN, PublicationState.WITHDRAWN]
    assert Case.objects.get(slug="ilan-torrey").headline == "He asked for rest days."


def test_a_person_without_consent_stays_a_draft(sample: Path) -> None:
    text = (sample / "cases.yaml").read_text()
    begin, end = text.index("  consents:"), text.index("- slug: two-dockers-february")
    (sample / "cases.yaml").write_text(text[:begin] + text[end:])
    report = load_campaign(sample)
    assert [str(warning).removeprefix(f"{sample}/") for warning in report.warnings] == [
        "cases.yaml:1: ilan-torrey stays a draft: No consent in force covers the name."
    ]
    assert Case.objects.get(slug="ilan-torrey").state == PublicationState.DRAFT


def test_entries_that_vanish_are_reported_and_pruned_on_request(sample: Path) -> None:
    load_campaign(sample)
    replace(sample, "letters.yaml", (sample / "letters.yaml").read_text(), "")
    (sample / "letters.yaml").unlink()
    text = (sample / "events.yaml").read_text()
    (sample / "events.yaml").write_text(text[: text.index("- slug: walk-out")])
    report = load_campaign(sample)
    assert report.left == {"events": ["walk-out"], "letters": ["letter-for-torrey"]}
    assert report.removed == {}
    report = load_campaign(sample, prune=True)
    assert report.removed == {"events": ["walk-out"], "letters": ["letter-for-torrey"]}
    assert load_campaign(sample).left == {}


def test_pruning_leaves_what_another_campaign_shares(sample: Path, tmp_path: Path) -> None:
    load_campaign(sample)
    other = Campaign.objects.create(slug="other", title="Another campaign", languages=["en"])
    other.documents.add(Document.objects.get(slug="lantern-walk-out"))
    text = (sample / "events.yaml").read_text()
    (sample / "events.yaml").write_text(text[: text.index("- slug: walk-out")])
    report = load_campaign(sample, prune=True)
    assert report.left == {"events": ["walk-out"]}
    other.delete()
    assert load_campaign(sample, prune=True).removed == {"events": ["walk-out"]}


def test_children_that_vanish_go_with_the_entry(sample: Path, tmp_path: Path) -> None:
    load_campaign(sample)
    text = (sample / "cases.yaml").read_text()
    begin = text.index("    - label: work")
    (sample / "cases.yaml").write_text(text[:begin] + text[text.index("  episodes:") :])
    load_campaign(sample)
    assert list(Case.objects.get(slug="ilan-torrey").facts.values_list("label", flat=True)) == ["sentence"]
    assert dump("port-sella", tmp_path / "dump") == read_files(sample)


def sign_up(shift: Shift) -> SignUp:
    return SignUp.objects.create(
        shift=shift, name="Canary", email="canary@example.org", email_index="1" * 64,
        erase_after=dt.datetime(2031, 1, 1, tzinfo=dt.UTC),
    )  # fmt: skip


def test_volunteers_and_signatories_are_not_touched(sample: Path) -> None:
    load_campaign(sample)
    evening = Picket.objects.get(slug="norhaven-next")
    volunteers = [sign_up(shift) for shift in evening.shifts.all()]
    statement = Statement.objects.get(slug="union-letter")
    signature = Signature.objects.create(
        statement=statement, email="a@example.org", name="A", email_index="2" * 64
    )
    # Both shifts, the whole picket and the whole statement leave the file.
    text = (sample / "pickets.yaml").read_text()
    (sample / "pickets.yaml").write_text(text[: text.index("- slug: norhaven-next")])
    (sample / "statements.yaml").unlink()
    report = load_campaign(sample, prune=True)
    assert report.left == {"pickets": ["norhaven-next"], "statements": ["union-letter"]}
    assert SignUp.objects.count() == len(volunteers) == 2
    assert Signature.objects.filter(pk=signature.pk).exists()


def test_a_shift_with_volunteers_stays_and_an_empty_one_goes(sample: Path) -> None:
    load_campaign(sample)
    evening = Picket.objects.get(slug="norhaven-next")
    sign_up(evening.shifts.get(role="steward"))
    text = (sample / "pickets.yaml").read_text()
    (sample / "pickets.yaml").write_text(text[: text.index("  shifts:", text.index("- slug: norhaven-next"))])
    load_campaign(sample)
    assert list(evening.shifts.values_list("role", flat=True)) == ["steward"]
    assert SignUp.objects.count() == 1


def test_what_only_the_legal_role_may_see_is_neither_dumped_nor_touched(sample: Path, tmp_path: Path) -> None:
    load_campaign(sample)
    vigil = Picket.objects.get(slug="norhaven-vigil")
    Incident.objects.create(picket=vigil, kind=Incident.Kind.INJURY, text="Canary of the legal role")
    Consent.objects.create(
        case=Case.objects.get(slug="ilan-torrey"), ground="lawyer", covers_photo=True, note="Canary of a consent",
        withdrawn_on=dt.date(2021, 3, 30),
    )  # fmt: skip
    Picket.objects.create(
        campaign=vigil.campaign, slug="sample-picket", title="Canary", date="2021-05-01", is_sample=True
    )
    assert dump("port-sella", tmp_path / "dump") == read_files(sample)
    replace(sample, "pickets.yaml", "    en: Vigil in Norhaven", "    en: A vigil in Norhaven")
    replace(sample, "cases.yaml", "    en: He asked for gloves.", "    en: He asked for rest days.")
    load_campaign(sample)
    assert Incident.objects.filter(text="Canary of the legal role").exists()
    assert Consent.objects.filter(note="Canary of a consent").exists()


def test_a_load_that_the_database_refuses_leaves_it_as_it_was(sample: Path) -> None:
    """The text of one document is already held under another slug: only the database can know."""
    sha256 = next(
        line.split()[1] for line in (sample / "documents.yaml").read_text().splitlines() if "sha256" in line
    )
    taken = Document.objects.create(slug="taken", title="Held already", sha256=sha256, paragraphs=9)
    before = count_rows()
    with pytest.raises(CampaignFileError, match="the database refused the campaign, nothing was written: "):
        load_campaign(sample)
    assert count_rows() == before
    # The control: without that document the same file loads.
    taken.delete()
    load_campaign(sample)
    assert count_rows() != before


def test_a_failure_at_the_very_end_leaves_nothing(sample: Path) -> None:
    """The last kind that is loaded is refused, after everything else was written."""
    before = count_rows()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE campaigns_letter RENAME TO campaigns_letter_gone")
    try:
        with pytest.raises(CampaignFileError):
            load_campaign(sample)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE campaigns_letter_gone RENAME TO campaigns_letter")
    assert count_rows() == before


def test_a_slug_of_another_campaign_is_refused_at_its_line(sample: Path) -> None:
    other = Campaign.objects.create(slug="other", title="Another campaign", languages=["en"])
    Picket.objects.create(campaign=other, slug="norhaven-vigil", title="Ours", date="2020")
    before = count_rows()
    with pytest.raises(CampaignFileError) as caught:
        load_campaign(sample)
    assert str(caught.value) == (
        f"{sample}/pickets.yaml:1: norhaven-vigil is already the slug of one of campaign other; choose another"
    )
    assert count_rows() == before


def test_targets_and_demands_of_two_campaigns_may_share_slugs(sample: Path, tmp_path: Path) -> None:
    load_campaign(SAMPLE)
    other = Campaign.objects.create(slug="other", title="Another campaign", languages=["en"])
    other.targets.create(slug="harbour-director", title="Another director")
    other.demands.create(slug="release-torrey", text="Another demand")
    replace(sample, "demands.yaml", "    en: Release Ilan Torrey", "    en: Free Ilan Torrey")
    replace(sample, "letters.yaml", "    en: Letter for Ilan Torrey", "    en: A letter for Ilan Torrey")
    load_campaign(sample)
    assert dump("port-sella", tmp_path / "dump") == read_files(sample)
    assert other.demands.get().text == "Another demand"


def test_a_broken_file_touches_no_row(sample: Path) -> None:
    (sample / "letters.yaml").write_text("- slug: [\n")
    with pytest.raises(CampaignFileError):
        load_campaign(sample)
    assert set(count_rows().values()) == {0}


def test_translations_keep_their_review(sample: Path) -> None:
    load_campaign(sample)
    campaign = Campaign.objects.get(slug="port-sella")
    rows = Translation.objects.filter(object_id=campaign.pk, content_type__model="campaign", language="ru")
    assert dict(rows.values_list("field", "review")) == {
        "title": "read",
        "summary": "unread",
        "about": "unread",
    }


def test_documents_are_numbered_in_the_order_of_the_file_and_questions_ordered(sample: Path) -> None:
    load_campaign(sample)
    assert list(Document.objects.order_by("number").values_list("number", "slug")) == [
        (1, "circle-vigil"), (2, "lantern-walk-out"), (3, "union-letter"),
    ]  # fmt: skip
    assert list(Question.objects.values_list("slug", flat=True)) == ["how-many-hurt", "how-many-dockers"]


def test_names_are_found_in_any_spelling_after_a_load() -> None:
    load_campaign(SAMPLE)
    assert [person.slug for person in Person.objects.named("Торри")] == ["ilan-torrey"]


def test_the_command_tells_what_it_did() -> None:
    out = StringIO()
    call_command("load_campaign", SAMPLE, stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0] == f"Loading {SAMPLE} ..."
    assert "  claims: 13 (13 new, 0 changed)" in lines
    assert lines[-1] == "Campaign port-sella: 46 entries new, 0 changed."
    out = StringIO()
    call_command("load_campaign", SAMPLE, stdout=out)
    assert "  claims: 13" in out.getvalue().splitlines()
    assert out.getvalue().splitlines()[-1] == "Campaign port-sella: 0 entries new, 0 changed."


def test_the_command_fails_with_every_problem(sample: Path) -> None:
    replace(sample, LANTERN, "operator: at_most", "operator: atmost")
    replace(sample, "cases.yaml", "  status: imprisoned", "  status: imprisond")
    with pytest.raises(CommandError) as caught:
        call_command("load_campaign", sample, stdout=StringIO())
    lines = str(caught.value).splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(f"{sample}/cases.yaml:")
    assert lines[1].endswith("`operator`: 'atmost' is not one of the values allowed; did you mean `at_most`?")


def test_the_command_refuses_a_folder_of_documents_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(
        CommandError, match="absent is not a folder; name the one that holds the documents' texts"
    ):
        call_command("load_campaign", SAMPLE, documents=tmp_path / "absent", stdout=StringIO())
