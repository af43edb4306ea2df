"""Operations on running text that sheets and notices share.

values     readers of values: numbers, dates, sums, choices
dates      dates and times in running text
addresses  postal addresses
mentions   bodies named in running text
groupings  temporary groupings and their members
citations  legal bases and acts that a text cites
classify   which procedure a text tells of
patterns   the patterns of `mappings/avviso/patterns/`
contradictions  days of a notice that cannot go together
gaps       what a notice does not say
bands      which of the values read from running text are sure enough
extraction  a record in the making: values, evidence, gaps, findings
"""
