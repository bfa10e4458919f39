"""Personal names in Chinese text, found by the words around them. Suggests; a person decides."""

# ruff: noqa: E501 (lists of words; a Chinese character counts as two columns)

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

# The surnames of about 97 % of people, with those of southeast Shanxi.
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余"
    "潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟"
    "卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜"
    "吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇"
    "敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺"
    "闫肖付酒司卫尚"
)
_COMPOUND = "欧阳|上官|司马|诸葛|东方|皇甫|令狐|尉迟|夏侯|慕容|司徒|端木|申屠|公孙"
# Surnames that are everyday words too: alone before a title they count only after a pause.
_WEAK = frozenset(
    "高于任方石金白江龙万常文安时向路成关项查单包司解强华车房边古全简盖党来连商计花都原官应台明保和位沿宗"
    "木童谈温冷宫阳游乐银扬沙封井木水管左田林叶易"
)
# Characters that do not stand in given names: the words that follow a name, or other nouns.
_NOT_GIVEN = (
    "的了是在有和与说被把给对从到向这那您你我他她们就也都还没不很吗呢吧啊家等及或因为于住户村镇县市区乡街路"
    "楼号室组队厂店门口里上下前后内外电话手机先某个只位名两几多少做干去来找打问让叫请应该能会可要想"
    "，。、；：！？,.;:!?（）()“”"
)
_GIVEN = f"[^\\W\\d_a-zA-Z{_NOT_GIVEN}]"
_AFTER_NAME = (
    r"(?=$|[\s\d，。、；：！？,.;:!?（）()“”\"'【】\[\]《》/]|的|家|说|在|于|因|住|是|把|和|与|及|等|被|给|来|去|向|对|从|到|"
    r"也|都|就|有|没|这|那|户|她|他|电话|手机|先生|女士|老师|师傅|同志|反映|投诉|今年|身份证|两|一|私自|占|多次|不|将|男|女|患|"
    r"强|侵|乱|贪|违|建|长期|书记|主任|"
    r"院|门)"
)
_PAUSE_OR_FAMILY = r"家|兄弟|夫妻|两口|[、，。；！,;!]|和|与|$|\s"
_TITLES = (
    "先生|女士|小姐|师傅|老师|医生|大夫|护士|大爷|大娘|大妈|大叔|大婶|大姐|大哥|阿姨|奶奶|爷爷|老汉|老人|老太|婶|嫂|"
    "老板|支书|书记|主任|村长|会计|队长|经理|科长|镇长|所长|校长|院长|站长|组长|局长|主席|代表|同志|警官|教练|司机|某"
)
# Not "王|书记", and of "王五三户" only 王五.
_FIRST = f"(?!{_TITLES}){_GIVEN}"
_NAME = f"(?:{_COMPOUND}|[{_SURNAMES}]){_FIRST}(?:(?![一二三四五六七八九十两][户家人个]){_FIRST})?"
# Characters that given names are mostly made of: after a lead-in they need no pause behind them.
_LIKELY = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛超霞刚平桂红华明玉兰建国海梅志春凤文云荣爱花德永金福贵生成林龙忠义祥顺发财"
    "喜庆安有才根栓拴柱保锁满仓虎山树森彬斌鹏飞宇航浩然子轩欣怡佳宁雨晨思琪梦婷雪莉倩洁慧芬香莲珍美琴翠萍燕玲颖琳"
    "雅波俊峰亮辉东升晓小二三毛振学晋会昌兴旺旭阳光辰瑞琦璐瑶蕊诗涵萱豪帅康健胜利民卫武威毅恒达远新宝来全仁礼智信"
    "孝和良善元开启天佑邦正清源泽江河石培令存枝枕巧改变银铁铜锋钢连双贤淑青松柏竹翔凯博睿嘉雯悦彤妍桃杏菊莹晶鑫"
    "焕跃进长怀守宽厚廷绪承继先茂盛丰凌霄梁栋乾坤"
)
_LIKELY_FIRST = f"(?!{_TITLES})[{_LIKELY}]"
_STRONG_LEADS = (
    "我叫|名叫|名字叫|名字是|姓名|联系人|投诉人|反映人|举报人|申请人|报修人|当事人|户主|户主是|户主叫|叫做|法人代表|收款人|署名|户名|签名|签字|大名|小名|监护人|受害人|写成了|写成|报案人|经手人|证明人|"
    "房东叫|老板叫|孩子叫|儿子叫|女儿叫|女婿叫|丈夫叫|老公叫|妻子叫|父亲叫|母亲叫|爷爷叫|奶奶叫|邻居叫|有个叫|一个叫|村民叫|医生叫|司机叫"
)
_WEAK_LEADS = (
    "我是|本人|村民|居民|群众|业主|住户|农户|贫困户|低保户|五保户|邻居|隔壁|房东|老板|负责人|承包人|包工头|厂长|组长|队长|支书|"
    "书记|主任|村长|会计|司机|医生|老师|校长|学生|党员|退伍军人|残疾人|丈夫|妻子|老公|老婆|媳妇|儿子|女儿|孩子|父亲|母亲|爸爸|"
    "妈妈|我爸|我妈|爷爷|奶奶|孙子|孙女|公公|婆婆|老伴|哥哥|弟弟|姐姐|妹妹|女婿|儿媳|亲戚|找到|找|联系|经办人|老人|院邻|叫|"
    "表哥|表弟|表姐|表妹|堂哥|堂弟|叔叔|舅舅|姑姑|伯伯|人大代表|代表|举报|投诉|承包人|支部书记|保洁员|护林员|网格员|村医|护士|"
    "监护人|实际是|由|给"
)
_GAP = r"[:： ]{0,2}"

