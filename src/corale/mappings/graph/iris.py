"""The IRIs of things and graphs, minted from the record's slug so that they never depend on order or on
titles."""

from dataclasses import dataclass

from corale.data.rdf.grades import Grade

BASE = "https://w3id.org/corale/"


@dataclass(frozen=True, slots=True)
class Mint:
    """Mints the IRIs of one record under a publisher's base (which ends in `/`).

    >>> mint = Mint(BASE, "osservatorio", "2205")
    >>> mint.part("attachment", 1)
    'https://w3id.org/corale/id/attachment/osservatorio-2205-1'
    """

    base: str
    source: str
    key: str

    def part(self, kind: str, *names: str | int) -> str:
        """Return the IRI of the record's thing of this kind, or of its named part."""
        return f"{self.base}id/{kind}/{'-'.join([self.source, self.key, *map(str, names)])}"

    def body(self, key: str) -> str:
        """Return the IRI of an organisation by its key, as `comune-041044`."""
        return f"{self.base}id/organisation/{key}"

    def place(self, key: str) -> str:
        """Return the IRI of a place by its key: ISTAT code or slug of a social area."""
        return f"{self.base}id/place/{key}"

    def norm(self, key: str) -> str:
        """Return the IRI of a norm by its key, as `dlgs-2017-117`."""
        return f"{self.base}id/norm/{key}"

    @property
    def graph(self) -> str:
        """The IRI of the record's named graph, which holds what it states."""
        return f"{self.base}graph/{self.source}/{self.key}"

    def graded(self, grade: Grade) -> str:
        """Return the IRI of the named graph that holds what the record says in this grade."""
        return self.graph if grade == "stated" else f"{self.graph}/{grade}"
