"""Queries answered: the store's supervisor and its workers. Nothing here knows pages.

supervisor    holds the store, forks workers, kills what overstays, replaces it
worker        answers one query at a time
grammar       the tokens of a query: how deep, and what no visitor gets
lexed         its tokens in a row, with their places
outside/      engines elsewhere, asked by the workers
sandbox       no network, no files, no processes for a worker
disk          the store on disk: when, where, written by whom
memory        the store shared in large pages, and what a worker has of its own
shared_table  what each worker is at, and why the last one died
spill         where a worker writes its result: rows and bytes counted
table         the rows that a page shows, chosen in the worker
totals        what only counts, answered from the totals of the release
wire          what front and worker say to each other
earlier       earlier releases, loaded when a query is pinned to one
state         which release serves, told to the front
functions     `corale:textMatch`
pool          the front's side: connections, questions, answers
spools        results read whole, counted until they are sent
webserver     the process of the front
"""