_AFTER_STRONG = re.compile(f"(?:{_STRONG_LEADS})(?:是|为|叫)?{_GAP}(?P<name>{_NAME})")
_AFTER_STRONG_SURE = re.compile(_AFTER_STRONG.pattern + _AFTER_NAME)
_AFTER_STRONG_SHORT = re.compile(
    f"(?:{_STRONG_LEADS})(?:是|为|叫)?{_GAP}(?P<name>[{_SURNAMES}]{_FIRST}){_AFTER_NAME}"
)
_AFTER_WEAK = re.compile(f"(?:{_WEAK_LEADS}){_GAP}(?P<name>{_NAME}){_AFTER_NAME}")
_AFTER_WEAK_SHORT = re.compile(
    f"(?:{_WEAK_LEADS}){_GAP}(?P<name>[{_SURNAMES}]{_FIRST}){_AFTER_NAME}"
)
_LIKELY_NAME = f"(?:{_COMPOUND}|[{_SURNAMES}]){_LIKELY_FIRST}(?:(?![一二三四五六七八九十两][户家人个]){_LIKELY_FIRST})?"
_AFTER_LEAD = re.compile(f"(?:{_STRONG_LEADS}|{_WEAK_LEADS}){_GAP}(?P<name>{_LIKELY_NAME})")
_START = r"(?:(?<=^)|(?<=[\s，。、；：！？,.;:!?（）()“”的和与向找给被让跟问是]))"
_BEFORE_TITLE = re.compile(f"{_START}(?P<name>{_NAME})(?=(?:{_TITLES}))")
_FAMILY_OF = re.compile(
    f"(?:{_START}|(?<=的)|(?<=里))(?P<name>[{_SURNAMES}]{_LIKELY_FIRST}{{2}})(?={_PAUSE_OR_FAMILY})"
)
# By shape alone: a surname and two characters that given names are made of. Surnames that are everyday words count
# only after a pause, and one character behind the surname only before what follows names.
_WEAK_SURNAMES = "".join(sorted(_WEAK | set("都路司时车段费谷米龙章周黄康")))
_WORDS = "小学|学生|开发|发生|改善|安全|国有|文明|卫生|进来|福利|发财|健康|阳光|生存|森林|莲花|改建|新建|变成|学校|安康|保安|全国|国家|发展|先生|开启|青山"
_NO_PERSON = (
    "(?![一-龥]?(?:路|街|村|镇|县|市|区|庄|小区|超市|公司|厂|矿|桥|河|山|苑|园|大厦|学校|医院))"
)
_SHAPE = re.compile(
    f"(?:{_START}|(?![{_WEAK_SURNAMES}]))(?P<name>(?:{_COMPOUND}|[{_SURNAMES}])(?!{_WORDS}){_LIKELY_FIRST}{{2}}){_NO_PERSON}"
)
_SHAPE_SHORT = re.compile(
    f"{_START}(?P<name>(?![{_WEAK_SURNAMES}])[{_SURNAMES}]{_LIKELY_FIRST})"
    f"(?=$|[，。、；：！？,.;:!?]|家的|家门|没|说|叫|的(?:电话|手机|身份证|微信|车|地|房)|当|和[{_SURNAMES}])"
)
_SURNAME_TITLE = re.compile(f"(?P<name>{_COMPOUND}|[{_SURNAMES}])(?=(?:{_TITLES}))")
_AT_START = re.compile(_START)
_SOMEBODY = re.compile(f"(?P<name>(?:{_COMPOUND}|[{_SURNAMES}])(?:某某|某[甲乙丙丁]?|某{_GIVEN}))")
_OLD_OR_YOUNG = re.compile(
    f"[老小](?P<name>[{_SURNAMES}])(?=家|头|的|说|他|她|两口|媳妇|[，。、；！？,\\s]|$)"
)
_CALLED = re.compile(f"姓(?P<name>[{_SURNAMES}])(?=的|，|,|。|$)")
_IN_BRACKETS = re.compile(f"[（(](?P<name>{_NAME})[)）]")
_SIGNATURE = re.compile(
    f"(?:^|[\\n。！，,])\\s*(?P<name>{_NAME})\\s*(?:敬上|\\d{{11}}|1\\d{{2}}[ -]\\d{{4}})"
)
_LIST_GOES_ON = re.compile(f"[、和与及](?P<name>{_NAME}){_AFTER_NAME}")
_LIST_GOES_ON_SHORT = re.compile(f"[、和与及](?P<name>[{_SURNAMES}]{_FIRST}){_AFTER_NAME}")
_LIST_LIKELY = re.compile(f"[、和与及](?P<name>{_LIKELY_NAME})")
# Words that begin like a name.
_NO_NAMES = re.compile(
    "高都|高速|高压|高铁|高温|高中|高龄|安全|安装|公路|水管|管道|管理|路灯|路面|石头|方便|方案|时间|时候|常年|常常|"
    "成立|成都|解决|包括|包工|车辆|车位|花园|应该|官方|明年|明天|明确|原来|原因|保证|保险|和谐|向阳|任何|任务|关于|"
    "关心|关门|原支|原村|原主|原书|现任|项目|单位|单元|房屋|房子|房东|边上|古树|全村|全部|全家|简单|来回|连续|连接|商店|商户|商贩|计划|江苏|"
    "金额|白天|白色|马路|马上|牛羊|牛粪|黄色|黄土|黄河|温度|冷库|秦庄|宋庄|李庄|周边|周围|周末|周一|周二|周三|周四|周五|"
    "周六|周日|余款|许多|许可|严重|严格|宁愿|曾经|易燃|车间|田地|田间|林地|文化|文件|龙头|万元|万一|路口|路边|"
    "党员|党支|党委|施工|施肥|毛病|毛驴|游客|阳光|阳台|平时|司机|盖房|盖章|盖楼|查询|查处|查看|强制|强烈|强行|"
    "华北|左右|左边|池塘|井盖|井水|冀|晋城|晋煤|晋A|洪水|项|沙子|沙石|沙土|童年|谷子|苗木|苗圃|景区|辛苦|"
    "费用|费力|封路|封闭|银行|燕子|台阶|台账|计生|应急|桂花|雷雨|雷电|陈旧|陈年|乐意|凌晨|季节|季度|申请|申报|"
    "焦炭|焦化|柴火|柴油|柏油|木头|木材|米面|梅雨|康复|康养|江河|夏天|夏季|汤|谈话|伏天|钟头|段时间|段路|程度|程序|"
    "毕业|毕竟|纪委|纪律|顾客|项|史上|齐全|齐心|章程|范围|戴|温馨|武装|傅|牟|牟利|尤其|莫名|项|甘|路由|路段|关系|关闭"
)


