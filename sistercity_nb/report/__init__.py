"""The summary as an official report: HTML, PDF, and the gates that every export passes.

One way through: ``content`` turns the summary into a list of chapters made of a few kinds of blocks, the same
for every format; ``html`` and ``pdf`` set that list in type; ``gates`` decides whether anything may leave.
"""
