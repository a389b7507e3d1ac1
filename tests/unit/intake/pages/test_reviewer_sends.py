"""What a reviewer's forms lead to: the next report of the queue, as it was narrowed."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from tests.unit.intake.pages.visitor import signed_in
from tests.unit.intake.support import SIBLING, UNIT, Service, line, report

MARCH = "2023-03"


def test_after_a_decision_comes_the_next_report_and_says_what_was_done(service: Service) -> None:
    service.post(report())
    service.post(report(SIBLING), "k2", SIBLING)
    with signed_in(service, "reviewer") as reviewer:
        path = f"/reviews/{UNIT}/{MARCH}?status=findings"
        page = reviewer.get(path).text
        assert f'<a href="/reviews/{SIBLING}/{MARCH}?status=findings">下一份' in page and "1 / 2" in page
        sent = reviewer.hidden(path) | {"decision": "return", "reason": "请核对"}
        after = reviewer.post(f"/reviews/{UNIT}/{MARCH}", sent).headers["location"]
        assert after.startswith(f"/reviews/{SIBLING}/{MARCH}?status=findings&done=")
        assert "已退回 1 份：万州区。" in reviewer.get(after).text
        sent = reviewer.hidden(after) | {"decision": "return", "reason": "请核对"}
        last = reviewer.post(f"/reviews/{SIBLING}/{MARCH}", sent).headers["location"]
        assert last.startswith(f"/reviews?period={MARCH}&status=findings&done=")


def test_a_refused_decision_stays_on_its_report_and_keeps_the_queue(service: Service) -> None:
    service.post(report())
    with signed_in(service, "reviewer") as reviewer:
        path = f"/reviews/{UNIT}/{MARCH}?status=all&level=county"
        refused = reviewer.post(f"/reviews/{UNIT}/{MARCH}", reviewer.hidden(path) | {"decision": "return"})
        assert refused.status_code == 422
        assert f'href="/reviews?period={MARCH}&amp;status=all&amp;level=county"' in refused.text


def test_nothing_is_ticked_of_which_something_was_found(service: Service) -> None:
    service.post(report())  # seventeen of its figures are missing
    with signed_in(service, "reviewer") as reviewer:
        page = reviewer.get(f"/reviews?period={MARCH}&select=clean").text
    assert "没有全无问题" in page
    assert re.search(r"<input type=\"checkbox\"[^>]* checked", page) is None


def test_units_of_one_name_are_followed_by_their_city_and_can_be_narrowed_to_it(service: Service) -> None:
    with signed_in(service, "sichuan") as reviewer:
        queue = f"/reviews?period={MARCH}&status=all"
        page = reviewer.get(queue).text
        assert "市中区（乐山市）" in page and "市中区（内江市）" in page
        page = reviewer.get(f"{queue}&within=511100").text
        assert "市中区（乐山市）" in page and "市中区（内江市）" not in page


def test_a_month_that_has_not_ended_is_neither_shown_nor_closed(service: Service) -> None:
    with signed_in(service, "reviewer") as reviewer:
        assert "2023年3月" in reviewer.get("/reviews?period=2023-04").text, "the newest that has ended"
        assert '<option value="2023-04"' not in reviewer.get("/reviews").text
        for path in ("/reviews/closing?period=2023-04", "/reviews/effect?period=2023-04"):
            answer = reviewer.get(path)
            assert answer.status_code == 422 and "尚未结束" in answer.text
        fields = reviewer.hidden(f"/reviews/closing?period={MARCH}")
        answer = reviewer.post("/reviews/closing", fields | {"period": "2023-04", "sure": "1", "early": "x"})
        assert answer.status_code == 422 and "尚未结束" in answer.text
    assert service.events() == []


def test_a_report_with_blanks_is_accepted_only_with_its_own_tick(service: Service) -> None:
    service.post(report())
    path = f"/reviews/{UNIT}/{MARCH}"
    with signed_in(service, "reviewer") as reviewer:
        assert "有 17 项应报未填" in reviewer.get(path).text
        sent = reviewer.hidden(path) | {"decision": "accept"}
        refused = reviewer.post(path, sent)
        assert refused.status_code == 422 and "应报未填：" in refused.text
        accepted = reviewer.post(path, reviewer.hidden(path) | {"decision": "accept", "with_blanks": "1"})
        assert "已通过 1 份：万州区。" in reviewer.get(accepted.headers["location"]).text


def test_a_unit_finds_why_its_report_was_returned_and_by_when_it_is_owed_anew(service: Service) -> None:
    service.post(report())
    decision = {"region": UNIT, "period": MARCH, "decision": "return", "reason": "请与台账核对"}
    service.review(decision)
    answer = service.get(f"/v1/reports/{UNIT}/{MARCH}").json()
    assert (answer["return_reason"], answer["due_again"]) == ("请与台账核对", "2023-04-10")
    with signed_in(service, UNIT) as clerk:
        for path in ("/reports", f"/reports/{UNIT}/{MARCH}"):
            page = clerk.get(path).text
            assert "请与台账核对" in page and "4月10日" in page
    service.post(report(), "again")
    answer = service.get(f"/v1/reports/{UNIT}/{MARCH}").json()
    assert (answer["return_reason"], answer["due_again"]) == (None, None)


def test_the_way_to_the_preview_of_the_totals_has_nothing_of_the_form_s_proof_in_its_address(service: Service) -> None:
    service.post(report())
    with signed_in(service, "reviewer") as reviewer:
        sent = reviewer.hidden(f"/reviews?period={MARCH}") | {"report": f"{UNIT}:1", "decision": "effect"}
        answer = reviewer.post("/reviews", sent)
        address = answer.headers["location"]
        assert answer.status_code == 303
        assert parse_qs(urlsplit(address).query).keys() <= {"period", "report", "status", "level", "within"}
        assert "加上" in reviewer.get(address).text
    assert len(service.events()) == 1


def test_the_preview_of_the_totals_leaves_out_what_cannot_be_accepted_and_says_why(service: Service) -> None:
    service.post(report(lines=[line(value=12_345)]))
    service.post(report(SIBLING, lines=[line(value=777)]), "k2", SIBLING)
    with signed_in(service, "reviewer") as reviewer:
        asked = f"/reviews/effect?period={MARCH}&report={UNIT}:1&report={SIBLING}:9"
        page = reviewer.get(asked).text
        assert "其中 1 份不能通过，没有算在内" in page and "涪陵区：现为第1版，审核的是第9版" in page
        assert "+12,345" in page and "0 → 1 / 38" in page
        assert "第1项，无未结预警" in page
        assert f'name="report" value="{UNIT}:1"' in page and f'value="{SIBLING}:9"' not in page


def test_who_did_something_is_told_of_by_name_and_account_and_a_key_by_its_id(service: Service) -> None:
    service.post(report(lines=[line(value=12_345)]))
    service.accept()
    service.close_month()
    service.signed_in("reviewer", "李某")
    clerk, reviewing, _ = (each.actor for each in service.events())
    with signed_in(service, "reviewer") as reviewer:
        assert f"由李某（{reviewing}）关账，序号3" in reviewer.get(f"/reviews/closing?period={MARCH}").text
        told = reviewer.get(f"/reports/{UNIT}/{MARCH}").text
    assert f'<span class="muted">李某（{reviewing}）</span>' in told
    assert f'<span class="muted">{clerk}</span>' in told
