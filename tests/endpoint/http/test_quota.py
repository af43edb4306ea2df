"""What clients hold is bounded, for each and in all, and nothing is remembered of who holds nothing."""

import pytest

from corale.endpoint.http.problems import ProblemError
from corale.endpoint.http.quota import Quota


def refused(quota: Quota, client: str, amount: int = 1) -> ProblemError:
    before = (quota.total, dict(quota.in_use))
    with pytest.raises(ProblemError) as error:
        quota.take(client, amount)
    assert (quota.total, dict(quota.in_use)) == before
    return error.value


def test_a_client_and_everybody_have_a_bound():
    quota = Quota(a_client=2, all=3, retry=7, it="troppo", en="too much")
    quota.take("a", 2)
    error = refused(quota, "a")
    assert (error.code, error.headers, error.it, error.en) == (
        "budget",
        {"Retry-After": "7"},
        "troppo",
        "too much",
    )
    assert refused(quota, "b", 2).code == "busy"
    quota.take("b")
    assert refused(quota, "c").code == "busy"
    quota.give_back("a")
    quota.take("c")
    assert (quota.total, dict(quota.in_use)) == (3, {"a": 1, "b": 1, "c": 1})
    for client in "abc":
        quota.give_back(client)
    assert (quota.total, dict(quota.in_use)) == (0, {})


def test_without_bounds_nobody_is_refused():
    quota = Quota(0, 0)
    quota.take("a", 10**12)
    quota.take("a", 10**12)
    assert quota.in_use["a"] == quota.total == 2 * 10**12
