from __future__ import annotations

import gzip
import json
from typing import Any

from tests.unit.intake.support import CITY, JIULONGPO, SIBLING, SIGNER, UNIT, Json, Service, line, report

NDJSON, CSV = "application/x-ndjson", "text/csv"


def send(service: Service, body: bytes, kind: str = NDJSON, key: str = "b1", who: str = UNIT, query: str = "") -> Any:
    headers = service.headers(who, key) | {"Content-Type": kind}
    return service.client.post(f"/v1/reports/bulk{query}", content=body, headers=headers)


def results(answer: Any) -> tuple[list[Json], Json]:
    assert answer.status_code == 200, answer.text
    lines = [json.loads(each) for each in answer.text.splitlines()]
    return lines[:-1], lines[-1]


def bodies(*reports: Json) -> bytes:
    return b"\n".join(json.dumps(each, ensure_ascii=False).encode() for each in reports)


def test_each_line_is_answered_in_order_and_a_faulty_one_touches_no_other(service: Service) -> None:
    body = bodies(report(period="2023-01"), report(lines=[line(value=-1)]), report(SIBLING), report(period="2023-02"))
    lines, summary = results(send(service, body + b"\n{]\n"))
    assert [(each["line"], each["status"]) for each in lines] == [
        (1, "submitted"),
        (2, "refused"),
        (3, "refused"),
        (4, "submitted"),
        (5, "refused"),
    ]
    assert lines[1]["faults"][0]["pointer"] == "/lines/0/value"
    assert lines[2]["code"] == "region-not-yours"
    assert lines[0]["receipt"]["revision"] == 1
    assert summary == {"summary": {"submitted": 2, "replayed": 0, "refused": 3, "failed": 0}, "complete": True}
    assert [event.stream for event in service.events()] == [f"report-{UNIT}-2023-01", f"report-{UNIT}-2023-02"]


def test_the_same_file_again_changes_nothing_and_a_broken_off_one_goes_on(service: Service) -> None:
    first, second = report(period="2023-01"), report(period="2023-02")
    results(send(service, bodies(first)))
    lines, _ = results(send(service, bodies(first, second)))
    assert [each["status"] for each in lines] == ["replayed", "submitted"]
    again, summary = results(send(service, bodies(first, second)))
    assert [each["receipt"] for each in again] == [each["receipt"] for each in lines]
    assert summary["summary"]["replayed"] == 2
    assert len(service.events()) == 2


def test_a_report_that_comes_back_to_what_it_was_is_stored_again(service: Service) -> None:
    first, second = report(lines=[line(value=1)]), report(lines=[line(value=2)])
    for expected in ("submitted", "replayed"):
        lines, _ = results(send(service, bodies(first, second, first)))
        assert [each["status"] for each in lines] == [expected] * 3
    assert service.get(f"/v1/reports/{UNIT}/2023-03").json()["lines"][0]["value"] == 1


def test_another_key_sends_the_same_content_anew(service: Service) -> None:
    results(send(service, bodies(report())))
    (line_,), _ = results(send(service, bodies(report()), key="b2"))
    assert (line_["status"], line_["receipt"]["revision"]) == ("submitted", 2)


def test_a_dry_run_stores_nothing_and_says_what_would_happen(service: Service) -> None:
    service.post(report(period="2023-01"), "x")
    service.accept(period="2023-01")
    before = service.events()
    body = bodies(report(period="2023-01"), report(period="2023-02"), report(lines=[]))
    lines, summary = results(send(service, body, query="?dry_run=true"))
    assert [(each["status"], each.get("code")) for each in lines] == [
        ("refused", "already-accepted"),
        ("submitted", None),
        ("refused", "report-invalid"),
    ]
    assert all(each["dry_run"] for each in (*lines, summary))
    assert lines[1]["findings"]
    assert service.events() == before


