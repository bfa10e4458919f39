"""The transition table of suggestions (代表建议) and bills (议案)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from huying.core.transitions import STAY, Table, move


class SuggestionState(TextChoices):
    DRAFT = "draft", _("起草中")
    SENT_BACK = "sent_back", _("退回修改")
    FILED = "filed", _("待审查")
    ACCEPTED = "accepted", _("已受理，待交办")
    WITH_UNITS = "with_units", _("单位办理中")
    ANSWERED = "answered", _("已答复，待评价")
    CLOSED = "closed", _("办结")
    ENDED = "ended", _("说明理由后终止")
    REFUSED = "refused", _("不予受理")
    WITHDRAWN = "withdrawn", _("已撤回")
    DISCARDED = "discarded", _("已弃稿")
    ON_AGENDA = "on_agenda", _("已列入议程")


# Only its authors see it.
PRIVATE_STATES = ("draft", "discarded")
WRITING_STATES = ("draft", "sent_back")
# Accepted by the presidium, whatever came of it then: what reports count and the town may read.
TAKEN_STATES = ("accepted", "with_units", "answered", "closed", "ended")

SUGGESTION = Table(
    "suggestion",
    SuggestionState,
    (
        move("invite", WRITING_STATES, STAY, "suggestions.write", _("邀请联名"), needs=("deputies",)),
        move("uninvite", WRITING_STATES, STAY, "suggestions.write", _("取消邀请")),
        move("confirm", WRITING_STATES, STAY, "suggestions.cosign", _("确认联名")),
        move("decline", WRITING_STATES, STAY, "suggestions.cosign", _("不联名")),
        move("file", WRITING_STATES, "filed", "suggestions.write", _("提交"),
             needs=("title", "grounds", "proposal")),
        move("discard", "draft", "discarded", "suggestions.write", _("弃稿")),
        move("accept", "filed", "accepted", "suggestions.examine", _("受理"), public=True),
        move("send_back", "filed", "sent_back", "suggestions.examine", _("退回修改"),
             needs=("reason",)),
        move("refuse", "filed", "refused", "suggestions.examine", _("不予受理"),
             needs=("ground", "reason")),
        move("put_on_agenda", "filed", "on_agenda", "suggestions.examine", _("列入议程")),
        move("turn_into_suggestion", ("filed", "on_agenda"), "accepted", "suggestions.examine",
             _("转为建议办理"), needs=("reason",), public=True),
        move("classify", ("filed", "accepted", "with_units"), STAY, "suggestions.examine",
             _("认定办理难度"), public=True),
        move("set_public", ("filed", *TAKEN_STATES), STAY, "suggestions.examine",
             _("决定是否公开")),
        move("withdraw", ("sent_back", "filed", "accepted", "with_units"), "withdrawn",
             "suggestions.withdraw", _("书面撤回"), needs=("reason",), public=True),
        move("leave", ("sent_back", "filed", "accepted", "with_units"), STAY,
             "suggestions.leave", _("退出联名"), needs=("reason",)),
        move("assigned", ("accepted", "with_units"), "with_units", "suggestions.progress",
             _("交办"), public=True),
        move("reply", ("with_units", "answered"), ("with_units", "answered"),
             "suggestions.progress", _("答复"), public=True),
        move("judge", ("with_units", "answered", "closed"), STAY, "suggestions.judge",
             _("代表评价"), public=True),
        move("reopen", ("answered", "closed"), "with_units", "suggestions.progress",
             _("重新办理"), public=True),
        move("close", "answered", "closed", "suggestions.progress", _("办结"), public=True),
        move("end", ("with_units", "answered"), "ended", "suggestions.progress",
             _("说明理由后终止"), needs=("reason",), public=True),
        move("redate", "accepted", STAY, "suggestions.redate", _("期限随规则重算")),
    ),
)  # fmt: skip


class CoSignState(TextChoices):
    INVITED = "invited", _("已邀请")
    CONFIRMED = "confirmed", _("已确认")
    DECLINED = "declined", _("未联名")
    LEFT = "left", _("已退出")
