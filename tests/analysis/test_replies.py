"""Replies that speak to the question, are copied, or promise without a day."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from huying.analysis.answers import ENOUGH_ANSWERED, Answers, unmentioned
from huying.analysis.replies import Copy, Earlier, copy_of, undated_promises

pytestmark = pytest.mark.one_database

# Asked in one word and answered in another, as offices do.
KINDS = [
    ("停水好几天了没水做饭", "供水主管已抢修完毕并恢复供给"),
    ("路灯不亮晚上看不见", "照明线路已更换并恢复亮化"),
    ("垃圾没有人拉发臭", "环卫所已清运生活废弃物并消杀"),
    ("暖气不热冻得不行", "热力站调整了供热参数温度已达标"),
]
PLACES = [f"{a}{b}" for a in "东西南北上下前后" for b in "坡沟河岭庄湾坪洼"]


def pairs(count: int, seed: int = 0) -> list[tuple[str, str]]:
    dice = random.Random(seed)
    made = []
    for _one in range(count):
        asked, said = dice.choice(KINDS)
        place = dice.choice(PLACES)
        made.append(
            (f"{place}{asked}\n我是{place}的，{asked}，请管一管。", f"您好！经核实，{said}。谢谢。")
        )
    return made


def test_it_learns_that_other_words_speak_to_the_question() -> None:
    engine = Answers.learn(pairs(ENOUGH_ANSWERED + 40))
    for number, (asked, said) in enumerate(KINDS):
        right = engine.score(f"新村{asked}\n{asked}", f"您好，{said}。")
        others = [
            engine.score(f"新村{asked}\n{asked}", f"您好，{other}。")
            for at, (_asked, other) in enumerate(KINDS)
            if at != number
        ]
        assert right > max(others)
        assert max(others) < engine.threshold


def test_without_history_the_bare_wording_counts() -> None:
    engine = Answers.learn([])
    assert engine.learnt == 0
    assert engine.score("南坡水渠塌了", "南坡水渠已经修好") == pytest.approx(3 / np.sqrt(35))
    assert engine.score("南坡水渠塌了", "养老金已补发") < engine.threshold


def test_with_questions_only_others_are_held_against() -> None:
    engine = Answers.learn([], [question for question, _reply in pairs(60)])
    assert engine.score("东坡停水好几天了", "停水好几天的事已办") > engine.score(
        "东坡停水好几天了", "请您谅解"
    )


def test_saved_and_loaded_it_scores_the_same(tmp_path: Path) -> None:
    rows = pairs(ENOUGH_ANSWERED)
    engine = Answers.learn(rows)
    engine.save(tmp_path)
    again = Answers.load(tmp_path)
    # Directions are kept as half floats.
    assert again.scores(rows[:20]) == pytest.approx(engine.scores(rows[:20]), abs=0.05)
    assert (again.learnt, again.threshold) == (engine.learnt, engine.threshold)


def test_no_text_of_one_person_is_kept(tmp_path: Path) -> None:
    Answers.learn([*pairs(ENOUGH_ANSWERED), ("璩鹤骉的电话", "麤龘")]).save(tmp_path)
    kept = (tmp_path / "answers.json").read_text("utf-8")
    assert not {"璩鹤", "鹤骉", "麤龘"} & {kept[at : at + 2] for at in range(len(kept))}


def test_words_that_the_reply_leaves_out() -> None:
    asked = "南社村路灯不亮\n从去年起就不亮"
    assert unmentioned(asked, "南社村的井盖已换", ["南社村", "长平路"]) == ["长平路", "灯不亮"]


FIXED = "我所派人到现场查看，更换了阀门两个、水管十二米，当天晚上八点恢复供水，并对沿线其他阀门逐一检查。"


def test_a_copied_reply_is_told_from_one_of_the_same_manner() -> None:
    earlier = [
        Earlier(1, "您好！" + FIXED + "感谢您的支持。"),
        Earlier(2, "您好！路灯线路老化，已经换线，今晚就亮。感谢您的支持。"),
    ]
    assert copy_of("王先生您好：" + FIXED + "欢迎监督。", earlier) == Copy(1, 0.925)
    other = "您好！我所查看后认为水压不足，需加一台泵，泵已到货，装好后每天早晚各供水三个小时。感谢您的支持。"
    assert copy_of(other, earlier) is None
    assert copy_of("已修好。", [Earlier(3, "已修好。")]) is None


@pytest.mark.parametrize(
    ("reply", "sentences"),
    [
        ("已完成修复。下一步我们将加强巡查。", ["下一步我们将加强巡查。"]),
        ("我们将于12月底前安装路灯。", []),
        ("资金到位后实施。", ["资金到位后实施。"]),
        ("感谢您的支持，我们将继续努力。", []),
        ("待天气好转后施工，十个工作日内完成。", []),
        ("争取了资金20万元，路已经修好。", []),
        ("请您尽快到窗口办理。", []),
        ("已责成施工队尽快修复。", ["已责成施工队尽快修复。"]),
    ],
)
def test_promises_that_name_no_day(reply: str, sentences: list[str]) -> None:
    assert undated_promises(reply) == sentences
