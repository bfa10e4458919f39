"""The packs as data: complete, in both languages, each number with its source; a pack with a fault is refused."""

import re

import pytest
from django.utils import translation

from huying.core.numerals import chinese
from huying.rulebook import packs
from huying.rulebook.entries import CHOICE, PackError

PACKS = [pack.name for pack in packs.choosable()]
KEYS = [
    "suggestion.assign", "suggestion.assign_session", "suggestion.refuse", "suggestion.reassign",
    "suggestion.contact", "suggestion.cohandler_opinion", "suggestion.cohandler_redo",
    "suggestion.reply", "suggestion.reply_wide", "suggestion.reply_most", "suggestion.feedback",
    "suggestion.rehandle", "suggestion.rounds", "bill.cosigners",
    "suggestion.period_mode", "suggestion.numbering", "suggestion.reply_to",
    "suggestion.unreturned", "suggestion.next_step", "suggestion.copies", "suggestion.scheme",
]  # fmt: skip
GROUNDS = [
    "own_affairs", "relatives_affairs", "forwarded_letter", "pending_case", "bid",
    "academic_or_product", "no_content", "accusation", "outside_jurisdiction",
]  # fmt: skip
CHOICES = {
    "suggestion.period_mode": ["category", "extension", "both"],
    "suggestion.numbering": ["session", "year", "term"],
    "suggestion.reply_to": ["each", "lead_with_consent"],
    "suggestion.unreturned": ["excluded", "as_satisfied", "as_dissatisfied"],
    "suggestion.next_step": ["expert_review", "meeting", "reassign", "presidium"],
    "suggestion.copies": ["congress", "congress_and_office"],
    "suggestion.scheme": ["national", "city", "three"],
}
# What the laws say of the choices; where a pack is not named, the base's stands.
CHOSEN = {
    ("national", "suggestion.period_mode"): ("category", "第五十一条"),
    ("zhejiang", "suggestion.reply_to"): ("each", "第二十二条"),
    ("shandong_township", "suggestion.period_mode"): ("extension", "第十五条"),
    ("shandong_township", "suggestion.reply_to"): ("lead_with_consent", "第二十条"),
    ("chongqing_township", "suggestion.period_mode"): ("extension", "第十六条"),
    ("chongqing_township", "suggestion.unreturned"): ("excluded", "第二十九条"),
    ("chongqing_township", "suggestion.next_step"): ("meeting", "第二十七条"),
    ("henan", "suggestion.next_step"): ("expert_review", "第二十二条"),
}

GOOD = """
name = "p"
order = 10
title = "某省"
title_en = "Some province"
about = "一句话"
about_en = "A sentence"
read_on = 2025-04-19

[law.own]
title = "某省办法"
title_en = "Some measures"
version = "2017年"
version_en = "2017"
level = "regulation"
binds = "reference"
why = "可以参照"
why_en = "May be followed"

[rule."suggestion.refuse"]
value = 5
unit = "days"
starts = "收到"
counts_from = "receipt"
law = "own"
article = 12

[rule."suggestion.reply_to"]
code = "each"
law = "own"
article = 20

[unread]
where = "另一部法规"
where_en = "Another law"
keys = ["suggestion.feedback"]

[grounds]
law = "own"
article = 6
keys = ["bid"]
"""


def base():
    return packs.all_packs()[packs.BASE]


def test_packs_that_ship():
    assert list(packs.all_packs()) == [
        "town_practice", "national", "shanxi", "zhejiang", "shandong_township",
        "chongqing_township", "beijing", "shanghai", "henan", "qingdao",
    ]  # fmt: skip


def test_base_has_every_key_and_is_the_towns():
    about = [key for key in packs.all_rules() if key.startswith(("suggestion.", "bill."))]
    assert sorted(about) == sorted(KEYS)
    assert list(base().grounds) == GROUNDS
    for key in KEYS:
        rule = packs.all_rules()[key]
        assert (rule.level, rule.binds, rule.certainty) == ("town", "none", "I"), key


def test_choices_have_their_options():
    told = {rule.key: [one.code for one in rule.options] for rule in packs.all_rules().values()}
    assert {key: codes for key, codes in told.items() if codes} == CHOICES


def test_what_laws_say_of_choices():
    assert {
        (pack.name, key): (rule.code, rule.article)
        for pack in packs.choosable()
        for key, rule in pack.rules.items()
        if rule.unit == CHOICE
    } == CHOSEN


def test_counts_that_laws_say():
    assert {
        (pack.name, key): (rule.value, rule.article)
        for pack in packs.choosable()
        for key, rule in pack.rules.items()
        if rule.unit == "count"
    } == {
        ("national", "bill.cosigners"): (5, "第二十二条"),
        ("chongqing_township", "suggestion.rounds"): (2, "第二十七条"),
        ("henan", "suggestion.rounds"): (2, "第二十二条"),
    }


