"""A photo of a written or printed page → its text, on this machine, without the network.

The reading is done by RapidOCR (an optional part: `available`) in a process of its own that ends with the page: it
takes half a gigabyte while it reads, which a web server should not keep. What was read is a proposal; the picture stays.
"""

from __future__ import annotations

import fcntl
import importlib.util
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

# A page of A4 at 200 dots an inch; more pixels take longer and read no better.
LONGEST_SIDE = 2400
# Below this the reader says itself that it guesses: the line is kept and marked.
SURE = 0.8
# A line that reaches this far towards the right edge of the text goes on in the next one.
FULL = 0.9
WORK = [sys.executable, "-m", "huying.analysis.paper_reading"]


class UnreadableError(Exception):
    """The page could not be read: no picture, no reader, or no time."""


class BusyError(UnreadableError):
    """Another page is being read on this machine."""


@dataclass(frozen=True)
class Line:
    """A line as it stands on the page. sure: 0 to 1; left, right, top, bottom: pixels of the picture as it was read."""

    text: str
    sure: float
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Page:
    """What stands on a page, from top to bottom."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The lines as paragraphs: a line that fills the page goes on in the next one."""
        if not self.lines:
            return ""
        edge = max(line.right for line in self.lines)
        start = min(line.left for line in self.lines)
        out = [self.lines[0].text]
        for before, line in zip(self.lines, self.lines[1:], strict=False):
            height = line.bottom - line.top
            full = before.right - start >= FULL * (edge - start)
            indented = line.left - start > 1.2 * height
            same_row = line.top < (before.top + before.bottom) / 2
            gap = " " if same_row and not full else "" if full and not indented else "\n"
            out += [gap, line.text]
        return "".join(out)

    @property
    def doubtful(self) -> list[str]:
        """The lines of which the reader is not sure."""
        return [line.text for line in self.lines if line.sure < SURE]


def available() -> bool:
    """Whether the reader is installed."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


def read(picture: bytes, *, seconds: float = 60, lock: Path | None = None) -> Page:
    """What stands on the page, read in a process of its own. Raises UnreadableError.

    lock: a file that lets one page at a time be read on this machine. Whoever comes meanwhile gets BusyError:
    a web server that has them wait has nobody left to serve the others.
    """
    if not available():
        raise UnreadableError("no reader is installed")
    with _alone(lock):
        try:
            done = subprocess.run(  # noqa: S603  our own module, our own interpreter
                WORK, input=picture, capture_output=True, timeout=seconds, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise UnreadableError("the page took too long") from error
    if done.returncode:
        raise UnreadableError(done.stderr.decode("utf-8", "replace")[-300:])
    lines = json.loads(done.stdout.decode("utf-8").splitlines()[-1])
    return Page(tuple(Line(**line) for line in lines))


@contextmanager
def _alone(lock: Path | None) -> Iterator[None]:
    if lock is None:
        yield
        return
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError("another page is being read") from error
        yield


def _read_here(picture: bytes) -> Page:
    """`read` in this process: what the child does."""
    import numpy as np
    from PIL import Image, ImageOps
    from rapidocr import RapidOCR

    with Image.open(io.BytesIO(picture)) as opened:
        image = ImageOps.exif_transpose(opened).convert("RGB")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    engine = RapidOCR()
    best: list[Line] = []
    # As it came, then turned: a page photographed lying on its side has boxes that stand.
    for turn in (0, 90, 270):
        turned = image.rotate(turn, expand=True) if turn else image
        lines = _lines(engine(np.asarray(turned)[:, :, ::-1]))
        if _worth(lines) > _worth(best):
            best = lines
        if not best or not _standing(best):
            break
    return Page(tuple(_in_order(best)))


def _lines(found: Any) -> list[Line]:
    if found.boxes is None:
        return []
    return [
        Line(
            text, round(float(sure), 3), float(box[:, 0].min()), float(box[:, 1].min()),
            float(box[:, 0].max()), float(box[:, 1].max()),
        )
        for box, text, sure in zip(found.boxes, found.txts, found.scores, strict=True)
    ]  # fmt: skip


def _worth(lines: list[Line]) -> float:
    return sum(line.sure * len(line.text) for line in lines)


def _standing(lines: list[Line]) -> bool:
    """Whether most of the longer lines are higher than wide."""
    long = [line for line in lines if len(line.text) > 2]
    return sum(line.bottom - line.top > line.right - line.left for line in long) * 2 > len(long)


def _in_order(lines: list[Line]) -> list[Line]:
    """From top to bottom, those of one row from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: (one.top + one.bottom) / 2):
        middle = (line.top + line.bottom) / 2
        if rows and middle < rows[-1][0].bottom and middle < max(one.bottom for one in rows[-1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda one: one.left)]


if __name__ == "__main__":
    page = _read_here(sys.stdin.buffer.read())
    print(json.dumps([asdict(line) for line in page.lines], ensure_ascii=True))
