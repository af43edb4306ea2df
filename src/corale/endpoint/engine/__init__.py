"""Queries answered: the store's keeper and its workers. Nothing here knows pages.

keeper   loads the store, forks workers, ends those that overstay
worker   answers one query at a time
sandbox  no network, no files, no processes for a worker
memory   the store shared in large pages, and what a worker has of its own
copies   pages that a worker copied by reading, given back
board    when each worker's query began and must end
spill    where a worker writes its result: rows and bytes counted
table    the rows that a page shows, chosen in the worker
wire     what front and worker say to each other
state    which release serves, told to the front
workers  the front's side: connections, questions, answers
spools   results read whole, counted until they are sent
sever    a broken stream's connection is cut
"""
