"""A typesetter for sheets of one page: many times as fast as WeasyPrint, for the part of CSS that they use.

Template and style sheets stay those that WeasyPrint reads. What this typesetter does not know it refuses, and
WeasyPrint sets the page; the tests hold every word of both to the same place. See docs/decisions/0025.
"""

# Names the files that are made with it: one more when a change here changes what a page looks like.
VERSION = "1"
