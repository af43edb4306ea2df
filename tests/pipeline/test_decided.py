"""An outcome on a page of its own leads to the procedure of its call, where that is sure; else a person is told."""

import gzip
import json
from pathlib import Path

import pyoxigraph as ox

from corale.data.published.folder import Release
from corale.pipeline import build

CALL = """Avviso pubblico di co-progettazione per l'emporio solidale di Borgo Nuovo

Ente procedente: Comune di Jesi
Procedura: co-progettazione
CIG: 9876543B21
Scadenza: 3 maggio 2024

Il Comune di Jesi cerca enti del Terzo Settore per co-progettare l'emporio solidale di Borgo Nuovo.
"""
OUTCOME = """Esito dell'istruttoria pubblica di co-progettazione: emporio solidale di Borgo Nuovo

Ente procedente: Comune di Jesi
Procedura: co-progettazione
CIG: 9876543B21
Data: 10 giugno 2024

Il Comune di Jesi approva la graduatoria della co-progettazione. È ammesso l'ente Alfa Cooperativa Sociale di Jesi.
"""


def released(folder: Path, **texts: str) -> Release:
    (folder / "in").mkdir(exist_ok=True)
    for old in (folder / "in").iterdir():
        old.unlink()
    for name, text in texts.items():
        (folder / "in" / f"{name}.txt").write_text(text, encoding="utf-8")
    return build([folder / "in"], folder / "out", jobs=1, accept=True)


def tied(release: Release) -> list[tuple[str, str]]:
    """Return the titles of outcomes and their calls, each tie with evidence that joins it."""
    store = ox.Store()
    for name in ("corale.nq.gz", "corale-evidence.nq.gz"):
        store.load(gzip.decompress((release.folder / name).read_bytes()), ox.RdfFormat.N_QUADS)
    asked = """PREFIX c: <https://w3id.org/corale/onto/> PREFIX dct: <http://purl.org/dc/terms/>
      PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
      SELECT ?outcome ?call { ?a c:sameProcedure ?b . ?o c:concludesProcedure ?a ; dct:title ?outcome .
        ?n c:opensProcedure ?b ; dct:title ?call .
        ?e rdf:subject ?a ; rdf:predicate c:sameProcedure ; rdf:object ?b ; c:rule ?rule }"""
    return [
        (row["outcome"].value[:5], row["call"].value[:6])
        for row in store.query(asked, use_default_graph_as_union=True)
    ]


def codes(release: Release) -> list[str]:
    told = json.loads((release.folder / "report.json").read_text(encoding="utf-8"))["findings"]
    return [one["code"] for one in told]


def test_a_tender_code_ties_an_outcome_to_its_call_while_both_are_there(tmp_path: Path) -> None:
    both = released(tmp_path, call=CALL, outcome=OUTCOME)
    assert tied(both) == [("Esito", "Avviso")]
    assert "F016" not in codes(both)
    assert released(tmp_path, outcome=OUTCOME, call=CALL).id == both.id
    assert tied(released(tmp_path, outcome=OUTCOME)) == []


def test_a_like_title_of_the_same_body_is_only_told(tmp_path: Path) -> None:
    release = released(tmp_path, call=CALL, outcome=OUTCOME.replace("CIG: 9876543B21\n", ""))
    assert tied(release) == []
    assert codes(release).count("F016") == 1
