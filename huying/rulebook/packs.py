"""Rule packs: what one jurisdiction says, as data, reviewed like code, each number with its source.

The base (town_practice.toml) has every key. A pack of a law says some of them, names law and article for each, and may
mark others as not read yet; what it does not say stays the base's.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from huying.core.numerals import chinese
from huying.rulebook.entries import (
    BINDS,
    CERTAINTIES,
    CHOICE,
    LAWS,
    LEVELS,
    STARTS,
    Ground,
    Option,
    Pack,
    PackError,
    Rule,
    check_value,
)
from huying.rulebook.periods import UNITS

FOLDER = Path(__file__).with_name("packs")
BASE = "town_practice"
NATIONAL = "national"


@cache
def all_packs() -> dict[str, Pack]:
    """Every pack that ships, by name: the base first, then the nation's, then the places'. Raises PackError."""
    base = read_pack((FOLDER / f"{BASE}.toml").read_text("utf-8"))
    others = [
        read_pack(path.read_text("utf-8"), base)
        for path in FOLDER.glob("*.toml")
        if path.stem != BASE
    ]
    return {pack.name: pack for pack in sorted([base, *others], key=lambda pack: pack.order)}


def choosable() -> list[Pack]:
    """The packs that a town may pick, in the order in which they are shown."""
    return [pack for name, pack in all_packs().items() if name != BASE]


def all_rules() -> dict[str, Rule]:
    """Every rule as the base has it, by key: the keys there are, their titles and options."""
    return dict(all_packs()[BASE].rules)


def rules_under(name: str) -> dict[str, Rule]:
    """Every rule for a town that follows the pack `name` and chose nothing itself: base, then nation, then pack.

    A key that the pack marks as unread keeps what it had, and says where it should be read. Raises KeyError.
    """
    pack = all_packs()[name]
    rules = {**all_packs()[BASE].rules, **all_packs()[NATIONAL].rules, **pack.rules}
    for key in pack.unread:
        rules[key] = replace(rules[key], unread=pack.unread_where, unread_en=pack.unread_where_en)
    return rules


def grounds_under(name: str) -> dict[str, Ground]:
    """The grounds for not accepting a suggestion under the pack `name`, in the same way."""
    packs = all_packs()
    return {**packs[BASE].grounds, **packs[NATIONAL].grounds, **packs[name].grounds}


@dataclass(frozen=True)
class _Law:
    """A law that a pack names, and with it what the rules taken from it have in common."""

    title: str
    title_en: str
    version: str
    version_en: str
    level: str
    binds: str
    why: str
    why_en: str
    certainty: str = "V"

    def cited(self, article: int) -> dict[str, Any]:
        """The fields of what is taken from `article`; what does not bind by itself says so before its name."""
        after, after_en = ("参照", "After ") if self.binds != "direct" else ("", "")
        at, at_en = f"第{chinese(article)}条", f"art. {article}"
        return {
            "source": f"{after}《{self.title}》（{self.version}）{at}",
            "source_en": f"{after_en}{self.title_en} ({self.version_en}), {at_en}",
            "article": at,
            "article_en": at_en,
            "level": self.level,
            "binds": self.binds,
            "why": self.why,
            "why_en": self.why_en,
            "certainty": self.certainty,
        }


def read_pack(text: str, base: Pack | None = None) -> Pack:
    """A pack from its file; base: the base, None where the file is the base itself. Raises PackError."""
    told = tomllib.loads(text)
    try:
        head = {
            key: told.pop(key)
            for key in ("name", "order", "title", "title_en", "about", "about_en", "read_on")
        }
        found = _read_base(told, head) if base is None else _read_local(told, head, base)
    except (TypeError, KeyError, AttributeError) as error:
        raise PackError(f"{error!r} in {text[:60]!r}") from error
    pack = Pack(**head, **found)
    told_of = [pack.title, pack.title_en, pack.about, pack.about_en]
    if not all(told_of) or not isinstance(pack.read_on, dt.date):
        raise PackError(f"{pack.name}: has no title, no sentence or no date of reading")
    if told:
        raise PackError(f"{pack.name}: unknown parts {sorted(told)}")
    for rule in pack.rules.values():
        _check_rule(rule)
    for ground in pack.grounds.values():
        _check_sourced(ground, ground.question, ground.question_en)
    return pack


def _read_base(told: dict[str, Any], head: dict[str, Any]) -> dict[str, Any]:
    usual = {**told.pop("usual", {}), "pack": head["name"], "read_on": head["read_on"]}
    rules = {}
    for key, row in told.pop("rule").items():
        options = tuple(Option(code, **words) for code, words in row.pop("options", {}).items())
        rules[key] = Rule(**{**usual, **row, "key": key, "options": options})
    grounds = {
        key: Ground(**{**usual, **row, "key": key}) for key, row in told.pop("ground", {}).items()
    }
    return {"rules": rules, "grounds": grounds}


def _read_local(told: dict[str, Any], head: dict[str, Any], base: Pack) -> dict[str, Any]:
    laws = {key: _Law(**row) for key, row in told.pop("law", {}).items()}
    where: dict[str, Any] = {"pack": head["name"], "read_on": head["read_on"]}
    rules = {}
    for key, row in told.pop("rule", {}).items():
        cited = laws[row.pop("law")].cited(row.pop("article"))
        rules[key] = _changed(base.rules[key], row, cited | where)
    grounds, unread = told.pop("grounds", None), told.pop("unread", {})
    named = {}
    if grounds is not None:
        cited = laws[grounds["law"]].cited(grounds["article"])
        named = {key: replace(base.grounds[key], **cited, **where) for key in grounds["keys"]}
    keys = frozenset(unread.get("keys", ()))
    if keys - set(base.rules) or keys & set(rules):
        raise PackError(f"{head['name']}: unread, and unknown or with a number: {sorted(keys)}")
    if keys and not (unread["where"] and unread["where_en"]):
        raise PackError(f"{head['name']}: does not say where the unread keys should be read")
    return {
        "rules": rules,
        "grounds": named,
        "unread": keys,
        "unread_where": unread.get("where", ""),
        "unread_where_en": unread.get("where_en", ""),
    }


def _changed(known: Rule, row: Mapping[str, Any], cited: Mapping[str, Any]) -> Rule:
    """A rule of the base as a law has it. Raises PackError where it says what the key cannot hold."""
    allowed = {"code"} if known.unit == CHOICE else {"value", "unit", "starts", "counts_from"}
    needed = {"code"} if known.unit == CHOICE else {"value", "unit"}
    if set(row) - allowed or needed - set(row):
        raise PackError(f"{known.key}: says {sorted(row)} where {sorted(allowed)} may be said")
    if row.get("unit", CHOICE) not in known.units:
        raise PackError(f"{known.key}: {row['unit']!r} is none of {known.units}")
    plain = {"starts": "", "counts_from": ""} if known.unit != CHOICE else {}
    return replace(known, **{**plain, **row, **cited})


def _check_rule(rule: Rule) -> None:
    _check_sourced(rule)
    if rule.unit == CHOICE:
        if rule.option is None or rule.value:
            raise PackError(f"{rule.key}: {rule.code!r} is none of its options")
        if not all(one.label and one.label_en for one in rule.options):
            raise PackError(f"{rule.key}: an option has no label")
        return
    if rule.code or rule.options:
        raise PackError(f"{rule.key}: a number has no options")
    check_value(rule.unit, rule.value)
    counted = rule.unit in UNITS
    if (rule.counts_from or counted) and rule.counts_from not in STARTS:
        raise PackError(f"{rule.key}: counts from {rule.counts_from!r}, which is none of {STARTS}")
    if bool(rule.counts_from) != bool(rule.starts):
        raise PackError(f"{rule.key}: says in one way only from what it counts")


def _check_sourced(one: Rule | Ground, *more: str) -> None:
    for name, known in (("level", LEVELS), ("binds", BINDS), ("certainty", CERTAINTIES)):
        if getattr(one, name) not in known:
            raise PackError(f"{one.pack}.{one.key}: {name} is none of {known}")
    if not all((one.source, one.source_en, one.label, one.label_en, *more)):
        raise PackError(f"{one.pack}.{one.key}: says no source, no label or no question")
    if bool(one.why) != bool(one.why_en) or (
        one.level in LAWS and one.pack != BASE and not one.why
    ):
        raise PackError(f"{one.pack}.{one.key}: does not say whether and why it binds a township")
