"""Letters in the admin: fields in braces that there are not are refused, with the list of those there are."""

import pytest
from django.core.exceptions import ValidationError

from campaigns.admin.letters import LetterAdminForm, LetterTranslationForm, check_fields
from campaigns.models import Letter
from sources.models import Translation

pytestmark = pytest.mark.django_db

KNOWN = "The fields are: {case}, {days}, {today}, {sentence}, {charges}, {place}."


@pytest.mark.parametrize(
    ("text", "wrong"), [("For {name} of {town}.", "{name}, {town}"), ("A { brace.", "{"), ("{}", "{}")]
)
def test_unknown_field_is_refused_with_the_list(text: str, wrong: str) -> None:
    with pytest.raises(ValidationError) as raised:
        check_fields(text)
    assert raised.value.messages == [f"There is no field {wrong}. {KNOWN}"]


def test_known_fields_and_plain_text_are_taken() -> None:
    text = "On {today}: {case}, {days}, {sentence}, {charges}, {place}. Plain."
    assert check_fields(text) == text


def _form() -> type[LetterAdminForm]:
    class Form(LetterAdminForm):
        class Meta:
            model = Letter
            fields = ["form", "subject", "body"]

    return Form


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, set()),
        ({"subject": "{who}"}, {"subject"}),
        ({"body": "{who}"}, {"body"}),
        ({"form": "telegram", "body": "x" * 401}, {"body"}),
        ({"form": "telegram", "body": "x" * 400}, set()),
    ],
)
def test_form_of_a_letter_says_where_it_is_wrong(changes: dict[str, str], fields: set[str]) -> None:
    form = _form()({"form": "letter", "subject": "For {case}", "body": "Free {case}.", **changes})
    assert set(form.errors) == fields


@pytest.mark.parametrize(("field", "is_checked"), [("body", True), ("subject", True), ("title", False)])
def test_translation_of_a_letter_has_the_same_fields(field: str, *, is_checked: bool) -> None:
    class Form(LetterTranslationForm):
        class Meta:
            model = Translation
            fields = ["field", "language", "text", "review"]

    data = {"language": "ru", "text": "{имя}", "field": field, "review": "unread"}
    assert set(Form(data).errors) == ({"text"} if is_checked else set())
    assert set(Form({**data, "text": "{case}"}).errors) == set()
