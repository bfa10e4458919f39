"""One full paper of each kind, with plausible matter; and the same with every optional field empty."""

from __future__ import annotations

import datetime as dt

from huying import papers

DAY = dt.date(2026, 11, 25)
SUGGESTION = papers.Suggestion(
    "高都镇第十八届人民代表大会第三次会议",
    "第12号",
    "关于维修水西村至县道连接路并加装路灯的建议",
    ("王秀兰", "𠮷永堃", "李喆"),
)
GOVERNMENT = papers.Unit("高都镇人民政府", "高政函〔2026〕12号", "李建国", "张永红", "0356-2345678")
PRESIDIUM = papers.Unit(
    "高都镇人民代表大会主席团", "高人大函〔2026〕3号", "赵文明", "钱晓梅", "0356-2345600"
)
ROADS = papers.Unit("高都镇公路养护站", "", "周正", "吴敏", "0356-2345611")

GROUNDS = """水西村至县道的连接路全长2.3公里，2009年铺设，路面多处断裂、沉陷，雨天积水最深处达20厘米。
全村412户、1286人，65岁以上老人213人，每天有37名学生往返，去年冬天以来已经发生摔伤5起。沿路没有路灯，群众意见集中。"""
PROPOSAL = """一是列入2027年民生实事项目，分两段维修路面，先修村口至学校段860米。
二是沿路每40米安装一盏太阳能路灯，共58盏，由镇里统一采购，村委会负责日常管护。
三是在学校门口设置减速带和提示牌，明确管护责任人。"""
REPLY = """经与县交通运输局、镇公路养护站现场踏勘，连接路纳入2027年农村公路维修计划，总投资186万元，其中上级补助120万元，镇财政承担66万元。
村口至学校段860米已于2026年10月28日开工，12月20日前完工通车；其余路段2027年6月30日前完工。"""


def full() -> dict[str, papers.Paper]:
    """By kind, everything filled in."""
    return {**_by_deputies(), **_letters(), **_records(), **_reports()}


def _by_deputies() -> dict[str, papers.Paper]:
    return {
        "suggestion": papers.SuggestionForm(
            "高都镇", "第十八届人民代表大会第三次会议", SUGGESTION.title, "王秀兰", GROUNDS, PROPOSAL,
            "第12号", "交通道路", "GD-18-027", "水西代表团", "138-0000-0000", "走访群众、视察", "高都镇人民政府",
            True, DAY,
            (papers.CoSigner("𠮷永堃", "GD-18-031", DAY), papers.CoSigner("李喆", "GD-18-044")),
        ).paper(),
        "feedback": papers.FeedbackForm(
            "高都镇", SUGGESTION, ("高都镇人民政府",), DAY, "满意", "基本满意",
            "路面按期开工，看得见变化。路灯的采购请抓紧，最好赶在冬天天黑得早的时候装上。", DAY, dt.date(2026, 12, 10),
        ).paper(),
    }  # fmt: skip


def _letters() -> dict[str, papers.Paper]:
    return {
        "assignment": papers.AssignmentLetter(
            PRESIDIUM, SUGGESTION,
            (papers.AssignedUnit("高都镇人民政府", "主办"), papers.AssignedUnit("高都镇公路养护站", "会办", "路面维修和日常养护")),
            DAY, dt.date(2026, 12, 15), dt.date(2026, 12, 25), dt.date(2027, 1, 25), "办理中遇到重大问题，及时向主席团报告。",
        ).paper(),
        "refusal": papers.RefusalApplication(
            ROADS, "高都镇人民代表大会主席团", SUGGESTION, dt.date(2026, 11, 18),
            "该路段属于村道，由村民委员会和镇人民政府负责建设，本站只承担县道、乡道的日常养护。", DAY,
            "《农村公路养护管理办法》关于村道管理养护责任的规定。", "高都镇人民政府",
        ).paper(),
        "extension": papers.ExtensionApplication(
            GOVERNMENT, "高都镇人民代表大会主席团", SUGGESTION, dt.date(2027, 1, 25), dt.date(2027, 3, 25),
            "路灯采购须经公开招标，招标公告期未满。", DAY, "已完成现场踏勘、设计和预算评审。", "招标完成后7日内签订合同，3月20日前答复代表。",
        ).paper(),
        "opinion": papers.CoHandlerOpinion(
            ROADS, "高都镇人民政府", SUGGESTION, "我站承担路面维修的技术指导，竣工后纳入养护巡查，每月不少于2次。", DAY, "高都镇人民代表大会主席团",
        ).paper(),
        "reply": papers.ReplyLetter(
            GOVERNMENT, SUGGESTION, REPLY, DAY, "B", "",
            (papers.Section("关于加装路灯", "太阳能路灯58盏已列入采购计划，2027年3月31日前安装到位。"),
             papers.Section("关于学校门口的安全设施", "减速带和提示牌已于11月10日装好，管护责任人为水西村委会郭守仁。")),
            ("高都镇公路养护站",), 1, "高都镇人民代表大会主席团，高都镇公路养护站",
        ).paper(),
    }  # fmt: skip


