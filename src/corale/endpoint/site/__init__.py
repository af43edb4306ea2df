"""Pages for people.

about       information, privacy, accessibility
crawlers    robots.txt and the map of the site
texts       the words of the pages, in two languages
render      what every page shares: language, addresses, safe links
examples    the example queries
home        home, dumps, limits and the descriptions of the release
browse      lists of things and of values
things      things, terms, concepts, graphs: 303, page, data
documents   the documentation of terms and schemes
graphstore  the read side of the Graph Store Protocol
editor      `/sparql` for people
warm        what home and lists ask, answered before anybody asks
"""