def test_a_table_is_read_by_its_rows_and_a_fault_names_its_line(service: Service) -> None:
    text = (
        "地区代码,月份,指标,数值,分子,分母,计量单位,口径,说明\n"
        f'{UNIT},2023-01,城镇新增就业人数,"1,200",,,人,本月,园区招工\n'
        f"{UNIT},2023-01,劳动人事争议调解成功率,,97,120,件,,\n"
        f"{UNIT},2023-02,城镇新增就业人数,12,,,人,,\n"
        f"{UNIT},2023-02,工伤保险参保人数,多,,,人,,\n"
    )
    lines, _ = results(send(service, text.encode("gb18030"), CSV))
    assert [(each["line"], each["status"]) for each in lines] == [(2, "submitted"), (4, "refused")]
    (wrong,) = lines[1]["faults"]
    assert (wrong["line"], wrong["code"]) == (5, "not-a-number")
    stands = service.get(f"/v1/reports/{UNIT}/2023-01").json()["lines"]
    assert [each.get("value", each.get("numerator")) for each in stands] == [1200, 97]


def test_a_table_without_a_head_is_refused_as_a_whole(service: Service) -> None:
    lines, summary = results(send(service, f"{UNIT},2023-01,x,1\n".encode(), CSV))
    assert lines[0]["status"] == "refused" and len(lines[0]["faults"]) > 3
    assert summary["complete"] is False and "列名" in summary["reason"]


def test_a_prefectures_reporter_sends_for_its_units_and_a_reviewer_for_nobody(service: Service) -> None:
    body = bodies(report(UNIT), report(JIULONGPO), report("510104"), report("000000"))
    lines, _ = results(send(service, body, who=CITY))
    assert [each.get("code", each["status"]) for each in lines] == ["submitted", "submitted"] + ["region-not-yours"] * 2
    assert service.events()[0].actor == f"key-{CITY}"
    for who in ("reviewer", "auditor", "ops", SIGNER):
        assert send(service, body, who=who).status_code == 403


def test_corrections_may_be_sent_in_bulk_when_somebody_signs_for_them(service: Service) -> None:
    service.post(report(), "x")
    service.accept()
    correction = bodies(report(lines=[line(value=1300)], correction={"reason": "漏报"}))
    (alone,), _ = results(send(service, correction))
    assert alone["status"] == "refused"
    headers = service.headers(UNIT, "b2") | {
        "Content-Type": NDJSON,
        "Second-Signer": f"Bearer {service.secrets[SIGNER]}",
    }
    (signed,), _ = results(service.client.post("/v1/reports/bulk", content=correction, headers=headers))
    assert signed["status"] == "submitted", signed


def test_a_body_may_be_larger_than_other_bodies_and_other_formats_are_refused(service: Service) -> None:
    body = bodies(report(lines=[line(value=-1)])) + b"\n" + b" " * 200_000 + b"\n"
    lines, summary = results(send(service, body * 8))
    assert len(lines) == 8 and summary["complete"]
    assert send(service, b"{}", "application/json").status_code == 415
    assert send(service, b"{}", key="").status_code == 400


def test_a_compressed_body_is_unpacked_and_a_broken_one_says_so(service: Service) -> None:
    def packed(body: bytes, key: str) -> Any:
        headers = service.headers(UNIT, key) | {"Content-Type": NDJSON, "Content-Encoding": "gzip"}
        return service.client.post("/v1/reports/bulk", content=body, headers=headers)

    whole = gzip.compress(bodies(report(period="2023-01"), report(period="2023-02")))
    lines, summary = results(packed(whole, "z1"))
    assert [each["status"] for each in lines] == ["submitted", "submitted"] and summary["complete"]
    _, summary = results(packed(whole[:-6], "z2"))
    assert not summary["complete"] and "没有传完" in summary["reason"]


def test_a_call_that_holds_nothing_is_no_success(service: Service) -> None:
    for body, kind in ((b"", NDJSON), (b"\n\n", NDJSON), (b"", CSV), ("地区代码,月份,指标\n".encode(), CSV)):
        _, summary = results(send(service, body, kind))
        assert not summary["complete"] and "没有处理任何数据" in summary["reason"], (body, kind)
