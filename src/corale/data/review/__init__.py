"""What people decided, what a decision becomes, and what waits for one.

terms       statements as people write them in a table, and as N-Quads
typed       a value as a person types it, brought to such a term
statements  `decisions/statements.csv`: statements accepted, amended or refused
frames      the parts and involvements that such a statement brings with it
applied     those decisions brought to what a record says
queue       what waits for a person: candidates, values, links, duplicates, contradictions
acts        a decision written into the publisher's folder
"""
