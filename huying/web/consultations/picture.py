"""The groups as a picture: a disc for each, placed as they lie apart, a dot for a person but nobody's own dot."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT, EDGE = 640, 400, 16
# All discs together cover about a third of the sheet, so that they can be moved apart.
COVERED = 0.32
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
# More dots than this nobody counts; one dot then stands for several people, which the page says.
MOST_DOTS = 400
GAP = 10
ROUNDS = 200


@dataclass
class Disc:
    """A group: its number, where it lies, how large it is, its dots. Whole units of the picture."""

    number: int
    size: int
    x: float
    y: float
    radius: float
    dots: list[tuple[int, int]]


def people_a_dot(groups: list[dict[str, Any]]) -> int:
    """For how many people one dot stands."""
    return max(1, math.ceil(sum(group["size"] for group in groups) / MOST_DOTS))


def discs(groups: list[dict[str, Any]]) -> list[Disc]:
    """The discs of the groups (size, centre): areas by size, places by centre, none over another.

    The dots fill a disc evenly and lie at nobody's place on the plane: who knows one person's answers
    finds no dot.
    """
    total = sum(group["size"] for group in groups)
    unit = COVERED * WIDTH * HEIGHT / math.pi / total if total else 0.0
    made = [
        Disc(number, group["size"], 0, 0, math.sqrt(unit * group["size"]), [])
        for number, group in enumerate(groups, start=1)
    ]
    for axis, length in (("x", WIDTH), ("y", HEIGHT)):
        places = [group["centre"][axis == "y"] for group in groups]
        for disc, share in zip(made, _spread(places), strict=True):
            setattr(disc, axis, length * (0.2 + 0.6 * share))
    _part(made)
    each = people_a_dot(groups)
    for disc in made:
        disc.dots = _dots(disc, math.ceil(disc.size / each))
    return made


def _spread(places: list[float]) -> list[float]:
    low, high = min(places, default=0.0), max(places, default=0.0)
    return [(place - low) / (high - low) if high > low else 0.5 for place in places]


def _part(made: list[Disc]) -> None:
    """Push discs that overlap away from each other, and all of them back onto the sheet."""
    for _round in range(ROUNDS):
        for at, one in enumerate(made):
            for other in made[at + 1 :]:
                dx, dy = other.x - one.x, other.y - one.y
                apart = math.hypot(dx, dy) or 1.0
                lacking = one.radius + other.radius + GAP - apart
                if lacking > 0:
                    ux, uy = (dx / apart, dy / apart) if dx or dy else (1.0, 0.0)
                    one.x, one.y = one.x - ux * lacking / 2, one.y - uy * lacking / 2
                    other.x, other.y = other.x + ux * lacking / 2, other.y + uy * lacking / 2
        for one in made:
            reach = one.radius + EDGE
            one.x = min(max(one.x, reach), WIDTH - reach)
            one.y = min(max(one.y, reach), HEIGHT - reach)


def _dots(disc: Disc, number: int) -> list[tuple[int, int]]:
    """Seeds of a sunflower: evenly over the disc, leaving its middle to the label."""
    dots = []
    for seed in range(number):
        away = disc.radius * (0.42 + 0.53 * math.sqrt((seed + 0.5) / number))
        turn = seed * GOLDEN_ANGLE
        dots.append((round(disc.x + away * math.cos(turn)), round(disc.y + away * math.sin(turn))))
    return dots
