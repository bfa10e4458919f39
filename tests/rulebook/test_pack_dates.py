"""What each pack makes due: every period of every pack, counted by hand from the State Council's notices.

The numbers of SAYS were copied from the laws' articles themselves, not from the packs; the dates of CASES were
counted on the notices, with the count beside each, and are counted a second time by walking the days.
"""

import datetime as dt

import pytest

from huying.rulebook import packs, queries
from huying.rulebook.calendar import DAY, WorkingCalendar
from huying.rulebook.periods import UNITS
from tests.rulebook.test_calendar import NOTICES, months_by_walking, published

CALENDAR = WorkingCalendar()
WORKED = {day: works for year in NOTICES for day, works in published(year).items()}

# pack, key → the article, how long, from what: as the law's text has it.
SAYS = {
    ("national", "reply"): (51, "3 months", "assignment"),  # 自交办之日起三个月内答复
    ("national", "reply_wide"): (51, "6 months", "assignment"),  # 应当自交办之日起六个月内答复
    ("zhejiang", "refuse"): (14, "10 days", "receipt"),  # 收到之日起十日内
    ("zhejiang", "cohandler_opinion"): (18, "2 months", "receipt"),  # 收到…之日起两个月内
    ("zhejiang", "rehandle"): (24, "1 months", "judged"),  # 应当在一个月内重新书面答复代表
    ("shandong_township", "refuse"): (12, "5 days", "receipt"),  # 收到…之日起五日内
    ("shandong_township", "cohandler_opinion"): (21, "1 months", "receipt"),  # 收到…之日起一个月内
    ("shandong_township", "reply"): (15, "2 months", "session_close"),  # 大会闭会之日起两个月内
    ("shandong_township", "reply_most"): (15, "4 months", "session_close"),  # 至迟不超过四个月
    ("shandong_township", "rehandle"): (24, "1 months", "judged"),  # 在一个月内再次答复代表
    ("chongqing_township", "assign"): (13, "10 working_days", "receipt"),  # 收到之日起十个工作日内
    ("chongqing_township", "refuse"): (
        16,
        "10 working_days",
        "assignment",
    ),  # 交办之日起十个工作日内
    ("chongqing_township", "reassign"): (
        16,
        "10 working_days",
        "return",
    ),  # 收到之日起十个工作日内重新确定
    ("chongqing_township", "contact"): (
        18,
        "20 working_days",
        "receipt",
    ),  # 收到…之日起二十个工作日内
    ("chongqing_township", "cohandler_opinion"): (
        20,
        "30 working_days",
        "assignment",
    ),  # 交办之日起三十个
    ("chongqing_township", "cohandler_redo"): (
        20,
        "5 working_days",
        "request",
    ),  # 提出要求之日起五个
    ("chongqing_township", "reply"): (
        16,
        "2 months",
        "assignment",
    ),  # 从交办之日起两个月内办结并书面答复
    ("chongqing_township", "reply_most"): (16, "4 months", "assignment"),  # 最迟不得超过四个月
    ("chongqing_township", "feedback"): (
        27,
        "20 working_days",
        "reply",
    ),  # 收到答复函之日起二十个工作日内
    ("chongqing_township", "rehandle"): (27, "2 months", "judged"),  # 收到重新办理要求后两个月内
    ("beijing", "feedback"): (23, "15 working_days", "reply"),  # 收到答复意见后十五个工作日内
    ("beijing", "rehandle"): (27, "2 months", "judged"),  # 要求…重新研究办理并在二个月内重新答复
    ("shanghai", "assign"): (11, "7 working_days", "receipt"),  # 收到之日起七个工作日内交办
    ("shanghai", "assign_session"): (15, "1 months", "session_close"),  # 闭会后一个月内
    ("shanghai", "refuse"): (14, "7 working_days", "receipt"),  # 收到之日起七个工作日内
    ("shanghai", "cohandler_opinion"): (17, "1 months", "receipt"),  # 收到…之日起一个月内
    ("shanghai", "rehandle"): (21, "1 months", "judged"),  # 在一个月内再次答复代表
    ("henan", "refuse"): (14, "10 working_days", "assignment"),  # 在交办之日起十个工作日内
    ("henan", "reassign"): (14, "10 working_days", "return"),  # 收到报告后十个工作日内
    ("henan", "cohandler_opinion"): (18, "2 months", "receipt"),  # 收到…之日起两个月内
    ("henan", "feedback"): (22, "10 working_days", "reply"),  # 收到…答复，应当在十个工作日内
    ("henan", "rehandle"): (22, "1 months", "judged"),  # 应当在一个月内再次办理并答复
    ("qingdao", "assign"): (14, "5 working_days", "receipt"),  # 自收到之日起五个工作日内交办
    ("qingdao", "refuse"): (19, "5 working_days", "receipt"),  # 自收到之日起五个工作日内
    ("qingdao", "cohandler_opinion"): (24, "1 months", "receipt"),  # 自收到…之日起一个月内
}

