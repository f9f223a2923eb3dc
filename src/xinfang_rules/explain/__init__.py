"""Rendering in Chinese: the one place in which conditions, norms, periods and results are put into words.

One wording has three moods, a statement, a question, and a trace with what the case says of each requirement; and a
`Marking`, by which the same words are plain text, or Markdown with links. The words of the law come from rules and
facts alone.
"""
