"""Time is linear in length, on documents made to be hard; a document that takes too long is a finding."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from corale.mappings.extract import extract
from corale.mappings.reading import spell

FIRST, LAST = 1_000, 64_000
STEP = 2.5  # times as long for twice the length
FLOOR = 0.4  # seconds, under which no ratio is taken


def doubled(spend: Callable[[int], float]) -> str:
    """Return where time grows faster than length, or nothing: the lesser of some runs counts.

    What would not reach the floor at full length if it were squared is not doubled."""
    if spend(FIRST * 4) * (LAST // FIRST // 4) ** 2 < FLOOR:
        return ""
    size, last = FIRST, spend(FIRST)
    while (size := size * 2) <= LAST:
        now = spend(size)
        if now > FLOOR and now > STEP * last:
            now, last = min(now, spend(size), spend(size)), max(last, spend(size // 2))
            if now > FLOOR and now > STEP * last:
                return f"{size} signs: {now:.3f} s, half of them {last:.3f} s"
        last = now
    return ""


HARD = {
    "colons": "ammessi: ",
    "members": "ammessi: Casa Rossa, Casa Verde e Casa Blu. ",
    "rows": "Ente | Punti | Esito\nCooperativa Ponte | 81/100 | ammessa\n",
    "lost columns": "ENTE SEDE PROV. GRAD.\nCasa Rossa Via Roma, 1 BO 3\n",
    "days": "entro il 3 maggio 2024 alle ore 12 e dal 4 al 5 giugno, ",
    "sums": "Le risorse ammontano a 1.500.000,00 euro, di cui 30mila euro annui; ",
    "names": "la Cooperativa Sociale Il Ponte APS e l’Associazione Casa di Sopra ODV e ",
    "towns": "Comune di Reggio Emilia, Fossato di Vico, Gubbio e Sigillo, ",
    "laws": "art. 55, comma 2, lett. a) del d.lgs. 3 luglio 2017, n. 117, ",
    "calls": "Il Comune di Jesi, capofila, pubblica un avviso di co-progettazione rivolto agli enti del terzo settore. ",
    "letters": "a",
    "capitals": "A",
    "digits": "1",
    "spaces": "x" + " " * 99,
    "lines": "-\n",
    "quotes": "«Casa ",
    "commas": "e, ",
    "brackets": "((",
}


@pytest.mark.parametrize("shape", HARD)
def test_a_document_is_read_in_linear_time(shape: str, tmp_path: Path) -> None:
    """What is behind the first 100,000 signs is not searched, so that they are the hard part."""
    path = tmp_path / "avviso.txt"

    def spend(size: int) -> float:
        head = "Avviso pubblico di co-progettazione, art. 55\nIl Comune di Jesi indice un’istruttoria\n"
        path.write_text(head + (HARD[shape] * (size // len(HARD[shape]) + 1))[:size], encoding="utf-8")
        begun = time.process_time()
        list(extract([path]))
        return time.process_time() - begun

    assert doubled(spend) == ""


def test_a_document_that_takes_too_long_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pattern that would try for ages is stopped, the next document is read."""
    endless = re.compile(r"(?:a|aa)+$")
    monkeypatch.setattr(spell, "SECONDS", 0.2)
    monkeypatch.setattr(spell.within.__wrapped__, "__defaults__", (0.2,))
    monkeypatch.setattr(
        "corale.mappings.extract.notice.recognises", lambda _: endless.search("a" * 200 + "b")
    )
    for name in ("uno.txt", "due.txt"):
        (tmp_path / name).write_text("Avviso pubblico di co-progettazione\n", encoding="utf-8")
    begun = time.process_time()
    made = list(extract([tmp_path]))
    assert [[one.code for one in each.findings] for each in made] == [["R010"], ["R010"]]
    assert time.process_time() - begun < 3
