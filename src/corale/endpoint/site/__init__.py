"""Pages for people.

texts          the words of the pages, in two languages
render         what every page shares: language, addresses, safe links
svg            bars, spans, lines and maps drawn on the server
geography      where things lie on maps
charts         what an answer is drawn as
downloads      the files of a release in groups
gallery        the questions, each with its answer drawn
structured     what pages say to machines in schema.org's terms
examples       the example queries
home_page      search, numbers, six questions, what is new
release_pages  dumps, limits, health and the descriptions of the release
about          information, privacy, accessibility
crawlers       robots.txt and the map of the site
lists/         lists of things and of values
names_index    the index of names, and what it knows of things that no record speaks of
resources      terms, concepts, graphs; the 303 and the data of each thing
entity/        the page of each thing
api/           the lists as JSON, described by OpenAPI
follow/        what changed since a release
contribute/    what readers add or correct
documents      the documentation of terms and schemes
graphstore     the read side of the Graph Store Protocol
query/         `/sparql` for people, and why a row is in an answer
warm           what home and lists ask, answered before anybody asks
"""
