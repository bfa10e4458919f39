"""The minutes of an assignment meeting, written from the record. An official paper: Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from huying.handling.models import Meeting, MeetingItem
from huying.handling.states import ItemState
from huying.town.models import Unit


def minutes_of(meeting: Meeting, items: list[MeetingItem], units: Mapping[int, Unit]) -> str:
    """Who was there, what was assigned to whom, what was disputed and how it was settled."""
    day = f"{meeting.held_on.year}年{meeting.held_on.month}月{meeting.held_on.day}日"
    where = f"在{meeting.place}" if meeting.place else ""
    chair = f"，由{meeting.chair}主持" if meeting.chair else ""
    assigned = [one for one in items if one.state == ItemState.AGREED]
    put_off = [one for one in items if one.state == ItemState.PUT_OFF]
    parts = [f"{day}，{meeting.town.name}人大{where}召开{meeting.title}{chair}。"]
    if meeting.present.strip():
        people = "、".join(line.strip() for line in meeting.present.splitlines() if line.strip())
        parts.append(f"参加会议的有：{people}。")
    parts.append(f"会议逐件商定了代表建议的承办单位，交办{len(assigned)}件：")
    parts += [f"{number}．{_line(one, units)}" for number, one in enumerate(assigned, start=1)]
    if put_off:
        parts.append(f"本次没有交办的：{'；'.join(_left(one) for one in put_off)}。")
    return "\n".join(parts)


def _line(item: MeetingItem, units: Mapping[int, Unit]) -> str:
    suggestion = item.suggestion
    assert item.lead is not None
    others = "、".join(units[pk].name for pk in item.others)
    if item.separately:
        who = f"由{item.lead.name}、{others}分别办理、分别答复"
    else:
        who = f"由{item.lead.name}主办" + (f"，{others}会办" if others else "")
    said = f"{suggestion.code}《{suggestion.title}》（{suggestion.lead.name}代表领衔），{who}"
    if item.instruction:
        said += f"。要求：{item.instruction.rstrip('。')}"
    if item.dispute:
        said += f"。会上意见：{item.dispute.rstrip('。')}；商定：{item.settlement.rstrip('。')}"
    return said + "。"


def _left(item: MeetingItem) -> str:
    why = f"（会上意见：{item.dispute.rstrip('。')}）" if item.dispute else ""
    return f"{item.suggestion.code}《{item.suggestion.title}》{why}"
