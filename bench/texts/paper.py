"""Photos of pages: what share of the characters is read right.

    python -m bench.texts.paper

No page of anybody is used: ten short letters, written for this and set on a page as a phone would take it (paper that
is not white, a slant, a shadow, blur, noise, JPEG), printed and in a hand-like way (each character by itself turned,
moved, of another size). Right: the share of the characters left after the smallest number of changes, spaces and line
ends aside.
"""

from __future__ import annotations

import io
import random
import time
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from bench.texts import Row
from huying.analysis.paper_reading import available, read
from huying.papers.fonts import folders

LETTERS = (
    "镇人大主席团：我是北坡组的，门前的水渠去年冬天塌了二十多米，浇地的水全流到路上结了冰，老人出门摔了两回，请派人来看看。",
    "反映一件事：村口通往中学的那段路没有路灯，孩子下晚自习回家看不见，已经有两个骑车的掉进沟里，希望在开学前装上。",
    "今年的玉米补贴我家三口人只发了两口人的，到村里问了四次都说在核对，请给个明白话，到底哪天能补发，差的是三百六十元。",
    "我们这栋楼的暖气从十一月十五日到现在一直不热，量过三次，最高只有十四度，交了两千一百元的费，问物业，物业说归热力公司管。",
    "垃圾池半个月没有人清运，苍蝇多得不敢开窗，旁边就是幼儿园。请安排车每周清两次，也请在池子上加个盖。",
    "建议把集市从国道边搬到旧粮站的空院里，每逢三、八日堵车一上午，救护车过不去，这样下去早晚要出事。",
    "自来水每天只来早上六点到八点两个小时，而且是黄的，沉淀以后碗底一层泥，全村一百七十户都这样，请检测水质。",
    "河滩里有人夜里倒建筑渣土，车没有牌照，从后半夜一点倒到四点，机器声吵得睡不着，汛期来了会堵住桥洞。",
    "感谢卫生室的医生，下着大雪还上门给我老伴换药，一分钱没有多收，请替我们当面说一声谢谢。",
    "合作社的烘干机坏了一个月没修，收下的谷子在院里发了霉，损失一千多斤，问谁谁都说不归他管，请问找谁？",
)
SIZE, WIDTH, MARGIN, LEADING = 40, 1240, 110, 70
# Imitated Song for print; Kai, which follows the brush, for the hand.
PRINTED, WRITTEN = "FandolSong-Regular.otf", "FandolKai-Regular.otf"


def measure() -> list[Row]:
    """Printed pages clean and as a phone takes them, and hand-like ones."""
    if not available():
        return [Row("paper", "no reader is installed (requirements-more)", "–")]
    return [
        _row("printed, clean", hand=False, rough=0.0),
        _row("printed, slanted, shadowed, blurred, JPEG", hand=False, rough=1.0),
        _row("hand-like, slanted, shadowed, blurred, JPEG", hand=True, rough=1.0),
    ]


def _row(what: str, *, hand: bool, rough: float) -> Row:
    wrong = total = 0
    start = time.perf_counter()
    for number, letter in enumerate(LETTERS):
        said = read(page(letter, seed=number, hand=hand, rough=rough)).text
        total += len(letter)
        wrong += min(changes(_bare(said), letter), len(letter))
    each = (time.perf_counter() - start) / len(LETTERS)
    return Row("paper", f"{what}: characters right", f"{1 - wrong / total:.1%}",
               note=f"{total} characters on {len(LETTERS)} pages, {each:.1f} s a page with the start of its process")  # fmt: skip


def page(letter: str, *, seed: int, hand: bool, rough: float) -> bytes:
    """A JPEG of `letter` on a sheet. hand: each character by itself; rough: 0 clean, 1 as a phone takes it."""
    rng = random.Random(seed)
    in_line = (WIDTH - 2 * MARGIN) // SIZE
    lines = [letter[at : at + in_line] for at in range(0, len(letter), in_line)]
    sheet = Image.new("RGB", (WIDTH, 2 * MARGIN + LEADING * len(lines)), (236, 231, 219))
    font = ImageFont.truetype(_font(WRITTEN if hand else PRINTED), SIZE)
    for row, line in enumerate(lines):
        for column, char in enumerate(line):
            at = (MARGIN + column * SIZE, MARGIN + row * LEADING)
            _write(sheet, char, at, font, rng if hand else None)
    if rough:
        sheet = _photographed(sheet, rng, rough)
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=int(92 - 32 * rough))
    return out.getvalue()


def _write(
    sheet: Image.Image, char: str, at: tuple[int, int], font: ImageFont.FreeTypeFont,
    rng: random.Random | None,
) -> None:  # fmt: skip
    if rng is None:
        ImageDraw.Draw(sheet).text(at, char, font=font, fill=(35, 35, 48))
        return
    # A hand: no two characters stand alike, and the pen presses now more, now less.
    cell = Image.new("L", (2 * SIZE, 2 * SIZE))
    ImageDraw.Draw(cell).text((SIZE // 2, SIZE // 2), char, font=font, fill=rng.randint(170, 255))
    cell = cell.rotate(rng.uniform(-9, 9), Image.Resampling.BICUBIC)
    scale = rng.uniform(0.85, 1.15)
    shear = rng.uniform(-0.18, 0.18)
    cell = cell.transform(
        cell.size, Image.Transform.AFFINE,
        (1 / scale, shear, -shear * SIZE, rng.uniform(-0.08, 0.08), 1 / scale, 0),
        Image.Resampling.BICUBIC,
    )  # fmt: skip
    place = (at[0] - SIZE // 2 + rng.randint(-3, 3), at[1] - SIZE // 2 + rng.randint(-5, 5))
    sheet.paste((30, 38, 90), place, cell)


def _photographed(sheet: Image.Image, rng: random.Random, rough: float) -> Image.Image:
    turned = sheet.rotate(
        rng.uniform(-4, 4) * rough, Image.Resampling.BICUBIC, expand=True, fillcolor=(120, 112, 100)
    )
    shade = Image.linear_gradient("L").rotate(90 * rng.randint(0, 3)).resize(turned.size)
    dark = Image.eval(turned, lambda value: int(value * 0.55))
    shaded = Image.composite(turned, dark, shade)
    noise = Image.effect_noise(shaded.size, 26 * rough).convert("RGB")
    blurred = Image.blend(shaded, noise, 0.12 * rough)
    return blurred.filter(ImageFilter.GaussianBlur(1.1 * rough))


def changes(one: str, other: str) -> int:
    """The smallest number of characters put in, taken out or exchanged."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def _bare(text: str) -> str:
    """Without spaces and line ends; half and full width are one."""
    same = str.maketrans(",:;?!()", "，：；？！（）")
    return "".join(text.split()).translate(same)


def _font(name: str) -> str:
    """Where a font lies; without it any that is there."""
    files = sorted(file for folder in folders() for file in Path(folder).glob("*.[ot]tf"))
    return str(next((file for file in files if file.name == name), files[0]))


def main(rows: Sequence[Row]) -> None:
    from bench.texts.printing import show

    show("paper", rows)


if __name__ == "__main__":
    main(measure())
