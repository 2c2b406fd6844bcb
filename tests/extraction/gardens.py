"""Abstracts about plants and tools: types that the shipped model does not know."""

import random

from pipelines.annotations import AnnotatedEntity, AnnotatedPaper


def garden(number: int) -> list[AnnotatedPaper]:
    chance = random.Random(1)  # noqa: S311
    plants = ["Rose", "Tulip", "Oak", "Fern", "Maple", "Lily"]
    tools = ["spade", "rake", "hoe", "sickle"]
    papers = []
    for index in range(number):
        plant, tool = chance.choice(plants), chance.choice(tools)
        papers.append(
            AnnotatedPaper(
                id=f"g{index}",
                title=f"How {plant} grows",
                abstract=f"We grew {plant} in the shade. The soil was turned with a {tool} every week. It was wet.",
                entities=(
                    AnnotatedEntity(type="Plant", surfaces=(plant,), introduced=plant == "Oak"),
                    AnnotatedEntity(type="Tool", surfaces=(tool,)),
                ),
            )
        )
    return papers
