"""What a sheet says of its subject, whatever the subject is, in words of the active language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext

from campaigns.models import Campaign, Participant, Picket, Statement
from campaigns.occasions import day_in_words, place_in_words
from campaigns.printing.leaflet import (
    Action,
    Sentence,
    actions_of,
    addressees_of,
    case_of_sheet,
    letter_of,
    name_lines_of,
    paragraphs_of,
)
from campaigns.printing.reading import once
from campaigns.printing.sheets import Address, address_of, is_unread
from campaigns.querysets import pickets_for_pages, roll_of, statements_for_pages
from prisoners.models import Case
from prisoners.plates import Plate, plate_of
from prisoners.querysets import events_prefetch
from prisoners.templatetags.cases import count_words
from sources.footnotes import Mark, marks_of
from sources.models import Claim, Name, Question
from sources.models.translations import Translated
from sources.querysets import questions_with_positions
from sources.templatetags.content import name_of
from sources.templatetags.footnotes import figure, figure_prefix

Subject = Case | Campaign | Picket | Statement | Question


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a list on a sheet: a name of the roll, a demand, an answer to a question, when and where.

    `figure` is what is counted, ready to be shown: "about 128 days". `claims` are what the line rests on.
    """

    title: str
    text: str
    marks: list[Mark] = field(default_factory=list)
    figure: str = ""
    claims: list[Claim] = field(default_factory=list)


@dataclass(slots=True)
class Matter:
    """The words of a sheet. Lists are empty and texts "" where there is nothing to say.

    `sides` are answers that differ, which stand side by side where there is room. `targets` are the keys of those
    whom it is about, or asks, in order: `reasons_of` says why.
    """

    title: str
    address: Address
    day: date
    as_of: date | None
    kicker: str = ""
    name_lines: list[str] = field(default_factory=list)
    other_names: list[Name] = field(default_factory=list)
    lead: str = ""
    headline: str = ""
    ask: str = ""
    count_text: str = ""
    paragraphs: list[list[Sentence]] = field(default_factory=list)
    items_title: str = ""
    sides: list[Item] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    case: Case | None = None
    plate: Plate | None = None
    claims: list[Claim] = field(default_factory=list)
    shows: list[Case] = field(default_factory=list)
    targets: list[int] = field(default_factory=list)
    is_sample: bool = False
    is_unread: bool = False
    is_missing: bool = False


class _Words:
    """Takes texts in the active language, and remembers whether one was not there in it."""

    def __init__(self) -> None:
        self.subjects: list[Translated] = []
        self.is_missing = False

    def of(self, subject: Translated, name: str) -> str:
        """Return a field of something translated."""
        found = subject.text_of(name)
        self.is_missing |= found.is_fallback
        self.subjects.append(subject)
        return found.text

    def close(self, matter: Matter) -> Matter:
        """Write into the matter what was found missing or unread."""
        matter.is_missing = self.is_missing
        matter.is_unread = is_unread(self.subjects)
        return matter


def matter_of(subject: Subject, cases: Sequence[str] = ()) -> Matter:
    """Return what sheets of something published say; of a campaign, about those of its cases that are named.

    Raises DoesNotExist when it is not published.
    """
    key = ("matter", type(subject), subject.pk, tuple(cases))
    return once(key, lambda: _read(subject, cases))


def _read(subject: Subject, cases: Sequence[str]) -> Matter:
    match subject:
        case Case():
            return _of_case(case_of_sheet(subject))
        case Campaign():
            return _of_campaign(Campaign.objects.published().with_translations().get(pk=subject.pk), cases)
        case Picket():
            return _of_picket(pickets_for_pages().get(pk=subject.pk))
        case Statement():
            return _of_statement(statements_for_pages().get(pk=subject.pk))
        case _:
            return _of_question(questions_with_positions().get(pk=subject.pk))


def _of_case(case: Case) -> Matter:
    words = _Words()
    as_of = case.as_of()
    today = as_of or case.today()
    paragraphs = paragraphs_of(case)
    for sentence in (sentence for paragraph in paragraphs for sentence in paragraph):
        words.of(sentence.claim, "text")
    plate = plate_of(case, list(case.events.all()), today=today)
    counted = list(plate.counted_from.claims.all()) if plate.counted_from and plate.count else []
    if case.person is None:
        words.of(case, "title")
    letter = letter_of(case)
    return words.close(
        Matter(
            title=case.display_name,
            address=address_of(case.get_absolute_url()),
            day=today,
            as_of=as_of,
            name_lines=name_lines_of(case),
            other_names=case.other_names(),
            lead=words.of(case, "summary"),
            headline=words.of(case, "headline"),
            ask=words.of(case, "ask"),
            count_text=words.of(case, "count_text"),
            paragraphs=paragraphs,
            actions=actions_of(case, letter),
            case=case,
            plate=plate,
            claims=counted,
            shows=[case],
            targets=addressees_of(letter),
        )
    )


