"""Under what name a signature is shown. What is not shown here is shown nowhere, and is not in an export."""

from dataclasses import dataclass

from campaigns.models import Signature


@dataclass(frozen=True, slots=True)
class ShownName:
    """The parts of a name that may be seen; all empty for a name kept private."""

    name: str = ""
    first_name: str = ""
    town: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.first_name)

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name or self.first_name, self.town) if part)


def first_name_of(name: str) -> str:
    """Return the first word of a name."""
    return name.split(maxsplit=1)[0] if name.strip() else ""


def shown_name(signature: Signature) -> ShownName:
    """Return what is shown of a signature, whose statement is fetched.

    An organisation is shown by its name. A person who chose the full name is shown without the town; on paper, with
    it. Where the statement says that names are looked at first, nothing is shown before.
    """
    if signature.signer == Signature.Signer.ORGANISATION:
        return ShownName(name=name_of_organisation(signature))
    waits = signature.statement.checks_names and not signature.is_name_checked
    if not signature.is_named or waits or not signature.name:
        return ShownName()
    if signature.display == Signature.Display.FIRST_NAME_AND_TOWN:
        return ShownName(first_name=first_name_of(signature.name), town=signature.town)
    return ShownName(name=signature.name, town=signature.town if signature.sheet_id else "")


def displays_left(signature: Signature) -> list[Signature.Display]:
    """Return how a name can still be shown: what was erased of it does not come back."""
    if signature.salt or not signature.seals:
        return list(Signature.Display)
    first = [Signature.Display.FIRST_NAME_AND_TOWN] if "salts" in signature.seals else []
    return [*first, Signature.Display.HIDDEN]


def name_of_organisation(signature: Signature) -> str:
    """Return the name under which an organisation signed, in whatever language that was."""
    return signature.organisation_name or str(signature.organisation)
