"""Names brought to our entities: the Reconciliation Service API 0.2, and search.

queries  queries read from JSON, answered from the index of names
suggest  manifest, suggestions, values to extend a table
column      a pasted column or a CSV file answered, for people
service  `/reconcile`
search   `/search`
"""
