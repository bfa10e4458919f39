"""The transition table of cases (办件)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from huying.core.transitions import STAY, Table, move


class CaseState(TextChoices):
    AT_OFFICE = "at_office", _("待交办")
    ASSIGNED = "assigned", _("待签收")
    REFUSED = "refused", _("申请退办")
    HANDLING = "handling", _("办理中")
    STOPPED = "stopped", _("暂停计时")
    SIGNING = "signing", _("待签发")
    REPLIED = "replied", _("已答复，待评价")
    PROMISED = "promised", _("承诺待兑现")
    FURTHER = "further", _("待进一步协商")
    CLOSED = "closed", _("办结")
    ENDED = "ended", _("说明理由后终止")
    RETURNED = "returned", _("已退回人大办")


# States in which the reply is still owed, so that the due date counts.
OWING_STATES = ("at_office", "assigned", "refused", "handling", "stopped", "signing")
AT_UNIT_STATES = ("assigned", "refused", "handling", "stopped", "signing")
JUDGED_STATES = ("replied", "promised", "closed")
# What nobody will work on any more.
OVER_STATES = ("closed", "ended", "returned")


class Outcome(TextChoices):
    """What a reply means; the letters A–D of each place are mapped from this."""

    RESOLVED = "resolved", _("已经解决")
    IN_PROGRESS = "in_progress", _("正在解决")
    PLANNED = "planned", _("列入计划")
    DEFERRED = "deferred", _("暂缓办理")
    REFERENCE_ONLY = "reference_only", _("留作参考")
    INFEASIBLE = "infeasible", _("目前办不到")
    ESCALATED = "escalated", _("已报上级")


CASE = Table(
    "case",
    CaseState,
    (
        move("assign", "at_office", "assigned", "cases.assign", _("交办"),
             needs=("lead",), public=True),
        move("assign_directly", "at_office", "assigned", "cases.assign_directly", _("按规则直接交办"),
             needs=("lead",), public=True),
        move("hand_back", "at_office", "returned", "cases.assign", _("退回人大办"),
             needs=("reason",)),
        move("reassign", ("assigned", "refused", "handling", "stopped"), "assigned",
             "cases.assign", _("改派"), needs=("lead", "reason"), public=True),
        move("accept", "assigned", "handling", "cases.handle", _("签收"), public=True),
        move("refuse", "assigned", "refused", "cases.handle", _("申请退办"), needs=("reason",)),
        move("insist", "refused", "assigned", "cases.assign", _("不同意退办"),
             needs=("reason",)),
        move("give_opinion", ("assigned", "refused", "handling", "stopped", "signing"), STAY,
             "cases.give_opinion", _("提交协办意见"), needs=("text",)),
        move("ask_extension", "handling", STAY, "cases.handle", _("申请延期"),
             needs=("reason", "value")),
        move("grant_extension", ("handling", "stopped", "signing"), STAY, "cases.assign",
             _("同意延期"), public=True),
        move("deny_extension", ("handling", "stopped", "signing"), STAY, "cases.assign",
             _("不同意延期"), needs=("reason",)),
        move("stop_clock", "handling", "stopped", "cases.assign", _("暂停计时"),
             needs=("reason",), public=True),
        move("resume_clock", "stopped", "handling", "cases.assign", _("恢复计时"), public=True),
        move("save_draft", ("handling", "stopped"), STAY, "cases.handle", _("存草稿")),
        move("draft", "handling", "signing", "cases.handle", _("送签"),
             needs=("text", "outcome")),
        move("send_back", "signing", "handling", "cases.sign", _("退回修改"), needs=("reason",)),
        move("sign", "signing", "replied", "cases.sign", _("签发答复"), public=True),
        move("rehandle", ("replied", "promised", "closed", "further"), "handling",
             "cases.rehandle", _("重新办理"), public=True),
        move("consult", ("handling", "stopped", "signing"), STAY, "cases.handle", _("登记面商"),
             needs=("said",)),
        move("answer_consultation", ("handling", "stopped", "signing", *JUDGED_STATES), STAY,
             "cases.confirm_consultation", _("确认面商")),
        move("take_further", ("replied", "promised", "closed"), "further", "cases.rehandle",
             _("转入进一步协商"), public=True),
        move("next_step", "further", STAY, "cases.next_step", _("登记协商结果"),
             needs=("people", "conclusion"), public=True),
        move("promise", ("replied", "further"), "promised", "cases.close", _("转入承诺兑现")),
        move("keep_promise", ("replied", "promised"), STAY, "cases.handle", _("兑现承诺"),
             needs=("text",), public=True),
        move("close", ("replied", "promised", "further"), "closed", "cases.close", _("办结"),
             public=True),
        move("end", ("handling", "stopped", "replied", "promised", "further"), "ended", "cases.end",
             _("说明理由后终止"), needs=("reason",), public=True),
        move("drop", (*OWING_STATES, "replied", "promised", "further"), "ended", "cases.close",
             _("提出的人撤回"), public=True),
        move("redate", OWING_STATES, STAY, "cases.redate", _("期限随规则重算"), public=True),
    ),
)  # fmt: skip


class MeetingState(TextChoices):
    PREPARING = "preparing", _("准备中")
    RUNNING = "running", _("正在开")
    CLOSED = "closed", _("已交办")
    CANCELLED = "cancelled", _("已取消")


OPEN_MEETINGS = (MeetingState.PREPARING, MeetingState.RUNNING)


class ItemState(TextChoices):
    """Where one suggestion stands at the meeting; only what is agreed is assigned at its close."""

    WAITING = "waiting", _("待议")
    AGREED = "agreed", _("已商定")
    DISPUTED = "disputed", _("有分歧")
    TO_LEADER = "to_leader", _("请领导定")
    PUT_OFF = "put_off", _("这次不交办")


MEETING = Table(
    "meeting",
    MeetingState,
    (
        move("arrange", ("preparing", "running"), STAY, "meetings.hold", _("改会议安排")),
        move("list_item", ("preparing", "running"), STAY, "meetings.hold", _("列入")),
        move("drop_item", ("preparing", "running"), STAY, "meetings.hold", _("拿下")),
        move("begin", "preparing", "running", "meetings.hold", _("开会")),
        move("decide", ("preparing", "running"), STAY, "meetings.hold", _("商定")),
        move("close", ("preparing", "running"), "closed", "meetings.hold", _("交办")),
        move("cancel", ("preparing", "running"), "cancelled", "meetings.hold", _("取消会议"),
             needs=("reason",)),
    ),
)  # fmt: skip
