"""Linking: which names mean one thing, which thing that is, and why.

``link`` takes the mentions of all papers, ``group`` a list of names. The way: `names` asks what a name says alone (its
keys: `spelling_key`, `terms`, `organisations`, `vendors`; its `versions`; what it is short for: `senses`, `initials`),
and `kept` keeps the answers. Names meet under keys in `classes`, `definitions` are counted, long forms are found
`beside` short ones, `joining` says what each use means, `things` gathers the names of each, `corrections` set by hand
come after, `canonical` names the things and `ledger` keeps the reasons. All but the answers is columns of numbers, see
`uses`.
"""

from pipelines.linking.groups import group
from pipelines.linking.kept import Kept
from pipelines.linking.link import Linked, link
from pipelines.linking.names import QUESTIONS, ahead

__all__ = ["QUESTIONS", "Kept", "Linked", "ahead", "group", "link"]
