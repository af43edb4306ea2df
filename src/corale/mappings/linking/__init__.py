"""What the names of a record mean.

link   places, bodies and areas of one record, linked
coded  its coded values, and those that no list knows
"""
