"""A generated register: registry pages in the three templates and public notices, seeded, each with its truth.

The project's benchmark data. A page depends on the seed and its own number only, so any part can be made alone.

    python bench/register.py N OUT [--seed S] [--html]

writes N documents below OUT (`osservatorio/<number>.txt`, `avviso/<name>.txt`) and their truth, one JSON object a line,
to `OUT-truth.jsonl`, beside OUT so that it is no input. The text is made up; municipalities are real.
"""

import argparse
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from corale.data.gazetteer.places import Place, places

ABSENT = "Non indicato o dato non disponibile nelle fonti consultate"
FORESEEN = "Non previsto come premialità nel bando di riferimento"
INVITATION = "Hai gestito, partecipato o hai info su questo processo? Integra le informazioni"
MONTHS = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
]
LEVELS = ["INFORMAZIONE", "CONSULTAZIONE", "PROGETTAZIONE PARTECIPATA", "EMPOWERMENT"]
CATEGORIES = [
    "Singoli cittadini",
    "Gruppi di cittadini (non specificati)",
    "Soggetti privati (non specificati)",
    "Singole imprese",
]
TYPES = [
    "Partecipazione volontaria",
    "Partecipazione volontaria regolata da Statuto o atti deliberativi",
    "Partecipazione regolata da norme di settore",
]
STREETS = [
    "Piazza del Municipio",
    "Via Roma",
    "Piazza Garibaldi",
    "via Marconi",
    "Viale della Libertà",
    "Piazza Matteotti",
]
THINGS = [
    "i parchi",
    "la biblioteca",
    "la piazza",
    "gli orti",
    "la mobilità dolce",
    "gli spazi giovanili",
    "il fiume",
    "la scuola",
    "il mercato",
]
WORDS = [
    "Il Sole",
    "Arcobaleno",
    "La Quercia",
    "Il Ponte",
    "Orizzonti",
    "Le Radici",
    "Mani Aperte",
    "La Rondine",
    "Il Mosaico",
    "Nuova Vita",
    "Il Melograno",
    "Terra e Cielo",
    "L’Approdo",
    "Passo Dopo Passo",
    "La Bussola",
]
SENTENCES = [
    "Il percorso invita chi abita e lavora nel territorio a dire bisogni e idee.",
    "Gli incontri si tengono nei quartieri, di sera e di sabato, con spazi per i bambini.",
    "Ogni laboratorio chiude con una sintesi scritta, letta e corretta dai presenti.",
    "Una piattaforma raccoglie le proposte, che i gruppi ordinano per priorità.",
    "I facilitatori curano che tutti possano parlare, anche chi di solito non viene.",
    "Le scuole partecipano con passeggiate, mappe e interviste ai nonni.",
    "Gli uffici rispondono alle domande e dicono che cosa si può fare e che cosa no.",
    "I risultati sono presentati in una serata pubblica e restano sul sito del Comune.",
    "Chi non può venire trova i materiali in biblioteca e nei centri sociali.",
    "Il gruppo di lavoro segue l’attuazione delle scelte nell’anno successivo.",
]


@dataclass(slots=True)
class Page:
    """A generated document: file name, text, the truth in the contract's names, contradictions planted (codes)."""

    name: str
    text: str
    truth: dict[str, object]
    kind: str = "registry-record"
    template: str | None = None
    planted: list[str] = field(default_factory=list)


@cache
def towns() -> dict[str, list[Place]]:
    """The municipalities to draw from, by region: those whose name is borne by no other."""
    found: dict[str, list[Place]] = {}
    for place in sorted(places().by_istat.values(), key=lambda one: one.istat):
        if not place.until and len(places().candidates(place.name)) == 1 and not place.other_name:
            found.setdefault(place.region_name, []).append(place)
    return found


def euro(amount: int) -> str:
    return f"{amount:,}".replace(",", ".") + ",00 €"


def capitals(name: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in name.split())


class Sheet:
    """Lines of a page, and the truth that goes with them."""

    def __init__(self, dice: random.Random, template: str) -> None:
        self.dice, self.template = dice, template
        self.lines: list[str] = []
        self.truth: dict[str, object] = {}

    def say(self, label: str, text: str | None, name: str = "", value: object = None) -> None:
        """Add a label with its value; the truth is told only where the value is."""
        self.lines.append(label)
        if text is not None:
            self.lines.append(text)
            if value is not None:
                self.truth[name] = value

    def mostly(self, share: float) -> bool:
        return self.dice.random() < share

    def prose(self, label: str, name: str, text: str) -> None:
        self.say(label, text, name, text)

    def yes(self, label: str, name: str, spelt: str = "Si") -> None:
        draw = self.dice.random()
        if draw < 0.55:
            self.say(label, spelt if draw < 0.3 else "No", name, draw < 0.3)
        elif draw < 0.8:
            self.say(label, ABSENT)
        else:
            self.say(label, None)


