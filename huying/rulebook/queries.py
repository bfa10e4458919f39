"""Reads of the rulebook: a town's rules, the calendar, and due dates.

Rules and years change a few times a year and are asked for at every step, so each process keeps them for
SECONDS; a change clears them at once where it was made.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from huying.core.models import Town
from huying.rulebook import clock, packs
from huying.rulebook.calendar import WorkingCalendar
from huying.rulebook.clock import Due, Stop
from huying.rulebook.entries import LAWS, Ground, Pack, Rule
from huying.rulebook.models import CalendarYear, PackChoice, RuleChoice
from huying.rulebook.periods import Period
from huying.rulebook.schemes import Scheme, all_schemes

SECONDS = 15
_kept: dict[str, tuple[float, object]] = {}


def forget() -> None:
    """Drop what is kept, after a change and between tests."""
    _kept.clear()


@dataclass(frozen=True)
class Standing:
    """What stands in a town: the pack that it follows, whether it picked it, and every rule by key."""

    pack: Pack
    picked: bool
    rules: dict[str, Rule]


def standing(town: Town) -> Standing:
    """What stands in `town`, as kept by this process."""
    key = f"town:{town.pk}"
    at, kept = _kept.get(key, (0.0, None))
    if isinstance(kept, Standing) and time.monotonic() - at < SECONDS:
        return kept
    picked = PackChoice._base_manager.filter(town=town).order_by("-id").first()
    name = picked.pack if picked else packs.NATIONAL
    fresh = Standing(packs.all_packs()[name], picked is not None, rules_under(town, name)[name])
    _kept[key] = (time.monotonic(), fresh)
    return fresh


def rules_under(town: Town, *names: str) -> dict[str, dict[str, Rule]]:
    """Every rule as it would stand in `town` under each pack of `names`, what the town chose itself on top; not kept."""
    own = list(RuleChoice._base_manager.filter(town=town).order_by("id"))
    return {name: _with_own(packs.rules_under(name), own) for name in names}


def _with_own(rules: dict[str, Rule], own: Iterable[RuleChoice]) -> dict[str, Rule]:
    for choice in own:
        rules[choice.key] = replace(
            rules[choice.key],
            value=choice.value,
            unit=choice.unit,
            code=choice.code,
            chosen=choice.reason,
            chosen_under=choice.pack or packs.NATIONAL,
        )
    return rules


def pack_of(town: Town) -> Pack:
    """The pack that `town` follows: the one that it picked last, else the nation's."""
    return standing(town).pack


def rules_of(town: Town) -> list[Rule]:
    """Every rule as it stands in `town`, in the base's order."""
    return list(standing(town).rules.values())


def rule(town: Town, key: str) -> Rule:
    """One rule as it stands in `town`. Raises KeyError for an unknown key."""
    return standing(town).rules[key]


def nation_says(town: Town, key: str) -> Rule | None:
    """The nation's rule where the pack of `town` has another one for the same key; None where they do not differ."""
    nation, here = packs.all_packs()[packs.NATIONAL].rules.get(key), pack_of(town).rules.get(key)
    return nation if here and here is not nation else None


def choice(town: Town, key: str) -> str:
    """The code of the option that stands in `town`. Raises KeyError for a key that is no choice."""
    option = rule(town, key).option
    if option is None:
        raise KeyError(key)
    return option.code


def choices(towns: Iterable[Town], key: str) -> dict[int, str]:
    """The code of the option that stands in each of `towns`, by its id. Two queries, however many towns; not kept."""
    pks = [town.pk for town in towns]
    picked = PackChoice._base_manager.filter(town__in=pks).order_by("id")
    names = dict.fromkeys(pks, packs.NATIONAL) | dict(picked.values_list("town_id", "pack"))
    own: dict[int, list[RuleChoice]] = {pk: [] for pk in pks}
    for row in RuleChoice._base_manager.filter(town__in=pks, key=key).order_by("id"):
        own[row.town_id].append(row)
    codes = {}
    for pk in pks:
        option = _with_own({key: packs.rules_under(names[pk])[key]}, own[pk])[key].option
        if option is None:
            raise KeyError(key)
        codes[pk] = option.code
    return codes


def grounds(town: Town) -> list[Ground]:
    """The grounds for not accepting a suggestion in `town`, each with whose law names it."""
    return list(packs.grounds_under(pack_of(town).name).values())


def scheme(town: Town) -> Scheme:
    """The result letters in force in `town`."""
    return all_schemes()[choice(town, "suggestion.scheme")]


def value(town: Town, key: str) -> float:
    """A rule's bare number; a share comes as a fraction."""
    return rule(town, key).number


def calendar() -> WorkingCalendar:
    """The calendar in force, with the years that were entered."""
    at, kept = _kept.get("calendar", (0.0, None))
    if isinstance(kept, WorkingCalendar) and time.monotonic() - at < SECONDS:
        return kept
    years = list(CalendarYear.objects.all())
    fresh = calendar_with(years)
    _kept["calendar"] = (time.monotonic(), fresh)
    return fresh


def calendar_with(years: Iterable[CalendarYear]) -> WorkingCalendar:
    """A calendar in which `years` go before what the package knows."""
    entered: dict[dt.date, tuple[bool, str]] = {}
    known = set()
    for year in years:
        known.add(year.year)
        for day, (works, name) in year.days.items():
            entered[dt.date.fromisoformat(day)] = (works, name)
    return WorkingCalendar(entered, frozenset(known))


def due(
    town: Town,
    key: str,
    start: dt.date,
    *,
    stops: Iterable[Stop] = (),
    extensions: Iterable[Period] = (),
) -> Due:
    """When what started on `start` is due in `town` by the rule `key`, with its derivation."""
    return due_by(rule(town, key), calendar(), start, stops=stops, extensions=extensions)


def due_by(
    by: Rule,
    days: WorkingCalendar,
    start: dt.date,
    *,
    stops: Iterable[Stop] = (),
    extensions: Iterable[Period] = (),
) -> Due:
    """The same for a rule and calendar that may not be in force (a preview)."""
    source = by.source
    if by.chosen:
        # The town's own number must not pass for the law's.
        own = by.level not in LAWS
        source = f"{source}；{by.chosen}" if own else f"本镇自定：{by.chosen}（原为{source}）"
    return clock.derive(
        by.period, start, days, stops=stops, extensions=extensions, rule=by.key, source=source
    )


def start_of(by: Rule, starts: Mapping[str, dt.date]) -> dt.date:
    """The day from which `by` counts, of the days on which things happened (by the words of entries.STARTS).

    What counts from the close of a session, for something that no session saw, counts from its assignment: the article
    (Shandong's 15th) speaks of the session only, and the assignment is where the nation's law counts from.
    Raises KeyError where neither day is known.
    """
    return starts[by.counts_from if by.counts_from in starts else "assignment"]
