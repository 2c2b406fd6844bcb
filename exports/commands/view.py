"""``kg view``: the graph as one interactive HTML file."""

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

import kg
from exports.files import replacing
from exports.view.page import TOP, page
from kg.terminal import print_line


def view(  # noqa: PLR0917
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The graph directory.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to; DIR's name with .html here.")
    ] = None,
    focus: Annotated[
        str | None, typer.Option(metavar="NAME", help="Open on this entity and what it is linked with.")
    ] = None,
    top: Annotated[int, typer.Option(min=1, metavar="N", help="How many entities are shown at first.")] = TOP,
    type_: Annotated[
        list[str] | None, typer.Option("--type", metavar="TYPE", help="Show this type at first; may be repeated.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Let papers since this year or month count at first.")
    ] = None,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="Title of the page; DIR's name.")] = None,
    open_: Annotated[bool, typer.Option("--open", help="Show it in the browser.")] = False,
) -> None:
    """Write the graph as one interactive HTML file that needs no network."""
    graph = kg.open(directory)
    path = output or Path(f"{directory.resolve().stem}.html")
    html = page(graph, title=title, top=top, types=type_ or (), since=since, focus=focus)
    with replacing(path) as beside:
        beside.write_text(html, encoding="utf-8")
    print_line(str(path))
    if open_:
        webbrowser.open(path.resolve().as_uri())