def registry(number: int, seed: int = 0) -> Page:
    """Return the registry page of that number."""
    dice = random.Random(f"{seed}:{number}")
    template = dice.choices("ABC", (6, 3, 1))[0]
    region = "Emilia-Romagna" if dice.random() < 0.92 else dice.choice(sorted(towns()))
    town = dice.choice(towns()[region])
    sheet = Sheet(dice, template)
    planted: list[str] = []
    thing, kind = dice.choice(THINGS), dice.choice(["Regolamento", "Patto", "Piano", "", ""])
    title = {
        "Regolamento": f"Verso il Regolamento dei beni comuni di {town.name}",
        "Patto": f"Patto per {thing} - {town.name} partecipa",
        "Piano": f"{town.name} scrive il Piano di Zona",
        "": f'{town.name} decide insieme: {thing}, "idee" e futuro n. {number}',
    }[kind]
    sheet.truth["title"] = title
    certified, funded = dice.random() < 0.7, dice.random() < 0.75
    funded = funded and certified
    _process(sheet, certified, funded, planted)
    _management(sheet, town)
    _features(sheet, town)
    _results(sheet, kind)
    _close(sheet, dice)
    head = [title, INVITATION] if template == "C" else ["Regione Emilia-Romagna", title, INVITATION]
    if template != "C" and certified:
        head.append("Certificato" + ("Finanziato" if funded else ""))
        sheet.truth["badge"] = ["Certificato"] + (["Finanziato"] if funded else [])
    text = render(template, head, sheet.lines)
    return Page(f"osservatorio/{number}.txt", text, sheet.truth, template=template, planted=planted)


def render(template: str, head: list[str], lines: list[str]) -> str:
    """Join the lines as the template does: blank lines between them, or none."""
    last = lines[-1]
    if template == "C":
        return "\n".join([*head, "", "", "", *lines]) + "\n"
    badge = head[3:] if len(head) > 3 else []
    return "\n\n".join([*head[:2], "\n".join([head[2], *badge]), *lines[:-1]]) + "\n" + last


def _process(sheet: Sheet, certified: bool, funded: bool, planted: list[str]) -> None:
    dice = sheet.dice
    state = dice.choice(["Concluso", "In corso", "Progetto"])
    nature = "Processo " + (
        "certificato e finanziato"
        if funded
        else "certificato non finanziato"
        if certified
        else "non certificato"
    )
    sheet.lines.append("Processo")
    sheet.say("Stato di avanzamento", state, "progressStatus", state)
    if sheet.template == "C":
        sheet.lines.append("Logo")
    sheet.say("Natura Processo", nature, "processNature", nature)
    start, length = dice.randint(2012, 2024), dice.randint(3, 14)
    if certified:
        sheet.say("Anno della certificazione", str(start), "certificationYear", start)
    if funded:
        grant = dice.randrange(8, 31) * 500
        share = dice.choice([0, 0, 25, 50, 75])
        cost = grant * 100 // (100 - share)
        shared = share > 0
        sheet.say("Anno Finanziamento", str(start), "fundingYear", start)
        sheet.say("Importo finanziato dal Bando", euro(grant), "grantAmount", str(grant))
        if dice.random() < 0.04:
            planted.append("D009" if not shared else "D008")
            shared = not shared
        sheet.say("Cofinanziamento altri soggetti", "Si" if shared else "No", "coFunded", shared)
        if share and sheet.mostly(0.5):
            sheet.say("Percentuale Cofinanziamento", f"{share}%", "coFundingShare", str(share))
        sheet.say("Costo complessivo del processo", euro(cost), "totalCost", str(cost))
    if sheet.template != "B":
        _years(sheet, start, length)


