"""Names in claims as links to the pages of those they name, found for a whole page in one query."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Value
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from sources.models import Claim, NamedKind
from sources.models.names import Named
from sources.public_names import PUBLIC, kind_of

# A name may end differently in a sentence: Назарбаев, Назарбаева, Назарбаеву.
_ENDING = r"\w{0,3}"
_LAST_LETTERS = "аяйьоеуы"
# A part of a person's name that is shorter stands for too many.
_SHORTEST = 4

_FIELDS = {NamedKind.PERSON: "people", NamedKind.ORGANISATION: "organisations", NamedKind.PLACE: "places"}

type _Key = tuple[str, int]


@dataclass(slots=True)
class NameLinks:
    """Who is named on a page and has a page of their own."""

    urls: dict[_Key, str] = field(default_factory=dict)
    names: dict[_Key, set[str]] = field(default_factory=lambda: defaultdict(set))
    named: dict[int, list[_Key]] = field(default_factory=lambda: defaultdict(list))

    def url_of(self, subject: Named | None) -> str:
        """Return the address of somebody's page; empty when there is none."""
        return self.urls.get((kind_of(subject), subject.pk), "") if subject is not None else ""

    def link_in(self, claim: Claim, text: str) -> SafeString:
        """Return a sentence of a claim as HTML; the first time that it names somebody, the name is a link."""
        found: dict[_Key, re.Match[str]] = {}
        taken: list[tuple[int, int]] = []
        # Longer names first, so that no other name takes a part of them.
        candidates = [(name, key) for key in self.named.get(claim.pk, []) for name in self.names[key]]
        for name, key in sorted(candidates, key=lambda pair: (-len(pair[0]), pair)):
            if key in found:
                continue
            for match in _pattern(name).finditer(text):
                if all(match.end() <= start or end <= match.start() for start, end in taken):
                    found[key] = match
                    taken.append(match.span())
                    break
        parts, at = [], 0
        for key, match in sorted(found.items(), key=lambda item: item[1].start()):
            parts += [
                escape(text[at : match.start()]),
                format_html('<a class="named" href="{}">{}</a>', self.urls[key], match[0]),
            ]
            at = match.end()
        parts.append(escape(text[at:]))
        return mark_safe("".join(parts))  # noqa: S308 - every part of it is escaped


def name_links(claims: Iterable[Claim], *, but: Named | None = None) -> NameLinks:
    """Return the links for a page with these claims, in one query; `but` is whose own page it is."""
    keys = {claim.pk for claim in claims}
    links = NameLinks()
    if not keys:
        return links
    rows = [part for kind, named in _FIELDS.items() for part in _rows(kind, named, keys)]
    for claim, kind, pk, slug, name in rows[0].union(*rows[1:]):
        key = (kind, pk)
        if but is not None and key == (kind_of(but), but.pk):
            continue
        if key not in links.urls:
            links.urls[key] = reverse(f"sources:{kind}-detail", args=[slug])
        if key not in links.named[claim]:
            links.named[claim].append(key)
        links.names[key] |= _ways_to_say(name or "", kind)
    return links


def _rows(kind: NamedKind, named: str, keys: set[int]) -> list[Any]:
    """Return whom of a kind the claims name, and who said them, each with every spelling."""
    public = PUBLIC[kind]().order_by().values("pk")
    label = Value(str(kind))
    through = getattr(Claim, named).through.objects.filter(claim__in=keys, **{f"{kind}__in": public})
    rows = [through.order_by().values_list("claim_id", label, kind, f"{kind}__slug", f"{kind}__names__text")]
    if kind != NamedKind.PLACE:
        who = f"said_by_{kind}"
        said = Claim.objects.filter(pk__in=keys, **{f"{who}__in": public})
        rows.append(said.order_by().values_list("pk", label, who, f"{who}__slug", f"{who}__names__text"))
    return rows


def _ways_to_say(name: str, kind: str) -> set[str]:
    ways = {name} if name else set()
    words = name.split()
    if kind == NamedKind.PERSON and len(words) > 1 and len(words[-1]) >= _SHORTEST:
        ways.add(words[-1])
    return ways


def _pattern(name: str) -> re.Pattern[str]:
    words = [_in_any_case(word) if len(word) >= _SHORTEST else re.escape(word) for word in name.split()]
    return re.compile(rf"(?<!\w){r'\s+'.join(words)}(?!\w)")


def _in_any_case(word: str) -> str:
    return re.escape(word.rstrip(_LAST_LETTERS) or word) + _ENDING
