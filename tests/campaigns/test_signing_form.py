"""What a signatory writes, however odd, is taken or explained; nothing of it is lost, and nothing is a 500."""

import pytest
from django.http import HttpResponse
from django.test import Client

from campaigns.models import Signature, SolidarityMessage, Statement
from tests.campaigns.signing import open_with_text, opened_before, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def statement() -> Statement:
    return open_with_text(takes_messages=True)


def _errors(response: HttpResponse) -> dict[str, list[str]]:
    return dict(response.context["form"].errors)  # type: ignore[attr-defined]  # the test client's


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("name", "", "Write your name."),
        ("name", "x" * 300, "This is too long: at most 120 characters."),
        ("name", "👩🏽‍🚀", "There is no letter in it. Write the name in letters."),
        ("name", "\u200b\u200b", "There is no letter in it. Write the name in letters."),
        ("name", "A\u202eB", "There is a character in it that cannot be shown. Type it again."),
        ("name", "A\x00B", "There is a character in it that cannot be shown. Type it again."),
        ("town", "A\u2028B", "There is a character in it that cannot be shown. Type it again."),
        ("message", "A\u202eB", "There is a character in it that cannot be shown. Type it again."),
        ("message", "x" * 1001, "This is too long: at most 1000 characters."),
        ("display", "", "Choose how your name is shown."),
        ("display", "loud", "Choose one of the three."),
        ("email", "aigerim", "This address is missing its @ sign."),
        ("email", "", "Write your e-mail address: your private link goes there."),
        ("opened", "", "The page was open for long. Send once more."),
        ("website", "x", "A field that is not for people was filled in. It is empty again: send once more."),
    ],
)
def test_what_cannot_be_taken_is_explained_and_kept(
    client: Client, statement: Statement, field: str, value: str, error: str
) -> None:
    answer = post(client, statement, **{"message": "Be strong", field: value})

    assert answer.status_code == 422
    under = field if field not in {"opened", "website"} else "__all__"
    assert _errors(answer) == {under: [error]}
    assert "Nothing you wrote is lost." in answer.text
    kept = {"name": "Aigerim Sample", "town": "Leeds", "message": "Be strong"}
    assert [text for name, text in kept.items() if name != field and text not in answer.text] == []
    assert Signature.objects.count() == 0


def test_a_form_sent_at_once_or_a_day_later_is_sent_once_more(client: Client, statement: Statement) -> None:
    quick = post(client, statement, opened=opened_before(1))
    late = post(client, statement, opened=opened_before(60 * 60 * 25))

    assert (quick.status_code, late.status_code) == (422, 422)
    assert "faster than anybody can read" in str(_errors(quick))
    assert "open for long" in str(_errors(late))


@pytest.mark.parametrize("name", ["Әйгерім Ұлықбекқызы", "عائشة محمد", "李小龙", "O'Neill-Þór", "Aigerim 🌷"])
def test_names_of_all_scripts_are_taken_as_written(client: Client, statement: Statement, name: str) -> None:
    assert post(client, statement, name=name, message="One line\r\nand another").status_code == 303

    assert (Signature.objects.get().name, SolidarityMessage.objects.get().text) == (
        name,
        "One line\nand another",
    )


def test_what_is_far_too_large_is_refused(client: Client, statement: Statement) -> None:
    answer = post(client, statement, name="x" * 10_000_000)

    assert answer.status_code == 413
    assert "too large or was cut short" in answer.text


def test_a_double_click_signs_once(client: Client, statement: Statement) -> None:
    assert [post(client, statement).status_code for _ in range(2)] == [303, 303]
    assert Signature.objects.count() == 1


def test_a_person_and_an_organisation_may_have_one_address(client: Client, statement: Statement) -> None:
    post(client, statement)
    post(client, statement, **{"as": "organisation", "email": "aigerim@example.org"})

    assert sorted(Signature.objects.values_list("signer", flat=True)) == ["organisation", "person"]


def test_a_message_is_not_taken_where_none_is_asked_for(client: Client) -> None:
    statement = open_with_text(takes_messages=False)
    assert "message" not in client.get(f"/en/statements/{statement.slug}/sign/").context["form"].fields

    post(client, statement, message="Words")

    assert SolidarityMessage.objects.count() == 0


@pytest.mark.parametrize("kind", ["person", "organisation", "x" * 500, "\u202e"])
def test_the_form_is_there_for_whatever_stands_in_the_address(
    client: Client, statement: Statement, kind: str
) -> None:
    for page in ("", "sign/"):
        answer = client.get(f"/en/statements/{statement.slug}/{page}", {"as": kind})
        assert (answer.status_code, len(answer.cookies)) == (200, 0)


def test_a_statement_that_is_not_ours_to_sign_has_no_form(client: Client) -> None:
    statement = open_with_text(signing=Statement.Signing.NEVER)

    assert "sign-statement" not in client.get(f"/en/statements/{statement.slug}/").text
    assert post(client, statement).status_code == 409
    assert client.get(f"/en/statements/{statement.slug}/sign/").status_code == 302
    Statement.objects.update(state="draft")
    assert post(client, statement).status_code == 404
