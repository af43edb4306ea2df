"""`/feed.atom`: what is new, a release an entry (RFC 4287), in the language of the request."""

import re
from collections import Counter
from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Response, request

from corale.data.published.changes import KINDS, MERGED, WITHDRAWN, Change
from corale.data.published.series import Step
from corale.endpoint.site import texts
from corale.endpoint.site.about import who
from corale.endpoint.site.follow import steps
from corale.endpoint.site.follow.state import full
from corale.endpoint.site.render import base, host, language, link_of

feed = Blueprint("feed", __name__)
_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what XML cannot say
ENTRIES, NAMED = 20, 50
"""Releases that the feed tells of, the latest first, and things that an entry names of each kind."""


@feed.get("/feed.atom")
def atom() -> Response:
    """Send the feed of the releases that led to this one."""
    some, site = steps.steps()[:ENTRIES], host()
    updated = next((_moment(step) for step in some), "1970-01-01T00:00:00Z")
    tongue = language()
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{tongue}">\n'
        f"<id>{_text(base() + 'feed')}</id>\n<title>{_text('Corale · ' + _word('feed-title'))}</title>\n"
        f"<updated>{updated}</updated>\n<author><name>{_text(who().name)}</name></author>\n"
        f'<link rel="self" type="application/atom+xml" href={quoteattr(site + "/feed.atom")}/>\n'
        f'<link rel="alternate" type="text/html" href={quoteattr(site + "/changes")}/>\n'
        f'<link rel="license" href="https://creativecommons.org/licenses/by/4.0/"/>\n'
    )
    answer = Response(
        f"{head}{''.join(map(_entry, some))}</feed>\n", content_type="application/atom+xml; charset=utf-8"
    )
    answer.headers["Content-Language"] = tongue
    answer.vary.update(("Accept-Language", "Cookie"))
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _entry(step: Step) -> str:
    found = steps.of(step)
    previous = f"?since={step.previous}" if step.previous else ""
    title = f"{_word('release').capitalize()} {step.version}: {numbers(found)}"
    return (
        f"<entry>\n<id>{_text(base() + 'dumps/' + step.id + '/')}</id>\n<title>{_text(title)}</title>\n"
        f"<updated>{_moment(step)}</updated>\n"
        f'<link rel="alternate" type="text/html" href={quoteattr(f"{host()}/changes{previous}")}/>\n'
        f'<content type="html">{_text(_content(found))}</content>\n</entry>\n'
    )


def numbers(found: tuple[Change, ...]) -> str:
    """Return how many things changed in which way, in words."""
    counts = Counter(one.change for one in found)
    told = [f"{counts[kind]} {_word(f'state-{kind}')}" for kind in KINDS if counts[kind]]
    return ", ".join(told) or _word("nothing-changed")


def _content(found: tuple[Change, ...]) -> str:
    parts = []
    for kind in (MERGED, WITHDRAWN, *(one for one in KINDS if one not in (MERGED, WITHDRAWN))):
        some = [one for one in found if one.change == kind]
        named = [one for one in some if one.thing.startswith(("id/process/", "id/notice/"))] or some
        if some:
            lines = "".join(f"<li>{_link(one)}</li>" for one in named[:NAMED])
            parts.append(f"<h2>{escape(_word(f'state-{kind}'))}: {len(some)}</h2><ul>{lines}</ul>")
    return "".join(parts) or f"<p>{escape(_word('nothing-changed'))}</p>"


def _link(one: Change) -> str:
    iri = full(one.thing)
    path = link_of(iri)
    href = path if "://" in path else request.host_url.rstrip("/") + path
    return f"<a href={quoteattr(_printable(href))}>{escape(_printable(one.label or one.thing))}</a>"


def _moment(step: Step) -> str:
    return f"{step.date or '1970-01-01'}T00:00:00Z"


def _word(name: str) -> str:
    return texts.word(name, language())


def _printable(text: str) -> str:
    return _NEVER.sub("", text)


def _text(text: str) -> str:
    return escape(_printable(text))
