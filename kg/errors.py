"""The errors a caller may want to catch, all under :class:`KgError`."""


class KgError(Exception):
    """Base of all errors of this package; its message says what, where and what to do."""


class SourceError(KgError):
    """A source could not be read at all: missing, unreadable or of no known format."""


class GraphError(KgError):
    """A graph directory is missing, damaged or of another format version."""


class ModelError(KgError):
    """An extraction model is missing, broken or lacks a component."""


class AnnotationError(KgError):
    """An annotated abstract does not have the form that training and evaluation read."""


class CorrectionError(KgError):
    """A graph's ``corrections.toml`` does not say what it must; the message names the line."""


class ExportError(KgError):
    """A graph could not be written in the format asked for."""


class EngineError(KgError):
    """Work could not be done where it was to be: no cluster there, or its processes died."""


class MissingExtraError(KgError):
    """An optional part is not installed; the message holds the install line."""


class NotFoundError(KgError):
    """A name is not in the graph.

    Attributes
    ----------
    name : str
        The name asked for.
    nearest : tuple of str
        Names in the graph that come closest, best first.
    """

    def __init__(self, name: str, nearest: tuple[str, ...] = (), where: str = "this graph") -> None:
        self.name = name
        self.nearest = nearest
        hint = f"; nearest: {', '.join(nearest)}" if nearest else ""
        super().__init__(f"no entity named {name!r} in {where}{hint}")
