"""What is known of Italian places and bodies.

authorities  the authority tables of `data/authorities/` and of the publisher
columns      tables of the publisher's folder: CSV with named columns
supplied     other registries' identifiers, supplied as CSV
publisher    who publishes: `publisher.json`
points       points of municipalities on the map, from GeoNames
borders      the outlines that a publisher draws on the maps
places       municipalities with province and region, found by name
history      former names of municipalities
areas        social areas: zones, districts
names        names brought to one form: case, accents, apostrophes
similarity   abbreviations written out, small words left out
forms        legal forms read from the name of a body
naming       which body a stated name means
bodies       what is known of bodies, one key each
norms        norms by the spellings in which they are cited
calls        the yearly calls for grants, by the body that issues them
provisional  entries made of values that no list knows
entities     the graph `entities`: bodies, places, areas and values over all records
"""
