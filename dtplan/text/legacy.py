"""Vietnamese text in an encoding from before Unicode, or broken on its way to another."""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

# TCVN3 gives each letter one character of Latin-1.
_TCVN3: Final = str.maketrans(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵăâđêôơư",
)
# VNI writes the mark as a letter of its own after the vowel, and a few letters as one character.
_VNI: Final = str.maketrans(
    {
        **dict(zip("øùûõï", ("\u0300", "\u0301", "\u0309", "\u0303", "\u0323"), strict=True)),
        **dict(
            zip(
                "âàáåãä",
                ("\u0302", *(f"\u0302{tone}" for tone in "\u0300\u0301\u0309\u0303\u0323")),
                strict=True,
            )
        ),
        **dict(
            zip(
                "êèéúüë",
                ("\u0306", *(f"\u0306{tone}" for tone in "\u0300\u0301\u0309\u0303\u0323")),
                strict=True,
            )
        ),
        **dict(zip("ôöñæóòî", "ơưđỉĩịỵ", strict=True)),
    }
)
# What Vietnamese in Unicode never holds, so that a word with it is a sign of the encoding.
_TCVN3_SIGN = re.compile("[¡-©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇËÎÏÑÖ×ØÜÞßäåæçëîïñö÷øûüþ]|[a-z][ÈÉÊÌÐÒÓÔÕÝ]")
_VNI_SIGN = re.compile("[øûïåäöüëñæî]")
_BROKEN_UTF8 = re.compile(
    "(?:á[º»]|[ÃÄÆ])[€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¡-¿]"  # bytes 80 to BF as windows-1252 shows them
)
_VIETNAMESE = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
_WORD = re.compile(r"[^\s!-@\[-`{-~]{2,}")
_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
_NO_TONES: Final = str.maketrans("", "", _TONES)
_SYLLABLE = re.compile(
    "(?:ngh?|nh|ch|gh?|gi|kh|ph|th|tr|qu|[bcdđhklmnprstvx])?"
    "(?:a[\u0302\u0306]?|e\u0302?|i|o[\u0302\u031b]?|u\u031b?|y){1,3}(?:ch|nh|ng|[cmnpt])?\\Z"
)
_FEWEST_SIGNS: Final = 2
_LEAST_SHARE: Final = 0.8


def encoding_of(text: str) -> str:
    """The legacy encoding that a text looks like (tcvn3, vni, mojibake); "" for none of them.

    Text with a letter that only Unicode has is never taken for one.
    """
    if text.isascii() or _VIETNAMESE.search(text):
        return ""
    if len(_BROKEN_UTF8.findall(text)) >= _FEWEST_SIGNS:
        return "mojibake"
    if _is_vietnamese(text, _TCVN3_SIGN, lambda word: word.translate(_TCVN3).lower()):
        return "tcvn3"
    if _is_vietnamese(text.lower(), _VNI_SIGN, lambda word: word.translate(_VNI)):
        return "vni"
    return ""


def _is_vietnamese(text: str, sign: re.Pattern[str], decode: Callable[[str], str]) -> bool:
    """Whether the words with a sign of an encoding become Vietnamese syllables when decoded."""
    words = {word for word in _WORD.findall(text) if sign.search(word)}
    if len(words) < _FEWEST_SIGNS:
        return False
    return sum(_is_syllable(decode(word)) for word in words) >= _LEAST_SHARE * len(words)


def _is_syllable(word: str) -> bool:
    parts = unicodedata.normalize("NFD", word)
    plain = parts.translate(_NO_TONES)
    return len(parts) - len(plain) <= 1 and _SYLLABLE.match(plain) is not None
