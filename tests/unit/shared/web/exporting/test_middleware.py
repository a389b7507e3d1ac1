"""A page's address with export=xlsx."""

from __future__ import annotations

import io
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from shared.web.exporting.address import export_address
from shared.web.exporting.middleware import export_tables

TABLE = "<table><tr><td class='figure'>7</td></tr></table>"


def _client() -> TestClient:
    app = FastAPI()

    @app.get("/page/{region}")
    def page(request: Request, region: str) -> Response:
        title = f"<title>{region} · 2025年3月 · 序时</title><h2>{request.url.query}</h2>"
        return HTMLResponse(f"{title}{TABLE}<a href='{export_address()}'>导出</a>")

    @app.get("/bare")
    def bare() -> Response:
        return HTMLResponse("<p>没有</p>")

    @app.get("/refused")
    def refused() -> Response:
        return JSONResponse({"title": "无权"}, 403, headers={"X-Why": "role"})

    @app.get("/v1/figures")
    def figures(request: Request) -> Response:
        return JSONResponse({"asked": request.url.query, "address": export_address()})

    export_tables(app)
    return TestClient(app)


def test_a_page_says_where_its_tables_can_be_had() -> None:
    client = _client()
    assert "href='/page/a?export=xlsx'" in client.get("/page/a").text
    assert "href='/page/a?period=2025-03&export=xlsx'" in client.get("/page/a?period=2025-03").text


def test_the_file_is_named_by_the_page_and_made_of_what_the_page_says() -> None:
    answer = _client().get("/page/渝中区?period=2025-03&export=xlsx")
    assert answer.status_code == 200
    assert f"filename*=UTF-8''{quote('渝中区 · 2025年3月', safe='')}.xlsx" in answer.headers["content-disposition"]
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    assert sheet.title == "period=2025-03"  # the page was asked without the word
    assert [cell.value for row in sheet.iter_rows() for cell in row][-1] == 7


def test_what_is_refused_is_refused_alike_and_a_page_without_tables_says_so() -> None:
    client = _client()
    refused = client.get("/refused?export=xlsx")
    assert (refused.status_code, refused.json(), refused.headers["x-why"]) == (403, {"title": "无权"}, "role")
    assert client.get("/bare?export=xlsx").status_code == 404
    assert client.get("/bare?export=pdf").status_code == 200


def test_the_interface_of_systems_is_asked_as_it_is_and_has_no_files() -> None:
    answer = _client().get("/v1/figures?export=xlsx")
    assert answer.json() == {"asked": "export=xlsx", "address": ""}


def test_a_file_is_kept_no_longer_than_its_page() -> None:
    assert _client().get("/page/a?export=xlsx").headers["cache-control"] == "no-cache"


def test_a_single_table_is_had_by_its_number_and_one_that_is_not_there_is_said_so() -> None:
    app = FastAPI()

    @app.get("/two")
    def two(request: Request) -> Response:
        return HTMLResponse(f"<title>两张表</title><h2>甲{request.url.query}</h2>{TABLE}<h2>乙</h2>{TABLE}")

    export_tables(app)
    client = TestClient(app)
    book = load_workbook(io.BytesIO(client.get("/two?table=2&export=xlsx").content))
    assert book.sheetnames == ["乙"]
    assert load_workbook(io.BytesIO(client.get("/two?export=xlsx").content)).sheetnames == ["甲", "乙"]
    assert [client.get(f"/two?export=xlsx&table={wrong}").status_code for wrong in ("3", "0", "x")] == [404] * 3
    assert "甲table=2" in client.get("/two?table=2").text  # without the word it is the page's own
