"""What the other stages stand on: RDF, places and bodies, matching of names, releases.

rdf/        canonical order, formats, grades, rules
gazetteer/  what is known of places and bodies
matching/   which entity a name means, and links
lists/      lists with facets and text search
review/     what people decided, and what waits for them
release/    a release in the making: pieces, members, files
published/  releases that are there: activated, read, verified, compared
sqlite      what SQLite cannot write, told as the file system would
"""
