"""Numbers, codes and addresses that reach a natural person: phones, mail boxes, tax codes, accounts,
documents, plates.

Each pattern is bounded, so that a text is scanned in linear time.
"""

import re
import unicodedata
from collections.abc import Iterator

Span = tuple[str, int, int]

_DIGITS = re.compile(r"(?<![\w./-])(?:\+\d|\d)[\d ./–-]{6,20}\d(?![\w/])")
_MOBILE = re.compile(r"(?:(?:\+|00)39[ .]?)?3[2-9]\d(?:[ ./–-]{0,3}\d){6,7}")
_ABROAD = re.compile(r"(?:\+|00)39[ .]?0\d{1,3}(?:[ ./–-]{0,3}\d){5,8}")
_LAND = re.compile(
    r"0[1-9]\d{0,2}[ ./–-]{1,3}\d{2,4}(?:[ .–-]?\d{2,4}){1,3}|0[1-9]\d{0,2}[ ./–-]{1,3}\d{5,8}"
)
_NONE = re.compile(  # a day, hours, an act and its year, thousands
    r"\d{1,2}[./-]\d{1,2}[./-](?:\d\d|\d{4})(?:\D.*)?|\d{1,2}[.:]\d\d ?[–-].*"
    r"|.*[./-] ?(?:19|20)\d\d|\d{1,3}(?:\.\d{3})+"
)
_CODED = re.compile(
    r"(?:prot\w*|cig|cup|p\.? ?iva|partita iva|codice|cod|capitolo|cap|rep(?:ertorio)?|atto"
    r"|determina\w*|delibera\w*|€|euro|rg)\.?\s*(?:n\.?|nr\.?|numero|gen\.?)?\s*[:.]?\s*$",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"(?<!\w)(?:tel(?:efono)?|cell(?:ulare)?|fax|mobile|whatsapp|recapito)\b\.?\s*(?:n\.?|numero)?\s*[:.]?\s*$",
    re.IGNORECASE,
)
_N = "[0-9L-NP-V]"
_TAX = re.compile(
    rf"(?<![A-Za-z0-9])(?:[A-Z]{{3}}\s?[A-Z]{{3}}\s?{_N}{{2}}\s?[A-EHLMPRST]\s?{_N}{{2}}\s?[A-Z]\s?{_N}{{3}}\s?[A-Z]"
    rf"|(?i:[A-Z]{{6}}{_N}{{2}}[A-EHLMPRST]{_N}{{2}}[A-Z]{_N}{{3}}[A-Z]))(?![A-Za-z0-9])"
)
_ACCOUNT = re.compile(r"(?<![A-Za-z0-9])(?i:[A-Z]{2})\d\d(?= ?(?:\w{4} ?){2})")
_COUNTRIES = (  # and the length of their accounts
    "IT27 SM27 DE22 FR27 ES24 AT20 CH21 GB22 NL18 BE16 PT25 RO24 PL28 IE22 LU20 MT31 SI19 HR21 GR27 HU28 "
    "CZ24 BG22 AL28 MC27 VA22 LT20 LV21 EE20 SK24 FI18 SE24 DK18 NO15"
)
_LENGTHS = {one[:2]: int(one[2:]) for one in _COUNTRIES.split()}
_ITALIAN = re.compile(r"(?:IT|SM)\d\d[A-Z]\d{10}[0-9A-Z]{12}")
_CARD = re.compile(
    r"(?<!\d)(?<!\d[ .-])(?:[3-6]\d{3}(?:[ -]?\d{4}){3}|3[47]\d\d[ -]?\d{6}[ -]?\d{5})(?![ -]?\d)"
)
_PAPER = re.compile(
    r"(?:carta\s+d[’']?\s?identit[àa][’']?(?:\s+elettronica)?|(?<!\w)C\.?\s?I\.?(?:E\.?)?(?!\w)|passaporto|patente(?:\s+di\s+guida)?"
    r"|documento(?:\s+d[’']identità)?|permesso\s+di\s+soggiorno|tessera\s+sanitaria)\s*(?:n\.?[°º]?|nr\.?|num(?:ero|\.)?|:)?\s*[:.]?\s*"
    r"(?P<code>[A-Z]{1,2}\s?\d{5,8}\s?[A-Z]{0,2}|\d{7,20})(?!\w)",
    re.IGNORECASE,
)
_BARE_PAPER = re.compile(r"[A-Z](?<!\w[A-Z])[A-Z]\d{5}[A-Z]{2}(?!\w)")
_P = "[A-HJ-NPR-TV-Z]"
_PLATE = re.compile(
    rf"(?<!\w){_P}{{2}}\d{{3}}{_P}{{2}}(?!\w)|(?i:targ(?:a|at[oa])|veicolo|autovettura|furgone|auto)\s*:?\s*(?P<code>{_P}{{2}}\s?\d{{3}}\s?{_P}{{2}})(?!\w)"
)
_HOST = (
    r"(?P<host>[\w-]{1,63})(?P<rest>(?:(?:\.| (?:punto|dot) | ?[(\[](?:dot|punto)[)\]] ?)[\w-]{1,63}){1,6})"
)
_MAIL = re.compile(
    r"(?<![\w.+-])(?P<box>[\w.+-]{1,64})(?:@| ?[(\[{] ?(?:at|a|chiocciola) ?[)\]}] ?| chiocciola"
    rf" ){_HOST}",
    re.IGNORECASE,
)


