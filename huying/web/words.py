"""What the ledger's kinds, verbs and fields are called on a page."""

from __future__ import annotations

from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huying.core.transitions import TABLES

Text = str | Promise

KINDS: dict[str, Text] = {
    "voice": _("群众意见"), "support": _("附议"), "matter": _("事项"), "case": _("办理件"),
    "verdict": _("评价"), "message": _("消息"), "account": _("账号"), "town": _("本镇"),
    "suggestion": _("代表建议"), "meeting": _("交办会"), "session": _("大会会议"),
    "topic": _("热点话题"),
    "consultation": _("征求意见"), "statement": _("说法"), "participant": _("参加征求意见"),
    "remark": _("写的话"),
    "rule": _("规则"), "calendar": _("放假安排"), "import": _("批量导入"), "ledger": _("账目"),
}  # fmt: skip
# What is done beside the tables' moves.
_ACTS: dict[tuple[str, str], Text] = {
    ("voice", "say"): _("说了这件事"), ("voice", "read_by_machine"): _("机器识读纸件"),
    ("support", "say"): _("附议"), ("matter", "open"): _("登记"),
    ("case", "open"): _("立为办件"), ("case", "photo"): _("加照片"),
    ("verdict", "recheck"): _("回访抽查"), ("message", "resend"): _("再发一次"),
    ("message", "drop"): _("不发了"), ("account", "open"): _("开通账号"),
    ("account", "grant"): _("授予角色"), ("account", "email"): _("改邮箱"),
    ("account", "end_role"): _("收回角色"),
    ("account", "card"): _("制作个人二维码"), ("account", "password"): _("重设密码"),
    ("town", "open"): _("建镇"), ("town", "import_villages"): _("导入村名册"),
    ("town", "import_points"): _("导入联络点"), ("town", "import_units"): _("导入承办单位"),
    ("town", "import_deputies"): _("导入代表名册"), ("town", "retire"): _("停用"),
    ("town", "return"): _("重新启用"), ("town", "arrange"): _("排村的方块图"),
    ("rule", "choose"): _("改规则"), ("rule", "choose_pack"): _("选用规则"),
    ("rule", "set_direct"): _("定直接交办"), ("rule", "drop_direct"): _("取消直接交办"),
    ("suggestion", "start"): _("开始起草"), ("suggestion", "keep_paper"): _("收回签章纸件"),
    ("topic", "open"): _("归出一个话题"),
    ("meeting", "prepare"): _("准备交办会"),
    ("session", "keep"): _("登记会议"),
    ("consultation", "start"): _("开始起草"), ("consultation", "print_codes"): _("打印编号"),
    ("statement", "write"): _("添说法"), ("statement", "propose"): _("群众添说法"),
    ("participant", "answer"): _("表态"), ("remark", "say"): _("写了几句"),
    ("calendar", "enter"): _("录入放假安排"), ("import", "bring_in"): _("导入"),
    ("import", "undo"): _("撤销导入"), ("suggestion", "import"): _("从往年台账导入"),
    ("suggestion", "undo_import"): _("撤销导入"), ("ledger", "erase"): _("依法删除内容"),
}  # fmt: skip
FIELDS: dict[str, Text] = {
    "answerer": _("答复单位"), "pages": _("识读的页数"), "changed": _("人工改动的百分比"),
    "category": _("类别"), "channel": _("怎么听到的"), "code": _("编号"),
    "cohandlers": _("协办单位"), "commitment": _("承诺"), "division_id": _("村"), "due": _("期限"),
    "from": _("从"), "grade": _("满意吗"), "instruction": _("批示、要求"), "into": _("并入哪一件"),
    "lead": _("主办单位"), "matter": _("事项"), "name": _("名称"), "note": _("答复"),
    "matters": _("事项"), "pinned": _("置顶"),
    "origin": _("来源"), "outcome": _("办理结果"), "place": _("具体在哪儿"), "point": _("联络站点"),
    "reason": _("理由"), "redacted": _("公开的样子"), "role": _("角色"), "round": _("第几轮"),
    "solved": _("解决了吗"), "summary": _("公开内容"), "supporter": _("附议人"), "taken_by": _("谁记下的"), "text": _("内容"),
    "title": _("标题"), "unit": _("单位"), "urgency": _("缓急"), "username": _("用户名"),
    "value": _("数字"), "verdict": _("评价"), "voice": _("群众意见"), "when": _("时候"),
    "grounds": _("事由"), "proposal": _("具体建议"), "ground": _("依据"), "number": _("编号"),
    "cosigners": _("联名代表"), "deputies": _("代表"), "deputy": _("代表"), "declared": _("逐条回答"),
    "wide": _("涉及面广、办理难度大"), "public": _("公开"), "suggestion": _("代表建议"),
    "suggestions": _("代表建议"), "state": _("状态"), "others": _("其他单位"), "dispute": _("不同意见"),
    "settlement": _("怎么定的"), "separately": _("分别办理、分别答复"), "said": _("谈了什么"),
    "how": _("方式"), "held_on": _("日期"), "people": _("参加人"), "where": _("地点"),
    "confirmed": _("属实"), "attitude": _("对办理态度"), "result": _("对办理结果"),
    "leads": _("领衔"), "about": _("对什么"), "on_paper": _("纸件签名"), "kind": _("种类"),
    "conclusion": _("结论"), "chair": _("主持人"), "present": _("参加人"), "assigned": _("交办"),
    "to": _("到"), "session": _("大会会议"), "opens": _("开幕"), "closes": _("闭幕"),
    "consultation": _("征求意见"), "answers": _("表态几条"), "opens_on": _("开始日"),
    "closes_on": _("截止日"), "done": _("怎么用的"), "intro": _("情况说明"),
    "why": _("为什么看"), "set": _("填了没有"), "word": _("一句话"), "rows": _("行数"), "what": _("哪一类"), "key": _("哪一条"),
}  # fmt: skip


@cache
def acts() -> dict[tuple[str, str], Text]:
    """Everything that can stand in the ledger: (kind, verb) → its name."""
    moves = {(t.kind, verb): move.label for t in TABLES.values() for verb, move in t.moves.items()}
    return moves | _ACTS


def choices() -> list[tuple[Text, list[tuple[str, Text]]]]:
    """The acts by their kinds, for a select; a value is `kind.verb`."""
    everything = acts()
    return [
        (label, [(f"{kind}.{verb}", act) for (of, verb), act in everything.items() if of == kind])
        for kind, label in KINDS.items()
    ]


@cache
def _states() -> dict[str, dict[str, Text]]:
    return {table.kind: dict(table.states.choices) for table in TABLES.values()}


def state(kind: str, value: str) -> Text:
    """What a state of a kind is called."""
    return _states().get(kind, {}).get(value, value)
