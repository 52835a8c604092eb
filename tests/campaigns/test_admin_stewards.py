"""Stewards' links and the roster on paper, in the admin."""

import html
import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Picket, Shift, StewardLink
from tests.desk import history_of, text_of
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import PicketFactory, ShiftFactory, SignUpFactory, StewardLinkFactory
from toolkit.tokens import hash_token

pytestmark = pytest.mark.django_db


def page_of(picket: Picket, name: str) -> str:
    """Return the address of one of the roster's pages."""
    return reverse(f"admin:campaigns_picket_{name}", args=[picket.pk])


def helper(client: Client, *permissions: str) -> Client:
    """Sign in somebody who may do just this."""
    user = UserFactory.create(is_staff=True, language="en")
    user.user_permissions.add(*Permission.objects.filter(codename__in=permissions))
    client.force_login(user)
    return client


def test_admin_shows_a_stewards_link_once(desk: Client, shift: Shift) -> None:
    answer = desk.post(page_of(shift.picket, "steward_links"), {"label": "Botagoz <b>"})

    page = text_of(answer)
    found = re.search(r'href="(http://localhost:8000(/en/steward/([\w-]{22})/))"', page)
    assert (answer.status_code, found is not None) == (200, True)
    assert found is not None
    link = StewardLink.objects.get()
    assert (link.label, link.token_hash) == ("Botagoz <b>", hash_token(found[3]))
    assert "no-store" in answer.headers["Cache-Control"]
    assert ["<svg" in page, 'style="' in page, "data:image" in page] == [True, False, False]
    assert Client().get(found[2]).status_code == 200
    roster = text_of(desk.get(page_of(shift.picket, "roster")))
    assert ["Botagoz &lt;b&gt;" in roster, found[3] in roster] == [True, False]
    assert [html.unescape(line) for line in history_of(shift.picket)] == ["Changed steward’s link: made."]


def test_admin_revokes_a_link_at_once(desk: Client, shift: Shift) -> None:
    link = StewardLinkFactory(picket=shift.picket, token="R" * 22)
    other = StewardLinkFactory(token="O" * 22)
    url = page_of(shift.picket, "steward_link_revoke")
    assert desk.get(url).status_code == 405
    for wrong in (str(other.pk), "x", "", "999999"):
        assert desk.post(url, {"link": wrong}).status_code == 404

    for _ in range(2):
        answer = desk.post(url, {"link": str(link.pk)})
        assert answer.headers["Location"] == f"{page_of(shift.picket, 'roster')}#stewards"

    visitor = Client()
    assert [visitor.get(f"/en/steward/{letter * 22}/").status_code for letter in "RO"] == [404, 200]
    assert history_of(shift.picket) == ["Changed steward’s link: revoked."]
    assert "Revoked on" in text_of(desk.get(page_of(shift.picket, "roster")))


@pytest.mark.parametrize(
    ("label", "error"),
    [
        ("", "This field is required."),
        ("x" * 81, "Ensure this value has at most 80 characters (it has 81)."),
        ("a\x07", "There is a character in it that cannot be shown."),
    ],
)
def test_admin_refuses_a_link_for_nobody(desk: Client, shift: Shift, label: str, error: str) -> None:
    answer = desk.post(page_of(shift.picket, "steward_links"), {"label": label})

    assert (answer.status_code, error in text_of(answer)) == (422, True)
    assert StewardLink.objects.count() == 0


def test_admin_says_that_a_link_needs_the_time_of_the_picket(desk: Client) -> None:
    picket = PicketFactory(stage="draft", starts_at=None, ends_at=None, date="2030-01")
    answer = desk.post(page_of(picket, "steward_links"), {"label": "Botagoz"})

    assert (answer.status_code, "Give the picket its time first" in text_of(answer)) == (409, True)


def test_admin_links_are_for_those_who_may_make_them(client: Client, shift: Shift) -> None:
    StewardLinkFactory(picket=shift.picket, label="Botagoz")
    helper(client, "view_picket", "view_signup")
    page = text_of(client.get(page_of(shift.picket, "roster")))
    assert ["Botagoz" in page, "Make a link" in page] == [False, False]
    assert client.post(page_of(shift.picket, "steward_links"), {"label": "x"}).status_code == 403
    assert client.post(page_of(shift.picket, "steward_link_revoke"), {"link": "1"}).status_code == 403

    helper(client, "view_picket", "add_stewardlink", "change_stewardlink")
    assert client.post(page_of(shift.picket, "steward_links"), {"label": "x"}).status_code == 403
    assert client.post(page_of(shift.picket, "roster_pdf")).status_code == 403

    helper(client, "view_picket", "view_signup", "view_stewardlink", "add_stewardlink")
    page = text_of(client.get(page_of(shift.picket, "roster")))
    assert ["Botagoz" in page, "Make a link" in page] == [True, True]
    assert client.post(page_of(shift.picket, "steward_links"), {"label": "x"}).status_code == 200
    client.logout()
    assert client.post(page_of(shift.picket, "steward_links"), {"label": "x"}).status_code == 302
    assert StewardLink.objects.count() == 2


@pytest.mark.needs("pango")
def test_admin_hands_out_the_roster_on_paper_and_notes_who_took_it(desk: Client, shift: Shift) -> None:
    SignUpFactory(shift=shift, name="Aigerim")
    url = page_of(shift.picket, "roster_pdf")
    assert desk.get(url).status_code == 405

    for language, name in (("kk", "kk"), ("", "en"), ("xx", "en")):
        answer = desk.post(url, {"language": language})
        assert answer.headers["Content-Type"] == "application/pdf"
        wanted = f'attachment; filename="{shift.picket.slug}-roster-{name}.pdf"'
        assert answer.headers["Content-Disposition"] == wanted
        assert answer.content[:5] == b"%PDF-"
        assert "no-store" in answer.headers["Cache-Control"]
    assert history_of(shift.picket) == ["Changed roster: printed."] * 3


def test_admin_roster_names_friends_with_who_brings_them(desk: Client, shift: Shift) -> None:
    host = SignUpFactory(shift=shift, name="Zarina")
    SignUpFactory(shift=shift, name="Aigul", brought_by=host, email="", email_index="")
    ShiftFactory(picket=shift.picket)
    StewardLinkFactory(picket=shift.picket, revoked_at=timezone.now())

    page = text_of(desk.get(page_of(shift.picket, "roster")))

    assert re.findall(r'<th scope="row">(\w+)(?: <small>([^<]*)</small>)?</th><td>', page)[:2] == [
        ("Zarina", ""),
        ("Aigul", "with Zarina"),
    ]
