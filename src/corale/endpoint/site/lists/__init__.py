"""Lists of things and of values.

browse      which lists there are
lists_file  the file of lists of the release, open for reading
list_state  what a list was asked for, from its address and back
list_page   a list with facets, text search, map
list_map    the map of what a list finds, with its table
list_query  the query behind a list
list_files  what one sees, as CSV, JSON, Turtle
calendar    deadlines of open notices to subscribe to
"""
