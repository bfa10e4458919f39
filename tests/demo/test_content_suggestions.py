"""The written suggestions of the demo town: known names and keys, steps in an order that makes sense."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

CONTENT = Path(__file__).parents[2] / "huying" / "demo" / "content"
CATEGORIES = Path(__file__).parents[2] / "huying" / "voices" / "categories.toml"
FILES = sorted(CONTENT.glob("suggestions_*.toml"))
OUTCOMES = {
    "resolved", "in_progress", "planned", "deferred", "reference_only", "infeasible", "escalated",
}  # fmt: skip
GRADES = {"satisfied", "mostly_satisfied", "dissatisfied"}
GROUNDS = {
    "own_affairs", "relatives_affairs", "forwarded_letter", "pending_case", "bid",
    "academic_or_product", "no_content", "accusation", "outside_jurisdiction",
}  # fmt: skip
HOW = {"visit", "meeting", "phone", "online"}
BASES = {"matters", "visit", "study", "blank"}

FIELDS = {
    "id": str, "kind": str, "when": dict, "lead": str, "cosigners": list, "declined": list,
    "category": str, "village": str, "wide": bool, "basis": str, "basis_note": str,
    "matters": list, "title": str, "grounds": str, "proposal": str,
}  # fmt: skip
OPTIONAL = {"draft": bool, "step": list}
# Step kind: the fields that it must have, then those that it may have.
STEPS: dict[str, tuple[set[str], set[str]]] = {
    "accept": (set(), set()),
    "send_back": ({"ground", "reason"}, set()),
    "refile": (set(), {"title", "grounds", "proposal"}),
    "refuse": ({"ground", "reason"}, set()),
    "to_suggestion": ({"reason"}, set()),
    "assign": ({"lead", "co", "separate", "instruction", "dispute"}, set()),
    "refuse_case": ({"unit", "reason"}, set()),
    "reassign": ({"lead", "reason"}, set()),
    "sign_for": ({"unit"}, set()),
    "consult": ({"unit", "how", "where", "who", "said", "confirmed"}, set()),
    "opinion": ({"unit", "text"}, set()),
    "extend": ({"workdays", "reason", "grant"}, set()),
    "reply": ({"unit", "outcome", "text"}, {"promise"}),
    "judge": ({"attitude", "result", "word"}, set()),
    "cojudge": ({"name", "attitude", "result", "word"}, set()),
    "promise_kept": ({"unit", "text"}, set()),
    "receipt": ({"grade", "word"}, set()),
    "next_step": ({"kind", "people", "conclusion"}, set()),
    "end": ({"reason"}, set()),
    "withdraw": ({"reason"}, set()),
}
# Where a step may stand; the value after it is where it leads. "again" waits for a better reply.
FLOW = {
    "accept": ({"filed"}, "accepted"),
    "send_back": ({"filed"}, "sent_back"),
    "refile": ({"sent_back"}, "filed"),
    "refuse": ({"filed"}, "over"),
    "to_suggestion": ({"filed"}, "accepted"),
    "assign": ({"accepted"}, "with_units"),
    "refuse_case": ({"with_units"}, "refused_case"),
    "reassign": ({"refused_case"}, "with_units"),
    "sign_for": ({"with_units"}, None),
    "consult": ({"with_units", "again"}, None),
    "opinion": ({"with_units"}, None),
    "extend": ({"with_units"}, None),
    "reply": ({"with_units", "again", "agreed"}, "answered"),
    "judge": ({"answered"}, "judged"),
    "cojudge": ({"judged"}, None),
    "promise_kept": ({"judged"}, None),
    "receipt": ({"judged"}, None),
    "next_step": ({"again"}, "agreed"),
    "end": ({"agreed"}, "over"),
    "withdraw": ({"filed", "accepted", "with_units"}, "over"),
}


def load(path: Path) -> dict:
    return tomllib.loads(path.read_text(encoding="utf-8"))


TOWN = load(CONTENT / "town.toml")
SUGGESTIONS = [one for path in FILES for one in load(path)["suggestion"]]
STORIES = [story for path in CONTENT.glob("stories_*.toml") for story in load(path)["story"]]
NAMES = {deputy["name"] for deputy in TOWN["deputies"]}
UNITS = {unit["key"] for unit in TOWN["unit"]}
SHORT = {village["short"] for village in TOWN["villages"]}
KEPT = {
    story["id"]: story["days_ago"] - step["after"]
    for story in STORIES
    for step in story.get("step", [])
    if step["do"] == "suggestion"
}
each = pytest.mark.parametrize("one", SUGGESTIONS, ids=[s["id"] for s in SUGGESTIONS])


def steps(one: dict, *kinds: str) -> list[dict]:
    return [step for step in one.get("step", []) if step["do"] in kinds]


def handlers(one: dict) -> set[str]:
    """Units that answer: by `assign`, as a reassignment leaves it."""
    units: set[str] = set()
    for step in steps(one, "assign", "reassign"):
        units = set(step.get("separate", [])) or {step["lead"]}
    return units


def test_suggestion_files_stay_readable():
    for path in FILES:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 600, path.name


def test_suggestion_ids_and_words_occur_once():
    for field in ("id", "title", "grounds", "proposal"):
        found = Counter(one[field] for one in SUGGESTIONS)
        assert [value for value, n in found.items() if n > 1] == [], field
    replies = Counter(step["text"] for one in SUGGESTIONS for step in steps(one, "reply"))
    assert max(replies.values()) == 1


@each
def test_suggestion_fields_are_known(one):
    assert set(FIELDS) <= set(one) <= set(FIELDS) | set(OPTIONAL)
    for key, value in one.items():
        assert isinstance(value, (FIELDS | OPTIONAL)[key]), key
    assert one["kind"] in ("suggestion", "bill")
    assert one["when"].get("session", 1) in range(1, 5)
    assert one["when"].get("days_ago", 7) in range(7, 691)
    assert len(one["when"]) == 1
    group, item = one["category"].split(".")
    assert item in load(CATEGORIES)[group]["items"]
    assert one["village"] in SHORT | {""}
    assert one["basis"] in BASES
    assert bool(one["basis_note"]) == (one["basis"] in ("visit", "study"))
    assert bool(one["matters"]) == (one["basis"] == "matters")


@each
def test_suggestion_people_are_deputies_of_the_town(one):
    people = [one["lead"], *one["cosigners"], *one["declined"]]
    assert set(people) <= NAMES
    assert len(people) == len(set(people))
    assert one["kind"] != "bill" or len(one["cosigners"]) == 6
    assert all(step["name"] in one["cosigners"] for step in steps(one, "cojudge"))


@each
def test_suggestion_texts_are_as_long_as_they_ought_to_be(one):
    texts = [one] + [one | step for step in steps(one, "refile")]
    for text in texts:
        assert re.fullmatch(r"关于.+的(建议|议案)", text["title"])
        assert len(text["title"]) <= 40
        assert 90 <= len(text["grounds"].strip()) <= 260
        assert 1 <= len(text["proposal"].strip().splitlines()) <= 4
    for step in steps(one, "reply"):
        assert 150 <= len(step["text"]) <= 400


@each
def test_suggestion_words_use_chinese_punctuation_and_no_phone(one):
    said = [one["title"], one["grounds"], one["proposal"], one["basis_note"]]
    said += [value for step in one.get("step", []) for value in step.values()]
    text = "".join(value for value in said if isinstance(value, str) and not value.isascii())
    assert not re.search(r"[,;:?!()\"]|\d{7,}", text)


@each
def test_suggestion_steps_are_known(one):
    for step in one.get("step", []):
        needed, optional = STEPS[step["do"]]
        assert needed <= set(step) - {"after", "do"} <= needed | optional
        assert step["after"] >= 0
        units = {step.get("unit"), step.get("lead"), *step.get("co", [])}
        assert units | set(step.get("separate", [])) <= UNITS | {None}
        assert step.get("outcome", "resolved") in OUTCOMES
        assert step.get("ground", "") in GROUNDS | {""}
        assert step.get("how", "visit") in HOW
        assert {step.get(key, "satisfied") for key in ("attitude", "result", "grade")} <= GRADES
        if step["do"] == "reply":
            assert step.get("promise") or step["outcome"] not in ("in_progress", "planned")
        for promise in step.get("promise", []):
            assert set(promise) == {"text", "in_days"}


@each
def test_suggestion_steps_follow_each_other(one):
    state, silent, consulted, rounds = "filed", set(), set(), 0
    for step in one.get("step", []):
        do = step["do"]
        sources, target = FLOW[do]
        assert state in sources, (do, state)
        if do in ("assign", "reassign"):
            silent = handlers(one) if do == "reassign" else set(step["separate"] or [step["lead"]])
        if do == "consult":
            consulted.add(step["unit"])
        if do == "reply":
            assert state == "agreed" or step["unit"] in consulted
            assert step["unit"] in silent
            silent -= {step["unit"]}
            target = "answered" if not silent else "with_units"
        if do == "judge" and step["result"] == "dissatisfied":
            target, silent, consulted, rounds = "again", handlers(one), set(), rounds + 1
        assert do != "next_step" or rounds == 2
        state = target or state
    assert state != "refused_case"


@each
def test_suggestion_units_are_those_it_was_assigned_to(one):
    for step in steps(one, "assign"):
        assert not (step["co"] and step["separate"])
        assert step["lead"] not in step["co"]
        assert not step["separate"] or step["separate"][0] == step["lead"]
    co = [unit for step in steps(one, "assign") for unit in step["co"]]
    assert {step["unit"] for step in steps(one, "opinion")} <= set(co)
    assert {step["unit"] for step in steps(one, "reply", "sign_for")} <= handlers(one)


@each
def test_suggestion_times_are_those_of_the_law(one):
    day = 0
    for step in one.get("step", []):
        day += step["after"]
        if step["do"] == "assign":
            assert 14 <= day <= 24 if "session" in one["when"] else day <= 14
    for story in one["matters"]:
        assert KEPT[story] >= one["when"]["days_ago"] + 3


@each
def test_suggestion_promises_are_shown_done_after_they_were_made(one):
    made = 0
    for step in one.get("step", []):
        made += len(step.get("promise", []))
        made -= step["do"] == "promise_kept"
        assert made >= 0
        assert step["do"] != "receipt" or made == 0


def test_drafts_have_no_steps_and_one_has_two_things_in_it():
    drafts = [one for one in SUGGESTIONS if one.get("draft")]
    assert len(drafts) == 4
    assert [one["id"] for one in SUGGESTIONS if one["id"].endswith("-two")] == [
        "draft-opera-bus-two"
    ]
    assert all("step" not in one and one["cosigners"] == [] for one in drafts)


def test_every_kept_matter_becomes_a_suggestion():
    assert sorted(story for one in SUGGESTIONS for story in one["matters"]) == sorted(KEPT)


def test_suggestions_are_many_and_of_every_kind():
    assert len(SUGGESTIONS) == 53
    assert sum(one["kind"] == "bill" for one in SUGGESTIONS) == 2
    assert len({one["category"].split(".")[0] for one in SUGGESTIONS}) >= 14
    assert {unit for one in SUGGESTIONS for unit in handlers(one)} == UNITS
    used = [step["do"] for one in SUGGESTIONS for step in one.get("step", [])]
    assert set(used) == set(STEPS)
    assert Counter(used)["extend"] == 2
    assert Counter(used)["reassign"] == 2
    assert (
        sum(len(step["separate"]) > 1 for one in SUGGESTIONS for step in steps(one, "assign")) == 3
    )
    rare = [one for one in SUGGESTIONS if {"王𠮷祥", "李䶮"} & {one["lead"], *one["cosigners"]}]
    assert len(rare) >= 8
    first = [steps(one, "judge")[0]["result"] for one in SUGGESTIONS if steps(one, "judge")]
    assert first.count("dissatisfied") == 4
