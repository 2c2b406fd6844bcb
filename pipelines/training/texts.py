"""Texts without annotations."""

from collections.abc import Iterable, Sequence

from kg.text import title_key
from pipelines.extraction import text
from pipelines.readers import Reading
from pipelines.sources import find


def texts(sources: Sequence[str], without: Iterable[str] = ()) -> list[str]:
    """Give the distinct texts of papers that have an abstract, title and abstract in one, in the order of the sources.

    Parameters
    ----------
    sources : sequence of str
        Files or folders, in any format that `kg build` reads.
    without : iterable of str
        Titles of papers to leave out, such as those that a model will be scored on.

    Raises
    ------
    SourceError
        When a source does not exist.
    """
    out = {title_key(title) for title in without}
    records = (record for location in find(sources) for record in Reading(location))
    kept = (record for record in records if record.abstract and title_key(record.title) not in out)
    return list(dict.fromkeys(text.join(record.title, record.abstract) for record in kept))
