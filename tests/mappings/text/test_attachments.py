"""The files that a notice lists: a line that is nothing but a file's name, and the act whose kind and number it bears."""

import pytest
from tests.mappings.graph.test_nodes import store, values
from tests.mappings.notice.test_read import read

from corale.mappings.reading.lines import Passage, nonblank
from corale.mappings.text.attachments import files


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("avviso concertazione determina.pdf", "avviso concertazione determina.pdf"),
        ("- Modello A.docx (34 KB)", "Modello A.docx"),
        ("• verbale_12.pdf.p7m", "verbale_12.pdf.p7m"),
        ("Il modulo domanda.pdf si scarica dal sito", None),
        ("https://www.comune.jesi.an.it/avviso.pdf", None),
        ("Allegati", None),
    ],
)
def test_a_file_is_a_line_of_its_own(line: str, name: str | None) -> None:
    found = [one.value for one in files(Passage(nonblank(["Avviso pubblico", line, "Il Comune di Jesi"])))]
    assert found == ([name] if name else [])


HEAD = "Avviso pubblico di co-progettazione\n\nEnte procedente: Comune di Jesi\nProcedura: co-progettazione\n"
ACT = "Atto: determinazione dirigenziale n. 406/2026\n\nIl Comune di Jesi cerca enti per co-progettare.\n"


@pytest.mark.parametrize(
    ("file", "tied"),
    [("det_406_2026.pdf", 1), ("det_406_2025.pdf", 0), ("det_407_2026.pdf", 0), ("planimetria_406.pdf", 0)],
)
def test_a_file_documents_the_act_that_its_name_tells(file: str, tied: int) -> None:
    made = store(read(f"{HEAD}{ACT}{file}\n").record("notice", "avviso", "7"))
    assert len(values(made, "SELECT ?n { ?x c:attachment/c:sourceFileName ?n }")) == 1
    found = values(
        made, "SELECT ?g { GRAPH ?g { ?act c:documentedBy ?file } ?x c:citedAct ?act ; c:attachment ?file }"
    )
    assert [one.rpartition("/")[2] for one in found] == ["inferred"] * tied
