"""The written content of the demo town: its places and people, and the first writer's stories."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

CONTENT = Path(__file__).parents[2] / "huying" / "demo" / "content"
CATEGORIES = Path(__file__).parents[2] / "huying" / "voices" / "categories.toml"
FILES = sorted(CONTENT.glob("stories_a*.toml"))
GROUPS = {"water", "roads", "power", "sanitation", "environment", "housing", "safety"}
CHANNELS = {"web", "qr", "in_person", "visit", "phone", "paper", "deputy", "import"}
OUTCOMES = {
    "resolved", "in_progress", "planned", "deferred", "reference_only", "infeasible", "escalated",
}  # fmt: skip
GRADES = {"satisfied", "mostly_satisfied", "dissatisfied"}

STORY_FIELDS = {
    "id": str, "days_ago": int, "category": str, "place": str, "urgency": str, "title": str,
    "summary": str, "private": bool, "me_too": int, "voice": list,
}  # fmt: skip
STORY_OPTIONAL = {"season_month": int, "where": str, "step": list}
VOICE_FIELDS = {"after": (int, float), "channel": str, "text": str}
VOICE_OPTIONAL = {"name": str, "phone": bool, "consent_pass_on": bool, "consent_publish": bool}
# Step kind: the fields that it must have, then those that it may have.
STEPS: dict[str, tuple[set[str], set[str]]] = {
    "answer": ({"text"}, set()),
    "ask": ({"text"}, set()),
    "tell": ({"text"}, set()),
    "route_town": ({"instruction"}, set()),
    "suggestion": ({"reason"}, set()),
    "county": ({"reason"}, set()),
    "redirect": ({"text"}, set()),
    "withdraw": (set(), {"reason"}),
    "assign": ({"lead", "instruction"}, {"co", "simple"}),
    "accept": (set(), set()),
    "refuse": ({"reason"}, set()),
    "extend": ({"workdays", "reason"}, {"granted"}),
    "opinion": ({"unit", "text"}, set()),
    "reply": ({"outcome", "text"}, {"commitments", "photos"}),
    "draft": ({"outcome", "text"}, {"commitments", "photos"}),
    "rate": ({"who", "grade", "solved", "word", "by"}, set()),
    "rehandle_end": ({"reason"}, set()),
    "keep_promise": ({"n", "text"}, set()),
    "silence": (set(), set()),
}
# What a matter must be for a step to make sense; the value after it is what it becomes.
FLOW = {
    "answer": ({"new"}, "answered"),
    "ask": ({"new"}, "new"),
    "tell": ({"new"}, "new"),
    "route_town": ({"new", "kept", "county"}, "routed"),
    "suggestion": ({"new"}, "kept"),
    "county": ({"new"}, "county"),
    "redirect": ({"new"}, "redirected"),
    "withdraw": ({"new"}, "withdrawn"),
    "assign": ({"routed", "refused"}, "assigned"),
    "accept": ({"assigned"}, "accepted"),
    "refuse": ({"assigned"}, "refused"),
    "extend": ({"accepted", "again"}, None),
    "opinion": ({"accepted", "again"}, None),
    "reply": ({"accepted", "again"}, "answered"),
    "draft": ({"accepted", "again"}, "drafted"),
    "rehandle_end": ({"again"}, "ended"),
    "keep_promise": ({"answered"}, None),
    "silence": ({"assigned", "accepted", "again"}, "silent"),
}


def load(path: Path) -> dict:
    return tomllib.loads(path.read_text(encoding="utf-8"))


TOWN = load(CONTENT / "town.toml")
STORIES = [story for path in FILES for story in load(path)["story"]]
UNITS = {unit["key"] for unit in TOWN["unit"]}
SHORT = {village["short"] for village in TOWN["villages"]}
POINTS = {point["key"] for point in TOWN["points"]}
each_story = pytest.mark.parametrize("story", STORIES, ids=[s["id"] for s in STORIES])


def check_fields(thing: dict, needed: dict, optional: dict) -> None:
    assert set(needed) <= set(thing) <= set(needed) | set(optional)
    for key, value in thing.items():
        assert isinstance(value, (needed | optional)[key]), key


def test_town_has_its_thirty_four_villages_and_thirty_seven_places():
    codes = [village["code"] for village in TOWN["villages"]]
    assert len(codes) == len(set(codes)) == 34
    assert all(re.fullmatch(r"140525107\d{3}", code) for code in codes)
    assert len(TOWN["points"]) == len(POINTS) == 37
    assert [p["key"] for p in TOWN["points"] if p["kind"] == "station"] == ["station"]
    villages = [p["village"] for p in TOWN["points"] if p["kind"] == "point" and "village" in p]
    assert sorted(villages) == sorted(codes)
    assert sorted(keeper["point"] for keeper in TOWN["keepers"]) == sorted(POINTS)


def test_town_deputies_stand_in_groups_at_known_places():
    cards = [deputy["card_no"] for deputy in TOWN["deputies"]]
    assert len(cards) == len(set(cards)) == 75
    codes = {village["code"] for village in TOWN["villages"]}
    names = {deputy["name"] for deputy in TOWN["deputies"]}
    assert set(TOWN["presidium"]) <= names
    assert {"王𠮷祥", "李䶮"} <= names
    for deputy in TOWN["deputies"]:
        assert str(deputy["group"]) in TOWN["groups"]
        assert deputy.get("village") in codes | {None}
        assert set(deputy["points"]) <= POINTS
        assert deputy["gender"] in ("男", "女")


def test_units_lead_every_category_once():
    led = [key for unit in TOWN["unit"] for key in unit["categories"]]
    groups = load(CATEGORIES)
    known = [f"{group}.{item}" for group, body in groups.items() for item in body["items"]]
    assert sorted(led) == sorted(k for k in known if not k.startswith("thanks."))
    assert all(5 <= len(unit["duties"]) <= 10 for unit in TOWN["unit"])
    assert len(UNITS) == 15


def test_phones_of_the_town_are_invented_and_never_shared():
    phones = re.findall(r'phone = "(\d+)"', (CONTENT / "town.toml").read_text(encoding="utf-8"))
    assert len(phones) == len(set(phones)) > 70
    assert all(re.fullmatch(r"1990000\d{4}", phone) for phone in phones)


def test_story_files_stay_readable():
    for path in FILES:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 600, path.name


def test_story_ids_occur_once():
    assert [key for key, n in Counter(s["id"] for s in STORIES).items() if n > 1] == []


@each_story
def test_story_fields_are_known(story):
    check_fields(story, STORY_FIELDS, STORY_OPTIONAL)
    assert 0 <= story["days_ago"] <= 730
    assert story.get("season_month", 1) in range(1, 13)
    group, item = story["category"].split(".")
    assert group in GROUPS
    assert item in load(CATEGORIES)[group]["items"]
    assert story["place"] in SHORT | POINTS
    assert story["urgency"] in ("ordinary", "urgent", "emergency")
    assert 0 < len(story["title"]) <= 30
    assert story["summary"]


@each_story
def test_story_voices_are_known(story):
    assert story["voice"][0]["after"] == 0
    for voice in story["voice"]:
        check_fields(voice, VOICE_FIELDS, VOICE_OPTIONAL)
        assert voice["channel"] in CHANNELS
        assert voice["text"].strip()


@each_story
def test_story_steps_are_known(story):
    for step in story.get("step", []):
        needed, optional = STEPS[step["do"]]
        assert needed <= set(step) - {"after", "do"} <= needed | optional
        assert step["after"] >= 0
        assert {step.get("lead"), step.get("unit"), *step.get("co", [])} <= UNITS | {None}
        assert step.get("outcome", "resolved") in OUTCOMES
        assert step.get("photos", 0) in (0, 1, 2)
        assert step.get("grade", "satisfied") in GRADES
        if step.get("outcome") in ("in_progress", "planned"):
            assert step["commitments"]
        for promise in step.get("commitments", []):
            assert set(promise) == {"text", "days"}


@each_story
def test_story_steps_follow_each_other(story):
    state, handlers, promised = "new", set(), 0
    for step in story.get("step", []):
        do = step["do"]
        if do == "rate":
            assert state == "answered"
            assert step["who"] == "me_too" or step["who"] < len(story["voice"])
            assert step["who"] != "me_too" or story["me_too"] > 0
            if step["who"] == 0 and step["grade"] == "dissatisfied":
                state = "again"
            continue
        sources, target = FLOW[do]
        assert state in sources, (do, state)
        if do == "assign":
            handlers = set(step.get("co", []))
        assert do != "opinion" or step["unit"] in handlers
        assert do != "keep_promise" or step["n"] < promised
        promised = len(step.get("commitments", [])) if do == "reply" else promised
        state = target or state


@each_story
def test_story_public_words_carry_no_name_or_phone(story):
    public = story["title"] + story["summary"]
    assert not re.search(r"\d{7,}", public)
    for voice in story["voice"]:
        assert voice.get("name", "\0") not in public


@each_story
def test_story_answers_never_call_a_resident_by_name(story):
    said = "".join(
        step.get("text", "") + step.get("word", "")
        for step in story.get("step", [])
        if step["do"] != "tell"
    )
    assert not re.search(r"1990000\d{4}", said)
    for voice in story["voice"]:
        assert voice.get("name", "\0") not in said


def test_stories_are_many_and_of_every_kind():
    voices = [voice for story in STORIES for voice in story["voice"]]
    assert len(voices) >= 170
    assert {voice["channel"] for voice in voices} == CHANNELS
    assert sum(len(story["voice"]) > 1 for story in STORIES) >= 25
    steps = [[step["do"] for step in story.get("step", [])] for story in STORIES]
    assert set().union(*steps) == set(STEPS)
    assert sum("silence" in kinds for kinds in steps) >= 10
    again = [
        story
        for story in STORIES
        for step in story.get("step", [])
        if step["do"] == "rate" and step["who"] == 0 and step["grade"] == "dissatisfied"
    ]
    assert len({story["id"] for story in again}) >= 12
