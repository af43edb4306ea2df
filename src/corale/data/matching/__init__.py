"""Which entity a name means, how surely, and what people decided.

facets      what the index tells of a thing: properties, labels, types
items       from a release to the items of its index
national    everyone whom the tables know, whether or not the release speaks of them
index       the index of names: one SQLite file a release
building    writing that file
bitmaps     which names have a trigram, counted for all names at once
codes       national codes as names
likeness    how like two wordings are
candidates  the entities that a name may mean, in bands, with reasons
links       links to other registries
linkset     those links as SSSOM and as triples
crosswalk   somebody's own table of names brought to our IRIs
duplicates  bodies that may be one
waiting     values that no list knows, waiting for a decision
decisions   what people decided about links
"""
