"""Anything at all is written into the forms: it is taken as it is, or explained; never a 5xx, nothing by halves."""

import unicodedata
import uuid
from urllib.parse import quote_from_bytes

import pytest
from django.test import Client
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from campaigns.form_fields import LONGEST_NAME
from campaigns.models import Dispatch, Shift, SignUp
from campaigns.services.links import make_private_link
from tests.campaigns.conftest import form_url
from tests.factories.campaigns import ShiftFactory, SignUpFactory

pytestmark = pytest.mark.django_db

# Lone surrogates, NUL, overrides, private use: whatever Python can hold, as the bytes a client may send.
anything = st.text(st.characters(exclude_categories=[]), max_size=100)
odd = st.one_of(
    anything.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=60),
    st.sampled_from([b"", b"\x00", b"a" * 5000, b"%", b"&", b"1e9", b"-1", b"+7 700 000 00 00"]),
    st.sampled_from(["\u202e", "👩🏽‍🚀", "عائشة"]).map(str.encode),
)
visible = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cf"]), min_size=1, max_size=80)
fuzz = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def an_address() -> str:
    """Return an address that nobody has, however often an example is tried."""
    return f"{uuid.uuid4()}@example.org"


def send(client: Client, path: str, fields: dict[str, bytes]) -> int:
    """Post a form of raw bytes, as no test client would write it."""
    body = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in fields.items())
    return client.post(path, body, content_type="application/x-www-form-urlencoded").status_code


@pytest.fixture
def roomy() -> Shift:
    """A shift with room for all examples."""
    return ShiftFactory(places_needed=10_000)


@fuzz
@given(st.fixed_dictionaries(dict.fromkeys(("name", "email", "phone", "headcount", "shift", "website"), odd)))
def test_a_form_of_anything_is_answered(roomy: Shift, fields: dict[str, bytes]) -> None:
    before = (SignUp.objects.count(), Dispatch.objects.count())

    assert send(Client(), form_url(roomy), fields) == 422
    assert (SignUp.objects.count(), Dispatch.objects.count()) == before


@fuzz
@given(odd)
def test_one_odd_field_is_taken_as_it_is_or_explained(roomy: Shift, value: bytes) -> None:
    for field in ("name", "email", "phone", "headcount", "agreed_to_calls", "website"):
        good = {"shift": str(roomy.pk).encode(), "name": b"Aigerim", "email": an_address().encode()}
        before = SignUp.objects.count()
        status = send(Client(), form_url(roomy), {**good, field: value})
        assert status in {303, 422}
        assert status == 303 or SignUp.objects.count() == before
        assert Shift.objects.get(pk=roomy.pk).places_taken == SignUp.objects.holding().count()


@fuzz
@given(visible)
def test_a_name_that_can_be_shown_comes_back_as_it_was_typed(roomy: Shift, name: str) -> None:
    assume(name.strip() and len(name.strip()) <= LONGEST_NAME)
    address = an_address()
    fields = {"shift": str(roomy.pk), "name": name, "email": address}

    assert send(Client(), form_url(roomy), {key: value.encode() for key, value in fields.items()}) == 303
    saved = SignUp.objects.order_by("created_at").last()
    assert saved is not None
    assert (saved.name, saved.email) == (name.strip(), address)
    page = Client().get(f"/en/sign-up/{make_private_link(saved)}/")
    assert page.status_code == 200


@fuzz
@given(
    st.fixed_dictionaries(
        dict.fromkeys(("name", "phone", "language", "time_zone", "wanted", "seen", "shift"), odd)
    )
)
def test_a_private_page_of_anything_is_answered(roomy: Shift, fields: dict[str, bytes]) -> None:
    mine = SignUpFactory(shift=roomy)
    Shift.objects.update(places_taken=1)
    path = f"/en/sign-up/{make_private_link(mine)}/"
    try:
        for action in ("change", "move", "friends"):
            assert send(Client(), f"{path}{action}/", fields) in {303, 422}
        mine.refresh_from_db()
        assert (mine.state, mine.shift) == ("confirmed", roomy)
        shown = Client().get(path)
        assert shown.status_code == 200
    finally:
        SignUp.objects.all().delete()


@fuzz
@given(odd)
def test_asking_for_a_link_with_anything_is_answered(roomy: Shift, value: bytes) -> None:
    assert send(Client(), "/en/sign-up/link/", {"email": value}) in {303, 422}
    assert SignUp.objects.count() == 0


def test_control_what_garbles_is_refused_for_being_invisible(roomy: Shift) -> None:
    refused = [chr(code) for code in (0, 0x0A, 0x1B, 0x202A, 0x202E, 0x2066, 0x2028)]
    for letter in refused:
        fields = {"shift": str(roomy.pk), "name": f"a{letter}b", "email": "a@example.org"}
        encoded = {key: value.encode() for key, value in fields.items()}
        assert (unicodedata.category(letter), send(Client(), form_url(roomy), encoded))[1] == 422
    assert SignUp.objects.count() == 0
