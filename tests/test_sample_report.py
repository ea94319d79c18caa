"""The sample study's report is proved on every change, beside the notebooks."""

import shutil
from pathlib import Path

import pytest

from synth.report import verify_report, write_report

REPOSITORY = Path(__file__).parents[1]

pytestmark = pytest.mark.slow


def test_the_report_of_the_sample_study_is_proved(tmp_path):
    shutil.copytree(REPOSITORY / "data", tmp_path / "data")
    shutil.copy(REPOSITORY / "study.toml", tmp_path)
    report = write_report(tmp_path, tmp_path / "report.html")
    assert verify_report(report, tmp_path).to_numpy().tolist() == []