def _years(sheet: Sheet, start: int, length: int) -> None:
    dice = sheet.dice
    month, day = dice.randint(1, 12), dice.randint(1, 28)
    last = start + (month - 1 + length) // 12
    sheet.say(
        "Anno di avvio",
        str(start) if sheet.template == "C" and sheet.mostly(0.5) else None,
        "startYear",
        start,
    )
    sheet.say("Anno di chiusura", str(last), "endYear", last)
    if sheet.mostly(0.7):
        sheet.say(
            "Data inizio del processo",
            f"{day:02}/{month:02}/{start}",
            "startDate",
            f"{start}-{month:02}-{day:02}",
        )
        end = (month - 1 + length) % 12 + 1
        sheet.say(
            "Data fine del processo", f"{day:02}/{end:02}/{last}", "endDate", f"{last}-{end:02}-{day:02}"
        )
    sheet.say("Durata (mesi)", str(length), "durationMonths", length)
    if sheet.mostly(0.3):
        sheet.say("Richiesta e concessione della proroga", "Sì", "extensionGranted", True)


def _office(sheet: Sheet, town: Place) -> None:
    dice = sheet.dice
    office = dice.choice(
        [
            "Settore Servizi al territorio",
            "Staff del Sindaco",
            "Ufficio partecipazione - URP",
            "Servizi sociali",
        ]
    )
    street, house, code = dice.choice(STREETS), str(dice.randint(1, 99)), f"{dice.randint(40000, 48999)}"
    sheet.say("Struttura responsabile del processo", office, "responsibleStructure", office)
    full = f"{street}, {house}, {code} {town.name}"
    parts = {"street": street, "houseNumber": house, "postCode": code, "municipality": town.name}
    if sheet.template == "B":
        full += f", {town.province_sign}, Italia"
        parts |= {"province": town.province_sign, "country": "Italia"}
    sheet.say("Indirizzo", full, "address", {"fullAddress": full} | parts)


def _management(sheet: Sheet, town: Place) -> None:
    dice = sheet.dice
    sheet.lines.append("Gestione di Processo")
    if sheet.template != "B":
        _office(sheet, town)
    if sheet.mostly(0.4):
        functions = [
            "Monitoraggio degli esiti del processo",
            "Supervisione del corretto svolgimento del processo",
        ]
        sheet.prose(
            "Comitato di Garanzia locale",
            "guaranteeCommittee",
            "Tre persone esterne al progetto, scelte al primo incontro.",
        )
        sheet.say(
            "Comitato di Garanzia locale - Funzioni assegnate",
            ", ".join(functions),
            "guaranteeFunction",
            functions,
        )
    if sheet.mostly(0.5):
        sheet.prose(
            "Tavolo di Negoziazione",
            "negotiationTable",
            "Vi siedono i firmatari dell’accordo e chi si candida. " + dice.choice(SENTENCES),
        )
    holder = f"Comune di {capitals(town.name) if sheet.mostly(0.4) else town.name}"
    if sheet.mostly(0.3):
        sheet.say("Soggetto beneficiario dei contributi", holder, "grantBeneficiary", holder)
    sheet.say("Titolari della decisione", holder, "decisionHolder", [holder])
    if sheet.mostly(0.3):
        outside = [f"Associazione {dice.choice(WORDS)}", f"Cooperativa Sociale {dice.choice(WORDS)}"][
            : dice.randint(1, 2)
        ]
        sheet.say("Soggetti esterni", " / ".join(outside), "externalParty", outside)
    people = sorted(dice.sample(CATEGORIES, dice.randint(1, 3)))
    sheet.say("Partecipanti", " / ".join(people), "participantCategory", people)


