"""Photographs of pickets: taken in clean, served while the report is public, gone with their row."""

import os
import time
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django.fixtures import Settings

from campaigns.models import AfterAction, Photograph, Picket
from campaigns.services.photographs import add_photograph, remove_photograph, remove_stray_photographs
from campaigns.tasks import remove_stray_photographs_task
from sources.models import PublicationState, Translation
from sources.services.publishing import publish, withdraw
from tests.desk import address, history_of, run_action, send, text_of
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import AfterActionFactory
from tests.forms import fields_of
from tests.pages import problems_of
from tests.toolkit.photographs import drawn, encoded, exif, jpeg_from_a_camera
from tests.toolkit.test_images import leaks_in
from toolkit.images import MAX_BYTES
from toolkit.pdf.files import write_whole_file

pytestmark = pytest.mark.django_db

WORDS = {
    "description": "Banners at the gate, seen from behind",
    "credit": "Sample photographer",
    "rights": "CC BY 4.0",
    "people": "nobody",
}


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    """Keep photographs in an empty folder of this test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media" / "photographs"


@pytest.fixture
def after() -> AfterAction:
    """A published report."""
    return AfterActionFactory.create(picket__stage=Picket.Stage.OVER)


def added(after: AfterAction, data: bytes | None = None, **changes: str) -> Photograph:
    """Add a photograph; only what differs from WORDS need be said."""
    return add_photograph(after, data=data or jpeg_from_a_camera(), **{**WORDS, **changes})


def names_in(folder: Path) -> list[str]:
    """Return the files of a folder."""
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_a_photograph_is_kept_clean_in_two_sizes_named_by_content(after: AfterAction, media: Path) -> None:
    photograph = added(after, encoded(drawn(1600, 1200), "JPEG", exif=exif()))

    assert names_in(media) == [f"{photograph.name}-small.jpg", f"{photograph.name}.jpg"]
    assert len(photograph.name) == 64
    assert (photograph.width, photograph.height) == (1600, 1200)
    assert [leaks_in(path.read_bytes()) for path in media.iterdir()] == [set(), set()]
    with Image.open(media / f"{photograph.name}-small.jpg") as small:
        assert small.size == (960, 720)
    second = added(after)
    assert [photograph.position, second.position] == [0, 1]


def test_control_a_file_that_is_kept_as_it_came_leaks(
    after: AfterAction, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "campaigns.services.photographs.write_whole_file",
        lambda path, _: write_whole_file(path, jpeg_from_a_camera()),
    )
    added(after)
    assert [leaks_in(path.read_bytes()) == set() for path in media.iterdir()] == [False, False]


@pytest.mark.parametrize(
    ("data", "changes", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", {}, "no JPEG, PNG or WebP file"),
        (b"<!doctype html><script>alert(1)</script>", {}, "no JPEG, PNG or WebP file"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", {}, "HEIC"),
        (bytes(MAX_BYTES + 1), {}, "larger than 10 MB"),
        (encoded(Image.new("1", (9000, 9000)), "PNG"), {}, "million dots"),
        (jpeg_from_a_camera()[:5000], {}, "damaged"),
        (None, {"description": ""}, "cannot be blank"),
        (None, {"credit": ""}, "cannot be blank"),
        (None, {"rights": ""}, "cannot be blank"),
        (None, {"people": ""}, "cannot be blank"),
        (None, {"people": "everybody"}, "not a valid choice"),
        (None, {"people": "agreed"}, "photograph_says_who_agreed"),
    ],
)
def test_what_is_not_taken_leaves_nothing(
    after: AfterAction, media: Path, data: bytes | None, changes: dict[str, str], said: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        added(after, data, **changes)
    assert said in " ".join(caught.value.messages)
    assert (Photograph.objects.count(), names_in(media)) == (0, [])


def test_a_photograph_stands_in_a_report_once(after: AfterAction, media: Path) -> None:
    first = added(after)
    with pytest.raises(ValidationError, match="in the report already"):
        added(after)
    assert len(names_in(media)) == 2
    # In another report it may stand; the files go with the last of them.
    second = added(AfterActionFactory.create())
    assert second.name == first.name
    first.delete()
    remove_stray_photographs()
    assert len(names_in(media)) == 2


@pytest.mark.parametrize("failing", ["write", "save"])
def test_a_failure_half_way_leaves_nothing(
    after: AfterAction, media: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:

    def break_off(path: Path, data: bytes) -> None:
        if path.name.endswith("-small.jpg"):
            raise OSError(28, "no space left on device")
        write_whole_file(path, data)

    if failing == "write":
        monkeypatch.setattr("campaigns.services.photographs.write_whole_file", break_off)
    else:
        table = Photograph._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(_refuse_rows(table))
    with pytest.raises(Exception, match=r"no space|refused"):
        added(after)
    assert (Photograph.objects.count(), names_in(media)) == (0, [])


def test_deleting_a_photograph_deletes_its_files(
    after: AfterAction, media: Path, django_capture_on_commit_callbacks: object
) -> None:
    kept, doomed = added(after), added(after, encoded(drawn(100, 100), "PNG"))
    assert callable(django_capture_on_commit_callbacks)
    with django_capture_on_commit_callbacks(execute=True):
        remove_photograph(doomed)
    assert names_in(media) == [f"{kept.name}-small.jpg", f"{kept.name}.jpg"]


def test_files_without_a_row_go_after_an_hour(after: AfterAction, media: Path) -> None:
    kept, gone = added(after), added(after, encoded(drawn(100, 100), "PNG"))
    (media / ".half.jpg.abc.part").write_bytes(b"half")
    gone.delete()
    assert remove_stray_photographs() == 0
    past = time.time() - 3601
    for path in media.iterdir():
        os.utime(path, (past, past))

    remove_stray_photographs_task()

    assert names_in(media) == [f"{kept.name}-small.jpg", f"{kept.name}.jpg"]


def test_a_photograph_is_served_while_its_report_is_public(client: Client, after: AfterAction) -> None:
    photograph = added(after)
    for url in (photograph.url, photograph.small_url):
        answer = client.get(url)
        content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a file
        assert (answer.status_code, leaks_in(content)) == (200, set())
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "private, max-age=604800, immutable"
        assert answer.cookies == {}
    assert client.post(photograph.url).status_code == 405


@pytest.mark.parametrize("what", ["report", "picket", "stage"])
def test_a_withdrawn_photograph_is_not_found(client: Client, after: AfterAction, what: str) -> None:
    photograph = added(after)
    if what == "stage":
        Picket.objects.update(stage=Picket.Stage.DRAFT)
    else:
        withdraw(after if what == "report" else after.picket)
    for url in (photograph.url, photograph.small_url):
        answer = client.get(url)
        assert (answer.status_code, "Cache-Control" in answer.headers) == (404, False)
    if what == "report":
        publish(after)
        assert client.get(photograph.url).status_code == 200


def test_no_other_file_is_served(client: Client, after: AfterAction, media: Path) -> None:
    photograph = added(after)
    (media / "secret.jpg").write_bytes(b"secret")
    for path in ("", "secret.jpg", f"{photograph.name}", f"{photograph.name}-large.jpg", "../x.jpg"):
        assert (path, client.get(f"/en/photographs/{path}").status_code) == (path, 404)
    assert client.get(f"/media/photographs/{photograph.name}.jpg").status_code == 404
    for file in media.iterdir():
        file.unlink()
    assert client.get(photograph.url).status_code == 404


def test_the_page_shows_photographs_with_their_words(client: Client, after: AfterAction) -> None:
    photograph = added(after, people="agreed", consent_note="Canary told us on the phone.")
    Translation.objects.create(
        subject=photograph, field="description", language="ru", text="Плакаты у ворот, вид сзади"
    )

    answer = client.get(f"/en/pickets/{after.picket.slug}/")
    html = answer.content.decode()
    assert problems_of(html) == []
    assert f'<img src="{photograph.small_url}" width="640" height="480" alt="{WORDS["description"]}"' in html
    assert "Photograph: Sample photographer. CC BY 4.0." in html
    assert "Canary" not in html
    assert "img-src 'self';" in answer.headers["Content-Security-Policy"]
    assert 'alt="Плакаты у ворот, вид сзади"' in client.get(f"/ru/pickets/{after.picket.slug}/").text


# --- the organisers' pages ---------------------------------------------------------------------


def page_of(after: AfterAction) -> str:
    """Return where a photograph is added to a report."""
    return reverse("admin:campaigns_afteraction_photograph", args=[after.pk])


def test_admin_adds_a_photograph_by_its_content_whatever_its_name(
    desk: Client, after: AfterAction, media: Path
) -> None:
    form = fields_of(desk.get(page_of(after)), "report_form")
    upload = SimpleUploadedFile("../../evil.php", jpeg_from_a_camera(), content_type="text/html")
    answer = desk.post(page_of(after), {**form, **WORDS, "file": upload}, follow=True)

    assert answer.redirect_chain == [(address(after), 302)]
    photograph = Photograph.objects.get()
    assert names_in(media) == [f"{photograph.name}-small.jpg", f"{photograph.name}.jpg"]
    assert history_of(photograph) == ["Added."]
    assert WORDS["description"] in text_of(answer)
    picture = desk.get(reverse("admin:campaigns_photograph_picture", args=[photograph.pk]))
    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/jpeg")
    picture.close()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"file": b"<svg/>"}, "This is no JPEG, PNG or WebP file, whatever its name says."),
        ({"file": bytes(MAX_BYTES + 1)}, "The file is larger than 10 MB."),
        ({"file": None}, "This field is required."),
        ({"credit": ""}, "This field is required."),
        ({"people": "agreed"}, "Write down who agreed, and how."),
    ],
)
def test_admin_says_what_is_wrong_and_keeps_the_words(
    desk: Client, after: AfterAction, media: Path, changes: dict[str, bytes | str | None], said: str
) -> None:
    given: dict[str, object] = {**WORDS, "file": jpeg_from_a_camera(), **changes}
    content = given.pop("file")
    if isinstance(content, bytes):
        given["file"] = SimpleUploadedFile("holiday.jpg", content, content_type="image/jpeg")
    answer = desk.post(page_of(after), given)

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert WORDS["description"] in text_of(answer)
    assert (Photograph.objects.count(), names_in(media)) == (0, [])


def test_admin_takes_a_photograph_away_with_its_files(
    desk: Client, after: AfterAction, media: Path, django_capture_on_commit_callbacks: object
) -> None:
    first, second = added(after), added(after, encoded(drawn(100, 100), "PNG"))
    assert callable(django_capture_on_commit_callbacks)
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(address(first, "delete"), {"post": "yes"})
    assert names_in(media) == [f"{second.name}-small.jpg", f"{second.name}.jpg"]
    with django_capture_on_commit_callbacks(execute=True):
        run_action(desk, Photograph, "delete_selected", second)
        desk.post(
            reverse("admin:campaigns_photograph_changelist"),
            {"action": "delete_selected", "_selected_action": [second.pk], "post": "yes"},
        )
    assert (Photograph.objects.count(), names_in(media)) == (0, [])


def test_admin_changes_the_words_and_asks_who_agreed(desk: Client, after: AfterAction) -> None:
    photograph = added(after)
    assert "Write down who agreed, and how." in send(desk, photograph, people="agreed")
    send(desk, photograph, people="agreed", consent_note="All three, in writing.", credit="Another")
    photograph.refresh_from_db()
    assert (photograph.people, photograph.credit) == ("agreed", "Another")


def test_admin_pages_of_photographs_are_for_those_who_may(client: Client, after: AfterAction) -> None:
    photograph = added(after)
    picture = reverse("admin:campaigns_photograph_picture", args=[photograph.pk])
    for url in (page_of(after), picture):
        assert client.get(url).headers["Location"] == f"/admin/login/?next={url}"
    from_nobody = _signed_in(client)
    assert [from_nobody.get(url).status_code for url in (page_of(after), picture)] == [403, 403]
    assert from_nobody.post(page_of(after), {}).status_code == 403


def test_a_report_is_public_with_its_photographs_only_once_published(client: Client) -> None:
    draft = AfterActionFactory.create(state=PublicationState.DRAFT, picket__stage=Picket.Stage.OVER)
    photograph = added(draft)
    assert photograph.small_url not in client.get(f"/en/pickets/{draft.picket.slug}/").text
    assert client.get(photograph.url).status_code == 404


def _signed_in(client: Client) -> Client:
    client.force_login(UserFactory.create(is_staff=True))
    return client


def _refuse_rows(table: str) -> str:
    """Return SQL that makes the database refuse new rows of a table."""
    if connection.vendor == "sqlite":
        return f"CREATE TRIGGER refuse BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'refused'); END"
    return f"ALTER TABLE {table} ADD CONSTRAINT refused CHECK (false) NOT VALID"
