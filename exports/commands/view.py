"""``kg view``: the graph as one interactive HTML file."""

import webbrowser
from pathlib import Path

import click

import kg
from exports.files import replacing
from exports.view.page import TOP, page
from kg.commands import options
from kg.terminal import print_line


@click.command()
@options.directory
@click.option("-o", "--output", type=options.PATH, metavar="FILE", help="Where to; DIR's name with .html here.")
@click.option("--focus", metavar="NAME", help="Open on this entity and what it is linked with.")
@click.option(
    "--top", type=click.IntRange(min=1), default=TOP, metavar="N", help="How many entities are shown at first."
)
@click.option("--type", "types", multiple=True, metavar="TYPE", help="Show this type at first; may be repeated.")
@click.option("--since", metavar="DATE", help="Let papers since this year or month count at first.")
@click.option("--title", metavar="TEXT", help="Title of the page; DIR's name.")
@click.option("--open", "open_", is_flag=True, help="Show it in the browser.")
def view(
    directory: Path,
    *,
    output: Path | None,
    focus: str | None,
    top: int,
    types: tuple[str, ...],
    since: str | None,
    title: str | None,
    open_: bool,
) -> None:
    """Write the graph as one interactive HTML file that needs no network."""
    graph = kg.open(directory)
    path = output or Path(f"{directory.resolve().stem}.html")
    html = page(graph, title=title, top=top, types=types, since=since, focus=focus)
    with replacing(path) as beside:
        beside.write_text(html, encoding="utf-8")
    print_line(str(path))
    if open_:
        webbrowser.open(path.resolve().as_uri())