def find_names(text: str, officials: Iterable[str] = ()) -> list[tuple[int, int, str]]:
    """(start, end, replacement) of every likely name but those of `officials`, in order.

    Titles stay: of "李主任" only 李 is named. A full name found once is found wherever it stands.
    """
    known = frozenset(officials)
    found: dict[tuple[int, int], str] = {}
    for start, end in _full_names(text):
        name = text[start:end]
        if name in known or _NO_NAMES.match(name):
            continue
        for again in re.finditer(re.escape(name), text):
            found[again.span()] = "某某"
    for start, end in _surnames_only(text):
        if not any(text.startswith(name, start) for name in known):
            found.setdefault((start, end), "某")
    return _apart(found)


def _full_names(text: str) -> Iterator[tuple[int, int]]:
    patterns = (
        (_AFTER_STRONG_SURE, _AFTER_STRONG_SHORT, _AFTER_STRONG),
        (_AFTER_WEAK, _AFTER_WEAK_SHORT, _AFTER_LEAD),
        (_BEFORE_TITLE, _FAMILY_OF),
        (_IN_BRACKETS,),
        (_SIGNATURE,),
        (_SOMEBODY,),
        (_SHAPE, _SHAPE_SHORT),
    )
    for group in patterns:
        for pattern in group:
            for match in pattern.finditer(text):
                yield match.span("name")
                yield from _list_after(text, match.end("name"))


def _list_after(text: str, at: int) -> Iterator[tuple[int, int]]:
    while (
        match := _LIST_GOES_ON.match(text, at)
        or _LIST_GOES_ON_SHORT.match(text, at)
        or _LIST_LIKELY.match(text, at)
    ):
        yield match.span("name")
        at = match.end("name")


def _surnames_only(text: str) -> Iterator[tuple[int, int]]:
    for match in _SURNAME_TITLE.finditer(text):
        if match["name"] not in _WEAK or _AT_START.match(text, match.start()):
            yield match.span("name")
    for pattern in (_OLD_OR_YOUNG, _CALLED):
        for match in pattern.finditer(text):
            if match["name"] not in _WEAK or pattern is _CALLED:
                yield match.span("name")


def _apart(found: dict[tuple[int, int], str]) -> list[tuple[int, int, str]]:
    """Of overlapping finds the longer one."""
    kept: list[tuple[int, int, str]] = []
    for (start, end), text in sorted(
        found.items(), key=lambda one: (one[0][0] - one[0][1], one[0])
    ):
        if all(end <= other[0] or start >= other[1] for other in kept):
            kept.append((start, end, text))
    return sorted(kept)
