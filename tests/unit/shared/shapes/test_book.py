import msgspec
import pytest

from shared.events import ReportLine
from shared.shapes.book import MOST_SHAPES, ShapeBook, UnknownShape
from shared.shapes.shape import AnotherShape, shape_of
from tests.builders import SOME_LINES

SHAPE = shape_of(SOME_LINES)


def test_a_shape_that_was_written_or_learnt_is_known() -> None:
    written, learnt = ShapeBook(), ShapeBook()
    written.of(SOME_LINES)
    learnt.learn(SHAPE.defined)
    assert written.get(SHAPE.name) == learnt.get(SHAPE.name) == SHAPE


def test_a_shape_that_is_not_known_is_looked_up_once() -> None:
    asked = []
    book = ShapeBook()
    book.kept_at(lambda _: None)
    book.kept_at(lambda name: asked.append(name) or SHAPE.defined)  # type: ignore[func-returns-value]
    assert book.get(SHAPE.name) == book.get(SHAPE.name) == SHAPE
    assert asked == [SHAPE.name]


def test_a_shape_that_is_kept_nowhere_is_named() -> None:
    with pytest.raises(UnknownShape, match=SHAPE.name):
        ShapeBook().get(SHAPE.name)


def test_what_comes_under_a_wrong_name_is_not_learnt() -> None:
    false = msgspec.structs.replace(SHAPE.defined, indicators=SHAPE.defined.indicators[::-1])
    book = ShapeBook()
    with pytest.raises(AnotherShape):
        book.learn(false)
    book.kept_at(lambda _: false)
    with pytest.raises(AnotherShape):
        book.get(SHAPE.name)


def test_who_sends_ever_other_shapes_does_not_fill_the_memory() -> None:
    book = ShapeBook()
    book.kept_at(lambda name: SHAPE.defined if name == SHAPE.name else None)
    book.of(SOME_LINES)
    for number in range(2 * MOST_SHAPES):
        book.of((ReportLine(f"indicator-{number}", 1),))
    assert len(book._known) <= MOST_SHAPES and len(book._by_lines) <= MOST_SHAPES
    assert book.get(SHAPE.name) == SHAPE, "what was forgotten is looked up again"
