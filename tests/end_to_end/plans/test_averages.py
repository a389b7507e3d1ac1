"""An average in years and a count in a unit of the plan's own, from the form to the board: written with their decimals,
kept exactly, never in hundredths where people read."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from services.standalone import Standalone
from shared.periods import CHINA, SettableClock
from shared.security.keys import Role, new_key, save_keys
from shared.settings import Settings

DISTRICT, PLAN = "500107", "jiulongpo-2026-2030"
FILES = {
    "plan.toml": f"""id = "{PLAN}"
name = "九龙坡区“十五五”规划（虚构，示例）"
region = "{DISTRICT}"
first = "2026-01"
last = "2030-12"
document = "九龙坡区“十五五”规划（虚构，示例）"
prefix = "JL"
[tables]
targets = "专栏1（虚构，示例）"
""",
    "units.csv": "symbol,base,scale,decimals,aliases\n辆,辆,1,0,台\n",
    "indicators.csv": "id,name,kind,unit,direction,reported_at,part_kind,part_unit,numerator,denominator,aliases\n"
    "schooling,劳动年龄人口平均受教育年限,stock,年,up,area,,,,,\n"
    "service_vehicles,流动服务车,stock,辆,up,unit,,,,,\n",
    "targets.csv": "row,section,printed_name,name,indicator,printed_baseline,printed_target,attribute,unit,part_of\n"
    "1,教育,劳动年龄人口平均受教育年限（年）,劳动年龄人口平均受教育年限,schooling,11.3,提高到11.7年,预期性,年,\n"
    "2,服务,流动服务车（台）,流动服务车,service_vehicles,10,翻一番,预期性,辆,\n",
    "departments.toml": f"""[[department]]
id = "jlp-2026"
name = "九龙坡区人力社保局（示例）"
region = "{DISTRICT}"
mail = ["hr@jlp.example"]
indicators = ["schooling", "service_vehicles"]
""",
}


class District:
    """The system in one process under the plan, and the key of who reports."""

    def __init__(self, folder: Path) -> None:
        plan = folder / PLAN
        plan.mkdir()
        for name, text in FILES.items():
            (plan / name).write_text(text, encoding="utf-8")
        settings = Settings(data_dir=folder / "data", plan_folders=(plan,), sweep_seconds=3_600)
        key, self._secret = new_key("reporter", Role.REPORTER, DISTRICT)
        save_keys(settings.keys_path, [key])
        clock = SettableClock(datetime(2026, 2, 2, 9, 30, tzinfo=CHINA))
        self.standalone = Standalone(settings, clock)
        self.client = TestClient(self.standalone.app)

    def headers(self, key: str = "k") -> dict[str, str]:
        return {"Authorization": f"Bearer {self._secret}", "Idempotency-Key": key}

    def report(self, **values: str) -> Any:
        lines = [{"indicator": indicator, "value": value} for indicator, value in values.items()]
        body = {"region": DISTRICT, "period": "2026-01", "lines": lines}
        answer = self.client.post("/v1/reports", json=body, headers=self.headers())
        self.standalone.settle(30)
        return answer


@pytest.fixture
def district(tmp_path: Path) -> Any:
    made = District(tmp_path)
    with made.client:
        yield made


@pytest.mark.timeout(240)
def test_an_average_is_reported_added_up_to_nothing_and_shown_in_its_own_unit(district: District) -> None:
    answer = district.report(schooling="11.34", service_vehicles="12")
    assert answer.status_code == 201, answer.text
    query = {"region": DISTRICT, "indicator": "schooling", "period": "2026-01"}
    (figure,) = district.client.get("/v1/figures", params=query, headers=district.headers()).json()["figures"]
    assert figure["value"] == 1_134
    rows = district.client.get("/v1/progress", params={"plan": PLAN}, headers=district.headers()).json()["progress"]
    shown = {each["row"]: (each["actual"]["text"], each["target"]["text"]) for each in rows}
    assert shown == {1: ("11.34 年", "11.70 年"), 2: ("12 辆", "20 辆")}
    page = district.client.get(f"/plans/{PLAN}?period=2026-01", headers=district.headers()).text
    assert "11.34" in page and "百分之一" not in page
    assert "百分之一" not in district.client.get(f"/plans/{PLAN}/1?period=2026-01", headers=district.headers()).text


@pytest.mark.timeout(240)
def test_the_form_asks_for_it_with_decimals(district: District) -> None:
    answer = district.client.get(f"/v1/forms/{DISTRICT}/2026-01.xlsx", headers=district.headers())
    assert answer.status_code == 200, answer.text
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {"年", "辆"} <= cells
    assert not [each for each in cells if "百分之一" in each]
    assert district.report(schooling="11.345", service_vehicles="12").status_code == 422
