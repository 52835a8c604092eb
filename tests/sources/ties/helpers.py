"""What tests of ties share."""

from django.test import Client

from sources.models import PublicationState, Tie
from tests.factories.sources import ClaimFactory, OrganisationFactory, PersonFactory, TieFactory


def tie(**fields: object) -> Tie:
    """Return a public tie on a claim that names both ends."""
    row = TieFactory.create(**{"state": PublicationState.PUBLISHED, **fields})
    row.claims.add(ClaimFactory())
    return row


def page(client: Client, path: str = "/en/ties/") -> str:
    """Return a page that is there."""
    answer = client.get(path)
    assert (path, answer.status_code) == (path, 200)
    return answer.content.decode()


def many_ties(count: int) -> list[Tie]:
    """Return so many ties among a fifth as many people and organisations, a circle and a hub among them."""
    people = [PersonFactory() for _ in range(max(3, count // 5))]
    bodies = [OrganisationFactory() for _ in range(max(3, count // 10))]
    claim = ClaimFactory()
    ties = []
    for n in range(count):
        start, end = people[n * 7 % len(people)], people[(n * 7 + 1 + n // len(people)) % len(people)]
        ends = (
            {"object_organisation": bodies[n % len(bodies) if n % 5 else 0]}
            if n % 3 or start == end
            else {"object_organisation": None, "object_person": end}
        )
        ties.append(TieFactory(subject_person=start, state="published", **ends))
    Tie.claims.through.objects.bulk_create(Tie.claims.through(tie=row, claim=claim) for row in ties)
    return ties
