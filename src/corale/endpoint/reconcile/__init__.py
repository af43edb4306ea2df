"""Names brought to our entities: the Reconciliation Service API 0.2, and search.

queries  queries read from JSON, answered from the index of names
suggest  manifest, suggestions, values to extend a table
service  `/reconcile`
search   `/search`
"""
