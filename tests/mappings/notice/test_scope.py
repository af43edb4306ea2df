"""Which lines belong to a notice: pages around it, other notices and forms do not."""

from corale.mappings.notice.scope import own_lines
from corale.mappings.reading.lines import nonblank, physical

NOTICE = ["AVVISO PUBBLICO", *(f"Articolo {number}: regole della procedura." for number in range(1, 8))]


def own(*rows: str) -> list[str]:
    return [line.text for line in own_lines(list(nonblank(physical("\n".join(rows)))))]


def test_a_notice_belongs_to_itself() -> None:
    assert own(*NOTICE) == NOTICE


def test_a_form_for_bidders_and_what_follows_does_not() -> None:
    form = ["Allegato A", "Il sottoscritto chiede di partecipare.", "Luogo e data"]
    assert own(*NOTICE, *form) == NOTICE


def test_a_form_that_is_the_whole_file_stays() -> None:
    form = ["Allegato A", "Il sottoscritto chiede di partecipare."]
    assert own(*form) == form
