"""The rows that `/explain` reads."""

import pytest

from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol.asking import Cell, binding
from corale.endpoint.site.query.explain import COLUMNS, read


def test_a_row_is_read_as_a_page_writes_it_and_without_nodes_that_have_no_name():
    row = {"x": Cell("uri", "http://e/a"), "y": Cell("literal", "ciao", "it"), "z": Cell("literal", "3")}
    assert read(binding(row)) == row
    assert read(binding(row | {"n": Cell("bnode", "b0")})) == row


def test_a_row_has_its_bounds():
    many = {f"v{n}": Cell("literal", "x") for n in range(COLUMNS)}
    assert read(binding(many)) == many
    with pytest.raises(ProblemError):
        read(binding(many | {"one": Cell("literal", "x")}))
