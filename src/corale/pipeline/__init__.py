"""The pipeline: joins the stages, from documents to an active release.

    documents -> extract -> link -> map -> check -> reason -> piece -> member -> reduce -> join -> gate ->
    activate

All up to `piece` are pure functions of one record: they run in worker processes, and what they gave is kept
by
content, so that a record that did not change is not worked out again. A record with a violation is
quarantined: left
out of the graph and reported, while the rest is published.

    inputs    documents, code and tables, and the keys of what is made of them
    records   the stages of one record, and its piece
    purged    the records that builds leave out
    purge     a record or words taken out of everything
    decided   what people decided, brought to pieces
    reduce    what all records share, and what belongs to no record
    last      the release before
    sample    some records judged a second way
    gate      what must hold before a release becomes active
    build     the order of all this
    visiting  one polite visit of an address
    supply    documents brought from a list of addresses
"""

from corale.pipeline.build import Progress, build

__all__ = ["Progress", "build"]
