"""A district's own people are told, and nobody above them."""

from __future__ import annotations

from datetime import UTC, datetime

from services.alerts.messages.routing import Means
from services.alerts.panel.addressing import loss_ways, told_department
from shared.catalogue import Catalogue
from shared.catalogue.contacts import Contact
from shared.catalogue.model import Department

SUNDAY, NOON = datetime(2026, 3, 1, 4, tzinfo=UTC), datetime(2026, 3, 4, 4, tzinfo=UTC)
MEANS = Means("mail", lambda: {"wecom-jlp"})
EMPLOYMENT = Department(
    "jlp-1", "就业科", "500107", ("jobs@jlp.example",), ("urban_new_employment",), im={"wecom": "wecom-jlp"}
)
SKILLS = Department("jlp-2", "技能科", "500107", ("skills@jlp.example",), ("new_skill_certificates",))
CITY = Department("cq-1", "就业处", "500000", ("jobs@cq.example",), ("urban_new_employment",))


def the_catalogue(*departments: Department, contacts: bool = True) -> Catalogue:
    known = {"500107": Contact("500107", ("reports@jlp.example",))} if contacts else {}
    return Catalogue((), {}, (), (), departments, {}, contacts=known)


def test_the_districts_department_for_employment_is_told_by_mail_and_robot() -> None:
    found = loss_ways(the_catalogue(CITY, SKILLS, EMPLOYMENT), "500107", MEANS, NOON)
    assert [(each.channel, each.recipient) for each in found] == [("mail", "jobs@jlp.example"), ("wecom", "wecom-jlp")]


def test_without_one_its_other_department_then_its_contacts_and_never_the_city() -> None:
    assert told_department(the_catalogue(CITY, SKILLS), "500107") == SKILLS
    ways = loss_ways(the_catalogue(CITY), "500107", MEANS, NOON)
    assert [each.recipient for each in ways] == ["reports@jlp.example"]
    assert loss_ways(the_catalogue(CITY, contacts=False), "500107", MEANS, NOON) == []


def test_it_waits_for_working_time() -> None:
    (mail, robot) = loss_ways(the_catalogue(EMPLOYMENT), "500107", MEANS, SUNDAY)
    assert mail.at == robot.at == datetime(2026, 3, 2, 1, tzinfo=UTC)
