"""What people decided, what a decision becomes, and what waits for one.

terms       statements as people write them in a table, and as N-Quads
offered     the fields whose values a person may state
nodes       things of several values, as people write them in that table
statements  `decisions/statements.csv`: statements accepted, amended or refused
frames      the parts and involvements that such a statement brings with it
applied     those decisions brought to what a record says
survey      the contradictions of a release, and which records name what
"""
