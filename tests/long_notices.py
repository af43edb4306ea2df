"""Twenty long notices of our own (4 to 20 pages) with their facts: built from `cases/long/parts.toml`, the same every time.

They differ in kind, order, numbering, tables, annexes, formulas of deadlines and sums. What is measured on them is
measured on our own texts: it tells of reading order, segmentation and speed, not of how well real pages are read."""

import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path
from random import Random

PARTS: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "long" / "parts.toml").read_text(encoding="utf-8")
)
PAGE = 2600  # characters of a printed page
COUNT, SHORTEST, LONGEST = 20, 4, 20
MONTHS = "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"


@dataclass
class LongNotice:
    """A notice: its lines, which of them (from 1) are forms to fill in, its facts by field of the contract."""

    name: str
    lines: list[str] = field(default_factory=list)
    forms: list[int] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

    @property
    def pages(self) -> int:
        return round(len(self.text) / PAGE)

    def add(self, *lines: str) -> None:
        self.lines += [*lines, ""]

    def add_form(self, *lines: str) -> None:
        self.forms += range(len(self.lines) + 1, len(self.lines) + 1 + len(lines))
        self.add(*lines)


def notices() -> list[LongNotice]:
    """Return the twenty notices, the shortest first."""
    return [Builder(number).notice() for number in range(COUNT)]


def spelt(day: date) -> str:
    return f"{day.day} {MONTHS.split()[day.month - 1]} {day.year}"


def money(value: int) -> str:
    return f"{value:,}".replace(",", ".")


