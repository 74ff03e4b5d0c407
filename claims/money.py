"""Money: integer fen in, text out, and the two roundings that the law's sums need.

No float and no Decimal; a sum is an `int` of fen (1 yuan = 100 fen) whose name ends in `_fen`.
大写 follows 《支付结算办法》附一《正确填写票据和结算凭证的基本规定》.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from claims.digits import whole_number
from claims.errors import BadInput

FEN_PER_YUAN = 100
CAPITALS_LIMIT_YUAN = 10**16  # 玖仟玖佰玖拾玖万亿 is the last group of four that has a name here

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，￥", "0123456789.,¥")
_YUAN_DIGITS_MAX = 16  # in fen, what a column of the database holds
_YUAN = re.compile(r"¥?(?P<yuan>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<fen>\d{1,2}))?元?", re.ASCII)


def grouped(fen: int) -> str:
    """`fen` as yuan with two decimals and no sign of currency: 3797500 -> "37,975.00"."""
    yuan_part, fen_part = divmod(abs(fen), FEN_PER_YUAN)
    return f"{'-' if fen < 0 else ''}{yuan_part:,}.{fen_part:02d}"


def yuan(fen: int) -> str:
    """`fen` as a person reads it: 3797500 -> "¥37,975.00", -1 -> "-¥0.01"."""
    return f"{'-' if fen < 0 else ''}¥{grouped(abs(fen))}"


def parse_yuan(text: str) -> int:
    """The fen of a sum written in yuan: "37,975.00", "¥37,975", "37975.5元" and full-width digits.

    Raises BadInput for anything else: a sign, a third decimal, a wrong comma, an exponent.
    """
    match = _YUAN.fullmatch(text.strip().translate(_FULL_WIDTH))
    whole = whole_number(match["yuan"].replace(",", ""), _YUAN_DIGITS_MAX) if match else None
    if match is None or whole is None:
        raise BadInput("yuan_unreadable", text=text)
    decimals = (match["fen"] or "").ljust(2, "0")
    return whole * FEN_PER_YUAN + int(decimals)


def half_up(numerator: int, denominator: int) -> int:
    """`numerator / denominator` to the nearest whole, a half away from zero (四舍五入). `denominator` is positive."""
    if denominator <= 0:
        raise BadInput("denominator_not_positive", denominator=denominator)
    rounded = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -rounded if numerator < 0 else rounded


def share(total_fen: int, weights: Sequence[int]) -> list[int]:
    """`total_fen` cut in proportion to `weights`; the parts add up to it exactly.

    The fen left over go one each to the largest remainders, ties in the order given.
    Raises BadInput for a negative total or weight, and when no weight is positive.
    """
    whole = sum(weights)
    if total_fen < 0 or whole <= 0 or min(weights) < 0:
        raise BadInput("cannot_share", total_fen=total_fen, weights=list(weights))
    parts = [total_fen * weight // whole for weight in weights]
    remainders = [total_fen * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: (-remainders[place], place))
    for place in by_remainder[: total_fen - sum(parts)]:
        parts[place] += 1
    return parts


def capitals(fen: int) -> str:
    """`fen` in 大写: 47340000 -> "肆拾柒万叁仟肆佰元整", 10700053 -> "壹拾万柒仟元零伍角叁分", 0 -> "零元整".

    A sum that ends at 元 carries 整; after 角 the guide leaves it open and none is written, after 分 there is none.
    A zero of the 角 place before 分 is written, and so is one of the 元 place before 角, which the guide leaves open.
    Raises BadInput for a negative sum and from one 亿亿 (10^16) yuan on.
    """
    whole_yuan, small_fen = divmod(fen, FEN_PER_YUAN)
    if fen < 0 or whole_yuan >= CAPITALS_LIMIT_YUAN:
        raise BadInput("no_capitals", amount=yuan(fen))
    if small_fen == 0:
        return (_whole(whole_yuan) or "零") + "元整"
    jiao, rest_fen = divmod(small_fen, 10)
    zero = "零" if whole_yuan and (jiao == 0 or whole_yuan % 10 == 0) else ""
    small = (f"{_DIGITS[jiao]}角" if jiao else "") + (f"{_DIGITS[rest_fen]}分" if rest_fen else "")
    return (f"{_whole(whole_yuan)}元" if whole_yuan else "") + zero + small


def _whole(number: int) -> str:
    """A whole number below 10^16 in 大写 without its unit; "" for 0."""
    for size, name in ((10**8, "亿"), (10**4, "万")):
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if 0 < low < size // 10 else ""
            return _whole(high) + name + gap + _whole(low)
    return _up_to_thousands(number)


def _up_to_thousands(number: int) -> str:
    """A number below 10,000 in 大写, one 零 for each run of zeros inside it; "" for 0."""
    text = ""
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += _DIGITS[digit] + _PLACES[place]
        elif text and number % 10**place and not text.endswith("零"):
            text += "零"
    return text
