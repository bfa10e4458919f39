"""Twenty suggestions that wait to be assigned: made in the site's own process, or in a test's town."""

from __future__ import annotations

import datetime as dt

from huying.congress.actions import keep_session
from huying.core import clock
from huying.core.models import Town
from huying.core.permissions import Role, system_actor
from huying.core.tenancy import in_town
from huying.handling.suggestions.assigning import classify
from huying.suggestions.drafting import Text
from huying.suggestions.models import Suggestion
from huying.town.models import Division, Term
from tests.factories import make_account, make_deputy, make_suggestion

# Title, what it is about, its category. The last two are no unit's duty by its list.
TOLD = (
    ("检修南社村自来水主管", "主管漏水，三户人家断水", "water.leak"),
    ("任庄村通村公路补修坑槽", "路面有二十多处坑，下雨积水", "roads.surface"),
    ("开办任庄村老年助餐点", "独居老人做饭难", "welfare.elderly"),
    ("南社村机井换泵", "浇地排队两天", "water.supply"),
    ("桥头加装护栏", "栏杆断了三处，孩子常在桥上玩", "roads.bridge"),
    ("低保政策进村讲解", "不少人不知道怎么申请", "welfare.support"),
    ("疏通任庄村排水沟", "汛期水进了院子", "water.drain"),
    ("集镇十字路口画线装信号灯", "上学时段拥堵", "roads.traffic"),
    ("残疾人家庭无障碍改造", "轮椅出不了门", "welfare.disabled"),
    ("农村饮水水质按季公开", "群众担心水质", "water.quality"),
    ("增开赶集日公交班次", "老人赶集要等两小时", "roads.bus"),
    ("孤寡老人冬季取暖巡访", "去年有人受冻", "welfare.elderly"),
    ("南社村蓄水池清淤加盖", "池子敞口不安全", "water.supply"),
    ("乡道两侧行道树修剪", "树枝挡了弯道视线", "roads.surface"),
    ("设立村级慈善互助点", "旧衣旧物没处放", "welfare.support"),
    ("河道采砂坑回填", "坑深两米没有警示", "water.river"),
    ("限高杆移位", "消防车进不了村", "roads.traffic"),
    ("临时救助三日办结", "看病借钱等不起", "welfare.support"),
    ("镇区夜间施工噪声管理", "半夜还在打桩", ""),
    ("中心小学门口错峰接送", "家长的车堵住整条街", ""),
)  # fmt: skip


def make(town: Town | None = None, count: int = len(TOLD)) -> list[Suggestion]:
    """The first `count`, of the eighteenth congress's third session; the third is wide. Heads of two units."""
    town = town or Town.objects.get(slug="gaodu")
    with in_town(town):
        today = clock.today()
        keep_session(
            term=Term.objects.get(), number=3, opens=today, closes=today + dt.timedelta(days=1),
            by=system_actor(town.pk),
        )  # fmt: skip
        deputies = [make_deputy(town, name) for name in ("常志宏", "李䶮", "牛桂兰")]
        villages = list(Division.objects.all())
        made = []
        for number, (title, grounds, category) in enumerate(TOLD[:count]):
            text = Text(
                f"关于{title}的建议", f"{grounds}。", "一、查清情况。二、年内办好。", category,
                villages[number % 2] if number % 3 else None,
            )  # fmt: skip
            made.append(make_suggestion(town, text=text, lead=deputies[number % 3]))
        if count > 2:
            classify(suggestion=made[2], by=system_actor(town.pk), wide=True, reason="涉及全镇的村")
        for unit in ("water", "transport"):
            make_account(town, Role.HEAD, unit=unit)
    return made
