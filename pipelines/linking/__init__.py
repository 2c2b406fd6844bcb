"""Linking: which names mean one thing, which thing that is, and why.

``link`` takes the mentions of all papers, ``group`` a list of names. The way: names meet under keys (`spelling_key`,
`terms`, `organisations`, `vendors`), `versions` keep apart what keys must not join, `senses` say what a short form or
alias stands for in a paper, `joining` brings these together, `corrections` set by hand come after, `canonical` names
the things and `ledger` keeps the reasons.
"""

from pipelines.linking.groups import group
from pipelines.linking.kept import Kept
from pipelines.linking.link import Linked, link

__all__ = ["Kept", "Linked", "group", "link"]
