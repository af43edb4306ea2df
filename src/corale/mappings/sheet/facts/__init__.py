"""What the running text of a sheet tells, by the patterns of `mappings/osservatorio/patterns/`.

telling   passages, what their sentences tell as done or planned, what may be stated
names     bodies and groups in a passage, and the lists that they stand in
who       their roles, and the bodies that are only named
counts    how many people, bodies and meetings
meetings  meetings with their date and kind
phases    the course of the process
outputs   what came or is to come of it
acts      what organs did about it
topics    the procedure that the process is, or is about; its area, norms and funds
"""
