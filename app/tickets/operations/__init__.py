"""Every change of tickets: each holds the row, asks who may and the table of states, and writes one row of history."""
