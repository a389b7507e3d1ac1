"""One certificate for the tests of signatures: keys take a while to make."""

from __future__ import annotations

import pytest

from tests.unit.shared.office.pdf.certificates import Issued, issue


@pytest.fixture(scope="session")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Issued:
    return issue(tmp_path_factory.mktemp("certificates"))
