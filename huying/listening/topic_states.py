"""The transition table of hot topics."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from huying.core.transitions import STAY, Table, move


class TopicState(TextChoices):
    LIVE = "live", _("在跟踪")
    MERGED = "merged", _("已并入另一话题")


TOPIC = Table(
    "topic",
    TopicState,
    (
        move("name", "live", STAY, "topics.keep", _("起名")),
        move("pin", "live", STAY, "topics.keep", _("置顶")),
        move("unpin", "live", STAY, "topics.keep", _("取消置顶")),
        move("merge", "live", "merged", "topics.keep", _("并入另一话题"), needs=("into",)),
        move("absorb", "live", STAY, "topics.keep", _("并入一个相同的话题")),
        move("split", "live", STAY, "topics.keep", _("分出一部分"), needs=("matters",)),
    ),
)  # fmt: skip
