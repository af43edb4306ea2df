"""A public notice to a record.

read         the whole way
decision     is it one concrete procedure?
scope        which lines belong to it
rows         the rows of its head
titles       its title and subject
parties      who publishes, which entities are named
bands        how sure a value is, by what was measured
involved     every party with its role
outcomes     parties admitted, selected, excluded, with score and rank
occasions    deadlines, meetings, periods and codes, each of what it is
territory    where
schedule     until when
periods      for which period
publication  when it came out
amounts      for how much
services     which services
resources    how a bid is sent
editions     earlier procedures told in it
"""