def _features(sheet: Sheet, town: Place) -> None:
    dice = sheet.dice
    if sheet.template != "B":
        image = f"media/odp_files/comune_{''.join(c for c in town.name.lower() if c.isascii() and c.isalpha())}.jpg"
        others = dice.sample(
            towns()[town.region_name], min(dice.choice([0, 0, 0, 2, 4]), len(towns()[town.region_name]))
        )
        names = [capitals(one.name) for one in dict.fromkeys([town, *others])]
        sheet.lines.append("Territorio Interessato")
        sheet.say("Mappa", image, "mapImage", image)
        sheet.lines.append(" / ".join(names))
        sheet.truth["territory"] = names
    sheet.lines.append("Caratteristiche")
    if sheet.template == "B":
        _office(sheet, town)
        sheet.say("Mappa di Impatto", "media/odp_files/comune.jpg", "mapImage", "media/odp_files/comune.jpg")
    sheet.say("Ambito di intervento", None)
    sheet.say("Tematica specifica", None)
    kind = dice.choice(TYPES)
    sheet.say("Tipo di partecipazione", kind, "participationType", kind)
    if sheet.template == "C":
        sheet.yes("Codecisione", "coDecision", "Sì")
    else:
        sheet.say("Codecisione", None)
    if sheet.template == "B":
        sheet.yes("Tra i soggetti partecipanti si registra la presenza femminile", "femalePresence")
        sheet.say("Riscontro della prevalenza di genere fra i partecipanti", ABSENT)
        sheet.yes(
            "Conciliazione con tempi di vita e lavoro dei partecipanti nella gestione del processo",
            "workLifeBalance",
        )
        _years(sheet, dice.randint(2012, 2024), dice.randint(3, 12))
        sheet.prose("Fasi del percorso", "design", _design(sheet))
        return
    sheet.prose("Design del processo partecipativo", "design", _design(sheet))
    sheet.yes("Utilizzo di piattaforme tecnologiche e strumenti digitali", "digitalTools")
    people = dice.randint(20, 6000)
    sheet.say("Numero partecipanti (stimate o effettive)", str(people), "participantCount", people)
    sheet.yes("Presenza femminile rilevata", "femalePresence")
    sheet.say(
        "Riscontro della prevalenza di genere fra i partecipanti",
        "Nessuna prevalenza",
        "genderPrevalence",
        "Nessuna prevalenza",
    )
    sheet.yes("Conciliazione tempi di vita e lavoro", "workLifeBalance")
    sheet.say(
        "Figure Professionali", "Facilitatori (Esterni)", "professionalFigure", ["Facilitatori (Esterni)"]
    )
    sheet.say(
        "Tecniche di Partecipazione", "Focus Group / World Café", "technique", ["Focus Group", "World Café"]
    )


def _design(sheet: Sheet) -> str:
    dice = sheet.dice
    some = " ".join(dice.sample(SENTENCES, dice.randint(3, 7)))
    if sheet.mostly(0.4):
        sheet.truth["phase"] = [
            {"order": n, "title": what} for n, what in enumerate(["ascolto", "laboratori", "restituzione"], 1)
        ]
        return (
            "Fase 1: ascolto; interviste e mappe. Fase 2: laboratori; tre serate. Fase 3: restituzione; una festa. "
            + some
        )
    return some


def _results(sheet: Sheet, kind: str) -> None:
    dice = sheet.dice
    sheet.lines.append("Obiettivi e Risultati")
    sheet.prose("Obiettivi", "objectives", " ".join(dice.sample(SENTENCES, 3)))
    sheet.prose("Risultati Attesi", "expectedResults", " ".join(dice.sample(SENTENCES, 2)))
    if sheet.mostly(0.5):
        sheet.prose("Risultati conseguiti", "achievedResults", " ".join(dice.sample(SENTENCES, 4)))
    if kind:
        name = {"Regolamento": "regulation", "Patto": "pact", "Piano": "plan"}[kind]
        sheet.truth["output"] = [{"kind": name}]
    sheet.yes("Documenti di proposta partecipata previsti", "proposalDocumentsPlanned")
    level = dice.choice(LEVELS)
    sheet.say("Livello di partecipazione", level, "participationLevel", level)
    score = dice.randint(1, 30)
    sheet.say("Indice di partecipazione", f"{score} / 30", "score", {"scoreValue": score, "scoreMaximum": 30})


def _close(sheet: Sheet, dice: random.Random) -> None:
    sheet.lines.append("Requisiti per la Certificazione di Qualità")
    sheet.prose("Sollecitazione realtà sociali", "civicOutreach", " ".join(dice.sample(SENTENCES, 2)))
    sheet.prose("Modalità di inclusione", "inclusionMethods", " ".join(dice.sample(SENTENCES, 2)))
    sheet.lines += [
        "Premialità Tecniche",
        "Progetto in materia di transizione ecologica",
        FORESEEN,
        "Istanze",
        "No",
    ]
    sheet.lines += [
        "Bonus assegnati al Processo",
        "Bonus Parità di Genere",
        FORESEEN,
        "Bonus Accessibilità",
        FORESEEN,
    ]
    files = [
        ("01 - Scheda progetto", "2015111312.Progetto.pdf"),
        ("02 - Documento di proposta partecipata", "2016628.DocPP finale.pdf"),
        ("03 - Relazioni intermedie e finali", "2016711.Relazione.pdf"),
    ][: dice.randint(0, 3)]
    sheet.lines.append("Allegati")
    for place, (kind, name) in enumerate(files):
        sheet.lines += [kind, name + (" /" if place + 1 < len(files) else "")]
    if files:
        sheet.truth["attachment"] = [{"attachmentKind": kind, "sourceFileName": name} for kind, name in files]
    if len(files) > 1:
        outputs = sheet.truth.setdefault("output", [])
        assert isinstance(outputs, list)
        outputs.append({"kind": "proposal-document"})
    sheet.lines.append("Crediti")
    sheet.say(
        "Processo segnalato da",
        "Osservatorio Partecipazione",
        "reportingChannel",
        "Osservatorio Partecipazione",
    )
    day, month, year = dice.randint(1, 28), dice.randint(1, 12), dice.randint(2016, 2025)
    sheet.lines.append(f"Data ultima modifica: {day:02}/{month:02}/{year}")
    sheet.truth["modified"] = f"{year}-{month:02}-{day:02}"