def codes(text: str) -> Iterator[Span]:
    """Yield what in a text reaches a person by number: kind, start and end.

    >>> [kind for kind, _, _ in codes("347.123.4567, RSS MRA 80A01 H501U, targa AB 123 CD")]
    ['phone', 'tax-code', 'plate']
    """
    if not any(sign.isdigit() for sign in text):
        return
    yield from _phones(text)
    for found in _TAX.finditer(text):
        yield "tax-code", *found.span()
    yield from _accounts(text)
    for found in _CARD.finditer(text):
        if _luhn("".join(filter(str.isdigit, found[0]))):
            yield "card", *found.span()
    for kind, pattern in (("document", _PAPER), ("document", _BARE_PAPER), ("plate", _PLATE)):
        for found in pattern.finditer(text):
            part = "code" if found.groupdict().get("code") else 0
            yield kind, *found.span(part)


def _phones(text: str) -> Iterator[Span]:
    for found in _DIGITS.finditer(text):
        said, start = found[0], found.start()
        count = sum(sign.isdigit() for sign in said)
        before = text[max(0, start - 30) : start]
        if _CALLED.search(before) and count >= 6:
            yield "phone", *found.span()
        elif _CODED.search(before) or _NONE.fullmatch(said):
            continue
        elif (
            _MOBILE.fullmatch(said) or _ABROAD.fullmatch(said) or (9 <= count <= 11 and _LAND.fullmatch(said))
        ):
            yield "phone", *found.span()


def _accounts(text: str) -> Iterator[Span]:
    for found in _ACCOUNT.finditer(text):
        length = _LENGTHS.get(found[0][:2].upper())
        if not length:
            continue
        taken, end = "", found.start()
        while len(taken) < length and end < len(text) and (text[end].isalnum() or text[end].isspace()):
            taken += text[end].upper() if text[end].isalnum() else ""
            end += 1
        named = "iban" in text[max(0, found.start() - 12) : found.start()].lower()
        whole = len(taken) == length and not text[end : end + 1].isalnum()
        if whole and taken.isascii() and (named or _ITALIAN.fullmatch(taken) or _checked(taken)):
            yield "bank-account", found.start(), end


def _checked(account: str) -> bool:
    """Say whether the check digits of an account hold (ISO 13616)."""
    return int("".join(str(int(sign, 36)) for sign in account[4:] + account[:4])) % 97 == 1


def _luhn(digits: str) -> bool:
    back = digits[::-1]
    return (sum(map(int, back[::2])) + sum(sum(divmod(2 * int(sign), 10)) for sign in back[1::2])) % 10 == 0


def mails(text: str) -> Iterator[tuple[str, str, str, int, int]]:
    """Yield the mail addresses, disguised ones too: box, first label of the host, the rest of it, start and
    end.

    >>> [box for box, *_ in mails("scrivere a lucia chiocciola gmail.com o a info(at)comune.example.it")]
    ['lucia', 'info']
    """
    if "@" not in text and not _DISGUISED.search(text):
        return
    for found in _MAIL.finditer(text):
        yield found["box"], found["host"], found["rest"], *found.span()


_DISGUISED = re.compile(r"chiocciola|[(\[{] ?at? ?[)\]}]", re.IGNORECASE)
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\u00ad\u034f\ufeff")


def plain(text: str) -> tuple[str, list[int]]:
    """Return the text without invisible signs, accents composed, and for each of its signs its place in the
    original.

    >>> plain("Mar\\u200bta")
    ('Marta', [0, 1, 2, 4, 5, 6])
    """
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        if sign in _INVISIBLE:
            continue
        if signs and unicodedata.combining(sign):
            whole = unicodedata.normalize("NFC", signs[-1] + sign)
            if len(whole) == 1:
                signs[-1] = whole
                continue
        signs.append("\u00a0" if sign == "\u202f" else sign)
        places.append(place)
    return "".join(signs), [*places, len(text)]


def is_plain(text: str) -> bool:
    """Say whether a text holds neither invisible signs nor accents apart."""
    return text.isascii() or (_INVISIBLE.isdisjoint(text) and not _COMBINING.search(text))


_COMBINING = re.compile("[\u0300-\u036f]")
