"""Reading notices: the patterns of `mappings/avviso/patterns/` under few operations, one module a concern.

- `patterns`: the patterns by field and name, compiled once
- `decision`: is the text one concrete procedure, of which kinds, in which kind of document; with reasons
- `scope`: the lines that belong to the notice, among those of the page around it
- `amounts`: sums of money with their words, and what each is for
"""
