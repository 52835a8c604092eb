"""Why a sheet is about its target: ties on leaflets, as on pages, and files that follow them."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from campaigns.models import Letter, Picket, PrintedMatter, Statement
from campaigns.printing import why as printed_why
from campaigns.printing.forms import folded_leaflet, leaflet, table_sign, two_up
from campaigns.printing.matter import Subject
from campaigns.printing.options import Options
from campaigns.printing.studio import FORMS
from campaigns.printing.why import sizes_of
from campaigns.services import print_refresh
from campaigns.services.printing import ask_for_print
from campaigns.tasks import refresh_prints_task
from prisoners.models import Case
from sources import public_names
from sources.models import Organisation, Person, Tie
from tests.campaigns.printed import STORY, lengthen, make_case, make_claim, make_letter, read
from tests.desk import add, send
from tests.factories.campaigns import (
    DemandFactory,
    PicketFactory,
    StatementDemandFactory,
    StatementFactory,
    TargetFactory,
)
from tests.factories.prisoners import StorySentenceFactory
from tests.factories.sources import ClaimFactory, NameFactory, OrganisationFactory, PersonFactory, TieFactory
from tests.footnotes import notes_of

pytestmark = pytest.mark.django_db

OWNS = "Ada Sample owns The Works"
# So many more sentences have room beside the ties.
FITTING = 7


def make_tie(person: Person, body: Organisation | None = None, **changes: object) -> Tie:
    """Return a published, cited tie of a person to a company."""
    body = body or OrganisationFactory.create(name__text="The Works")
    tie = TieFactory.create(
        **{
            "subject_person": person,
            "object_organisation": body,
            "kind": Tie.Kind.OWNS,
            "state": "published",
            **changes,
        }
    )
    tie.claims.add(ClaimFactory.create())
    return tie


def make_person() -> Person:
    """Return somebody with a name in two languages."""
    person = PersonFactory.create(name__text="Ada Sample")
    NameFactory.create(person=person, language="ru", script="Cyrl", text="Ада Образцова")
    return person


def make_picket(person: Person) -> Picket:
    """Return a picket against somebody."""
    picket = PicketFactory.create()
    picket.target = TargetFactory.create(campaign=picket.campaign, person=person)
    picket.save()
    return picket


def words_of(html: str) -> str:
    """Return the words of a sheet with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html)).strip()


def sheet_of(subject: Subject, language: str = "en") -> str:
    """Return the words of the largest size of a leaflet, before it is set."""
    with override(language):
        return words_of(leaflet(subject, Options(language)).sheets[0].html_of(0))


def subject_asking(kind: str, person: Person) -> Subject:
    """Return something of which one target is who this is, by what the data says already."""
    if kind == "picket":
        return make_picket(person)
    if kind == "case":
        letter: Letter = make_letter(make_case())
        letter.target.person = person
        letter.target.save()
        assert letter.case is not None
        return letter.case
    statement: Statement = StatementFactory.create()
    target = TargetFactory.create(campaign=statement.campaign, person=person)
    demand = DemandFactory.create(campaign=statement.campaign, addressed_to=target)
    StatementDemandFactory.create(statement=statement, demand=demand)
    return statement if kind == "statement" else statement.campaign


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        ("picket", "Why here: Ada Sample"),
        ("case", "Why this addressee: Ada Sample"),
        ("statement", "Why this addressee: Ada Sample"),
        ("campaign", "Why this addressee: Ada Sample"),
    ],
)
def test_leaflet_says_why_in_the_numbers_of_its_sources(kind: str, heading: str) -> None:
    person = make_person()
    tie = make_tie(person, since="2019", until="2021-09-01")
    subject = subject_asking(kind, person)
    number = tie.claims.get().citations.get().passage.document.number
    title = tie.claims.get().citations.get().passage.document.title
    text = sheet_of(subject)
    sentence = f"{OWNS}, since 2019, until 1 September 2021.\u2060{number}"
    assert (text.count(heading), text.count(sentence), text.count(f"{number} “{title}”")) == (1, 1, 1)
    # On pages with lists of sources in small forms there is no room.
    for form in (two_up, table_sign):
        assert OWNS not in words_of(form(subject, Options("en")).sheets[0].html_of(0))
    assert sentence in words_of(folded_leaflet(subject, Options("en")).sheets[0].html_of(0))


def test_leaflet_of_a_case_explains_the_letter_that_it_names() -> None:
    case = make_case()
    named, other = make_letter(case, slug="a"), make_letter(case, slug="b")
    other.target.person = make_person()
    other.target.save()
    make_tie(other.target.person)
    assert OWNS not in sheet_of(case)

    # The control: it is the one that is named.
    Letter.objects.filter(pk=named.pk).delete()
    assert OWNS in sheet_of(case)


def test_leaflet_says_it_in_the_language_of_the_sheet() -> None:
    picket = make_picket(person := make_person())
    make_tie(person)
    assert ("Ада Образцова" in sheet_of(picket, "ru"), "Ada Sample" in sheet_of(picket, "ru")) == (
        True,
        False,
    )
    both = leaflet(picket, Options("en", also="ru")).sheets[0].html_of(0)
    assert [name in words_of(both) for name in ("Ada Sample owns", "Ада Образцова")] == [True, True]


def test_leaflet_has_three_ties_and_those_that_stand_first() -> None:
    picket = make_picket(person := make_person())
    for number, until in enumerate(["2015", "", "2016", "", ""]):
        body = OrganisationFactory.create(name__text=f"Body {number}")
        make_tie(person, body, until=until, slug=f"tie-{number}")
    assert re.findall(r"owns Body (\d)", sheet_of(picket)) == ["1", "3", "4"]


