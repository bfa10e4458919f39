"""Where to go with what cannot be filed as a suggestion: a sentence for each of the packs' grounds."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WAYS: dict[str, Promise] = {
    "own_affairs": _(
        "只关系到您本人的事，可以像其他群众一样在“说一件事”里反映，由人大办转给单位。"
    ),
    "relatives_affairs": _(
        "亲属个人的事，请他们自己在“说一件事”里反映，或者由您替他们记一件，一样有人办、有答复。"
    ),
    "forwarded_letter": _(
        "群众的来信不能原样转来。请您核实以后，用自己的话写明情况和建议，再提交。"
    ),
    "pending_case": _("还没有审结的案件，请当事人向办案的法院、检察院反映，或者找法律援助。"),
    "bid": _("招标投标的事，请向招标单位或者主管招投标的部门提出异议。"),
    "academic_or_product": _("学术上的看法可以直接寄给有关部门；产品和服务请走市场或者政府采购。"),
    "no_content": _("请回去写上“具体建议”：希望哪个单位做什么、做到什么样。写了就能提交。"),
    "accusation": _(
        "检举、控告请找纪委监委（电话12388），申诉请找原来作决定的机关；在那里会为您保密。"
    ),
    "outside_jurisdiction": _(
        "本镇管不了的事，请告诉人大办，由他们报县人大；也可以请县人大代表在县里提出。"
    ),
}
OTHERWISE = _("这样的内容不能作为建议提出。请问一问人大办，该走哪条路。")


def way(ground: str) -> Promise:
    """What to do instead."""
    return WAYS.get(ground, OTHERWISE)