class Builder:
    """Builds one notice, by its number."""

    def __init__(self, number: int) -> None:
        self.number, self.random = number, Random(f"long notice {number}")
        self.made = LongNotice(f"long-{number:02}")
        self.outcome = number % 5 == 4
        self.issuer, *self.places = PARTS["issuers"][number % len(PARTS["issuers"])].split("; ")
        self.object = PARTS["objects"][number % len(PARTS["objects"])]
        self.kind = "co-programmazione" if number % 5 == 1 else "co-progettazione"
        self.out = date(2024, 1, 8) + timedelta(days=19 * number)
        self.due = self.out + timedelta(days=30 + number)
        self.start = date(self.due.year, 12, 1)
        self.end = date(self.due.year + 2, 11, 30)
        self.sum = 48_000 + 7_250 * number
        self.articles = 0

    def notice(self) -> LongNotice:
        self.head()
        self.premises()
        for part in self.random.sample([self.context, self.aims, self.needs], 3):
            part()
        (self.result if self.outcome else self.call)()
        self.sheets()
        self.end_matter()
        if not self.outcome:
            self.annexes()
        self.made.facts |= {"publishable": True, "procedureKind": [self.kind], "issuingBody": self.issuer}
        return self.made

    def fill(self, text: str) -> str:
        """Return a sentence with its slots filled: numbers, days and sums that are no facts of the notice."""
        past = self.out - timedelta(days=self.random.randrange(200, 900))
        return text.format(
            place=self.places[0] if self.places else "il territorio",
            object=self.object,
            small=self.random.randrange(12, 180),
            past=spelt(past),
            oldsum=money(self.random.randrange(9, 40) * 1_100),
        )

    def article(self, title: str) -> None:
        self.articles += 1
        style = self.number % 3
        heads = (f"Art. {self.articles} – {title}", f"{self.articles}. {title}", title.upper())
        self.made.add(heads[style])

    def head(self) -> None:
        self.made.add(self.issuer.upper() if self.number % 2 else self.issuer)
        if self.number % 4 == 0:
            self.made.add("Settore Servizi alla persona")
        interest = "MANIFESTAZIONE DI INTERESSE" if self.number % 5 == 3 else "AVVISO PUBBLICO"
        call = f"{interest} RIVOLTO AGLI ENTI DEL TERZO SETTORE PER LA {self.kind.upper()}"
        title = f"ESITO DELLA PROCEDURA DI {self.kind.upper()}" if self.outcome else call
        self.made.add(f"{title} PER {self.object.upper()}")

    def premises(self) -> None:
        rows = self.random.sample(PARTS["premises"], 4 + self.number % 5)
        if self.number % 2:
            self.made.add("PREMESSE")
        for row in rows:
            self.made.add(self.fill(row))
        acts = "rende noto che la procedura si è conclusa" if self.outcome else "indice la presente procedura"
        self.made.add(
            f"Tutto ciò premesso, {self.named()} {acts} di {self.kind}, ai sensi dell’art. 55 del D.Lgs. 117/2017."
        )

    def named(self) -> str:
        vowel, feminine = self.issuer[0] in "AEIOU", self.issuer.split()[0][-1] in "aà"
        article = "l’" if vowel else "la " if feminine or self.issuer.startswith("Unione") else "il "
        return f"{article}{self.issuer}"

    def context(self) -> None:
        self.article("Il contesto")
        for row in self.random.sample(PARTS["context"], 3 + self.number % 4):
            self.made.add(self.fill(row))
        if self.places[1:]:
            towns = ", ".join(self.places[1:-1]) + f" e {self.places[-1]}"
            self.made.add(f"La zona comprende i Comuni di {self.places[0]} (capofila), {towns}.")
            self.made.facts |= {"memberMunicipality": sorted(self.places)}

    def aims(self) -> None:
        self.article("Obiettivi")
        mark = "-•–"[self.number % 3]
        self.made.add(*(f"{mark} {row};" for row in self.random.sample(PARTS["aims"], 4)))

    def needs(self) -> None:
        self.article("Chi può partecipare")
        self.made.add("Possono partecipare gli enti del Terzo settore che hanno questi requisiti:")
        rows = self.random.sample(PARTS["needs"], 4)
        self.made.add(*(f"{chr(97 + place)}) {row};" for place, row in enumerate(rows)))

    def call(self) -> None:
        """Add resources, times, the term of bids with its channel, that of questions, the meetings."""
        self.article("Risorse")
        total = f"{money(self.sum)},00"
        self.made.add(
            (
                f"Le risorse complessive a disposizione ammontano a euro {total} per l’intero periodo.",
                f"La dotazione finanziaria complessiva è di € {total}.",
                f"Budget complessivo: {total} euro.",
            )[self.number % 3]
        )
        if self.number % 4 == 3:
            share = self.sum // 4
            parts = [*[share] * 3, self.sum - 3 * share]
            rows = zip("ABCD", PARTS["services"], parts, strict=False)
            self.made.add("Lotto | Oggetto | Importo", *(f"{a} | {b} | € {money(c)},00" for a, b, c in rows))
        self.article("Durata")
        start, end = spelt(self.start), spelt(self.end)
        self.made.add(f"Le attività del progetto si svolgono dal {start} al {end}.")
        self.article("Come e quando presentare la domanda")
        pec, hour = (
            f"protocollo@pec.ente{self.number}.example.it",
            ("12:00", "13:00", "10:30")[self.number % 3],
        )
        self.made.add(
            (
                f"Le domande devono pervenire entro e non oltre le ore {hour.replace(':', '.')} del giorno {spelt(self.due)}, "
                f"esclusivamente tramite PEC all’indirizzo {pec}.",
                f"Scadenza per la presentazione delle istanze: {self.due:%d/%m/%Y}, ore {hour}. Le istanze si inviano "
                f"tramite PEC a {pec}.",
                f"Il termine ultimo per la presentazione delle proposte è fissato alle ore {hour} del {spelt(self.due)}. "
                f"Le proposte vanno inviate con PEC all’indirizzo {pec}.",
            )[self.number % 3]
        )
        asked = self.due - timedelta(days=9)
        self.made.add(f"I quesiti possono essere inviati fino al {spelt(asked)}.")
        meets = self.due + timedelta(days=12)
        self.made.add(f"Il tavolo di lavoro si riunirà il {spelt(meets)} presso la sede dell’ente.")
        self.article("Come sono valutate le proposte")
        marks = self.random.sample(PARTS["criteria"], 5)
        self.made.add("Criterio | Punteggio massimo", *(f"{row} | 20" for row in marks))
        self.made.facts |= {
            "deadlineDate": self.due.isoformat(),
            "deadlineTime": hour,
            "budget": str(self.sum),
            "periodStart": self.start.isoformat(),
            "periodEnd": self.end.isoformat(),
            "contactPec": pec,
            "meeting": [{"date": meets.isoformat()}],
        }

    def result(self) -> None:
        """Add the outcome: a table of bodies with score and outcome, or lists of the admitted and the excluded."""
        self.article("Esito")
        names = self.random.sample(PARTS["entities"], 4)
        scores = sorted(self.random.sample(range(61, 99), 3), reverse=True)
        held = self.out + timedelta(days=5)
        self.made.add(f"La commissione si è riunita il {spelt(held)} e ha esaminato le proposte pervenute.")
        if self.number % 2:
            rows = [
                f"{n} | {a} | {b} | ammesso" for n, (a, b) in enumerate(zip(names, scores, strict=False), 1)
            ]
            self.made.add("Pos. | Ente | Punteggio | Esito", *rows, f"4 | {names[3]} | 41 | escluso")
        else:
            self.made.add(
                "Enti ammessi:", *(f"- {a} (punti {b})" for a, b in zip(names, scores, strict=False))
            )
            self.made.add("Enti non ammessi:", f"- {names[3]} (punti 41)")
        made = [{"name": a, "role": "admitted", "score": str(b)} for a, b in zip(names, scores, strict=False)]
        self.made.facts |= {
            "party": [*made, {"name": names[3], "role": "excluded", "score": "41"}],
            "meeting": [{"date": held.isoformat()}],
        }

    def sheets(self) -> None:
        """Add the sheets of the actions, with their tables of hours, until the notice is as long as its number
        asks."""
        wanted = SHORTEST + (LONGEST - SHORTEST) * self.number // (COUNT - 1)
        places = cycle(self.places or PARTS["quarters"])
        self.article("Le azioni")
        for count, service in enumerate(islice(cycle(PARTS["services"]), 200), start=1):
            if len(self.made.text) > (wanted - 0.6 * bool(self.number)) * PAGE:
                return
            self.made.add(f"Azione {count} – {service} ({next(places)})")
            self.made.add(self.fill(PARTS["actions"][count % len(PARTS["actions"])]))
            if count % 3 == self.number % 3:
                days = self.random.sample(["lunedì", "martedì", "mercoledì", "giovedì", "venerdì"], 3)
                bar = " | " if self.number % 2 else "    "
                hours = [
                    f"{day}{bar}{8 + n}.30-{11 + n}.30{bar}{n + 1} operatori" for n, day in enumerate(days)
                ]
                self.made.add(f"Giorno{bar}Orario{bar}Personale", *hours)

    def end_matter(self) -> None:
        self.article("Disposizioni finali")
        for row in self.random.sample(PARTS["closing"], 5):
            self.made.add(self.fill(row))
        self.made.add(f"{self.places[0] if self.places else 'Dalla residenza'}, lì {spelt(self.out)}")

    def annexes(self) -> None:
        """Add the annexes: the form of the application, the scheme of a project, the convention to be signed."""
        title = ("ALLEGATO A – MODELLO DI DOMANDA", "Allegato 1. Istanza di partecipazione")[self.number % 2]
        self.made.add_form(title, *PARTS["form"])
        if self.number % 3:
            rows = [f"{place}. {row}" for place, row in enumerate(PARTS["scheme"], 1)]
            self.made.add_form("ALLEGATO B – SCHEMA DI PROGETTO", *rows)
        if self.number % 2:
            self.made.add_form("ALLEGATO C – SCHEMA DI CONVENZIONE", *PARTS["convention"])
