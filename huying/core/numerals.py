"""Numbers as they are written in the names of terms and sessions: 第十八届, 第三次."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """`number` in Chinese, 0 to 99. Raises ValueError beyond."""
    if not 0 <= number <= 99:
        raise ValueError(f"{number} is not written here")
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return f"{_DIGITS[tens] if tens > 1 else ''}十{_DIGITS[ones] if ones else ''}"


def number_of(text: str) -> int:
    """The number that `text` writes, 0 to 99 in Chinese, or in digits. Raises ValueError for anything else."""
    if text.isdecimal():
        return int(text)
    for number in range(100):
        if chinese(number) == text:
            return number
    raise ValueError(f"{text!r} is no number from 0 to 99")
