from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

from tests.campaigns.exchange.samples import SAMPLE, read_files, replace


def test_a_file_edited_by_hand_gets_the_form_of_a_dump(sample: Path) -> None:
    for path in [*sample.glob("*.yaml"), *sample.glob("claims/*.yaml")]:
        content = yaml.safe_load(path.read_text())
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=True, width=60))
    assert read_files(sample) != read_files(SAMPLE)
    call_command("tidy_campaign", sample, stdout=StringIO())
    assert read_files(sample) == read_files(SAMPLE)
    out = StringIO()
    call_command("tidy_campaign", sample, stdout=out)
    assert out.getvalue() == ""


def test_a_file_with_errors_is_left_alone(sample: Path) -> None:
    replace(sample, "cases.yaml", "  status: imprisoned", "  status: imprisond")
    before = read_files(sample)
    with pytest.raises(CommandError, match="did you mean `imprisoned`"):
        call_command("tidy_campaign", sample)
    assert read_files(sample) == before
