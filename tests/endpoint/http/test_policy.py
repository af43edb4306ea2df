"""What pages may load: only what this service has, whatever stands in them."""

import pytest

from corale.endpoint.http.policy import POLICY


@pytest.mark.parametrize("path", ["/", "/sparql", "/page/id/process/osservatorio-1", "/none"])
def test_every_page_is_sent_with_it(live, path):
    assert live.get(path, Accept="text/html").headers["Content-Security-Policy"] == POLICY


def test_it_lets_in_nothing_from_elsewhere_and_nothing_written_into_a_page():
    allowed = dict(part.strip().split(" ", 1) for part in POLICY.split(";"))
    assert allowed.pop("default-src") == allowed.pop("form-action") == "'self'"
    assert set(allowed) == {"frame-ancestors", "base-uri"} and set(allowed.values()) == {"'none'"}
