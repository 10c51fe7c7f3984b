"""What the tests of the course share: the lesson that the page on writing lessons shows, as a module."""

from __future__ import annotations

import re

import pytest
from test_lessons import PAGE

from clientela.course.source import library

MORE = """
  - key: which_rung
    kind: argue
    minutes: 4
    level: 2
    serves: ["003:118"]
    aim: {es: 'Leer la escalera', en: 'Read the ladder'}
    ask: {es: '¿Dónde hay más?', en: 'Where are most?'}
    choice:
      table: loyalty.ladder_rungs
      name: rung
      by: customers
      take: 3
      right: {es: 'Ahí están los que repiten y usan.', en: 'There are those who repeat.'}
      wrong: {es: 'Mire otra vez la columna de clientes.', en: 'Look at the column again.'}
    solution: {es: 'En el peldaño de los que ya han repetido.', en: 'On the rung of those who have come again.'}
    rubric:
      - {points: 2, es: 'Nombra el peldaño con su número de clientes.', en: 'Names the rung with its number.'}
      - {points: 1, es: 'Dice qué prueba falta para el siguiente.', en: 'Says which proof is missing.'}
    cards:
      - who: {es: 'Cliente', en: 'Customer'}
        text: {es: 'Lleva seis semanas sin venir porque el café le supo viejo.', en: 'Has not come for six weeks; the coffee tasted stale.'}
    observer: [{es: 'Dejó terminar.', en: 'Let the other finish.'}]
"""
HEAD = """
title: {es: 'La lealtad', en: 'Loyalty'}
question: {es: '¿Quién se queda?', en: 'Who stays?'}
story: {es: 'Una historia.', en: 'A story.'}
prepare: [{es: 'Imprima las tarjetas una por persona antes.', en: 'Print the cards before.'}]
materials: [{es: 'Un reloj que se vea desde toda la sala.', en: 'A clock that all can see.'}]
short: [{minutes: 5, do: {es: 'a', en: 'b'}}, {minutes: 30, do: {es: 'c', en: 'd'}}, {minutes: 10, do: {es: 'e', en: 'f'}}]
cut: {es: 'Deje la escalera para la casa si va tarde.', en: 'Leave the ladder for home.'}
"""


@pytest.fixture(scope="module")
def module(tmp_path_factory):
    """The lesson of the docs with one exercise more, as a module."""
    folder = tmp_path_factory.mktemp("course") / "5_loyalty"
    folder.mkdir()
    found = re.search(r"## A lesson, whole\n\n```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    assert found
    text = found[1].replace("practice: 8}", "practice: 12}").replace("\nkey_points:", f"{MORE}key_points:")
    (folder / "1_who_stays.yml").write_text(text, encoding="utf-8")
    (folder / "module.yml").write_text(HEAD, encoding="utf-8")
    return library.module(folder)
