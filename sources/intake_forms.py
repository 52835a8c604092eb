"""What organisers fill in to bring documents in, and to split one."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sources.models import Intake
from sources.models.documents import passage_ranges
from toolkit.images import MAX_BYTES
from toolkit.partial_dates import validate_partial_date
from toolkit.public_addresses import BadAddressError, read_address

MOST_ADDRESSES = 50
_LONGEST_ADDRESS = 500


class ManyFilesInput(forms.ClearableFileInput):
    """Takes several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Files; all of them together may be as large as one request."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:  # noqa: ANN401 - Django's signature
        """Return the files that were chosen. Raises ValidationError."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        files: list[UploadedFile[Any]] = [super(ManyFilesField, self).clean(one, initial) for one in given]
        if sum(file.size or 0 for file in files) > MAX_BYTES:
            raise forms.ValidationError(
                gettext("Together these files are larger than %(most)s. Bring them in one by one.")
                % {"most": filesizeformat(MAX_BYTES)}
            )
        return files


class BringInForm(forms.Form):
    """Addresses, files and a pasted text; at least one of them."""

    addresses = forms.CharField(
        label=_("Addresses"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField", "spellcheck": "false"}),
        help_text=_("One a line. Each page is fetched once, without cookies, and no script of it is run."),
    )
    upload = ManyFilesField(
        label=_("Files"), required=False, help_text=_("HTML, text, PDF, DOCX or EML, up to 10 MB together.")
    )
    text = forms.CharField(
        label=_("Pasted text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField"}),
        help_text=_("Begin with its title. One paragraph a line."),
    )

    def clean_addresses(self) -> list[str]:
        """Return the addresses. Raises ValidationError that names those that are none."""
        lines = [line.strip() for line in self.cleaned_data["addresses"].splitlines() if line.strip()]
        found = [line if "://" in line else f"https://{line}" for line in dict.fromkeys(lines)]
        if len(found) > MOST_ADDRESSES:
            raise forms.ValidationError(gettext("At most %(most)d at once.") % {"most": MOST_ADDRESSES})
        wrong = [url for url in found if not _is_address(url)]
        if wrong:
            words = Intake.Problem.ADDRESS.label
            raise forms.ValidationError([f"{url[:100]}: {words}" for url in wrong])
        return found

    def clean(self) -> dict[str, Any]:
        """Ask for something."""
        data = super().clean() or {}
        if not self.errors and not any(
            (data.get("addresses"), data.get("upload"), (data.get("text") or "").strip())
        ):
            raise forms.ValidationError(gettext("Give an address, a file or a text."))
        return data


class PartForm(forms.Form):
    """One text within a document."""

    title = forms.CharField(
        label=_("Title, as printed"), max_length=300, widget=forms.TextInput(attrs={"class": "vTextField"})
    )
    passages = forms.CharField(
        label=_("Paragraphs"), max_length=100, help_text=_("Such as 1-17 or 4-5,20-28.")
    )
    byline = forms.CharField(
        label=_("Byline, as printed"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    published_on = forms.CharField(
        label=_("Published on"), max_length=10, required=False, validators=[validate_partial_date]
    )

    def clean_passages(self) -> str:
        """Return the ranges. Raises ValidationError when they are malformed."""
        given: str = self.cleaned_data["passages"].replace(" ", "")
        try:
            passage_ranges(given)
        except ValueError:
            raise forms.ValidationError(gettext("Write paragraphs such as 1-17 or 4-5,20-28.")) from None
        return given


def _is_address(url: str) -> bool:
    try:
        read_address(url)
    except BadAddressError:
        return False
    return len(url) <= _LONGEST_ADDRESS
