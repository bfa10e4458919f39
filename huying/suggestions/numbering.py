"""Numbers of suggestions: within the session, the year or the term, as the town's pack says."""

from __future__ import annotations

from django.db.models import Max

from huying.core import clock
from huying.rulebook import queries as rulebook
from huying.suggestions.models import Suggestion
from huying.town.models import Term


def series_of(suggestion: Suggestion) -> str:
    """Within what it is numbered. Between sessions those numbered by session run through the year."""
    session = suggestion.session.number if suggestion.session is not None else None
    mode = rulebook.choice(suggestion.town, "suggestion.numbering")
    return series_in(mode, suggestion.term.number, session, clock.today().year)


def series_in(mode: str, term: int, session: int | None, year: int) -> str:
    """The name of a series. mode: the town's choice; session: None between sessions."""
    if mode == "term":
        return f"t{term}"
    if mode == "year":
        return f"t{term}y{year}"
    return f"t{term}b{year}" if session is None else f"t{term}s{session}"


def next_number(suggestion: Suggestion) -> tuple[str, int]:
    """Its series and the next number there. Call it in the act's transaction: the term stays locked until its end."""
    Term.objects.select_for_update().get(pk=suggestion.term_id)
    return _next(suggestion)


def expected_code(suggestion: Suggestion) -> str:
    """The code that it would get if it were accepted now; somebody else may be faster."""
    _series, number = _next(suggestion)
    return suggestion.code_of(number)


def _next(suggestion: Suggestion) -> tuple[str, int]:
    series = series_of(suggestion)
    # Said so that the index of numbers, which has only rows with one, answers it.
    numbered = Suggestion.objects.filter(series=series, number__isnull=False)
    taken = numbered.aggregate(last=Max("number"))["last"]
    return series, (taken or 0) + 1
