"""What the suggestions of bench.generate_suggestions say: made up, as long and as varied as real ones."""

from __future__ import annotations

import random

# Category → (thing, what is wrong, what is asked for).
TOPICS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "roads.lights": (
        ("路灯", "太阳能路灯"), ("多半不亮，晚上老人出门摔过跤", "线路老化，一下雨就灭"),
        ("更换坏灯和线路", "定人每月巡查一次", "新装十五盏太阳能路灯"),
    ),
    "roads.surface": (
        ("路面", "通村公路", "水泥路"), ("坑洼不平，农忙时车辆陷住", "断裂塌陷，雨天积水没过脚面"),
        ("重新铺设破损路段", "修好路边排水沟", "限制超载货车通行"),
    ),
    "water.supply": (
        ("自来水", "饮水管网", "供水设施"), ("一到夏天就停水", "水压不够，住在高处的用不上水"),
        ("更换老旧管网", "增设一台加压泵", "停水提前一天通知"),
    ),
    "water.irrigation": (
        ("灌溉渠", "机井", "排灌泵站"), ("淤堵多年，浇不上地", "水泵老坏，一季误两次浇水"),
        ("清淤衬砌渠道", "更新水泵和电缆", "落实管护人员和经费"),
    ),
    "sanitation.garbage": (
        ("垃圾收集点", "垃圾清运"), ("几天不清一次，夏天气味很大", "桶少人多，垃圾堆到路上"),
        ("增加垃圾桶", "改为每日清运", "评比公示各村卫生"),
    ),
    "sanitation.sewage": (
        ("生活污水管网", "排水沟"), ("直排河道，群众意见很大", "堵塞外溢，冬天结冰"),
        ("接入镇污水处理站", "疏通并加盖板", "纳入明年项目计划"),
    ),
    "welfare.elderly": (
        ("日间照料中心", "老年餐桌"), ("有房子没有人管，常年锁门", "饭菜单一，经费不够"),
        ("明确运营补助", "配一名专职人员", "独居老人送餐上门"),
    ),
    "education.school": (
        ("小学", "幼儿园", "寄宿制学校"), ("门口放学时堵车，孩子在车缝里走", "宿舍冬天暖气不热"),
        ("划出接送车位", "检修取暖设备", "安排人员护学"),
    ),
    "health.clinic": (
        ("村卫生室", "卫生院"), ("缺医少药，看病要跑县城", "周末没有大夫值班"),
        ("派驻全科医生", "补齐常用药品", "开通医保即时报销"),
    ),
    "environment.river": (
        ("河道", "河堤"), ("垃圾淤积，汛期过不了水", "护坡冲毁，威胁下游农户"),
        ("汛前清淤", "加固护坡", "落实河长巡查"),
    ),
    "safety.traffic": (
        ("路口", "急弯路段"), ("没有标志，一年出了三起事故", "货车多，学生过路危险"),
        ("安装减速带和警示灯", "设置信号灯", "高峰时段派人疏导"),
    ),
    "housing.heating": (
        ("集中供暖", "煤改电取暖"), ("温度不够，用户投诉多", "电费补贴发得晚"),
        ("检修换热站", "补贴当季发放", "公布投诉电话"),
    ),
}  # fmt: skip
VILLAGES = (
    "南社村", "任庄村", "北石店村", "东沟村", "河西村", "上庄村", "下村", "柳树底村",
    "大阳社区", "周村", "川底村", "山河村", "李寨村", "晋庙铺村", "犁川村",
)  # fmt: skip
SPOTS = (
    "主街",
    "村口",
    "村东头",
    "老井旁",
    "学校门口",
    "戏台前",
    "桥头",
    "卫生室旁",
    "河滩",
    "后街",
)
VERBS = ("修复", "改造", "新建", "加强管理", "尽快解决", "提升")
MORE = (
    "走访时群众多次反映，村委会自己无力解决。", "去年提过一次，做了一部分，今年又出现了。",
    "涉及两个村交界的地方，需要镇里统一安排。", "资金缺口不大，建议从现有项目里调剂。",
    "老人和孩子受影响最大，希望入冬前办好。", "周边几个村都有同样的情况，可以一并考虑。",
)  # fmt: skip
# A word that hardly any of them holds, and one that about a twelfth of them holds.
RARE, COMMON = "龙灯", "路灯"
RARE_EVERY = 2000
REPLIES = (
    "收到您提出的建议后，我们到现场看了情况，并同您当面商量了办法。",
    "经核实，您反映的情况属实，问题主要出在设施老化和管护不到位上。",
    "我们已安排专人负责，列出了每一步的时间，也公布在村务公开栏里。",
    "需要的资金已经落实，工程按计划开工，完工后请您和群众一起验收。",
    "今后每个季度巡查一次，发现问题当场处理，处理不了的当天上报。",
    "感谢您对镇里工作的关心和支持，欢迎继续提出意见。",
)
WORDS = (
    "办得及时。",
    "和我当面谈过，比较满意。",
    "还要继续盯着管护。",
    "只办了一半，希望明年接着办。",
    "",
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "建国红梅秀英志强玉兰海峰春生小平桂花文斌丽华永刚"


def name(rng: random.Random) -> str:
    """A deputy's name."""
    return rng.choice(SURNAMES) + rng.choice(GIVEN) + rng.choice(("", rng.choice(GIVEN)))


def text(rng: random.Random, village: str, number: int) -> tuple[str, str, str, str]:
    """(category, title, grounds, proposal) of a suggestion about a village."""
    category = rng.choice(list(TOPICS))
    things, wrong, asked = TOPICS[category]
    thing, place = rng.choice(things), f"{village}{rng.choice(SPOTS)}"
    title = f"关于{rng.choice(VERBS)}{place}{thing}的建议"
    if number % RARE_EVERY == 7:
        title = f"关于{village}{RARE}传习场地的建议"
    homes = rng.randint(12, 480)
    grounds = (
        f"{place}{thing}{rng.choice(wrong)}，涉及{homes}户群众。"
        f"{''.join(rng.sample(MORE, rng.randint(2, 4)))}"
    )
    steps = zip(("一", "二", "三"), asked, strict=True)
    proposal = "".join(f"{mark}、{step}，由责任单位{rng.choice(MORE)}\n" for mark, step in steps)
    return category, title, grounds, proposal.strip()


def reply(rng: random.Random, title: str) -> str:
    """A unit's reply."""
    return f"您提出的《{title}》收悉，答复如下：\n" + "\n".join(rng.sample(REPLIES, 4))
