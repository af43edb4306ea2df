"""Lists of things and of values.

browse  which lists there are, and what they hold
"""
