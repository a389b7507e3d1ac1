from __future__ import annotations

import msgspec
import pytest

from services.intake.commitments.decide import AskedCommitment, CommitmentCommand, DecideStatement, StateProgress
from services.intake.commitments.recording import AskedBy, CommitmentRecording, CommitmentResults
from services.intake.reports.commands import CommandAnswer, digest_of
from services.intake.reports.repository import Repository
from services.intake.tables import COMMITMENT_FILES
from shared.catalogue import Catalogue
from shared.commitments.periods import StatementPeriod
from shared.web.problems import Problem
from shared.web.uploads import attached
from tests.unit.intake.support import JOBS, Service

PLAN = "chongqing-2021-2025"
YEAR = StatementPeriod(2022)


def about(catalogue: Catalogue) -> AskedCommitment:
    return AskedCommitment(catalogue.plans[PLAN], 10, (JOBS,))


def recording(service: Service) -> CommitmentRecording:
    return CommitmentRecording(service.intake.database, Repository(service.intake.store))


def by(key: str, content: bytes = b"") -> AskedBy:
    return AskedBy("key-jobs", f"key-jobs:{key}", digest_of("x", content), "request")


def read(answer: CommandAnswer) -> list[str]:
    return [each.status for each in msgspec.json.decode(answer.body, type=CommitmentResults).results]


def test_commands_of_one_call_see_what_those_before_them_did(service: Service, catalogue: Catalogue) -> None:
    commands: list[CommitmentCommand] = [
        StateProgress(about(catalogue), JOBS, YEAR, "late", "慢了"),
        DecideStatement(about(catalogue), YEAR, 1, "accept"),
    ]
    assert read(recording(service).run(commands, by("k"))) == ["stated", "accepted"]
    assert [each.version for each in service.events()] == [1, 2]


def test_files_are_kept_with_what_names_them_and_only_then(service: Service, catalogue: Catalogue) -> None:
    file = attached.upload("验收.pdf", b"%PDF-1.7")
    stranger = StateProgress(about(catalogue), "别处", YEAR, "late", "慢了", evidence=(file.attachment,))
    recording(service).run([stranger], by("k1"), [file])

    def kept() -> bytes | None:
        with service.intake.database.read() as connection:
            return attached.load(connection, COMMITMENT_FILES, file.attachment.sha256)

    assert kept() is None
    recording(service).run([stranger._replace(department=JOBS)], by("k2"), [file])
    assert kept() == b"%PDF-1.7"


def test_a_key_that_a_report_has_used_is_not_used_again(service: Service, catalogue: Catalogue) -> None:
    recording(service).run([StateProgress(about(catalogue), JOBS, YEAR, "late", "慢了")], by("k", b"one"))
    assert recording(service).kept(by("k", b"one")) is not None
    assert recording(service).kept(by("other")) is None
    with pytest.raises(Problem) as caught:
        recording(service).run([], by("k", b"two"))
    assert caught.value.code == "idempotency-key-reused"
