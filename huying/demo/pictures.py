"""Drawn stand-ins for photos of before and after, marked as drawings."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw

SKY = {"before": (168, 160, 150), "after": (170, 205, 222)}
GROUND = {"before": (124, 104, 84), "after": (140, 148, 120)}


def draw(when: str, rng: random.Random) -> io.BytesIO:
    """A small landscape: hills, a road, broken before and whole after. Returns a JPEG."""
    image = Image.new("RGB", (960, 640), SKY[when])
    pen = ImageDraw.Draw(image)
    for layer in range(3):
        base = 260 + layer * 40
        tone = tuple(int(c * (0.95 - layer * 0.1)) for c in GROUND[when])
        top = [(x, base + rng.randint(-40, 20)) for x in range(0, 1081, 120)]
        pen.polygon([(0, 640), *top, (960, 640)], fill=tone)
    pen.polygon([(380, 640), (460, 330), (500, 330), (660, 640)], fill=(92, 92, 96))
    if when == "before":
        for _each in range(14):
            x, y = rng.randint(430, 590), rng.randint(380, 620)
            pen.ellipse((x, y, x + rng.randint(15, 60), y + rng.randint(6, 18)), fill=(60, 54, 48))
    else:
        for y in range(350, 640, 44):
            width = (y - 300) // 40
            pen.rectangle(
                (480 + (y - 330) // 8, y, 484 + (y - 330) // 8 + width, y + 22), fill="white"
            )
    for _each in range(5):
        x = rng.choice([rng.randint(30, 330), rng.randint(690, 900)])
        y = rng.randint(330, 420)
        pen.rectangle((x, y, x + 70, y + 50), fill=(198, 178, 150))
        pen.polygon([(x - 8, y), (x + 35, y - 32), (x + 78, y)], fill=(150, 82, 62))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    out.seek(0)
    return out