CASES = [
    # 8 Jul + 3 months = 8 Oct, the last day of the National Day rest of 2025: the day after.
    ("national", "reply", "2025-07-08", "2025-10-09"),
    # February has no 30th: its last day, a Saturday that is worked for the Spring Festival.
    ("national", "reply", "2025-11-30", "2026-02-28"),
    # The same a year on: 28 Feb 2027 is a plain Sunday.
    ("national", "reply", "2026-11-30", "2027-03-01"),
    # 16 Nov + 3 months = 16 Feb, within 15–23 Feb 2026: Tuesday the 24th.
    ("national", "reply", "2025-11-16", "2026-02-24"),
    # 1 Apr + 6 months = 1 Oct 2026, rest until the 7th.
    ("national", "reply_wide", "2026-04-01", "2026-10-08"),
    # Shanxi follows the nation: April has no 31st, its 30th is a Thursday.
    ("shanxi", "reply", "2026-01-31", "2026-04-30"),
    # 31 Aug + 6 months: 28 Feb 2026, worked.
    ("shanxi", "reply_wide", "2025-08-31", "2026-02-28"),
    # 5 + 10 = 15 Feb, the first day of the rest: the 24th.
    ("zhejiang", "refuse", "2026-02-05", "2026-02-24"),
    # 31 Dec + 2 months: 28 Feb, worked.
    ("zhejiang", "cohandler_opinion", "2025-12-31", "2026-02-28"),
    # September has no 31st; the 30th is a Wednesday.
    ("zhejiang", "rehandle", "2026-08-31", "2026-09-30"),
    # 30 Apr + 5 days = 5 May, the last day of the rest.
    ("shandong_township", "refuse", "2026-04-30", "2026-05-06"),
    # 15 Feb is the first day of the rest.
    ("shandong_township", "cohandler_opinion", "2026-01-15", "2026-02-24"),
    # The session closed on 1 Aug: 1 Oct, rest until the 7th.
    ("shandong_township", "reply", "2026-08-01", "2026-10-08"),
    # Closed on 31 Dec: 28 Feb, worked; at most 30 Apr, a Thursday.
    ("shandong_township", "reply", "2025-12-31", "2026-02-28"),
    ("shandong_township", "reply_most", "2025-12-31", "2026-04-30"),
    # 21 Jun 2026 is the Sunday of the Dragon Boat rest.
    ("shandong_township", "rehandle", "2026-05-21", "2026-06-22"),
    # 28 29 30 Apr are 1–3; 1–5 May rest; 6 7 8 and Saturday 9 (worked) are 4–7; 11 12 13 are 8–10.
    ("chongqing_township", "assign", "2026-04-27", "2026-05-13"),
    # 11 12 13 and Saturday 14 Feb (worked) are 1–4; 24–27 are 5–8; Saturday 28 (worked) is 9; 2 Mar is 10.
    ("chongqing_township", "refuse", "2026-02-10", "2026-03-02"),
    # 26 Sep is 1; Sunday 28 (worked) 2; 29 30 are 3 4; 9 10 Oct 5 6; Saturday 11 (worked) 7; 13 14 15 are 8–10.
    ("chongqing_township", "reassign", "2025-09-25", "2025-10-15"),
    # 3–6 Feb are 1–4; 9–13 are 5–9; Sat 14 is 10; 24–27 are 11–14; Sat 28 is 15; 2–6 Mar are 16–20.
    ("chongqing_township", "contact", "2026-02-02", "2026-03-06"),
    # 23–26 Sep 1–4; Sun 28 5; 29 30 6 7; 9 10 Oct 8 9; Sat 11 10; 13–17 –15; 20–24 –20; 27–31 –25; 3–7 Nov –30.
    ("chongqing_township", "cohandler_opinion", "2025-09-22", "2025-11-07"),
    # 18 Sep is 1; Sunday 20 (worked) 2; 21 22 23 are 3–5.
    ("chongqing_township", "cohandler_redo", "2026-09-17", "2026-09-23"),
    # 5 Oct is within the rest.
    ("chongqing_township", "reply", "2026-08-05", "2026-10-08"),
    # 31 Oct + 4 months: 28 Feb, worked.
    ("chongqing_township", "reply_most", "2025-10-31", "2026-02-28"),
    # 22–24 Sep 1–3; 25–27 rest; 28–30 4–6; 8 9 Oct 7 8; Sat 10 9; 12–16 –14; 19–23 –19; 26 20.
    ("chongqing_township", "feedback", "2026-09-21", "2026-10-26"),
    # 30 Jun is a Tuesday.
    ("chongqing_township", "rehandle", "2026-04-30", "2026-06-30"),
    # 9–13 Feb 1–5; Sat 14 6; 24–27 7–10; Sat 28 11; 2–5 Mar 12–15.
    ("beijing", "feedback", "2026-02-06", "2026-03-05"),
    ("beijing", "rehandle", "2026-07-31", "2026-09-30"),
    # 30 Sep 1; 9 10 Oct 2 3; Sat 11 4; 13 14 15 5–7.
    ("shanghai", "assign", "2025-09-29", "2025-10-15"),
    ("shanghai", "assign_session", "2026-01-31", "2026-02-28"),
    # 16–18 Jun 1–3; 19–21 rest; 22–25 4–7.
    ("shanghai", "refuse", "2026-06-15", "2026-06-25"),
    ("shanghai", "cohandler_opinion", "2026-09-04", "2026-10-08"),
    ("shanghai", "rehandle", "2025-09-08", "2025-10-09"),
    # 12 13 and Sat 14 Feb 1–3; 24–27 4–7; Sat 28 8; 2 3 Mar 9 10.
    ("henan", "refuse", "2026-02-11", "2026-03-03"),
    # 25–27 rest; 28–30 Sep 1–3; 8 9 Oct 4 5; Sat 10 6; 12–15 7–10.
    ("henan", "reassign", "2026-09-24", "2026-10-15"),
    ("henan", "cohandler_opinion", "2026-02-28", "2026-04-28"),
    # 30 Apr 1; 6–8 May 2–4; Sat 9 5; 11–15 6–10.
    ("henan", "feedback", "2026-04-29", "2026-05-15"),
    ("henan", "rehandle", "2026-05-21", "2026-06-22"),
    # 13 and Sat 14 Feb 1 2; 24–26 3–5.
    ("qingdao", "assign", "2026-02-12", "2026-02-26"),
    # Sun 28 Sep 1; 29 30 2 3; 9 10 Oct 4 5.
    ("qingdao", "refuse", "2025-09-26", "2025-10-10"),
    ("qingdao", "cohandler_opinion", "2026-01-20", "2026-02-24"),
]  # fmt: skip


