"""Who may keep the topics in order, and from how many people on everybody may see one."""

from django.utils.translation import gettext_lazy as _

from huying.core.models import Town
from huying.core.permissions import Role, register
from huying.rulebook import queries as rulebook

register("topics.see", _("看热点话题"), {Role.STAFF, Role.PRESIDIUM, Role.LEADER})
register("topics.keep", _("整理热点话题"), {Role.STAFF}, kinds={"system"})


def shown_from(town: Town) -> int:
    """How many people must be behind a topic before everybody sees it."""
    return int(rulebook.value(town, "topic.shown_from"))


def recent_days(town: Town) -> int:
    """How many days back count as lately."""
    return int(rulebook.value(town, "topic.recent_days"))