def notice(number: int, seed: int = 0) -> Page:
    """Return the notice of that number: four in scope, one distractor in five."""
    dice = random.Random(f"{seed}:n{number}")
    town = dice.choice(towns()[dice.choice(sorted(towns()))])
    body, year, month, day = (
        f"Comune di {town.name}",
        dice.randint(2019, 2026),
        dice.randint(1, 12),
        dice.randint(1, 28),
    )
    truth: dict[str, object] = {"issuingBody": body, "deadlineDate": f"{year}-{month:02}-{day:02}"}
    spelt = dice.choice([f"{day} {MONTHS[month - 1]} {year}", f"{day:02}/{month:02}/{year}"])
    if dice.random() < 0.2:
        text = dice.choice(
            [
                f"Il {body} pubblica un avviso per la concessione di contributi economici alle associazioni sportive.\n\nLe domande vanno presentate entro il {spelt}.\n",
                f"Il {body} affida in appalto il servizio di mensa con procedura aperta.\n\nLe offerte devono pervenire entro il {spelt}.\n",
                f"Il {body} dà in concessione d’uso un immobile alle associazioni del Terzo Settore.\n\nDomande entro il {spelt}.\n",
            ]
        )
        return Page(f"avviso/n{number}.txt", text, {"inScope": False}, "notice")
    kind, words = dice.choice(
        [
            ("co-progettazione", "co-progettazione"),
            ("co-progettazione", "coprogettazione"),
            ("co-progettazione", "co – progettazione"),
            ("co-programmazione", "co-programmazione"),
            ("co-programmazione", "coprogrammazione"),
        ]
    )
    hour, amount = dice.choice(["12:00", "13:00", "23:59"]), dice.randrange(20, 400) * 1000
    truth |= {"inScope": True, "procedureKind": kind, "deadlineTime": hour, "budget": str(amount)}
    entities = [f"Associazione {dice.choice(WORDS)} ODV", f"{dice.choice(WORDS)} Soc. Coop. Sociale"]
    lines = [
        f"Il {body} cerca Enti del Terzo Settore per la {words} di servizi per {dice.choice(['famiglie', 'giovani', 'anziani'])}, ai sensi dell’art. 55 del D.Lgs. 117/2017.",
        dice.choice(SENTENCES),
        f"Le risorse disponibili ammontano a complessivi € {amount:,}".replace(",", ".") + ",00.",
        f"Le domande devono pervenire entro le ore {hour} del {spelt}, tramite PEC.",
    ]
    if dice.random() < 0.4:
        truth["thirdSectorEntity"] = entities
        lines.insert(2, f"Al tavolo preparatorio hanno lavorato {entities[0]} e {entities[1]}.")
    return Page(f"avviso/n{number}.txt", "\n\n".join(lines) + "\n", truth, "notice")


def documents(count: int, seed: int = 0) -> Iterator[Page]:
    """Return `count` documents: nine pages, then a notice, over and over."""
    for number in range(1, count + 1):
        yield notice(number, seed) if number % 10 == 0 else registry(number, seed)


def write(count: int, out: Path, seed: int = 0) -> None:
    """Write `count` documents below `out`, and their truth beside it."""
    for folder in ("osservatorio", "avviso"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    with out.with_name(out.name + "-truth.jsonl").open("w", encoding="utf-8") as truths:
        for page in documents(count, seed):
            (out / page.name).write_text(page.text, encoding="utf-8")
            row = {
                "file": page.name,
                "kind": page.kind,
                "template": page.template,
                "planted": page.planted,
                "truth": page.truth,
            }
            truths.write(json.dumps(row, ensure_ascii=False) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    write(arguments.count, arguments.out, arguments.seed)


if __name__ == "__main__":
    main()
