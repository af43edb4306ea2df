"""RDF itself.

canonical    sorted N-Quads and Turtle: one graph, one sequence of bytes
description  a graph in the making, for what describes a release
formats      the formats of graphs and of results: one table for everybody
grades       the grade of a statement, told by its graph
materialise  the rules of `ontology/rules/`, run until they say nothing new
remote       a SPARQL endpoint elsewhere, through SPARQLWrapper
xml          XML only where XML can say it
"""
