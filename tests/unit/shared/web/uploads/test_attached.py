from __future__ import annotations

import pytest

from shared.web.uploads.attached import disposition, upload


def test_the_same_bytes_are_named_by_each_upload() -> None:
    first, second = upload("名册.txt", b"1,790"), upload("C:\\更正后的名册.TXT", b"1,790")
    assert first.attachment.sha256 == second.attachment.sha256
    assert [each.attachment.name for each in (first, second)] == ["名册.txt", "更正后的名册.TXT"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("说明.pdf", b"\x89PNG\r\n\x1a\n....", "内容不是PDF 文件，看来是PNG 图片"),
        ("说明.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "看来是旧格式的 Office 文件"),
        ("照片.jpg", b"MZ\x90\0", "内容不是JPEG 图片，看来是程序"),
        ("照片.png", bytes(range(128, 140)), "内容不是PNG 图片；请核对文件"),
    ],
)
def test_a_content_of_another_kind_than_the_name_says_is_refused_in_words(
    name: str, content: bytes, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        upload(name, content)


def test_a_name_of_any_script_goes_into_a_header() -> None:
    assert disposition("说明.pdf").isascii()
