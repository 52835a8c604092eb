"""What a page says of itself, and which of its lines are the text: asked of trafilatura."""

import logging
import re
from dataclasses import dataclass, field

import lxml.html
import trafilatura
from trafilatura.metadata import extract_metadata

from sources.importing.proposals import canonical

_DATE = re.compile(r"(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """Proposals of a page; `lines` holds its text, folded to lower case, and is empty where none was found."""

    title: str = ""
    byline: str = ""
    publisher: str = ""
    published_on: str = ""
    language: str = ""
    url: str = ""
    lines: frozenset[str] = field(default_factory=frozenset)


def find_facts(tree: lxml.html.HtmlElement, *, url: str, with_text: bool) -> PageFacts:
    """Return what is known of a page. Whatever trafilatura cannot cope with is left out; MemoryError is raised."""
    # It logs what it meets, and that may be the text of a page.
    logging.disable(logging.CRITICAL)
    found = None
    try:
        copy = lxml.html.fromstring(lxml.html.tostring(tree))
        found = extract_metadata(copy, url or None, extensive=with_text)
    except MemoryError:
        raise
    except Exception:  # noqa: S110 - a library's error on a page made to break it leaves the proposals out
        pass
    lines = _lines(tree) if with_text else frozenset[str]()
    language = _LANGUAGE.fullmatch((tree.get("lang") or tree.get("xml:lang") or "").strip())
    link = tree.xpath("//link[translate(@rel,'CANONIL','canonil')='canonical']/@href")
    date = _DATE.match((found.date if found else None) or "")
    return PageFacts(
        title=(found.title if found else None) or "",
        byline=((found.author if found else None) or "").replace("; ", ", "),
        publisher=(found.sitename if found else None) or "",
        published_on=date[0] if date else "",
        language=language[1].lower() if language else "",
        url=canonical(str(link[0])) if link else canonical((found.url if found else None) or ""),
        lines=lines,
    )


def _lines(tree: lxml.html.HtmlElement) -> frozenset[str]:
    """Return the lines of what trafilatura takes for the text."""
    try:
        text = trafilatura.extract(
            lxml.html.fromstring(lxml.html.tostring(tree)),
            include_comments=False,
            include_tables=True,
            favor_recall=True,
        )
    except MemoryError:
        raise
    except Exception:
        return frozenset()
    rows = (" ".join(line.lstrip("-#*|> ").split()).casefold() for line in (text or "").splitlines())
    return frozenset(row for row in rows if row)
