"""The pipeline: joins the stages, from documents to an active release.

    documents -> extract -> link -> map -> check -> reason -> entities -> dumps -> gate -> activate

All up to `reason` are pure functions of one record: they run in worker processes, and what they gave is kept by
content, so that a record that did not change is not worked out again. A record with a violation is quarantined: left
out of the graph and reported, while the rest is published.
"""

from corale.pipeline.build import Progress, build

__all__ = ["Progress", "build"]