@pytest.mark.parametrize("name", PACKS)
def test_every_key_stands_and_says_whose_it_is(name):
    pack, rules = packs.all_packs()[name], packs.rules_under(name)
    assert list(rules) == list(packs.all_rules())
    for key in KEYS:
        rule = rules[key]
        if key in pack.rules:
            assert (rule.pack, rule.unread) == (name, "")
        elif key in pack.unread:
            assert (rule.pack, rule.level) in {
                ("town_practice", "town"),
                ("town_practice", "practice"),
            }
            assert rule.unread == pack.unread_where
        else:
            assert rule.pack in {"national", "town_practice"}
            assert rule.unread == ""


def test_shanxi_has_the_nations_periods_and_nothing_borrowed():
    rules = packs.rules_under("shanxi")
    nations = {
        "suggestion.reply",
        "suggestion.reply_wide",
        "suggestion.period_mode",
        "bill.cosigners",
    }
    assert {key for key in KEYS if rules[key].pack == "national"} == nations
    assert packs.all_packs()["shanxi"].unread == set(KEYS) - nations
    assert {rules[key].pack for key in set(KEYS) - nations} == {"town_practice"}


@pytest.mark.parametrize("name", PACKS)
def test_no_pack_touches_how_matters_are_handled(name):
    assert {k for k in packs.all_packs()[name].rules if k.startswith(("case.", "matter."))} == set()


def test_only_townships_own_rules_bind_directly():
    direct = {
        rule.source.split("》")[0].removeprefix("《")
        for pack in packs.choosable()
        for rule in pack.rules.values()
        if rule.binds == "direct"
    }
    assert direct == {
        "代表法", "地方组织法", "山东省乡镇人民代表大会工作若干规定", "重庆市乡镇人民代表大会工作条例",
    }  # fmt: skip


@pytest.mark.parametrize("name", packs.all_packs())
def test_both_languages_are_complete(name):
    pack = packs.all_packs()[name]
    things = [*pack.rules.values(), *pack.grounds.values()]
    with translation.override("en"):
        english = [pack.label, pack.story]
        for one in things:
            english += [one.title, one.origin]
            english += [option.title for option in getattr(one, "options", ())]
            english += [one.why_it_binds, one.where] if name != "town_practice" else []
            english += [one.asked] if hasattr(one, "asked") else []
    assert all(english)
    assert [text for text in english if re.search(r"[\u4e00-\u9fff，。、：；！？（）]", text)] == []
    chinese = [pack.label, pack.story, *(one.title for one in things), *(o.origin for o in things)]
    assert [text for text in chinese if not re.search(r"[\u4e00-\u9fff]", text)] == []


def test_good_pack_is_read():
    pack = packs.read_pack(GOOD, base())
    rule = pack.rules["suggestion.refuse"]
    assert (rule.value, rule.unit, rule.label) == (5, "days", "承办单位申请退办建议")
    assert rule.source == "参照《某省办法》（2017年）第十二条"
    assert rule.source_en == "After Some measures (2017), art. 12"
    assert pack.unread == {"suggestion.feedback"}
    assert pack.grounds["bid"].source == "参照《某省办法》（2017年）第六条"


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('[rule."suggestion.refuse"]', '[rule."suggestion.no_such"]'),
        ('code = "each"', 'code = "nobody"'),
        ('code = "each"', 'value = 1\nunit = "count"'),
        ("value = 5", 'value = 5\ncode = "each"'),
        ("value = 5", "value = -5"),
        ("value = 5", "value = true"),
        ("value = 5\n", ""),
        ('unit = "days"', 'unit = "fortnights"'),
        ('unit = "days"', 'unit = "percent"'),
        ("article = 12\n", ""),
        ('law = "own"\narticle = 12', "article = 12"),
        ('law = "own"\narticle = 12', 'law = "other"\narticle = 12'),
        ('counts_from = "receipt"\n', ""),
        ('counts_from = "receipt"', 'counts_from = "whim"'),
        ('starts = "收到"\n', ""),
        ('keys = ["suggestion.feedback"]', 'keys = ["suggestion.refuse"]'),
        ('keys = ["suggestion.feedback"]', 'keys = ["suggestion.no_such"]'),
        ('where_en = "Another law"\n', ""),
        ('where = "另一部法规"', 'where = ""'),
        ('keys = ["bid"]', 'keys = ["whim"]'),
        ('level = "regulation"', 'level = "rumour"'),
        ('binds = "reference"', 'binds = "loosely"'),
        ('binds = "reference"', 'binds = "reference"\ncertainty = "X"'),
        ('why_en = "May be followed"\n', ""),
        ('why = "可以参照"\nwhy_en = "May be followed"', 'why = ""\nwhy_en = ""'),
        ('title_en = "Some province"', 'title_en = ""'),
        ("read_on = 2025-04-19\n", ""),
        ("read_on = 2025-04-19", 'read_on = "spring"'),
        ("[grounds]", "[surprise]\na = 1\n\n[grounds]"),
        ("value = 5", 'value = 5\nlabel = "x"'),
    ],
)
def test_pack_with_a_fault_is_refused(was, now):
    assert was in GOOD
    with pytest.raises(PackError):
        packs.read_pack(GOOD.replace(was, now, 1), base())


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (51, "五十一"), (99, "九十九")],
)
def test_articles_are_numbered_as_laws_do(number, words):
    assert chinese(number) == words
