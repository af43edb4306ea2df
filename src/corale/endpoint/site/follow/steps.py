"""The releases that led to the one that serves, and what they changed: read from the publisher's folder."""

from functools import lru_cache
from pathlib import Path

from corale.data.published import changes
from corale.data.published.changes import Change
from corale.data.published.folder import publisher_of
from corale.data.published.series import Step
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.site.render import ask


def directory() -> Path | None:
    """Return the publisher's folder; none where a release is served alone."""
    return publisher_of(ask().serving.folder)


def steps() -> tuple[Step, ...]:
    """Return the steps that led to the release that serves, the latest first; none where they are not
    known."""
    held = directory()
    return _chain(held, ask().serving.id) if held else ()


def since(name: str) -> tuple[list[Step], tuple[Change, ...]]:
    """Return the steps behind a release (its id or version), oldest first, and what they changed together.

    Raises:
        ProblemError: it is none of those that led to the one that serves.
    """
    found = steps()
    held = directory()
    at = next((n for n, step in enumerate(found) if name in (step.id, step.version)), None)
    if at is None or held is None:
        known = [step.id for step in found[:50]]
        it, en = (
            f"«{name}» non è fra le pubblicazioni che portano a questa: vedi `known`.",
            f"“{name}” is none of the releases that led to this one: see `known`.",
        )
        raise ProblemError("release-unknown", it, en, members={"known": known})
    passed = tuple(reversed(found[:at]))
    return [*passed], _since(held, passed)


def of(step: Step) -> tuple[Change, ...]:
    """Return what one step changed, sorted by thing."""
    held = directory()
    return _since(held, (step,)) if held else ()


@lru_cache(maxsize=1)
def _chain(held: Path, current: str) -> tuple[Step, ...]:
    return tuple(changes.chain(held, current))


@lru_cache(maxsize=4)
def _since(held: Path, passed: tuple[Step, ...]) -> tuple[Change, ...]:
    """What some steps changed together: tables that never change, so a few answers are kept."""
    return tuple(changes.since(held, passed))
