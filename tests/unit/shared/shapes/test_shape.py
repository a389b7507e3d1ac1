import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.events import ReportLine
from shared.shapes.shape import AnotherShape, NotOfItsShape, defined_by, shape_of, stream_of
from tests.builders import SOME_LINES

LINES = st.lists(
    st.builds(
        ReportLine,
        indicator=st.sampled_from(["urban_new_employment", "pension_insured", "mediation_success_rate"]),
        value=st.integers(-(2**63), 2**63 - 1),
        denominator=st.none() | st.integers(0, 2**63 - 1),
        basis=st.sampled_from(["month", "year_to_date"]),
    ),
    max_size=8,
).map(tuple)


@given(LINES)
def test_figures_in_their_shape_are_the_lines_again(lines: tuple[ReportLine, ...]) -> None:
    values = tuple(line.value for line in lines)
    denominators = tuple(line.denominator for line in lines if line.denominator is not None)
    assert shape_of(lines).lines(values, denominators) == lines


@given(LINES, LINES)
def test_two_shapes_have_one_name_only_where_they_are_the_same(
    some: tuple[ReportLine, ...], others: tuple[ReportLine, ...]
) -> None:
    one, other = shape_of(some), shape_of(others)
    assert (one.name == other.name) is (one.defined == other.defined)


def test_the_name_says_nothing_of_the_figures() -> None:
    others = [msgspec.structs.replace(line, value=line.value + 1) for line in SOME_LINES]
    assert shape_of(SOME_LINES).name == shape_of(others).name == shape_of(SOME_LINES).defined.shape


def test_a_denominator_of_zero_is_a_denominator() -> None:
    with_it, without = ReportLine("mediation_success_rate", 0, 0), ReportLine("mediation_success_rate", 0)
    assert shape_of([with_it]).lines((0,), (0,)) == (with_it,)
    assert shape_of([with_it]).name != shape_of([without]).name


def test_a_definition_that_is_not_what_its_name_says_is_refused() -> None:
    defined = shape_of(SOME_LINES).defined
    assert defined_by(defined).defined == defined
    with pytest.raises(AnotherShape):
        defined_by(msgspec.structs.replace(defined, indicators=defined.indicators[::-1]))


@pytest.mark.parametrize(("values", "denominators"), [((1, 2, 3), (4,)), ((1, 2, 3, 4), ()), ((1, 2, 3, 4), (5, 6))])
def test_more_or_fewer_figures_than_the_shape_has_are_refused(
    values: tuple[int, ...], denominators: tuple[int, ...]
) -> None:
    with pytest.raises(NotOfItsShape):
        shape_of(SOME_LINES).lines(values, denominators)


def test_a_shape_is_defined_in_a_stream_of_its_own() -> None:
    assert stream_of("ab" * 16) == "shape-" + "ab" * 16


def test_lines_that_came_with_their_shape_are_those_lines_and_give_their_figures_back() -> None:
    shape = shape_of(SOME_LINES)
    lines = shape.lines(*shape.figures(SOME_LINES))
    values, denominators = shape.figures(SOME_LINES)
    assert (list(lines.values), list(lines.denominators)) == (values, denominators)
    assert lines == SOME_LINES and hash(lines) == hash(SOME_LINES)
    assert msgspec.json.encode(lines) == msgspec.json.encode(SOME_LINES)
    other = shape_of(SOME_LINES[1:])
    assert other.figures(SOME_LINES[1:]) == other.figures(lines[1:])
