"""The one registry of what can be printed: of which subject, in which form, on which paper."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, LegalCard, Picket, PrintedMatter, Statement
from campaigns.printing import forms
from campaigns.printing.legal_card import legal_cards
from campaigns.printing.matter import matter_of
from campaigns.printing.options import Ink, Options, Paper
from campaigns.printing.petition import petition_sheet
from campaigns.printing.placard import placard
from campaigns.printing.sheets import Draft
from prisoners.models import Case
from sources.models import Question

Kind = PrintedMatter.Form
Subject = Case | Campaign | Picket | Statement | Question | LegalCard
# Names of subjects in addresses and on the command line, in the order in which they are offered.
MODELS: dict[str, type[Subject]] = {
    "case": Case,
    "campaign": Campaign,
    "picket": Picket,
    "statement": Statement,
    "question": Question,
    "card": LegalCard,
}
ALL = ("case", "campaign", "picket", "statement", "question")
HOME = (Paper.A4, Paper.LETTER)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of printed matter. The first paper is its usual one; `shape` is the width and height of its picture.

    `lists` says that of a campaign it lists the cases, or those that are chosen.
    """

    key: str
    format: Promise
    make: Callable[[Any, Options], Draft]
    of: tuple[str, ...] = ALL
    papers: tuple[str, ...] = HOME
    lists: bool = True
    takes_line: bool = True
    shape: tuple[int, int] = (21, 30)
    parts: tuple[int, int] = field(default=(1, 1))

    @property
    def name(self) -> str:
        """Its name in the active language."""
        return str(Kind(self.key).label)

    @property
    def picture(self) -> list["Part"]:
        """The form in a square of 36: each part of the sheet an outline whose head is black."""
        wide, high = self.shape
        across, down = self.parts
        left, top = (36 - wide) / 2, (36 - high) / 2
        width, height = wide / across, high / down
        drawn = []
        for number in range(across * down):
            x, y = left + number % across * width, top + number // across * height
            drawn.append(_part("outline", x, y, width, height))
            drawn.append(_part("black", x, y, width, height * 0.42))
        return drawn


@dataclass(frozen=True, slots=True)
class Part:
    """A rectangle of a form's picture; numbers as SVG wants them."""

    look: str
    x: str
    y: str
    width: str
    height: str


def _part(look: str, x: float, y: float, width: float, height: float) -> Part:
    return Part(look, *(f"{number:g}" for number in (x, y, width, height)))


FORMS: dict[str, Form] = {
    form.key: form
    for form in (
        Form(Kind.LEAFLET, _("A4, one side"), forms.leaflet),
        Form(
            Kind.FOLDED,
            _("A5, four pages, folded once"),
            forms.folded_leaflet,
            shape=(30, 21),
            parts=(2, 1),
        ),
        Form(Kind.A5, _("A5, two on an A4 sheet"), forms.two_up, shape=(30, 21), parts=(2, 1)),
        Form(Kind.A6, _("A6, four on an A4 sheet"), forms.four_up, parts=(2, 2)),
        Form(Kind.PLACARD, _("A3, to carry"), placard, papers=(Paper.A3,), lists=False, shape=(24, 34)),
        Form(
            Kind.POSTER,
            _("A3 or A2, with a code"),
            forms.poster,
            papers=(Paper.A3, Paper.A2, Paper.A4, Paper.LETTER),
            shape=(24, 34),
        ),
        Form(
            Kind.PETITION_SHEET,
            _("A4, twelve signatures"),
            petition_sheet,
            of=("case", "campaign", "statement"),
            lists=False,
        ),
        Form(
            Kind.LEGAL_CARD,
            _("Ten to a page, bank-card size"),
            legal_cards,
            of=("card",),
            lists=False,
            takes_line=False,
            parts=(2, 5),
        ),
        Form(Kind.SIGN, _("A4, folded to stand on a table"), forms.table_sign, parts=(1, 2)),
        Form(
            Kind.BIRTHDAY,
            _("A6, four to write on by hand"),
            forms.birthday_cards,
            of=("case",),
            lists=False,
            takes_line=False,
            parts=(2, 2),
        ),
    )
}


def kind_of(subject: Subject) -> str:
    """Return the name of the kind of a subject: "case"."""
    return next(kind for kind, model in MODELS.items() if isinstance(subject, model))


def reference_of(subject: Subject) -> str:
    """Return how addresses and the command line name a subject: "case:slug"."""
    return f"{kind_of(subject)}:{subject.slug}"


def find_subject(reference: str) -> Subject | None:
    """Return what a reference names, published or not; None where there is no such thing.

    A slug alone is that of a case first, then of the other kinds in their order.
    """
    kind, _colon, slug = reference.rpartition(":")
    for name, model in MODELS.items():
        if kind in {"", name}:
            found: Subject | None = model.objects.filter(slug=slug).first()
            if found is not None:
                return found
    return None


def is_public(subject: Subject) -> bool:
    """Say whether readers may see a subject."""
    return subject.is_published and not (isinstance(subject, Picket) and subject.stage == Picket.Stage.DRAFT)


def misfits(form: Form, subject: Subject, options: Options) -> list[str]:
    """Return in words what does not fit together in a choice; nothing is changed silently."""
    says = []
    names = {"form": form.name}
    if kind_of(subject) not in form.of or (
        isinstance(subject, Case) and form.key == Kind.BIRTHDAY and subject.kind != Case.Kind.PERSON
    ):
        says.append(gettext("%(form)s: not made of this subject. Choose another form or subject.") % names)
    if (
        form.key == Kind.POSTER
        and isinstance(subject, Picket)
        and not Picket.objects.published().upcoming().filter(pk=subject.pk).exists()
    ):
        says.append(gettext("A poster calls to a picket to come, and this one is not announced or is over."))
    if options.paper not in form.papers:
        papers = ", ".join(str(Paper(paper).label) for paper in form.papers)
        says.append(gettext("%(form)s: printed on %(papers)s only.") % {**names, "papers": papers})
    if options.cases and not form.lists:
        says.append(gettext("%(form)s: lists no cases. Choose another form, or no cases.") % names)
    if options.also and options.also == options.language:
        says.append(gettext("The second language is the same as the first."))
    if options.line and not form.takes_line:
        says.append(gettext("%(form)s: has no room for your own line.") % names)
    return says


def languages_of(subject: Subject) -> list[str]:
    """Return the languages in which every text that sheets of a published subject show is there."""
    if isinstance(subject, LegalCard):
        return [code for code, _name in settings.LANGUAGES if code in subject.languages()]
    found = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            if not matter_of(subject).is_missing:
                found.append(code)
    return found


def untranslated(subject: Subject, options: Options) -> list[str]:
    """Return which of the chosen languages lack a text of the subject."""
    chosen = [code for code in (options.language, options.also) if code]
    if isinstance(subject, LegalCard):
        return [code for code in chosen if code not in subject.languages()]
    lacking = []
    for code in chosen:
        with override(code):
            if matter_of(subject, options.cases).is_missing:
                lacking.append(code)
    return lacking


def default_options(form: Form, language: str) -> Options:
    """Return the usual choices of a form in a language."""
    return Options(language, paper=form.papers[0], ink=Ink.COLOUR)
