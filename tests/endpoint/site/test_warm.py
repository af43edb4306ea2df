"""The answers of the home page and the lists are there before anybody asks."""

import re
import time

from corale.endpoint.site.examples import examples
from corale.endpoint.site.warm import LISTS


def hits(live) -> tuple[int, int]:
    told = live.get("/metrics").text
    kept, found = (
        re.search(rf"^corale_answers_{name} (\d+)\.0$", told, re.MULTILINE) for name in ("kept", "hits_total")
    )
    assert kept and found
    return int(kept[1]), int(found[1])


def test_the_home_page_is_answered_from_what_is_kept(serve):
    fresh = serve()
    asked = len(LISTS) + sum(example.home > 0 for example in examples())
    end = time.monotonic() + 20
    while hits(fresh)[0] < asked:
        assert time.monotonic() < end, "not answered ahead"
        time.sleep(0.1)
    kept, before = hits(fresh)
    assert fresh.get("/", Accept="text/html").status == 200
    assert hits(fresh) == (
        kept,
        before + asked - 2,
    )  # numbers and the examples; totals and schemes are of the lists
