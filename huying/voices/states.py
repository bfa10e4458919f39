"""The transition tables of voices and matters."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from huying.core.transitions import STAY, Table, move


class VoiceState(TextChoices):
    RECEIVED = "received", _("已收到")
    WITHDRAWN = "withdrawn", _("已撤回")
    UNDONE = "undone", _("导入已撤销")


VOICE = Table(
    "voice",
    VoiceState,
    (
        move("withdraw", "received", "withdrawn", "voices.withdraw", _("撤回")),
        move("undo_import", "received", "undone", "voices.import", _("撤销导入")),
        move("redact", "received", STAY, "matters.publish", _("遮盖个人信息")),
        move("open_contact", "received", STAY, "contacts.open", _("查看联系方式"), needs=("why",)),
        move("ask", "received", STAY, "matters.triage", _("问来访人"), needs=("text",)),
        move("tell", "received", STAY, "voices.tell", _("来访人补充"), needs=("text",)),
    ),
)


class MatterState(TextChoices):
    NEW = "new", _("待梳理")
    WITH_TOWN = "with_town", _("办理中")
    FOR_SUGGESTION = "for_suggestion", _("留作代表建议")
    AT_COUNTY = "at_county", _("已报县里")
    REDIRECTED = "redirected", _("已告知办理渠道")
    ANSWERED = "answered", _("已答复，待评价")
    THANKED = "thanked", _("已转达")
    CLOSED = "closed", _("已办结")
    WITHDRAWN = "withdrawn", _("已撤回")
    MERGED = "merged", _("已并入")


OPEN_STATES = ("new", "with_town", "for_suggestion", "at_county", "answered")
# Everybody behind it has been told its last word.
FINISHED_STATES = ("redirected", "thanked", "closed")
LIVE_STATES = (*OPEN_STATES, *FINISHED_STATES)

MATTER = Table(
    "matter",
    MatterState,
    (
        move("classify", LIVE_STATES, STAY, "matters.triage", _("归类")),
        move(
            "publish", LIVE_STATES, STAY, "matters.publish", _("公开"),
            needs=("title", "summary"), public=True,
        ),
        move("reword", LIVE_STATES, STAY, "matters.publish", _("改写公开内容"),
             needs=("title", "summary")),
        move("unpublish", LIVE_STATES, STAY, "matters.publish", _("改为不公开"),
             needs=("reason",)),
        move(
            "answer_on_spot", "new", "answered", "matters.triage", _("当场答复"),
            needs=("text",), public=True,
        ),
        move(
            "route_town", ("new", "for_suggestion", "at_county"), "with_town", "matters.triage",
            _("交镇里办理"), needs=("summary",), public=True,
        ),
        move("keep_for_suggestion", "new", "for_suggestion", "matters.triage",
             _("留作代表建议"), needs=("reason",), public=True),
        move("escalate", "new", "at_county", "matters.triage", _("报县里"),
             needs=("reason",), public=True),
        move("redirect", "new", "redirected", "matters.triage", _("告知办理渠道"),
             needs=("text",), public=True),
        move("pass_on_thanks", "new", "thanked", "matters.triage", _("转达感谢"), public=True),
        move("answer_from_county", "at_county", "answered", "matters.triage",
             _("转告县里的答复"), needs=("text",), public=True),
        move("take_up", ("for_suggestion", "at_county"), "new", "matters.triage",
             _("收回重新梳理"), needs=("reason",), public=True),
        move("withdraw", OPEN_STATES, "withdrawn", "matters.withdraw", _("撤回"),
             needs=("reason",), public=True),
        move("merge", "new", "merged", "matters.triage", _("并入另一件"), needs=("into",)),
        move("absorb", LIVE_STATES, STAY, "matters.triage", _("并入一件相同的"), public=True),
        move("unmerge", "merged", "new", "matters.triage", _("重新分开")),
        move("release", LIVE_STATES, STAY, "matters.triage", _("分出一件")),
        move("return_to_triage", "with_town", "new", "matters.return", _("退回人大办"),
             needs=("reason",)),
        move("redate", "new", STAY, "matters.redate", _("期限随规则重算"), public=True),
        move("cite", "for_suggestion", STAY, "matters.progress", _("代表写入建议"), public=True),
        move("assign_with_suggestion", "for_suggestion", "with_town", "matters.progress",
             _("随代表建议交办"), public=True),
        move("assigned", "with_town", STAY, "matters.progress", _("交办"), public=True),
        move("reply", ("with_town", "answered"), "answered", "matters.progress", _("答复"),
             needs=("text",), public=True),
        move("judge", ("answered", "closed"), STAY, "matters.judge", _("评价"), public=True),
        move("reopen", ("answered", "closed"), ("new", "with_town"), "matters.reopen",
             _("重新办理"), public=True),
        move("close", "answered", "closed", "matters.progress", _("办结"), public=True),
        move("end", ("answered", "with_town", "closed"), "closed", "matters.end", _("说明理由后终止"),
             needs=("reason",), public=True),
    ),
)  # fmt: skip