def _of_campaign(campaign: Campaign, chosen: Sequence[str]) -> Matter:
    words = _Words()
    roll = roll_of(campaign).prefetch_related(events_prefetch())
    cases = list(roll.filter(slug__in=chosen) if chosen else roll)
    items = []
    for case in cases:
        status = words.of(case, "status_text") or str(case.get_status_display())
        if case.person is None:
            words.of(case, "title")
        plate = plate_of(case, list(case.events.all()), today=case.today())
        counted = list(plate.counted_from.claims.all()) if plate.counted_from and plate.count else []
        figure = count_words(plate.count) if plate.count and plate.count.days else ""
        counts = words.of(case, "count_text") if figure else ""
        text = f"{counts}. {status}" if counts else status
        items.append(Item(case.display_name, text, marks_of(counted), figure, counted))
    return words.close(
        Matter(
            title=words.of(campaign, "title"),
            address=address_of(campaign.get_absolute_url(), query="#cases"),
            day=campaign.today(),
            as_of=campaign.as_of,
            lead=words.of(campaign, "summary"),
            items_title=gettext("Whom it is about"),
            items=items,
            actions=_read_and_pass_on(),
            shows=cases,
            targets=_most_asked(campaign),
        )
    )


def _of_picket(picket: Picket) -> Matter:
    words = _Words()
    meeting = "" if picket.meeting_point_is_private else words.of(picket, "meeting_point")
    words.of(picket, "address")
    when = picket.when
    if picket.starts_at and picket.ends_at:
        when = gettext("%(day)s, %(start)s to %(end)s") % {
            "day": day_in_words(picket.starts_at, picket),
            "start": f"{picket.starts_at.astimezone(picket.zone):%H:%M}",
            "end": f"{picket.ends_at.astimezone(picket.zone):%H:%M}",
        }
    callers = [part for part in picket.participants.all() if part.role == Participant.Role.CALLED_BY]
    called = "; ".join(
        name_of(part.person or part.organisation) or words.of(part, "label") for part in callers
    )
    where = ". ".join(part for part in (place_in_words(picket), meeting) if part)
    told = [(gettext("When"), when), (gettext("Where"), where), (gettext("Called by"), called)]
    return words.close(
        Matter(
            title=words.of(picket, "title"),
            kicker=str(picket.get_kind_display()),
            address=address_of(picket.get_absolute_url()),
            day=picket.campaign.today(),
            as_of=None,
            lead=words.of(picket, "summary"),
            items=[Item(title, text) for title, text in told if text],
            actions=_come() if picket.takes_sign_ups else _read_and_pass_on(),
            is_sample=picket.is_sample,
            targets=[picket.target_id] if picket.target_id else [],
        )
    )


def _of_statement(statement: Statement) -> Matter:
    words = _Words()
    demands = [row.demand for row in statement.numbered_demands.all()]
    asked = [Item(f"{number}.", words.of(demand, "text")) for number, demand in enumerate(demands, 1)]
    return words.close(
        Matter(
            title=words.of(statement, "title"),
            kicker=str(statement.get_kind_display()),
            address=address_of(statement.get_absolute_url()),
            day=statement.campaign.today(),
            as_of=statement.campaign.as_of,
            lead=words.of(statement, "summary"),
            items_title=gettext("What is asked") if asked else "",
            items=asked,
            actions=_read_and_pass_on(),
            claims=list(statement.claims.all()),
            is_sample=statement.is_sample,
            targets=list(dict.fromkeys(one.addressed_to_id for one in demands if one.addressed_to_id)),
        )
    )


def _of_question(question: Question) -> Matter:
    words = _Words()
    positions = list(question.positions.all())
    answers = []
    for position in positions:
        said = words.of(position.claim, "text")
        answer = words.of(position, "answer") or _figure(position.claim)
        who = words.of(position, "who")
        answers.append(Item(who, said, marks_of([position.claim]), answer, [position.claim]))
    texts = [
        (gettext("Agreed"), words.of(question, "agreed")),
        (gettext("Not settled"), words.of(question, "unsettled")),
        (gettext("How we write it"), words.of(question, "wording")),
    ]
    return words.close(
        Matter(
            title=words.of(question, "title"),
            kicker=gettext("Where sources disagree"),
            address=address_of(question.get_absolute_url()),
            day=timezone.now().date(),
            as_of=_record_of(question),
            lead=words.of(question, "summary"),
            items_title=gettext("Who says what"),
            sides=answers,
            items=[Item(title, text) for title, text in texts if text],
            actions=_read_and_pass_on(),
        )
    )


def _most_asked(campaign: Campaign) -> list[int]:
    """Return the keys of a campaign's targets, those first of whom it demands most."""
    asked = campaign.targets.annotate(demand_count=Count("demands"))
    return list(asked.order_by("-demand_count", "slug").values_list("pk", flat=True))


def _figure(claim: Claim) -> str:
    """Return the figure of a claim as pages show it: "at least 16"."""
    return f"{figure_prefix(claim)} {figure(claim)}".strip() if claim.has_figure else ""


def _record_of(question: Question) -> date | None:
    """Return the day of the record when every campaign that holds the question's documents is one."""
    documents = {
        citation.passage.document_id
        for position in question.positions.all()
        for citation in position.claim.citations.all()
    }
    found: Iterable[date | None] = (
        Campaign.objects.published().filter(documents__in=documents).values_list("as_of", flat=True)
    )
    days = list(found)
    return max(day for day in days if day) if days and all(days) else None


def _come() -> list[Action]:
    text = gettext("Scan the code or open the address. It takes no account.")
    return [Action(gettext("Tell us that you are coming"), text)]


def _read_and_pass_on() -> list[Action]:
    return [
        Action(
            gettext("Read and check"),
            gettext("Scan the code or open the address. Each sentence there leads to its source."),
        ),
        Action(gettext("Pass it on"), gettext("Give this sheet to someone at work.")),
    ]
