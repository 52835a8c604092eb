"""What the print studio offers: subjects to print, found by a name in any spelling, and forms with their pictures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from campaigns.models import Campaign, LegalCard, PrintedMatter, Statement
from campaigns.printing.studio import FORMS, Form, Subject, kind_of, reference_of
from campaigns.querysets import pickets_for_lists, roll_of
from prisoners.querysets import cases_for_lists
from sources.models import Question
from sources.models.translations import Translated
from toolkit.names import fold


@dataclass(frozen=True, slots=True)
class SubjectGroup:
    """Subjects of a kind, each as its reference and its name in the active language."""

    name: str
    choices: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class FormChoice:
    """A form of sheet with the size of its file in kilobytes, where one is made."""

    form: Form
    kilobytes: int | None


@dataclass(frozen=True, slots=True)
class CaseChoice:
    """A case of a campaign, and whether it is chosen."""

    slug: str
    name: str
    is_chosen: bool


def name_of_subject(subject: Subject) -> str:
    """Return a subject's name in the active language."""
    name: str = getattr(subject, "display_name", "") or subject.in_language("title")
    return name


def subject_groups(query: str, *, chosen: Subject | None = None) -> list[SubjectGroup]:
    """Return what can be printed and whose name is like the query; the chosen one is always among them."""
    wanted = fold(query)
    groups = []
    for name, rows in _all_by_kind():
        kept = [
            (reference_of(row), name_of_subject(row))
            for row in rows
            if row == chosen or not wanted or _is_like(row, wanted)
        ]
        if kept:
            groups.append(SubjectGroup(name, kept))
    return groups


def form_choices(subject: Subject | None, language: str) -> list[FormChoice]:
    """Return all forms, with the size of those that are made of the subject in the language."""
    sizes: dict[str, int] = {}
    if subject is not None:
        field = "legal_card" if kind_of(subject) == "card" else kind_of(subject)
        made = PrintedMatter.objects.filter(
            **{field: subject}, language=language, also="", made_at__isnull=False, stale_since=None
        )
        sizes = {form: size for form, size in made.values_list("form", "size") if size}
    return [
        FormChoice(form, round(sizes[key] / 1000) or 1 if key in sizes else None)
        for key, form in FORMS.items()
    ]


def case_choices(subject: Subject | None, chosen: Sequence[str]) -> list[CaseChoice]:
    """Return the cases of a campaign, of which a sheet can list some; none of another subject."""
    if not isinstance(subject, Campaign):
        return []
    return [CaseChoice(case.slug, case.display_name, case.slug in chosen) for case in roll_of(subject)]


def _all_by_kind() -> list[tuple[str, Iterable[Subject]]]:
    return [
        (gettext("Cases"), cases_for_lists()),
        (gettext("Whole campaigns"), Campaign.objects.published().with_translations()),
        (gettext("Pickets"), pickets_for_lists().order_by("-date", "slug")),
        (gettext("Statements"), Statement.objects.published().with_translations()),
        (gettext("Questions"), Question.objects.published().with_translations()),
        (gettext("Legal cards"), LegalCard.objects.published().with_translations()),
    ]


def _is_like(row: Translated, wanted: str) -> bool:
    person = getattr(row, "person", None)
    if person is not None:
        return any(wanted in name.folded for name in person.names.all())
    return wanted in fold(str(getattr(row, "title", ""))) or wanted in fold(row.in_language("title"))