def periods():
    """Every period that a pack itself says."""
    return {
        (pack.name, key.removeprefix("suggestion.")): rule
        for pack in packs.choosable()
        for key, rule in pack.rules.items()
        if rule.unit in UNITS
    }


def test_each_period_is_what_its_article_says():
    told = {
        at: (rule.article_en, f"{rule.value} {rule.unit}", rule.counts_from)
        for at, rule in periods().items()
    }
    assert told == {
        at: (f"art. {article}", length, start) for at, (article, length, start) in SAYS.items()
    }


def test_every_period_of_every_pack_has_a_case():
    assert set(SAYS) <= {(pack, key) for pack, key, _start, _due in CASES}


def walked(rule, day: dt.date) -> dt.date:
    """When it is due, by walking the published days."""
    if rule.unit == "working_days":
        passed = 0
        while passed < rule.value:
            day += DAY
            passed += WORKED[day]
        return day
    end = months_by_walking(day, rule.value) if rule.unit == "months" else day + DAY * rule.value
    while not WORKED.get(end, end.weekday() < 5):
        end += DAY
    return end


@pytest.mark.parametrize(("pack", "key", "start", "expected"), CASES)
def test_due_is_as_counted_by_hand(pack, key, start, expected):
    rule = packs.rules_under(pack)[f"suggestion.{key}"]
    day, expected = dt.date.fromisoformat(start), dt.date.fromisoformat(expected)
    due = queries.due_by(rule, CALENDAR, day)
    assert (due.date, walked(rule, day)) == (expected, expected)


