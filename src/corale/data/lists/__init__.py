"""The lists of a release, with facets and text search.

stems     words in the form in which they are sought
rows      what a record gives to the lists
database  `store/lists.db`, written once a release
sources   `sources.jsonl`, the lines of the documents that may be shown whole
slices    what some records say, taken from the pieces of a release
chosen    what a choice of facets and words finds, with counts
"""
