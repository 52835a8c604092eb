"""From the form on a statement's page to a counted signature, and back."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from campaigns.models import Dispatch, LedgerEntry, PrivateLink, Signature, SolidarityMessage, Statement
from campaigns.services.lost_links import send_asked_links
from campaigns.services.outbox import sweep_outbox
from campaigns.services.signing import erase_unconfirmed_signatures
from campaigns.services.versions import publish_version
from campaigns.signature_counts import Counts, counts_of
from tests.campaigns.signing import (
    confirm,
    draft,
    now,
    open_with_text,
    opened_before,
    post,
    sent_links,
    sign_and_confirm,
)
from tests.forms import fields_of

pytestmark = pytest.mark.django_db(transaction=True)

State = Signature.State


@pytest.fixture
def statement() -> Statement:
    return open_with_text(("en", "ru"), goal=10, takes_messages=True)


def _events(statement: Statement) -> list[tuple[str, int]]:
    return list(statement.ledger.values_list("event", "count"))


def test_a_person_signs_and_counts_only_once_confirmed(client: Client, statement: Statement) -> None:
    answer = post(client, statement)
    assert (answer.status_code, answer["Location"]) == (303, f"/en/statements/{statement.slug}/signed/")
    page = client.get(answer["Location"])
    assert "Look into your mail and confirm." in page.text
    signature = Signature.objects.get()
    assert (signature.state, signature.name, signature.town) == (State.PENDING, "Aigerim Sample", "Leeds")
    assert counts_of(statement) == Counts(people=0, organisations=0, paper=0, earlier=0)

    (link,) = sent_links()
    # Opening it, as scanners of mail do, changes nothing.
    assert "One step is left" in client.get(link).text
    assert client.get(f"{link}confirm/").status_code == 302
    assert Signature.objects.get().state == State.PENDING

    assert confirm(client, link).status_code == 303
    page = client.get(link)
    assert "Thank you. Your signature counts." in page.text
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert counts_of(statement).current == 1
    assert _events(statement) == [("signed", 1)]
    assert "1 has signed. Help us reach 10." in client.get(f"/en/statements/{statement.slug}/").text
    assert (len(client.cookies), mail.outbox[0].subject) == (0, "Please confirm")


def test_confirming_twice_and_in_two_tabs_counts_once(client: Client, statement: Statement) -> None:
    link = sign_and_confirm(client, statement)
    first = Signature.objects.get().confirmed_at

    again = client.post(f"{link}confirm/", {"seen": "anything"})

    assert (again.status_code, _events(statement)) == (303, [("signed", 1)])
    assert Signature.objects.get().confirmed_at == first


@pytest.mark.parametrize(("checks", "state"), [(True, State.TO_APPROVE), (False, State.CONFIRMED)])
def test_an_organisation_waits_for_an_organiser_where_the_statement_says_so(
    client: Client, *, checks: bool, state: str
) -> None:
    statement = open_with_text(checks_organisations=checks)
    assert "Name of the organisation" in client.get(f"/en/statements/{statement.slug}/?as=organisation").text

    link = sign_and_confirm(client, statement, **{"as": "organisation"})

    signature = Signature.objects.get()
    assert (signature.signer, signature.state) == ("organisation", state)
    assert (signature.organisation_name, signature.name) == ("Sample Union", "Dana Sample")
    assert counts_of(statement).organisations == (0 if checks else 1)
    assert len(_events(statement)) == (0 if checks else 1)
    assert ("An organiser looks at organisations" in client.get(link).text) == checks


def test_signing_twice_is_answered_alike_and_counted_once(client: Client, statement: Statement) -> None:
    first = post(client, statement)
    page = client.get(first["Location"]).content
    with time_machine.travel(now() + timedelta(minutes=11)):
        # The same mailbox, written another way.
        second = post(client, statement, email="AIGERIM@Example.ORG", name="Aigerim S.")
        links = sent_links()
        assert confirm(client, links[0]).status_code == 303
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    signature = Signature.objects.get()
    assert (signature.name, signature.resent, len(links)) == ("Aigerim S.", 1, 2)
    with time_machine.travel(now() + timedelta(minutes=30)):
        known = post(client, statement)
        assert client.get(known["Location"]).content.replace(b"1 has", b"0 have").count(b"<i") == page.count(
            b"<i"
        )
        sweep_outbox()
    assert (known.status_code, known["Location"]) == (first.status_code, first["Location"])
    assert [message.subject for message in mail.outbox] == [
        "Please confirm",
        "Please confirm",
        "Your private link",
    ]
    assert "With this address you have signed already" in str(mail.outbox[-1].body)
    # What stands is not changed by whoever types the address.
    assert (Signature.objects.get().name, _events(statement)) == ("Aigerim S.", [("signed", 1)])


def test_an_unconfirmed_signature_is_asked_for_at_most_twice_more(
    client: Client, statement: Statement
) -> None:
    start = now()
    for minutes in (0, 1, 11, 12, 22, 33, 44):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert post(client, statement).status_code == 303
            sweep_outbox()

    assert (len(mail.outbox), Signature.objects.get().resent) == (3, 2)


def test_what_nobody_confirms_is_erased_after_seven_days(client: Client, statement: Statement) -> None:
    post(client, statement, message="Canary words")
    (link,) = sent_links()
    post(client, statement, email="other@example.org")
    confirm(client, sent_links()[-1])

    assert erase_unconfirmed_signatures(now=now() + timedelta(days=6, hours=23)) == 0
    assert erase_unconfirmed_signatures(now=now() + timedelta(days=7)) == 1

    assert [one.state for one in Signature.objects.all()] == [State.CONFIRMED]
    assert (SolidarityMessage.objects.count(), PrivateLink.objects.count()) == (0, 1)
    assert client.get(link).status_code == 404


def test_what_is_confirmed_is_what_was_shown(client: Client, statement: Statement) -> None:
    post(client, statement)
    (link,) = sent_links()
    seen = fields_of(client.get(link), "confirm")["seen"][0]
    # Somebody else writes another name for the same address while the page is open.
    post(client, statement, name="Somebody Else", message="Words")

    refused = client.post(f"{link}confirm/", {"seen": seen})

    assert refused.status_code == 409
    assert "Somebody Else" in refused.text
    assert Signature.objects.get().state == State.PENDING
    assert confirm(client, link).status_code == 303


def test_withdrawing_erases_and_can_be_done_twice(client: Client, statement: Statement) -> None:
    link = sign_and_confirm(client, statement, message="Be strong")
    assert client.get(f"{link}withdraw/").status_code == 302
    assert Signature.objects.get().state == State.CONFIRMED

    for _ in range(2):
        assert client.post(f"{link}withdraw/").status_code == 303

    one = Signature.objects.get()
    assert (one.state, one.name, one.town, one.email, one.email_index, one.salt) == (
        State.WITHDRAWN,
        *[""] * 5,
    )
    assert SolidarityMessage.objects.count() == 0
    assert _events(statement) == [("signed", 1), ("withdrawn", 0)]
    assert "Your signature is withdrawn." in client.get(link).text
    # Nothing stands in the way of signing anew.
    sign_and_confirm(client, statement)
    assert counts_of(statement).current == 1


def test_an_organisation_withdraws_before_it_is_approved(client: Client, statement: Statement) -> None:
    link = sign_and_confirm(client, statement, **{"as": "organisation"})
    client.post(f"{link}withdraw/")

    one = Signature.objects.get()
    assert (one.state, one.organisation_name, one.name, _events(statement)) == (State.WITHDRAWN, "-", "", [])


def test_how_the_name_is_shown_can_be_changed(client: Client, statement: Statement) -> None:
    link = sign_and_confirm(client, statement)

    assert client.post(f"{link}name/", {"display": "hidden"}).status_code == 303
    assert Signature.objects.get().display == "hidden"
    assert client.post(f"{link}name/", {"display": "loud"}).status_code == 422
    assert Signature.objects.get().display == "hidden"


def test_a_reader_of_another_language_is_in_the_same_count(client: Client, statement: Statement) -> None:
    sign_and_confirm(client, statement)
    sign_and_confirm(client, statement, "ru", email="other@example.org", name="Иван Пример")

    assert counts_of(statement).people == 2
    versions = sorted(one.version.language for one in Signature.objects.all() if one.version)
    assert versions == ["en", "ru"]


def test_a_closed_statement_says_so_and_links_still_withdraw(client: Client, statement: Statement) -> None:
    link = sign_and_confirm(client, statement)
    post(client, statement, email="late@example.org")
    late = sent_links()[-1]
    Statement.objects.filter(pk=statement.pk).update(closes_on=(now() - timedelta(days=1)).date())

    page = client.get(f"/en/statements/{statement.slug}/")
    assert "The last day for signing was" in page.text
    assert "sign-statement" not in page.text
    assert client.get(f"/en/statements/{statement.slug}/sign/").status_code == 302
    assert post(client, statement, email="new@example.org").status_code == 409
    assert "Yours was not confirmed in time" in client.get(late).text
    assert client.post(f"{late}confirm/", {"seen": ""}).status_code == 409
    assert client.post(f"{link}withdraw/").status_code == 303
    assert _events(statement) == [("signed", 1), ("withdrawn", 0)]


def test_a_handed_over_statement_sends_lost_links_still(client: Client, statement: Statement) -> None:
    sign_and_confirm(client, statement)
    Statement.objects.filter(pk=statement.pk).update(signing=Statement.Signing.HANDED_OVER)
    assert "has been handed over" in client.get(f"/en/statements/{statement.slug}/").text

    with time_machine.travel(now() + timedelta(minutes=11)):
        client.post("/en/signatures/link/", {"email": "aigerim@example.org", "website": ""})
        send_asked_links(now=now())
        sweep_outbox()

    assert [message.subject for message in mail.outbox] == ["Please confirm", "Your private link"]


def test_the_answer_to_a_lost_link_is_the_same_for_all(client: Client, statement: Statement) -> None:
    sign_and_confirm(client, statement)
    with time_machine.travel(now() + timedelta(minutes=11)):
        answers = [
            client.post("/en/signatures/link/", {"email": address, "website": ""})
            for address in ("aigerim@example.org", "nobody@example.org")
        ]
        assert send_asked_links(now=now()) == 2
        sweep_outbox()

    assert [(one.status_code, one["Location"]) for one in answers] == [(303, "/en/signatures/link/sent/")] * 2
    assert client.get("/en/signatures/link/sent/").status_code == 200
    assert [message.to for message in mail.outbox] == [["aigerim@example.org"]] * 2
    assert client.get("/en/signatures/link/").status_code == 200
    assert client.post("/en/signatures/link/", {"email": "nobody"}).status_code == 422


def test_a_new_version_asks_to_confirm_again(client: Client, statement: Statement) -> None:
    link = sign_and_confirm(client, statement)
    draft(statement)
    assert publish_version(statement, 2, now=now()) == 1
    assert counts_of(statement) == Counts(people=0, organisations=0, paper=0, earlier=1)
    page = client.get(f"/en/statements/{statement.slug}/").text
    assert "1 signed an earlier version and has not confirmed this one" in page
    assert "What changed in this version" in page

    new_link = sent_links()[-1]
    assert mail.outbox[-1].subject == "A text has changed"
    assert "The second point is new." in str(mail.outbox[-1].body)
    assert "Your signature counts" not in client.get(new_link).text
    assert confirm(client, new_link).status_code == 303

    assert counts_of(statement) == Counts(people=1, organisations=0, paper=0, earlier=0)
    assert _events(statement) == [("signed", 1), ("renewed", 1)]
    assert "Your signature counts" in client.get(link).text


def test_messages_about_new_versions_can_be_stopped(client: Client, statement: Statement) -> None:
    sign_and_confirm(client, statement)
    draft(statement)
    publish_version(statement, 2, now=now())
    sweep_outbox()
    stop = mail.outbox[-1].extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
    assert "We erase your address" in client.get(stop).text
    assert client.post(stop).status_code == 200

    draft(statement, 3)
    publish_version(statement, 3, now=now())
    sweep_outbox()

    one = Signature.objects.get()
    assert (one.email, one.state, bool(one.email_index), len(mail.outbox)) == ("", State.CONFIRMED, True, 2)
    assert Dispatch.objects.filter(state=Dispatch.State.DROPPED).count() == 1
    # The same address cannot sign a second time.
    with time_machine.travel(now() + timedelta(minutes=11)):
        post(client, statement)
        sweep_outbox()
    assert (Signature.objects.count(), mail.outbox[-1].subject) == (1, "Your private link")


def test_versions_have_addresses_and_say_what_changed(client: Client, statement: Statement) -> None:
    draft(statement)
    base = f"/en/statements/{statement.slug}/versions"
    assert [client.get(f"{base}/{number}/").status_code for number in (1, 2, 3)] == [200, 404, 404]
    publish_version(statement, 2, now=now())

    first, second = client.get(f"{base}/1/").text, client.get(f"{base}/2/").text
    assert ("A sample text." in first, "This is an earlier version." in first) == (True, True)
    assert ("The second point is new." in second, "This is the current version." in second) == (True, True)
    kazakh = client.get(f"/kk/statements/{statement.slug}/versions/2/")
    assert (kazakh.status_code, 'lang="en">' in kazakh.text) == (200, True)


@pytest.mark.parametrize("kind", ["sign-up", "random"])
def test_a_foreign_link_opens_nothing(client: Client, statement: Statement, kind: str) -> None:
    sign_and_confirm(client, statement)
    token = "A" * 22
    if kind == "sign-up":
        from tests.factories.campaigns import PrivateLinkFactory  # noqa: PLC0415 - only this one needs it

        PrivateLinkFactory.create(token=token)

    for path in ("", "confirm/", "name/", "withdraw/"):
        assert client.get(f"/en/signatures/{token}/{path}").status_code == 404
        if path:
            assert client.post(f"/en/signatures/{token}/{path}").status_code == 404
    assert LedgerEntry.objects.count() == 1


def test_a_post_from_another_site_is_refused(client: Client, statement: Statement) -> None:
    data = {"opened": opened_before(), "as": "person"}
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(f"/en/statements/{statement.slug}/sign/", data, headers=headers).status_code == 403
