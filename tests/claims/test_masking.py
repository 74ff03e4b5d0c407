"""What is masked tells who knows it already, and nobody else."""

from __future__ import annotations

import pytest

from claims.masking import masked_account, masked_id_number, masked_name, masked_phone

PHONES = [("13812345678", "138****5678"), ("45646728", "****6728"), ("110", "****"), ("", "")]


@pytest.mark.parametrize(
    ("name", "shown"), [("王一鸣", "王*鸣"), ("何雨", "何*"), ("买买提·阿里", "买****里"), ("王", "*"), ("", "")]
)
def test_names(name: str, shown: str) -> None:
    assert masked_name(name) == shown


@pytest.mark.parametrize(("phone", "shown"), PHONES)
def test_phones(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown


def test_numbers_and_accounts() -> None:
    assert masked_id_number("500151199001011234") == "5001**********1234"
    assert masked_account("6222000000006789") == "尾号 6789"
    assert [masked_account("6789"), masked_account(""), masked_id_number("")] == ["****", "", ""]
