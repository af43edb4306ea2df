"""From a linked record to statements in the graphs of their grades, with evidence.

nodes       the linked record: JSON-LD with an IRI for every node
graph_builder  the graph in the making: nodes so far, and what proves each statement
parts       one builder for each kind of value
involvements  who is what: a party, its role, its shortcut
details     meetings, counts, sums, periods, deadlines, codes, phases
procedure   the procedures that a notice tells of
titles      what a part is called that the source gives no name
iris        the IRIs of things and graphs
evidence    evidence about statements
statements  JSON-LD to quads
"""
