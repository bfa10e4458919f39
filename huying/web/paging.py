"""Paging by key: the next page starts after the last row, however long the list is; nothing is counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet
from django.http import HttpRequest

SIZE = 25


@dataclass
class Page:
    """One page of a list. newer and older: query strings of its neighbours, '' at an end."""

    rows: list[Any] = field(default_factory=list)
    newer: str = ""
    older: str = ""

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def keyset(
    request: HttpRequest,
    queryset: QuerySet[Any],
    order: tuple[str, ...] = ("-id",),
    size: int = SIZE,
    *,
    sorted_first: bool = False,
) -> Page:
    """The page of `queryset` that the request's `after` or `before` asks for.

    order: field names, "-" for descending, the last one unique; none of them may be null. One query.
    sorted_first: for an order that no index keeps: the keys are sorted, then only a page's rows read.
    """
    before = _read(request.GET.get("before", ""), len(order))
    after = _read(request.GET.get("after", ""), len(order))
    keys = _turned(order) if before else order
    start = before or after
    if start:
        queryset = queryset.filter(_beyond(keys, start))
    if sorted_first:
        queryset = queryset.filter(pk__in=queryset.order_by(*keys).values("pk")[: size + 1])
    rows = list(queryset.order_by(*keys)[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if before:
        rows.reverse()
    if not rows:
        return Page()
    has_newer, has_older = (more, True) if before else (bool(after), more)
    return Page(
        rows,
        newer=_link(request, "before", rows[0], order) if has_newer else "",
        older=_link(request, "after", rows[-1], order) if has_older else "",
    )


def following(queryset: QuerySet[Any], order: tuple[str, ...], row: Any) -> Any:
    """The row of `queryset` that stands after `row` in `order`; the first where none does, None of none."""
    start = [getattr(row, name.lstrip("-")) for name in order]
    ordered = queryset.order_by(*order)
    return ordered.filter(_beyond(order, start)).first() or ordered.first()


def _turned(order: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name[1:] if name.startswith("-") else f"-{name}" for name in order)


def _beyond(order: tuple[str, ...], start: list[Any]) -> Q:
    """Rows strictly after `start` in `order`: (a > x) or (a = x and b > y) …"""
    beyond, same = Q(), Q()
    for name, value in zip(order, start, strict=True):
        plain = name.lstrip("-")
        step = "lt" if name.startswith("-") else "gt"
        beyond |= same & Q(**{f"{plain}__{step}": value})
        same &= Q(**{plain: value})
    return beyond


def _link(request: HttpRequest, side: str, row: Any, order: tuple[str, ...]) -> str:
    values = [str(getattr(row, name.lstrip("-"))) for name in order]
    query = request.GET.copy()
    query.pop("before", None)
    query.pop("after", None)
    query[side] = signing.dumps(values, salt="page", compress=False)
    return f"?{query.urlencode()}"


def _read(cursor: str, length: int) -> list[Any] | None:
    # A cursor that was tampered with or is of another list shows the first page.
    try:
        values = signing.loads(cursor, salt="page") if cursor else None
    except signing.BadSignature:
        return None
    return values if isinstance(values, list) and len(values) == length else None


def tabs(
    labels: dict[str, Any], counts: dict[str, int], current: str, *, key: str = "tab"
) -> list[dict[str, Any]]:
    """A list's tabs as the component wants them; `?tab=`, or another `key`, names the one that is open."""
    return [
        {
            "label": label,
            "url": f"?{key}={one}",
            "current": one == current,
            "count": counts.get(one),
        }
        for one, label in labels.items()
    ]