@pytest.mark.needs("pango")
def test_numbers_on_paper_are_those_of_the_page(client: Client) -> None:
    picket = make_picket(person := make_person())
    make_tie(person, since="2019")
    notes = notes_of(client.get(picket.get_absolute_url()).content.decode())
    paper = read(leaflet(picket, Options("en")).render())
    (number,) = notes.marks_after(f"{OWNS}, since 2019.")
    assert re.search(rf"{OWNS}, since 2019\.\W*{number}\b", paper)
    assert re.search(rf"{number} “{re.escape(notes.sources[number][0])}”", paper)


def hidden_ties(kind: str) -> str:
    """Return the words of a leaflet whose target has a public tie, and ties that readers may not see."""
    person = make_person()
    make_tie(person)
    for state in ("draft", "withdrawn"):
        make_tie(person, OrganisationFactory.create(name__text=f"Canary {state}"), state=state)
    return sheet_of(subject_asking(kind, person))


@pytest.mark.parametrize("kind", ["picket", "case", "statement", "campaign"])
def test_ties_that_are_not_public_are_not_on_paper(kind: str) -> None:
    text = hidden_ties(kind)
    assert (OWNS in text, "Canary" in text) == (True, False)


def test_control_without_the_filter_they_would_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_names, "public_ties", Tie.objects.all)
    assert hidden_ties("picket").count("Canary") == 2


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> tuple[Picket, Tie]:
    """Return a picket whose leaflet somebody asked for, and the tie on it; nothing is set here."""
    monkeypatch.setattr(print_refresh, "ask_for_task", lambda *_, **__: None)
    monkeypatch.setattr("campaigns.services.printing._wake_worker", lambda _key: None)
    monkeypatch.setattr("campaigns.services.printing.make_print", lambda *_, **__: False)
    picket = make_picket(person := make_person())
    tie = make_tie(person)
    ask_for_print(FORMS["leaflet"], picket, Options("en"), now=timezone.now())
    return picket, tie


def stale() -> int:
    """Return how many files are stale once a worker has looked, and forget it."""
    refresh_prints_task()
    return PrintedMatter.objects.exclude(stale_since=None).count()


def change(desk: Client, tie: Tie, how: str) -> None:
    """Edit, withdraw or add a tie at the desk."""
    if how == "edited":
        send(desk, tie, since="2019")
    elif how == "withdrawn":
        send(desk, tie, "_withdraw")
    else:
        body, claim = OrganisationFactory.create(), ClaimFactory.create()
        given = {
            "slug": "another",
            "kind": "directs",
            "subject_person": tie.subject_person_id,
            "object_organisation": body.pk,
            "claims": [claim.pk],
        }
        add(desk, Tie, "_publish", **given)
        assert Tie.objects.get(slug="another").is_published


@pytest.mark.needs("pango")
@pytest.mark.parametrize("how", ["edited", "withdrawn", "added"])
def test_tie_changed_at_the_desk_makes_the_leaflet_stale(
    desk: Client, printed: tuple[Picket, Tie], how: str
) -> None:
    picket, tie = printed
    assert stale() == 0
    change(desk, tie, how)
    assert stale() == 1
    text = sheet_of(picket)
    told = {
        "edited": f"{OWNS}, since 2019." in text,
        "withdrawn": "Ada Sample" not in text,
        "added": f"{OWNS}." in text and "Ada Sample directs" in text,
    }
    assert told[how]


@pytest.mark.needs("pango")
@pytest.mark.parametrize("how", ["edited", "withdrawn", "added"])
def test_control_a_leaflet_without_ties_stays(
    desk: Client, printed: tuple[Picket, Tie], how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printed_why, "first_why", lambda *_, **__: None)
    stale()
    PrintedMatter.objects.update(stale_since=None)
    change(desk, printed[1], how)
    # The key that had the ties is the only one that is.
    assert PrintedMatter.objects.filter(stale_since=None).count() == 2
    refresh_prints_task()
    keys = PrintedMatter.objects.count()
    assert keys == 2


@pytest.mark.needs("pango")
def test_ties_go_before_any_of_the_story_does() -> None:
    cache.clear()
    person = make_person()
    make_tie(person)
    case = subject_asking("case", person)
    assert isinstance(case, Case)
    lengthen(case, paragraphs=1, sentences=FITTING)
    texts: list[str] = []
    while not texts or OWNS in texts[-1]:
        texts.append(read(leaflet(case, Options("en")).render()))
        position = FITTING + len(texts) - 1
        StorySentenceFactory.create(case=case, claim=make_claim(STORY), paragraph=1, position=position)
        assert len(texts) < 10
    assert [OWNS in text for text in texts[-2:]] == [True, False]
    assert [text for text in texts if "The whole story is at the address" in text] == []


def test_sizes_end_without_ties_and_never_with_them() -> None:
    assert sizes_of(8, has_why=False) == [(step, False) for step in range(8)]
    assert sizes_of(6, has_why=True) == [
        *((step, True) for step in range(5)),
        *((step, False) for step in (3, 4, 5)),
    ]


def tables_read_for(subject: Subject) -> set[str]:
    """Return which tables of ties and targets the leaflet of something reads."""
    with CaptureQueriesContext(connection) as queries:
        leaflet(subject, Options("en"))
    asked = " ".join(row["sql"] for row in queries)
    return {name for name in ("sources_tie", "campaigns_target") if f'FROM "{name}"' in asked}


def test_leaflet_without_a_target_reads_no_tie_and_no_target() -> None:
    assert tables_read_for(make_case()) == set()
    assert tables_read_for(PicketFactory.create()) == set()
    # The control.
    make_tie(person := make_person())
    assert tables_read_for(make_picket(person)) == {"sources_tie", "campaigns_target"}
