"""One place where officials and caseworkers see what they owe, take it up and share it out.

It only reads what other features give it, and calls their operations.
"""
