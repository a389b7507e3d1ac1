from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from services.cli import app
from services.intake.main import create_app
from shared.catalogue import load_catalogue
from shared.security.keys import Role, new_key, save_keys
from shared.settings import Settings
from tests.processes import serving
from tests.unit.intake.forms.support import UNIT, a_form, row_of
from tests.unit.intake.support import make_stores_beside

CELL = f"E{row_of(a_form(load_catalogue()), 'urban_new_employment')}"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Intake on a real socket; its address and a key of 万州区."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    key, secret = new_key("wanzhou", Role.REPORTER, UNIT)
    save_keys(settings.keys_path, [key])
    make_stores_beside(settings)
    with serving(create_app(settings)) as address:
        yield address, secret


def xushi(served: tuple[str, str], *words: str) -> Result:
    url, secret = served
    return CliRunner().invoke(app, [*words, "--key", secret, "--url", url], env={"COLUMNS": "160"})


def filled(served: tuple[str, str], folder: Path, period: str, value: str | int | None) -> Path:
    """A form downloaded and filled in at one cell."""
    file = folder / f"{period}.xlsx"
    result = xushi(served, "template", "--region", UNIT, "--period", period, "--out", str(file))
    assert result.exit_code == 0, result.output
    book = load_workbook(file)
    book["月报表"][CELL] = value
    book.save(file)
    return file


def ndjson(file: Path, *values: int) -> Path:
    reports = [
        {
            "region": UNIT,
            "period": f"2022-{month:02d}",
            "lines": [{"indicator": "urban_new_employment", "value": value}],
        }
        for month, value in enumerate(values, 1)
    ]
    file.write_text("\n".join(json.dumps(each) for each in reports), "utf-8")
    return file


def test_a_form_is_downloaded_filled_in_and_imported_once(served: tuple[str, str], tmp_path: Path) -> None:
    file = filled(served, tmp_path, "2023-01", 1_234)
    checked = xushi(served, "import", str(file), "--dry-run")
    assert checked.exit_code == 0 and "可入库 1 份" in checked.output
    first, again = xushi(served, "import", str(file)), xushi(served, "import", str(file))
    assert first.exit_code == 0 and "入库 1 份，已有 0 份" in first.output
    assert again.exit_code == 0 and "入库 0 份，已有 1 份" in again.output


def test_the_faults_of_a_form_are_listed_by_cell_and_a_marked_copy_is_kept(
    served: tuple[str, str], tmp_path: Path
) -> None:
    file = filled(served, tmp_path, "2023-02", "1.2万")
    result = xushi(served, "import", str(file), "--marked")
    assert result.exit_code == 1
    assert CELL in result.output and "带有“万”" in result.output and "退回 1 份" in result.output
    assert "错误清单" in load_workbook(tmp_path / "2023-02-错误标注.xlsx").sheetnames


def test_a_file_of_reports_is_imported_line_by_line(served: tuple[str, str], tmp_path: Path) -> None:
    file = ndjson(tmp_path / "reports.ndjson", 900, -1, 950)
    checked = xushi(served, "import", str(file), "--dry-run")
    assert checked.exit_code == 1 and "可入库 2 份" in checked.output
    first = xushi(served, "import", str(file))
    assert first.exit_code == 1
    assert "第2行" in first.output and "不能为负数" in first.output and "入库 2 份" in first.output
    ndjson(file, 900, 940, 950)
    again = xushi(served, "import", str(file), "--idempotency-key", "mended")
    assert again.exit_code == 0 and "入库 3 份" in again.output
    once_more = xushi(served, "import", str(file), "--idempotency-key", "mended")
    assert "入库 0 份，已有 3 份" in once_more.output


def test_a_table_is_imported_whatever_its_encoding(served: tuple[str, str], tmp_path: Path) -> None:
    file = tmp_path / "reports.csv"
    file.write_bytes(f"地区代码,月份,指标,数值\n{UNIT},2022-11,城镇新增就业人数,12\n".encode("gb18030"))
    assert "入库 1 份" in xushi(served, "import", str(file)).output


def test_what_cannot_be_read_or_reached_is_said(served: tuple[str, str], tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.xlsx"
    wrong.write_bytes(b"no workbook")
    result = xushi(served, "import", str(wrong))
    assert result.exit_code == 1 and "不是 xlsx 文件" in result.output
    table = tmp_path / "head.csv"
    table.write_text("a,b\n", "utf-8")
    result = xushi(served, "import", str(table))
    assert result.exit_code == 1 and "没有处理完" in result.output
    file = ndjson(tmp_path / "reports.ndjson", 900)
    away = CliRunner().invoke(app, ["import", str(file), "--key", "k", "--url", "http://127.0.0.1:9"])
    assert away.exit_code == 2 and "没有送达" in away.output.replace("\n", "")  # a long path breaks the line anywhere
    stranger = CliRunner().invoke(app, ["import", str(file), "--key", "k", "--url", served[0]])
    assert stranger.exit_code == 2 and "密钥" in stranger.output
    missing = xushi(served, "template", "--region", "999999", "--period", "2023-01")
    assert missing.exit_code == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--history", "--marked"], "--marked 不与 --history 合用"),
        (["--history", "--idempotency-key", "k"], "--idempotency-key 不与 --history 合用"),
        (["--explain", "x", "--simulated"], "--explain、--simulated 只与 --history 合用"),
    ],
)
def test_options_that_mean_nothing_together_are_refused(words: list[str], said: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["import", str(tmp_path / "x.csv"), "--key", "k", *words])
    assert (result.exit_code, said in result.output.replace("\n", "")) == (2, True)
