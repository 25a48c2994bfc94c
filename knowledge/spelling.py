"""What somebody may have meant who typed with the wrong layout, or one letter wrong. Pure functions."""

from __future__ import annotations

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_RUSSIAN = str.maketrans(_LATIN + _LATIN.upper() + '{}:"<>~', _RUSSIAN + _RUSSIAN.upper() + "ХЪЖЭБЮЁ")
_TO_LATIN = str.maketrans(_RUSSIAN + _RUSSIAN.upper(), _LATIN + _LATIN.upper())

SHORTEST = 4  # letters; shorter words have too many neighbours
LONGEST = 40


def other_layout(text: str) -> str:
    """`ghbdtn` -> `привет`, `цшаш` -> `wifi`: the same keys under the other layout."""
    is_russian = any("а" <= letter <= "я" or letter == "ё" for letter in text.lower())
    return text.translate(_TO_LATIN if is_russian else _TO_RUSSIAN)


def shorter(word: str) -> list[str]:
    """The word, and everything that is left of it when one letter is taken out."""
    return sorted({word, *(word[:i] + word[i + 1 :] for i in range(len(word)))})


def is_one_slip(typed: str, meant: str) -> bool:
    """Whether one letter is missing, too many, another one, or swapped with its neighbour."""
    if typed == meant or abs(len(typed) - len(meant)) > 1:
        return False
    start = next((i for i, pair in enumerate(zip(typed, meant, strict=False)) if pair[0] != pair[1]), None)
    if start is None:
        return True  # one of them goes on for a letter
    rest, right = typed[start:], meant[start:]
    is_swapped = rest[:2] == right[1::-1] and len(right) > 1 and rest[2:] == right[2:]
    return is_swapped or rest[1:] == right[1:] or rest[1:] == right or rest == right[1:]
