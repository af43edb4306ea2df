"""Engines outside this process, behind the same front: any SPARQL 1.1 engine that passes the suite.

adapters     what an engine needs to be asked truthfully: one row an engine
rewriting    a query as it goes to an engine: values put in, dataset explicit, one row more than may be
lexical      what an engine answers, in the forms in which the embedded store would answer
connection   HTTP to an engine: one kept connection a worker, the engine's own limits read
asking       a question answered by an engine, for the worker
suite        fixed queries, questions and probes held against the embedded store
assignments  which engine's database holds which release
publishing   loaded, read back, judged, noted
loading      a release loaded into an engine's database, and read back
"""
