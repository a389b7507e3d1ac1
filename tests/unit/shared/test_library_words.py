"""No word of a library's own language reaches a person where another is known for it."""

from __future__ import annotations

import os
import re
import shutil
import tomllib
from pathlib import Path
from typing import Annotated, Any

import msgspec
import pytest
from pydantic import Field, TypeAdapter, ValidationError

from shared.library_words import (
    fault_words,
    kafka_words,
    setting_words,
    shape_words,
    system_words,
    toml_words,
    value_words,
)
from shared.log import LogAway, LogBroken
from shared.settings import Settings

LATIN = re.compile(r"[A-Za-z]{2,}")
NAMES = {"IPv", "JSON", "Kafka", "XUSHI", "true", "false"}
"""What stays as it is: names of things, and what has to be written just so."""


def foreign(text: str, *more: str) -> set[str]:
    return set(LATIN.findall(text)) - NAMES - set(more)


def faults_of(kind: Any, value: object) -> list[str]:
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        return [each["msg"] for each in error.errors()]
    return []


@pytest.mark.parametrize("bad", ["x", "-1", "1e999", "[]", "99999999", "9" * 5_000])
def test_whatever_stands_in_a_setting_is_refused_in_chinese(bad: str) -> None:
    asked = {
        name: (Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation)
        for name, field in Settings.model_fields.items()
    }
    told = {name: [value_words(each) for each in faults_of(kind, bad)] for name, kind in asked.items()}
    assert any(told.values())
    values = {name: LATIN.findall(str(Settings.model_fields[name].annotation)) for name in told}
    wrong = {name: [each for each in said if foreign(each, *values[name])] for name, said in told.items()}
    assert {name: each for name, each in wrong.items() if each} == {}


def test_a_setting_that_is_no_json_is_named() -> None:
    own = 'error parsing value for field "plan_folders" from source "EnvSettingsSource"'
    assert setting_words(own) == "XUSHI_PLAN_FOLDERS 要写成 JSON"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (int, "x"),
        (int, 1.5),
        (float, "x"),
        (bool, "x"),
        (str, 3),
        (list[int], 3),
        (dict[str, int], 3),
        (Path, 3),
        (Annotated[str, Field(min_length=2)], "a"),
        (Annotated[str, Field(max_length=2)], "aaa"),
        (Annotated[str, Field(pattern="^x$")], "a"),
        (Annotated[int, Field(gt=2)], 1),
        (Annotated[int, Field(lt=2)], 3),
        (Annotated[float, Field(allow_inf_nan=False)], "inf"),
    ],
)
def test_what_a_parameter_may_be_is_said_in_chinese(kind: Any, value: object) -> None:
    faults = faults_of(kind, value)
    assert faults and [each for each in map(value_words, faults) if foreign(each)] == []


class Body(msgspec.Struct, forbid_unknown_fields=True):
    count: int


@pytest.mark.parametrize("text", ["[]", '{"count": "x"}', "{}", '{"count": 1, "more": 2}', '{"count": 1.5}'])
def test_what_a_body_lacks_is_said_in_chinese(text: str) -> None:
    with pytest.raises(msgspec.ValidationError) as refused:
        msgspec.json.decode(text, type=Body)
    assert foreign(shape_words(str(refused.value)), "int", "str", "float", "object", "array", "count", "more") == set()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a", "文件末尾名称后面要写等号"),
        ("a=", "文件末尾值写法不对"),
        ("a=1\n=2", "第2行第1列这一行读不懂"),
        ("a=1\na=2", "文件末尾同一名称写了两次"),
        ("a='x", "文件末尾引号没有写完，或里面有不能写的字符"),
        ('a="x', "文件末尾引号没有写完，或里面有不能写的字符"),
        ("a=[1", "文件末尾方括号没有写完"),
        ("a=1 b=2", "第1行第5列一行里写了两项，要分两行"),
        ("[a]\n[a]", "第2行第3列同一段写了两次"),
        ('a="\\q"', "第1行第6列引号里的反斜线写法不对"),
    ],
)
def test_where_a_toml_file_is_wrong_is_said_in_chinese(text: str, said: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as refused:
        tomllib.loads(text)
    assert toml_words(str(refused.value)) == said


def test_why_a_file_cannot_be_read_is_said_in_chinese(tmp_path: Path) -> None:
    with pytest.raises(OSError) as none:
        (tmp_path / "none").read_bytes()
    with pytest.raises(OSError) as folder:
        tmp_path.read_bytes()
    assert [system_words(none.value), system_words(folder.value)] == ["没有这个文件或文件夹", "是文件夹，不是文件"]
    assert system_words(OSError(9_999, os.strerror(9_999))).startswith("系统不允许（原文：")


def test_why_kafka_did_not_do_what_was_asked_is_said_in_chinese() -> None:
    away = LogAway("Kafka does not answer at kafka.local:9092: KafkaTimeoutError: Failed to bootstrap")
    assert kafka_words(away) == "Kafka（kafka.local:9092）没有应答：它在不在运行，地址对不对"
    assert kafka_words(LogAway("TopicAuthorizationFailedError: [Error 29]")) == "Kafka 的这个用户没有所需的权限"
    assert (
        kafka_words(LogBroken("xushi.reports has 3 partitions, not 6"))
        == "主题 xushi.reports 有 3 个分区，不是设置的 6 个"
    )


def test_what_is_not_known_ends_with_its_own_words() -> None:
    assert value_words("Some new rule") == "写法不对（原文：Some new rule）"
    assert kafka_words(LogAway("odd")) == "Kafka 没有照办（原文：odd）"


def test_a_fault_of_the_system_is_said_after_its_file_and_ours_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(OSError) as none:
        (tmp_path / "none").read_bytes()
    assert fault_words(none.value) == f"{tmp_path / 'none'}：没有这个文件或文件夹"
    assert fault_words(OSError(28, "No space left on device")) == "磁盘已满"
    assert fault_words(shutil.Error([("a", "b", "odd")])) == "系统不允许（原文：[('a', 'b', 'odd')]）"
    assert fault_words(ValueError("库里没有事件")) == "库里没有事件"
