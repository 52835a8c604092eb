"""What a volunteer writes, however odd, is taken or explained; nothing of it is lost, and nothing is a 500."""

from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client

from campaigns.models import Shift, SignUp
from campaigns.services.links import make_private_link
from tests.campaigns.conftest import VOLUNTEER, form_url, post_sign_up
from tests.factories.campaigns import PicketFactory, ShiftFactory, in_days

pytestmark = pytest.mark.django_db


def _errors(response: HttpResponse) -> dict[str, list[str]]:
    return dict(response.context["form"].errors)  # type: ignore[attr-defined]  # the test client's


@pytest.mark.parametrize(
    ("email", "error"),
    [
        ("", "Write your e-mail address: your private link goes there."),
        ("aigerim", "This address is missing its @ sign."),
        ("aigerim@mail", "This address is missing its ending, such as .org or .kz."),
        ("aigerim@mail.", "This address is missing its ending, such as .org or .kz."),
        ("@example.org", "This address is missing the part before the @ sign."),
        ("aigerim@", "This address is missing the part after the @ sign."),
        ("ai gerim@example.org", "This address has a space in it."),
        ("a@b@example.org", "This address has more than one @ sign."),
        ("айгерим@example.org", "The part before the @ sign can only have Latin letters."),
        (
            "aigerim@example,org",
            "This address is missing its ending, such as .org or .kz.",
        ),
        (
            "aigerim@exa_mple.org",
            "This is not an e-mail address. Look for a slip, such as a comma in place of a dot.",
        ),
        (
            '"a"@example.org',
            "This is not an e-mail address. Look for a slip, such as a comma in place of a dot.",
        ),
        (f"{'a' * 65}@example.org", "This address is too long."),
        (f"a@{'b' * 300}.org", "This address is too long."),
        ("a@example.org\r\nBcc: b@example.org", "This address has a space in it."),
        ("a\x00@example.org", "There is a character in it that cannot be shown. Type it again."),
    ],
)
def test_malformed_address_is_explained_and_what_was_written_stays(
    client: Client, shift: Shift, email: str, error: str
) -> None:
    response = post_sign_up(client, shift, email=email)

    assert response.status_code == 422
    assert _errors(response) == {"email": [error]}
    assert 'value="Aigerim"' in response.text
    assert SignUp.objects.count() == 0


@pytest.mark.parametrize(
    "name",
    [
        "Айгерім Әбілқызы",
        "🙂 👩🏽‍🚀",
        "=cmd|' /C calc'!A0",
        "<script>alert(1)</script>",
        "{{ 7 }}{% now %}",
        "%s %(name)s {0}",
        "Robert'); DROP TABLE",
        "عائشة",
        "é",
    ],
)
def test_unusual_names_are_kept_as_they_are(client: Client, shift: Shift, name: str) -> None:
    assert post_sign_up(client, shift, name=name).status_code == 303

    saved = SignUp.objects.get()
    page = client.get(f"/en/sign-up/{make_private_link(saved)}/")
    assert saved.name == name
    assert page.status_code == 200
    assert "<script>alert" not in page.text


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "Write a name to call you by; it need not be your own."),
        ("   ", "Write a name to call you by; it need not be your own."),
        ("a" * 81, "This is too long: a first name or a nickname is enough."),
        ("Aigerim\x00", "There is a character in it that cannot be shown. Type it again."),
        ("\u202eAigerim", "There is a character in it that cannot be shown. Type it again."),
        ("Ai\ngerim", "There is a character in it that cannot be shown. Type it again."),
        ("Ai\u2066gerim", "There is a character in it that cannot be shown. Type it again."),
    ],
)
def test_names_that_would_garble_a_roster_are_refused(
    client: Client, shift: Shift, name: str, error: str
) -> None:
    response = post_sign_up(client, shift, name=name)

    assert response.status_code == 422
    assert _errors(response) == {"name": [error]}


@pytest.mark.parametrize("phone", ["", "+44 20 7946 0958", "8 (700) 000-00-00", "07000 000000"])
def test_phone_is_optional(client: Client, shift: Shift, phone: str) -> None:
    assert post_sign_up(client, shift, phone=phone).status_code == 303
    assert SignUp.objects.get().phone == phone


@pytest.mark.parametrize("phone", ["no", "12", "1" * 16, "+1 555 CALL NOW", "0\x007000000"])
def test_phone_that_cannot_be_dialled_is_refused(client: Client, shift: Shift, phone: str) -> None:
    response = post_sign_up(client, shift, phone=phone)

    assert response.status_code == 422
    assert list(_errors(response)) == ["phone"]


def test_lone_surrogates_and_broken_escapes_are_answered(client: Client, shift: Shift) -> None:
    body = f"shift={shift.pk}&name=%ED%A0%80%FF&email=a%40example.org"
    response = client.post(form_url(shift), body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 303
    assert "\ufffd" in SignUp.objects.get().name


@pytest.mark.parametrize("megabytes", [1, 10])
def test_a_huge_name_is_refused(client: Client, shift: Shift, megabytes: int) -> None:
    body = urlencode({"shift": shift.pk, **VOLUNTEER, "name": "a" * megabytes * 2**20})
    response = client.post(form_url(shift), body, content_type="application/x-www-form-urlencoded")

    assert response.status_code == {1: 422, 10: 413}[megabytes]
    assert SignUp.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"anything", "multipart/form-data"),
        (b"{}", "application/json"),
        (b"&".join(b"a=1" for _ in range(2000)), "application/x-www-form-urlencoded"),
    ],
)
def test_a_broken_body_is_answered(client: Client, shift: Shift, body: bytes, content_type: str) -> None:
    response = client.post(form_url(shift), body, content_type=content_type)

    assert response.status_code in {413, 422}


@pytest.mark.parametrize("value", ["", "0", "-1", "x", "999999999999999999999999", "1 OR 1=1", "\x00"])
def test_a_shift_that_is_not_there_is_explained(client: Client, shift: Shift, value: str) -> None:
    response = post_sign_up(client, shift, shift=value)

    assert response.status_code == 422
    assert list(_errors(response)) == ["shift"]


def test_the_shift_of_another_picket_is_not_taken(client: Client, shift: Shift) -> None:
    other = ShiftFactory()
    response = post_sign_up(client, shift, shift=str(other.pk))

    assert _errors(response) == {"shift": ["This shift is not there any more. Choose another one."]}


def test_a_shift_that_is_over_is_explained(client: Client) -> None:
    picket = PicketFactory(starts_at=in_days(-0.1), ends_at=in_days(0.1))
    over = ShiftFactory(picket=picket)
    response = post_sign_up(client, over)

    assert _errors(response) == {"shift": ["This shift is over. Choose another one."]}


def test_a_trap_that_is_filled_in_is_said_aloud_and_emptied(client: Client, shift: Shift) -> None:
    response = post_sign_up(client, shift, website="https://example.org")

    assert response.status_code == 422
    assert _errors(response) == {
        "__all__": ["A field that is not for people was filled in. It is empty again: send once more."]
    }
    assert "https://example.org" not in response.text
    assert SignUp.objects.count() == 0
