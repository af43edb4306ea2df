"""The pipeline: joins the stages, from documents to an active release.

    documents -> extract -> link -> map -> check -> reason -> piece -> member -> reduce -> join -> gate ->
    activate

All up to `piece` are pure functions of one record: they run in worker processes, and what they gave is kept
by content, so that a record that did not change is not worked out again. A record with a violation is
quarantined: left out of the graph and reported, while the rest is published.

    build      the order of all this
    means      what all steps work with
    inputs     documents, code and tables, and the keys of what is made of them
    documents  the map step: the documents of a release, each with its piece
    records    the stages of one record, and its piece
    keys       the key of each record, as the ledger gives it
    decided    what people decided, brought to pieces
    purged     the records that builds leave out
    reduce     what all records share, and what belongs to no record
    joined     the join step: the files of the release
    gate       what must hold before a release becomes active
    sample     some records judged a second way
    last       the release before
    purge      a record or words taken out of everything
    checking   what `corale check` looks at, by the same stages
    visiting   one polite visit of an address
    supply     documents brought from a list of addresses
"""

from corale.pipeline.build import build
from corale.pipeline.means import Progress

__all__ = ["Progress", "build"]