def _records() -> dict[str, papers.Paper]:
    return {
        "consultation": papers.ConsultationRecord(
            SUGGESTION, "高都镇人民政府", "王秀兰", DAY, "水西村委会会议室", "面商", "王秀兰、张永红、吴敏、村民代表3人",
            "先修学校段，路灯不要等到全路完工才装。", "学校段已开工；路灯可以分批采购，先装学校段22盏。", "学校段路灯与路面同步完工。", "张永红",
        ).paper(),
        "on_the_spot": papers.OnTheSpotReply(
            SUGGESTION, "高都镇人民政府", "李建国", "王秀兰", DAY, REPLY, "水西村代表联络站", "答复具体，同意。", True, DAY,
        ).paper(),
        "receipt": papers.CommitmentReceipt(
            SUGGESTION, "高都镇人民政府",
            (papers.Commitment("村口至学校段860米完工通车", dt.date(2026, 12, 20), "已完工，12月18日通车。", dt.date(2026, 12, 18)),
             papers.Commitment("安装太阳能路灯58盏", dt.date(2027, 3, 31))),
            dt.date(2027, 1, 5), DAY, "部分落实", "学校段修得好，路灯还在等。", dt.date(2027, 1, 8),
        ).paper(),
    }  # fmt: skip


def _reports() -> dict[str, papers.Paper]:
    items = [
        papers.AssignedItem(f"第{number}号", title, deputy, "高都镇人民政府", others, dt.date(2027, 1, 25))
        for number, title, deputy, others in (
            (11, "关于增设水西村垃圾分类投放点的建议", "陈桂英", ""),
            (12, SUGGESTION.title, "王秀兰", "高都镇公路养护站"),
            (13, "关于改造镇卫生院无障碍坡道的建议", "李喆", "镇卫生院"),
        )
    ]  # fmt: skip
    return {
        "minutes": papers.AssignmentMinutes(
            "高都镇人民代表大会主席团会议纪要", "第十八届人民代表大会第三次会议", DAY, "镇政府三楼会议室", "赵文明", items,
            "各承办单位主要负责人对办理工作负总责，明确分管领导和经办人。\n办理前与代表见面沟通，答复前征求代表意见，不得以会议、电话代替面商。",
            "第3期", "赵文明、李建国、钱晓梅、张永红、周正、吴敏、陈桂英、王秀兰、李喆、郭守仁、段志强、冯丽", "𠮷永堃", "镇卫生院院长马骏",
            "高都镇人民代表大会主席团", DAY, "各承办单位",
        ).paper(),
        "report": papers.YearlyReport(
            "关于高都镇2026年代表建议、批评和意见办理情况的报告", "高都镇人民代表大会主席团",
            (papers.ReportPart("一、建议的基本情况", ["2026年共受理代表建议24件，其中会议期间18件、闭会期间6件。"]),
             papers.ReportPart("二、办理情况", ["按期答复率95.8%（23／24）。", "面商率100.0%（24／24）。"]),
             papers.ReportPart("三、各单位办理情况", ["按单位名册排列，不作排名。"],
                               ["承办单位", "件次", "按期答复", "面商", "满意和基本满意", "承诺落实"],
                               [["高都镇人民政府", "18", "18／18", "18／18", "16／17", "4／4"],
                                ["高都镇公路养护站", "6", "5／6", "6／6", "4／5", "—"]]),
             papers.ReportPart("四、存在的问题", ["1件超过期限6个工作日答复；2件答复后代表不满意，正在重新办理。"]),
             papers.ReportPart("五、下一步打算", ["对承诺事项逐月对账，未落实的在主席团会议上说明。"])), DAY,
        ).paper(),
        "figures": papers.FiguresSheet(
            "高都镇2026年10月群众呼声风向标", "全镇，2026年10月1日至31日。",
            [papers.ReportPart("各村", ["按名册排列，不排名。"], ["村", "这段时间", "按期回应"],
                               [["水西村", "12", "7 / 9"], ["上村", "少于5", "—"]])],
            "高都镇人大办公室", DAY,
        ).paper(),
    }  # fmt: skip


def bare() -> dict[str, papers.Paper]:
    """By kind, with every optional field empty: what is printed to be filled in by hand."""
    about = papers.Suggestion("闭会期间", "", "", ())
    unit = papers.Unit("高都镇人民政府")
    return {
        "suggestion": papers.SuggestionForm("高都镇", "", "", "", "", "").paper(),
        "feedback": papers.FeedbackForm("高都镇", about, ()).paper(),
        "assignment": papers.AssignmentLetter(unit, about, (), None).paper(),
        "refusal": papers.RefusalApplication(unit, "", about, None, "", None).paper(),
        "extension": papers.ExtensionApplication(unit, "", about, None, None, "", None).paper(),
        "opinion": papers.CoHandlerOpinion(unit, "", about, "", None).paper(),
        "reply": papers.ReplyLetter(unit, about, "", None).paper(),
        "consultation": papers.ConsultationRecord(about, "", "", None).paper(),
        "on_the_spot": papers.OnTheSpotReply(about, "", "", "", None, "").paper(),
        "receipt": papers.CommitmentReceipt(about, "", ()).paper(),
        "minutes": papers.AssignmentMinutes("主席团会议纪要", "", DAY, "", "", ()).paper(),
        "report": papers.YearlyReport("", "", (), None).paper(),
        "figures": papers.FiguresSheet("", "", (), "", None).paper(),
    }
