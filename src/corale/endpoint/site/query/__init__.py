"""`/sparql` for people.

query_page  the form with its answer; to programs the description of the service
answer      what the page shows of an answer: labels, drawings, files, the same by other means
labels      what the things of an answer are called
codes       what the codes of an answer are called
hints       "did you mean": words that are no keyword, names that no vocabulary has
terms       classes, properties and concepts for completion, by shapes and VoID
tokens      the IRIs that a query names, what no row of it shows
widened     a query that tells how one of its rows came about
evidence    the statements that join the values of a row, with line, words and grade
explain     `/explain`: why a row is in an answer
"""
