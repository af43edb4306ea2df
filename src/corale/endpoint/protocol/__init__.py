"""The SPARQL 1.1 Protocol, and what the service says of itself.

slips      what tokens show to be no SPARQL
syntax     what is wrong with a query, with line, column, hint
operation  a request read into a query and its dataset
current    the release that serves, as the front sees it
opened     a file of the release that serves, opened once a thread
other_releases  the releases kept beside it
answers    answers kept: a release never changes
sparql     `/sparql`
turns      a client's places at once
asking     our own fixed queries, asked of the same workers
local      a query on a store of this process, for `corale query` and the Python API
describe   the service description
health     `/health`
metrics    what is counted and logged: never a query, never an address
"""