@pytest.mark.parametrize(("at", "rule"), periods().items())
def test_sentence_names_law_and_article(at, rule):
    sentence = queries.due_by(rule, CALENDAR, dt.date(2026, 3, 2)).sentence()
    by_reference = "参照" if rule.binds == "reference" else ""
    assert sentence.endswith(f"依据：{rule.source}。")
    assert rule.source.startswith(f"{by_reference}《")
    assert rule.source.endswith(rule.article)


def test_chongqing_sentence_is_the_whole_of_it():
    rule = packs.rules_under("chongqing_township")["suggestion.reply"]
    assert queries.due_by(rule, CALENDAR, dt.date(2026, 8, 5)).sentence() == (
        "从2026年8月5日的次日起算2个月，2026年10月5日是休息日，顺延，到2026年10月8日为止。"
        "依据：《重庆市乡镇人民代表大会工作条例》（2016年修正）第十六条。"
    )


def test_township_rules_are_stricter_than_the_nations():
    """What a pack has otherwise than the nation is shorter, so whoever follows it breaks neither."""
    nation = packs.all_packs()["national"].rules
    for pack in packs.choosable()[1:]:
        for key, rule in pack.rules.items():
            if key in nation and rule.unit in UNITS:
                assert rule.binds == "direct"
                assert rule.value < nation[key].value
        most = packs.rules_under(pack.name)["suggestion.reply_most"]
        assert most.unit == "months"
        assert most.value <= nation["suggestion.reply_wide"].value


def test_reply_counts_from_what_the_pack_says():
    days = {"assignment": dt.date(2026, 3, 20), "session_close": dt.date(2026, 3, 6)}
    starts = {
        pack.name: queries.start_of(packs.rules_under(pack.name)["suggestion.reply"], days)
        for pack in packs.choosable()
    }
    assert starts.pop("shandong_township") == days["session_close"]
    assert set(starts.values()) == {days["assignment"]}


def test_what_no_session_saw_counts_from_its_assignment():
    rule = packs.rules_under("shandong_township")["suggestion.reply"]
    assert queries.start_of(rule, {"assignment": dt.date(2026, 3, 20)}) == dt.date(2026, 3, 20)
    with pytest.raises(KeyError):
        queries.start_of(rule, {"receipt": dt.date(2026, 3, 20)})
