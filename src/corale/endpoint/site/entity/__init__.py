"""The page of each thing.

thing_pages        of a process, notice, body or place by its kind, of anything else by its statements
record_facts       what a record says, with grades and the lines that prove it
record_page        the page of a process or notice
source_lines       the source beside it, line by line
record_sections    what that page draws and lists beside its values
organisation_page  a body: what it decides, attends, signs, wins
place_page         a place: its bodies, areas and processes
term_page          a term in this release: its use and an example; the page of all shapes
pattern_page       how the things of the model look in Turtle, with the query that asks for them
"""
