"""The transition tables of consultations (问政、问计、问需), their statements, and what people write."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from huying.core.transitions import STAY, Table, move


class ConsultationState(TextChoices):
    DRAFT = "draft", _("起草中")
    OPEN = "open", _("征求意见中")
    CLOSED = "closed", _("已截止，待公布结果")
    PUBLISHED = "published", _("已公布结果")
    DROPPED = "dropped", _("不办了")


SHOWN_STATES = ("open", "closed", "published")

CONSULTATION = Table(
    "consultation",
    ConsultationState,
    (
        move("write", "draft", STAY, "consultations.run", _("改写"), needs=("title", "intro")),
        move("open", "draft", "open", "consultations.run", _("公开征求意见"),
             needs=("closes_on",), public=True),
        move("extend", "open", STAY, "consultations.run", _("改截止日"),
             needs=("closes_on", "reason"), public=True),
        move("close", "open", "closed", "consultations.run", _("截止"), public=True),
        move("publish", "closed", "published", "consultations.run", _("公布结果"),
             needs=("outcome", "done"), public=True),
        move("follow_up", "published", STAY, "consultations.run", _("补充落实情况"),
             needs=("text",), public=True),
        move("drop", "draft", "dropped", "consultations.run", _("不办了")),
    ),
)  # fmt: skip


class StatementState(TextChoices):
    PROPOSED = "proposed", _("待看")
    SHOWN = "shown", _("可以表态")
    REFUSED = "refused", _("没有采用")
    TAKEN_DOWN = "taken_down", _("已撤下")


STATEMENT = Table(
    "statement",
    StatementState,
    (
        move("show", "proposed", "shown", "consultations.run", _("放上去，请大家表态")),
        move("refuse", "proposed", "refused", "consultations.run", _("不采用"), needs=("reason",)),
        move("take_down", "shown", "taken_down", "consultations.run", _("撤下"),
             needs=("reason",)),
    ),
)  # fmt: skip


class RemarkState(TextChoices):
    RECEIVED = "received", _("已收到")
    TAKEN_UP = "taken_up", _("已转为群众意见")


REMARK = Table(
    "remark",
    RemarkState,
    (
        move("classify", ("received", "taken_up"), STAY, "consultations.run", _("归类")),
        move("take_up", "received", "taken_up", "consultations.run", _("转为群众意见办理")),
    ),
)
