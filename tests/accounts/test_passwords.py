"""One-time passwords: shown once, good for nothing but choosing one's own."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db
OWN = "a long one of my own"


def shown_password(email: str = "ann@example.org") -> str:
    """Make an organiser and return the password that is shown."""
    note = str(call_command("make_organiser", email))
    assert email in note
    return note.split("Password")[1].split(maxsplit=1)[0]


def test_organiser_is_made_with_a_password_that_works_and_is_kept_nowhere() -> None:
    password = shown_password(" Ann@Example.org ".strip().lower())
    user = User.objects.get()
    assert (user.email, user.is_superuser, user.must_change_password) == ("ann@example.org", True, True)
    assert user.check_password(password)
    assert len(password.replace("-", "")) == 20


def test_make_organiser_if_none_leaves_an_installation_with_one_alone() -> None:
    shown_password()
    assert not call_command("make_organiser", "ben@example.org", "--if-none")
    assert [user.email for user in User.objects.all()] == ["ann@example.org"]


def test_make_organiser_gives_a_new_password_to_one_who_lost_it() -> None:
    old, new = shown_password(), shown_password()
    user = User.objects.get()
    assert user.check_password(new)
    assert not user.check_password(old)


def test_make_organiser_refuses_what_is_no_address() -> None:
    with pytest.raises(CommandError, match="'ann' is not an e-mail address"):
        call_command("make_organiser", "ann")


def test_one_time_password_opens_only_the_page_for_ones_own(client: Client) -> None:
    password = shown_password()
    assert client.login(email="ann@example.org", password=password)
    for path in ("/admin/", "/admin/accounts/user/", "/admin/nowhere/"):
        assert client.get(path).headers["Location"] == "/admin/password_change/"
    form = {"old_password": password, "new_password1": password, "new_password2": password}
    again = client.post("/admin/password_change/", form)
    assert again.status_code == 200
    assert again.context["form"].errors["new_password1"] == [
        "Choose a password other than the one you have now."
    ]
    assert User.objects.get().must_change_password
    done = client.post("/admin/password_change/", {**form, "new_password1": OWN, "new_password2": OWN})
    assert done.headers["Location"] == "/admin/password_change/done/"
    assert client.get("/admin/").status_code == 200


def test_public_pages_set_no_cookie(client: Client) -> None:
    assert client.get("/healthz").cookies == {}
