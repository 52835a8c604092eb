"""The map of ties: a drawing, the same as a table, and files of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sources.footnotes import sources_of
from sources.public_names import ties_for_pages
from sources.ties.choosing import MOST, MapForm, choose, near, part_to_draw, read_wish
from sources.ties.follow_the_money import write_entities
from sources.ties.graph import NARROW, WIDE, draw
from sources.ties.rows import numbered, rows_of
from sources.ties.table import table_of
from toolkit.tables import csv_response


@require_safe
def tie_map(request: HttpRequest) -> HttpResponse:
    """Show the ties as a drawing and as a table, filtered by kind, by who, and by day."""
    every = rows_of(ties_for_pages())
    form = MapForm(request.GET, every)
    wish = read_wish(form)
    rows = numbered(near(choose(every, wish), wish.of))
    part = part_to_draw(rows, wish.of)
    return render(
        request,
        "sources/tie_map.html",
        {
            "section": "sources",
            "form": form,
            "wish": wish,
            "total": len(every),
            "rows": rows,
            "part": part,
            "drawings": [draw(part.rows, layout) for layout in (WIDE, NARROW)] if part.rows else [],
            "is_long": len(rows) > MOST,
            "query": request.GET.urlencode(),
            "sources": sources_of(claim for row in rows for claim in row.claims),
        },
    )


@require_safe
def tie_csv(request: HttpRequest) -> HttpResponse:
    """Hand out the ties that are asked for as a table."""
    every = rows_of(ties_for_pages())
    wish = read_wish(MapForm(request.GET, every))
    return csv_response("ties.csv", table_of(near(choose(every, wish), wish.of)))


@require_safe
def tie_entities(request: HttpRequest) -> HttpResponse:
    """Hand out all that is public as entities of FollowTheMoney."""
    response = HttpResponse(write_entities(), content_type="application/json-lines; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="ties.ftm.json"'
    return response
